"""The worked examples of docs/adding.md, run as they stand there."""

import base64
import gzip
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

DOC = (Path(__file__).resolve().parents[1] / "docs" / "adding.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.slow
BLOCKS = re.findall(r"```(\w+) ?(\S*)\n(.*?)```", DOC, re.DOTALL)
COMMANDS = [
    line.removeprefix("$ ")
    for language, _, text in BLOCKS
    if language == "console"
    for line in text.splitlines()
    if line.startswith("$ ")
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("adding")
    for _, name, text in BLOCKS:
        if name:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(folder, *command, **variables):
    """Return what a process says on stdout; on a wide console nothing is cut."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def said(folder):
    """What each command says, in the order of the page."""
    return {line: run_line(folder, shlex.split(line)) for line in COMMANDS}


def run_line(folder, words):
    """Run a command behind variables that are set for it alone, as a shell does."""
    variables = [*itertools.takewhile(lambda word: re.match("[A-Z_]+=", word), words)]
    command, *options = words[len(variables) :]
    assert command == "corridors"
    settings = dict(word.split("=", 1) for word in variables)
    return run(folder, "-m", "corridors.cli.main", *options, **settings)


def test_the_folder_is_without_problems(said):
    assert said["corridors check --catalogue my"].strip().endswith("no problems")


def test_the_new_corridor_ends_at_the_new_hub(said, folder):
    assert "Our yard at Bukhara" in said["corridors lengths silk-cities --catalogue my"]
    assert (folder / "map.html").stat().st_size > 100_000
    covered = said["corridors coverage silk-cities --catalogue my --within-km 50"]
    assert "Tashkent - Samarkand - Bukhara" in covered


def test_the_siding_takes_the_route_to_the_gate(said):
    route = said["corridors route 39.73,64.53 samarkand --network rail=siding.parquet"]
    assert "siding" in route
    assert "to the network" not in route  # which it says of 1.7 km without the siding


def test_the_page_speaks_the_new_language_and_russian_where_it_has_no_word(said, folder):
    assert len(said) == len(COMMANDS)
    scene = scene_of(folder / "uz.html")
    assert scene["words"]["corridors"] == "Yo\u02bblaklar"
    assert scene["words"]["routes"] == "Маршруты"
    assert scene["subtitle"].startswith("1 ta yo\u02bbnalish")
    assert {"Toshkent", "Samarqand"} <= {hub["name"] for hub in scene["hubs"]}
    assert scene["countries"]["UZ"] == "O\u02bbzbekiston"
    assert scene["namesFrom"] == "Русский"


def scene_of(page):
    """Return what a page draws, from its own text."""
    packed = re.search('id="atlas-scene">([^<]*)<', page.read_text(encoding="utf-8")).group(1)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def test_the_script_runs(folder):
    (script,) = [text for language, _, text in BLOCKS if language == "python"]
    assert "silk-cities:samarkand-bukhara" in run(folder, "-c", script)
