"""The replays are what docs/replays.md says, and each names the page that was read."""

import re
from pathlib import Path

import pytest

from corridors.scenarios.definition import CAVEAT
from corridors.scenarios.replays import markdown, read_replays, replayed

PAGE = Path(__file__).resolve().parents[1] / "docs" / "replays.md"
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")


def test_twelve_events_or_more_each_with_its_page():
    replays = read_replays()
    assert len(replays) >= 12
    assert len({replay.event for replay in replays}) == len(replays)
    assert all(replay.reading.strip() for replay in replays)


def test_the_page_is_what_comes_of_them(shipped_ground):
    """Word for word; figures to 5%, since a rate that is read anew moves them all a little."""
    told, found = PAGE.read_text(encoding="utf-8"), markdown(list(replayed(shipped_ground)))
    assert CAVEAT in told
    assert NUMBER.split(told) == NUMBER.split(found), (
        "write it anew: corridors replays -o docs/replays.md"
    )
    for before, after in zip(NUMBER.findall(told), NUMBER.findall(found), strict=True):
        known, now = (float(text.replace(",", "")) for text in (before, after))
        assert now == pytest.approx(known, rel=0.05, abs=60.0)
