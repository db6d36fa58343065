"""Coverage on the toy of tests/toy_corridor.py by hand, and on real corridors by brute force."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from pyproj import Geod
from toy_corridor import DEGREE_KM, hubs, toy

from corridors.hubs.coverage import compare, coverage
from geodata.errors import InputError

MID_KM = 2 * DEGREE_KM


RAIL_KM = 6 * DEGREE_KM


def test_straight_distance_covers_both_sides_of_a_hub():
    found = coverage(toy(), hubs("mid"), within_km=50.0)
    rail = found.table.set_index("mode").loc["rail"]
    assert rail.km == pytest.approx(RAIL_KM)
    assert rail.covered_km == pytest.approx(100.0, abs=0.01)
    assert rail.share == pytest.approx(100.0 / RAIL_KM, abs=1e-4)
    assert found.table.set_index("mode").loc["sea"].covered_km == 0.0


def test_gaps_come_longest_first_cut_at_borders():
    gaps = coverage(toy(), hubs("mid"), within_km=50.0).gaps
    rows = gaps[["mode", "country", "from_km", "to_km", "whole_km"]].values.tolist()
    border, end = 3 * DEGREE_KM, RAIL_KM
    # The ship from b to c is out of reach as well: the sea is no gap.
    assert [row[:2] for row in rows] == [["rail", "UZ"], ["rail", "KZ"], ["rail", "KZ"]]
    assert rows[0][2:4] == pytest.approx([border, end])
    assert rows[1][2:4] == pytest.approx([0.0, MID_KM - 50.0], abs=0.01)
    assert rows[2][2:4] == pytest.approx([MID_KM + 50.0, border], abs=0.01)
    assert rows[0][4] == rows[2][4] == pytest.approx(end - MID_KM - 50.0, abs=0.01)
    west, south, east, north = gaps.geometry.iloc[1].bounds
    assert (west, south, north) == (0.0, 0.0, 0.0)
    assert east == pytest.approx(2.0 - 50.0 / DEGREE_KM, abs=1e-4)


def test_lines_are_clipped_to_the_countries_asked_about():
    found = coverage(toy(), hubs("mid"), within_km=150.0, countries=["KZ"])
    assert found.total["km"] == pytest.approx(3 * DEGREE_KM)
    assert found.total["covered_km"] == pytest.approx(DEGREE_KM + 150.0, abs=0.01)
    assert list(found.by_country["country"]) == ["KZ"]
    assert list(found.table["mode"]) == ["rail"]
    gaps = found.gaps[["country", "from_km", "to_km"]].values.tolist()
    assert [row[0] for row in gaps] == ["KZ"]
    assert gaps[0][1:] == pytest.approx([0.0, MID_KM - 150.0], abs=0.01)
    with pytest.raises(InputError, match="operating in UZ"):
        coverage(toy(), hubs("mid"), within_km=150.0, countries=["UZ"])


def test_countries_and_total_reconcile():
    found = coverage(toy(), hubs("mid"), within_km=150.0)
    table = found.by_country.set_index("country")
    assert table.loc["KZ"].covered_km == pytest.approx(DEGREE_KM + 150.0, abs=0.01)
    assert table.loc["UZ"].covered_km == pytest.approx(150.0 - DEGREE_KM, abs=0.01)
    assert found.total["km"] == pytest.approx(10 * DEGREE_KM)
    assert found.total["covered_km"] == pytest.approx(300.0, abs=0.02)
    assert found.bands["km"].sum() == pytest.approx(10 * DEGREE_KM)


def test_by_road_the_way_from_the_hub_counts():
    # north is 110.57 km of meridian from mid by road; 200 km leave 89.43 km either way
    found = coverage(toy(), hubs("north"), within_km=200.0, by="road")
    meridian = Geod(ellps="WGS84").inv(2.0, 0.0, 2.0, 1.0)[2] / 1000.0
    rail = found.table.set_index("mode").loc["rail"]
    assert rail.covered_km == pytest.approx(2 * (200.0 - meridian), abs=0.1)


def test_hours_are_km_over_the_assumed_speed():
    hours = coverage(toy(), hubs("mid"), within_h=2.0)
    km = coverage(toy(), hubs("mid"), within_km=84.0, by="road")
    assert hours.total["covered_km"] == pytest.approx(km.total["covered_km"])
    assert hours.total["covered_km"] == pytest.approx(2 * 84.0, abs=0.1)


def test_own_network_reaches_where_the_road_ends():
    hub = hubs(("yard", (5.0, 0.0)))
    # 30 km of access are allowed, but the road ends 111 km short of the hub
    with pytest.raises(InputError, match="yard"):
        coverage(toy(), hub, within_km=60.0, by="road")
    own = coverage(toy(), hub, within_km=60.0, by="own").table.set_index("mode")
    assert own.loc["rail"].covered_km == pytest.approx(120.0, abs=0.1)


def test_a_closed_hub_covers_nothing_and_kinds_choose():
    shut = hubs("mid", status="closed")
    with pytest.raises(InputError, match="operating"):
        coverage(toy(), shut, within_km=50.0)
    with pytest.raises(InputError, match="sea_port"):
        coverage(toy(), hubs("mid"), within_km=50.0, kinds=["sea_port"])
    with pytest.raises(InputError, match="did you mean 'dry_port'"):
        coverage(toy(), hubs("mid"), within_km=50.0, kinds=["dry_prt"])


def test_adding_a_hub_changes_what_it_covers():
    before = coverage(toy(), hubs("mid"), within_km=50.0)
    after = coverage(toy(), hubs("mid", "b"), within_km=50.0)
    change = compare(before, after).set_index("mode")["change_km"]
    assert change["rail"] == pytest.approx(50.0, abs=0.01)
    assert change["sea"] == pytest.approx(50.0, abs=0.01)
    with pytest.raises(InputError, match="one rule"):
        compare(before, coverage(toy(), hubs("mid"), within_km=60.0))


def test_records_have_the_keys_of_the_command():
    record = coverage(toy(), hubs("mid"), within_km=50.0).records()[0]
    assert {"corridor", "mode", "km", "covered_km", "share", "within", "kinds", "gaps"} <= set(
        record
    )
    assert {"from_km", "to_km", "km", "country"} <= set(record["gaps"][0])
    assert sum(gap["km"] for gap in record["gaps"]) == pytest.approx(
        record["km"] - record["covered_km"]
    )


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"within_km": 5.0, "within_h": 1.0},
        {"within_km": -1.0},
        {"within_km": float("nan")},
        {"within_h": 0.0},
        {"within_km": 5.0, "by": "raod"},
        {"within_h": 5.0, "by": "straight"},
    ],
)
def test_wrong_limits_are_refused(limits):
    with pytest.raises(InputError):
        coverage(toy(), hubs("mid"), **limits)


@pytest.fixture(scope="module")
def atlas(shipped):
    return shipped


@pytest.mark.parametrize("corridor", ["trans-caspian", "chabahar", "maritime-silk-road"])
def test_real_corridors_agree_with_brute_force(atlas, corridor):
    traced = atlas.trace(corridor)
    found = coverage(traced, within_km=75.0)
    chosen = atlas.hubs[atlas.hubs["id"].isin(found.hubs)]
    expected = sum(_brute_force(leg.way, chosen, 75.0) for leg in traced.by_ref.values())
    assert found.total["covered_km"] == pytest.approx(expected, rel=0.005)


def _brute_force(way, chosen, limit_km):
    """Return covered km by asking every kilometre for its nearest hub, on the ellipsoid."""
    geod, covered = Geod(ellps="WGS84"), 0.0
    lon, lat = chosen.geometry.x.to_numpy(), chosen.geometry.y.to_numpy()
    for line, km in zip(way.lines, way.km, strict=True):
        pieces = np.array([geod.inv(*a, *b)[2] / 1000.0 for a, b in pairwise(line)])
        for a, b, length in zip(line[:-1], line[1:], pieces, strict=True):
            count = max(int(np.ceil(length)), 1)
            azimuth = geod.inv(*a, *b)[0]
            for step in range(count):
                x, y, _ = geod.fwd(*a, azimuth, (step + 0.5) / count * length * 1000.0)
                close = np.abs(lat - y) < limit_km / 100.0
                if not close.any():
                    continue
                size = int(close.sum())
                away = geod.inv(np.full(size, x), np.full(size, y), lon[close], lat[close])[2]
                inside = min(away) / 1000.0 <= limit_km
                covered += inside * km * length / pieces.sum() / count if pieces.sum() else 0.0
    return covered
