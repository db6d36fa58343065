"""Bars of the shipped geometry, by measures that take no part in the build."""

import os
from pathlib import Path

import geometry_measures as measures
import numpy as np
import pytest

SHARED = Path(os.environ.get("CORRIDORS_SHARED", Path(__file__).parents[2] / "shared"))


BENT_BY_THE_EXTRACT = {"russia-uzbekistan:miskin-navoi"}
"""Drawn through points of the extract that judges here: not counted among the others."""


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
    points = np.concatenate([km for ref, km in off.items() if ref not in BENT_BY_THE_EXTRACT])
    points = points[np.isfinite(points)]
    assert float((points > measures.OFF_KM).mean()) <= 0.12
    stray_km = {
        ref: float((km > measures.STRAY_KM).sum() * measures.STEP_KM) for ref, km in off.items()
    }
    assert sum(km >= measures.LEAST_KM for km in stray_km.values()) <= 13
