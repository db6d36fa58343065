"""Joining on the toy of tests/toy_corridor.py, by hand."""

from __future__ import annotations

import pytest
from pyproj import Geod
from toy_corridor import DEGREE_KM, hubs, toy

from corridors.hubs.join import join
from geodata.errors import InputError

MERIDIAN_KM = Geod(ellps="WGS84").inv(2.0, 0.0, 2.0, 1.0)[2] / 1000.0


def test_offset_chainage_legs_and_modes():
    table = join(toy(), hubs("mid", "north", "b"), within_km=120.0).table.set_index("hub")
    assert table.loc["mid", "straight_km"] == pytest.approx(0.0, abs=1e-6)
    assert table.loc["mid", "chainage_km"] == pytest.approx(2 * DEGREE_KM)
    assert table.loc["mid", "legs"] == ["toy:rail"]
    assert table.loc["north", "straight_km"] == pytest.approx(MERIDIAN_KM, abs=0.01)
    assert table.loc["north", "road_km"] == pytest.approx(MERIDIAN_KM, abs=0.01)
    assert table.loc["north", "chainage_km"] == pytest.approx(2 * DEGREE_KM, abs=0.1)
    assert table.loc["north", "legs"] == []
    assert table.loc["b", "chainage_km"] == pytest.approx(6 * DEGREE_KM)
    assert table.loc["b", "modes"] == ["rail", "sea"]


def test_by_road_only_where_there_is_one():
    table = join(toy(), hubs("b", ("off", (2.0, -0.1))), within_km=50.0).table.set_index("hub")
    assert table.loc["b", "road_km"] != table.loc["b", "road_km"]  # NaN: the road ends at 4E
    assert table.loc["b", "network_km"] == pytest.approx(0.0, abs=1e-6)
    assert table.loc["off", "network_km"] == pytest.approx(11.06, abs=0.05)  # the way to the line


def test_far_hubs_are_left_out_and_transfers_say_why():
    joins = join(toy(), hubs("mid", "b", ("far", (2.0, 5.0))), within_km=50.0)
    assert sorted(joins.table["hub"]) == ["b", "mid"]
    rows = joins.transfers.set_index("hub")
    assert rows.index.tolist() == ["b"]
    assert rows.loc["b", "reasons"] == ["modes"]
    two = hubs("mid").assign(gauges_mm="1435|1520")
    assert join(toy(), two).transfers["reasons"].tolist() == [["gauges"]]


@pytest.mark.parametrize("km", [0.0, -5.0, float("nan")])
def test_wrong_distances_are_refused(km):
    with pytest.raises(InputError, match="within_km"):
        join(toy(), hubs("mid"), within_km=km)


def test_hubs_in_metres_are_refused():
    with pytest.raises(InputError, match="4326"):
        join(toy(), hubs("mid").to_crs("EPSG:3857"))
