"""What docs/partners.md says of its commands holds."""

import re
from pathlib import Path

import typer

from corridors.cli.main import app

DOC = Path(__file__).resolve().parents[1] / "docs" / "partners.md"


def options_of(command):
    found = typer.main.get_command(app).commands[command]
    return {name for param in found.params for name in param.opts}


def test_every_option_named_is_one_of_the_command():
    text = DOC.read_text("utf-8")
    lines = [line[2:] for line in text.splitlines() if line.startswith("$ corridors ")]
    assert len(lines) == 4
    for line in lines:
        command = line.split()[1]
        assert set(re.findall(r"--[a-z-]+", line)) <= options_of(command), line
    told = set(re.findall(r"`(--[a-z-]+)", text))
    assert told - options_of("partners") - options_of("importance") == set()


def test_shared_options_reach_the_commands():
    for command in ("partners", "importance", "coverage", "site"):
        assert {"--country", "--sco", "--sco-partners", "--sco-all"} <= options_of(command)
    assert "--as-of" in options_of("coverage")
    assert "--as-of" not in options_of("services")
