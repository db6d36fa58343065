"""The replays are what docs/replays.md says, and each names the page that was read."""

import re
from pathlib import Path

import pytest

from corridors.cli.tables import wrapped
from corridors.output.named import Names
from corridors.scenarios.definition import CAVEAT
from corridors.scenarios.replays import markdown, read_replays, replayed, text

PAGE = Path(__file__).resolve().parents[1] / "docs" / "replays.md"
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")


def test_twelve_events_or_more_each_with_its_page():
    replays = read_replays()
    assert len(replays) >= 12
    assert len({replay.event for replay in replays}) == len(replays)
    assert all(replay.reading.strip() for replay in replays)


@pytest.fixture(scope="module")
def outcomes(shipped_ground):
    return list(replayed(shipped_ground))


def test_for_reading_they_fit_a_terminal_by_names(outcomes, shipped):
    told = "\n\n".join(text(*each, Names(shipped)) for each in outcomes)
    assert max(map(len, wrapped(told, width=80).splitlines())) <= 80
    assert "  Chongqing - Duisburg: +" in told
    assert "|" not in told


def test_the_page_is_what_comes_of_them(outcomes):
    """Word for word; figures to 5%, since a rate that is read anew moves them all a little."""
    told, found = PAGE.read_text(encoding="utf-8"), markdown(outcomes)
    assert CAVEAT in told
    assert NUMBER.split(told) == NUMBER.split(found), (
        "write it anew: corridors replays -o docs/replays.md"
    )
    for before, after in zip(NUMBER.findall(told), NUMBER.findall(found), strict=True):
        known, now = (float(text.replace(",", "")) for text in (before, after))
        assert now == pytest.approx(known, rel=0.05, abs=60.0)
