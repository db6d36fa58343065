"""Ways that turn back, and borders that contradict each other, drawn along the equator."""

import numpy as np
import pytest

from corridors.lengths.held.ways import SPUR_KM, borders_agree, spurs, turning
from corridors.tracing.way import Event, of_sketch
from geodata import geodesy
from geodata.places.lookup import Places
from geodata.places.model import Kind, Place

DEGREE_KM = geodesy.line_length_km([(0, 0), (1, 0)])


def line(*points):
    """Points in km east and north of the origin."""
    return np.array(points, float) / DEGREE_KM


SPUR = line((0, 0), (20, 0), (20, 8), (20, 0), (40, 0))


def test_a_spur_is_found_with_its_km_each_way():
    (found,) = spurs(SPUR)
    assert found.km == pytest.approx(8, abs=0.5)
    assert (found.lon * DEGREE_KM, found.lat * DEGREE_KM) == pytest.approx((20, 8), abs=0.5)


@pytest.mark.parametrize(
    "way",
    [
        line((0, 0), (20, 0), (20, 8), (40, 8)),  # corners
        line((0, 0), (20, 0), (20, 8), (22, 8), (22, 0), (40, 0)),  # a hairpin 2 km wide
        line((0, 0), (20, 0), (20, SPUR_KM - 1), (20, 0), (40, 0)),  # a detail
        line((0, 0), (1, 0)),
    ],
)
def test_corners_hairpins_and_details_are_no_spurs(way):
    assert spurs(way) == []


def test_trains_may_turn_back_at_a_listed_place():
    lon, lat = line((20, 8))[0]
    places = Places([Place("terminus", Kind.STATION, "KZ", lon, lat)])
    way = of_sketch(SPUR, length_km=None, countries=[("KZ", 0.0, 56.0)], gauges_mm=())
    assert len(turning(way, places, allowed=())) == 1
    assert turning(way, places, allowed=("terminus",)) == []


def border(detail, at_km):
    return Event("border", at_km, 0.0, 0.0, detail)


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (["CN>KZ", "KZ>RU"], []),
        (["CN>KZ", "CN>KZ"], ["twice"]),
        (["CN>KZ", "RU>BY"], ["which it has not entered"]),
        (["RU>XZ", "XZ>TR"], ["no country", "no country"]),
    ],
)
def test_borders_follow_each_other(details, said):
    events = [border(detail, 100.0 * row) for row, detail in enumerate(details)]
    found = [message for message, _ in borders_agree(events)]
    assert len(found) == len(said)
    assert all(part in message for part, message in zip(said, found, strict=True))


def test_two_borders_at_one_spot_are_one_too_many():
    assert len(list(borders_agree([border("CN>KZ", 50.0), border("KZ>RU", 50.0)]))) == 1
