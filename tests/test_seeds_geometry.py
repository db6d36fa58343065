"""Bars of the shipped geometry, by measures that take no part in the build."""

import os
import tomllib
from importlib.resources import files
from pathlib import Path

import geometry_measures as measures
import numpy as np
import pytest

SHARED = Path(os.environ.get("CORRIDORS_SHARED", Path(__file__).parents[2] / "shared"))


RAILWAYS = files("seeds") / "rules" / "railways.toml"


BENT_BY_THE_EXTRACT = {line["leg"] for line in tomllib.loads(RAILWAYS.read_text("utf-8"))["line"]}
"""Drawn through points of the extract that judges here: not counted among the others."""


NOT_JUDGED = {
    "china-central-west-asia:tabriz-van",
    "khaf-herat:torbat-khaf",
    "tajikistan-links:dushanbe-vahdat",
}
"""The extract ends on the way: what it lacks would be told as straying."""


@pytest.fixture(scope="module")
def traced(shipped_traced):
    return shipped_traced


@pytest.mark.parametrize(
    ("mode", "over_25", "over_50"), [("rail", 0.105, 0.032), ("road", 0.20, 0.03)]
)
def test_little_of_what_is_in_use_is_drawn_straight(traced, mode, over_25, over_50):
    _, found_25, found_50 = measures.straight_shares(traced, mode)
    assert found_25 <= over_25
    assert found_50 <= over_50


def test_legs_on_land_are_drawn_on_land(traced):
    wet = measures.at_sea_km(measures.in_use(traced, "rail", "road"))
    assert sum(wet.values()) <= 10.0, wet


def test_rails_lie_near_the_tracks_of_an_extract(traced):
    found = sorted(SHARED.rglob("caspian-rail.osm.pbf"))
    if not found:
        pytest.skip(
            "no extract of real tracks: set CORRIDORS_SHARED to where the reference data is"
        )
    off = measures.off_tracks(traced, found[0])
    own = {ref: km for ref, km in off.items() if ref not in BENT_BY_THE_EXTRACT}
    points = np.concatenate(list(own.values()))
    points = points[np.isfinite(points)]
    assert float((points > measures.OFF_KM).mean()) <= 0.12
    straying = {ref for ref, km in own.items() if (km > measures.STRAY_KM).any()} - NOT_JUDGED
    assert len(straying) <= 13, sorted(straying)
