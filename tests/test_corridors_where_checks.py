"""Where ways lie, asked of lines drawn by hand around the Caspian and along known boundaries."""

import numpy as np
import pytest

from corridors.lengths.held.where import (
    breaks_off_yards,
    off_boundary,
    straight_mapped,
    strayed,
)
from corridors.tracing.way import Event, Stretches
from geodata import geodesy

AKTAU, OFFSHORE = (51.2, 43.6), (50.6, 43.6)


def messages(found):
    return [message for message, _ in found]


def test_a_line_out_at_sea_is_told_and_one_along_the_coast_is_not():
    """48 km due west from Aktau, there and back: all but the first 2 km each way are at sea."""
    (said,) = messages(strayed(np.array([AKTAU, OFFSHORE, AKTAU]), {"KZ"}))
    assert "out at sea" in said
    km = float(said.split()[1])
    assert 80 <= km <= 97
    inland = np.array([AKTAU, (52.0, 43.6)])
    assert messages(strayed(inland, {"KZ"})) == []


def test_a_short_way_over_water_is_a_bridge():
    assert messages(strayed(np.array([(51.1, 43.6), AKTAU]), {"KZ"})) == []


def test_a_line_deep_in_a_country_that_is_not_stated_is_told():
    """Tashkent to Samarkand by the straight line crosses no Kazakhstan; by Saryagash it does."""
    tashkent, saryagash, samarkand = (69.24, 41.31), (68.9, 41.6), (66.96, 39.65)
    (said,) = messages(strayed(np.array([tashkent, saryagash, samarkand]), {"UZ"}))
    assert " in KZ" in said
    assert messages(strayed(np.array([tashkent, saryagash, samarkand]), {"UZ", "KZ"})) == []


@pytest.mark.parametrize(
    ("lon", "off"),
    [(56.0, False), (56.03, False), (56.2, True)],
)
def test_a_border_lies_at_the_boundary(lon, off):
    """Kazakhstan and Uzbekistan meet on the meridian of 56 degrees for hundreds of km."""
    event = Event("border", 80.0, lon, 44.5, "KZ>UZ")
    found = messages(off_boundary([event]))
    assert bool(found) == off
    assert messages(off_boundary([Event("border", 80.0, lon, 44.5, "KZ>UZ", basis="by_sea")])) == []


def _way(shape, line):
    km = np.array([geodesy.line_length_km(line)])
    return Stretches(km, (np.array(line, dtype=float),), {"shape": (shape,)})


def test_two_points_do_not_map_a_line():
    chord = [(60.0, 45.0), (61.0, 45.0)]
    (said,) = messages(straight_mapped(_way("mapped", chord)))
    assert "called mapped on 79 km" in said
    assert messages(straight_mapped(_way("chord", chord))) == []
    followed = geodesy.densify(chord, step_km=4.0)
    assert messages(straight_mapped(_way("mapped", followed))) == []


def test_a_break_of_gauge_lies_at_a_yard():
    at_yard = Event("break_of_gauge", 10.0, 82.5, 45.2, "1435>1520", "dostyk")
    nowhere = Event("break_of_gauge", 90.0, 60.0, 45.0, "1435>1520")
    (said,) = messages(breaks_off_yards([at_yard, nowhere]))
    assert "1435>1520 where no yard is, at 45.000,60.000" in said
