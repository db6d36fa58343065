"""README's blocks run as they stand there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corridors.cli.main import app

ROOT = Path(__file__).resolve().parents[1]


TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


FILES = {0: "map.html", 2: "own-map.html"}


@pytest.mark.parametrize("number", [0, 1, 2])
def test_scripts_run_and_are_short(number, tmp_path):
    script = blocks("python")[number]
    assert len([line for line in script.splitlines() if line.strip()]) <= 10
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout or number in FILES
    if number in FILES:
        assert (tmp_path / FILES[number]).stat().st_size > 100_000


def test_commands_exist_with_their_options():
    lines = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    commands = [shlex.split(line) for line in lines if line.startswith("corridors ")]
    assert len(commands) >= 8
    for command in commands:
        done = CliRunner().invoke(app, [*_words(command), "--help"], prog_name="corridors")
        assert done.exit_code == 0
        known = set(re.findall(r"--?[a-z][a-z-]*", done.stdout))
        assert {word for word in command[2:] if word.startswith("-")} <= known


def _words(command):
    """The command itself: two words where the first names a group."""
    return command[1:3] if command[1] in {"osm", "hubs"} else command[1:2]


def test_make_targets_exist():
    targets = set(re.findall(r"\$ make (\w+)", TEXT))
    makefile = (ROOT / "Makefile").read_text()
    assert {"atlas", "test"} <= targets
    assert all(f"\n{target}:" in makefile for target in targets)


def test_links_lead_to_files():
    links = re.findall(r"\]\((?!http)([^)]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
