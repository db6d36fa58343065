"""Gauges of lines that differ from their country, in a network of one's own."""

import pytest

from geodata.files import seed
from geodata.network.build import from_lines
from geodata.osm import build
from geodata.places.lookup import Places
from geodata.routing.router import Router


def _untagged(*lines):
    count = len(lines)
    columns = {
        "country": ["GE"] * count,
        "gauges_mm": [()] * count,
        "railway": ["rail"] * count,
        "origin": ["osm"] * count,
    }
    return from_lines(lines, mode="rail", columns=columns)


def test_a_named_line_goes_before_its_country():
    places = Places.read(seed())
    line = [places[place].point for place in ("akhalkalaki", "kars")]
    other = [(41.7, 42.2), (41.8, 42.2)]
    found = build.with_gauges(_untagged(line, other), seed())
    assert found.columns["gauges_mm"].decode() == [(1435,), (1520,)]


def test_a_network_far_from_every_named_line_is_not_searched_to_its_end(monkeypatch):
    monkeypatch.setattr(Router, "snap", lambda *_, **__: pytest.fail("looked for without a limit"))
    found = build.with_gauges(_untagged([(60.0, 47.0), (60.1, 47.0)]), seed())
    assert found.columns["gauges_mm"].decode() == [(1520,)]
