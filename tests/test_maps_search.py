"""The search finds names as `geodata.spelling.fold` writes them, in Python and on the page."""

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import maps_fixture as fixture
import pytest

from geodata.places.spelling import fold
from maps.scene import build, search


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("International North-South Transport Corridor", ["instc", "intc"]),
        ("Trans-Caspian International Transport Route", ["tcitr", "titr"]),
        ("China - Pakistan Economic Corridor", ["cpec"]),
        ("Международный транспортный коридор «Север — Юг»", ["mtksiu"]),
        ("Zangezur corridor and the Aras route", ["zcar"]),
        ("国际南北运输走廊", []),
        ("Lapis Lazuli", []),
    ],
)
def test_abbreviations_are_the_first_letters_of_a_name(name, expected):
    assert search.initials(name) == expected


def test_the_page_carries_the_abbreviations_of_its_corridors():
    scene = build.scene(fixture.traced(600), hubs=fixture.hubs(), lang="en")
    found = search.tables(scene.corridors)["initials"]
    assert len(found) == len(scene.corridors)
    bridge = next(i for i, row in enumerate(scene.corridors) if row.name.startswith("New Eur"))
    assert "nelb" in found[bridge]


def words(name):
    parts = re.split(search.GAPS, unicodedata.normalize("NFC", name))
    return [key for key in map(fold, parts) if key]


def test_the_page_folds_as_python_does(node, shipped):
    """The shipped names, and every letter of the scripts that they are written in."""
    frame = shipped.places.frame()
    places = [
        name
        for column in ("name_en", "name_ru", "name_zh", "aliases")
        for name in frame[column].dropna()
    ]
    corridors = [name for one in shipped.catalogue.corridors.values() for name in one.name.values()]
    letters = [
        chr(code) for code in (*range(0x20, 0x530), *range(0x600, 0x700), *range(0x1E00, 0x1F00))
    ]
    letter_words = [f"a{letter}b" for letter in letters if letter.isalnum()]
    names = [*places, *corridors, *letter_words, "ΧΟΡΓΟΣ", "Straße", "DŽ"]
    tables = search.tables([])
    script = Path(__file__).parent / "page" / "fold.mjs"
    asked = json.dumps({"tables": tables, "names": names})
    done = subprocess.run([node, script], input=asked, capture_output=True, text=True, check=True)
    assert len(places) > 1000
    for name, found in zip(names, json.loads(done.stdout), strict=True):
        assert found == words(name), name
