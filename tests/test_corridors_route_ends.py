"""Where the ends of a route meet the network, over a toy: lines either side of a border."""

import numpy as np
import pytest

from corridors.lengths.ends import OWN_SIDE_KM, cheapest_ends, crossed, end_of, ends_of
from corridors.tracing.way import COLUMNS, Event, Stretches
from geodata import geodesy
from geodata.errors import SnapError
from geodata.network.build import from_lines
from geodata.places.lookup import Places
from geodata.places.model import Kind, Place
from geodata.routing.router import Router

DEGREE_KM = geodesy.line_length_km([(0, 0), (0, 1)])


def end(own_km, *, mode="road", kind="gauge_yard", limit_km=25.0, foreign_km=1.0):
    """Return where a place of CN at 0,0 meets lines of RU to the south and CN to the north."""
    lines = [[(-1.0, km / DEGREE_KM), (1.0, km / DEGREE_KM)] for km in (-foreign_km, own_km)]
    network = from_lines(lines, mode=mode, columns={"country": ["RU", "CN"]})
    stop = Place("yard", Kind(kind), "CN", 0.0, 0.0)
    router = Router(network)
    return end_of(router, stop, Places([stop]), country="CN", limit_km=limit_km)


def test_a_place_by_a_border_is_served_by_a_road_on_its_own_side():
    assert end(2.0).access_km == pytest.approx(2.0, abs=0.01)
    assert end(2.0).lonlat == pytest.approx((0.0, 2.0 / DEGREE_KM), abs=1e-4)


def test_a_road_of_ones_own_that_lies_far_off_serves_no_better():
    assert end(OWN_SIDE_KM + 0.5).access_km == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(("mode", "kind"), [("rail", "gauge_yard"), ("road", "border_crossing")])
def test_border_stations_and_posts_stay_on_the_nearest_line(mode, kind):
    assert end(2.0, mode=mode, kind=kind).access_km == pytest.approx(1.0, abs=0.01)


def test_a_large_city_is_served_by_no_line_beyond_a_border():
    assert end(6.0, foreign_km=20.0).access_km == pytest.approx(6.0, abs=0.01)
    with pytest.raises(SnapError, match="lies in RU; give a place there"):
        end(20.0, foreign_km=6.0)


def joined():
    """Return a joined network: rails at 0 N and a road 2 km north of them, a degree long each."""
    north = 2.0 / DEGREE_KM
    lines = [[(0.0, 0.0), (1.0, 0.0)], [(0.0, north), (1.0, north)]]
    columns = {"country": ["CN", "CN"], "mode": ["rail", "road"]}
    return Router(from_lines(lines, mode="any", columns=columns))


def city(name, lon, north_km):
    return Place(name, Kind.CITY, "CN", lon, north_km / DEGREE_KM)


def test_a_way_by_any_mode_begins_where_it_is_shortest_not_at_the_line_that_lies_nearest():
    """Nothing joins the rails to the road; one city lies nearer to the rails, the other not."""
    router, stops = joined(), [city("west", 0.0, 0.5), city("east", 1.0, 1.5)]
    places = Places(stops)
    choices = [ends_of(router, stop, places, country="CN", limit_km=25.0) for stop in stops]
    assert [len(spots) for spots in choices] == [2, 2]
    chosen = cheapest_ends(router, choices)
    assert len({spot.edge for spot in chosen}) == 1
    assert sum(spot.access_km for spot in chosen) == pytest.approx(2.0, abs=0.01)


def test_ends_far_from_a_mode_are_not_offered_it():
    router, stop = joined(), city("far", 0.5, 7.5)  # 5.5 km off the road, 7.5 off the rails
    (only,) = ends_of(router, stop, Places([stop]), country="CN", limit_km=25.0)
    assert only.access_km == pytest.approx(5.5, abs=0.01)


def way_in(*countries):
    """Return a way with a stretch of 100 km in each of some countries."""
    lines = tuple(np.array([[n, 0.0], [n + 1.0, 0.0]]) for n in range(len(countries)))
    columns = {name: ("",) * len(countries) for name in COLUMNS} | {"country": countries}
    return Stretches(np.full(len(countries), 100.0), lines, columns)


@pytest.mark.parametrize(
    ("at_km", "detail", "ends", "kept"),
    [
        (0.0, "KZ>CN", ("CN", "CN"), False),  # from a station beside the boundary, inland
        (0.0, "KZ>CN", ("KZ", "CN"), True),  # from a post of the country behind it
        (100.0, "CN>KZ", ("CN", "CN"), False),  # to a station beside the boundary
        (100.0, "CN>IN", ("CN", "IN"), True),  # to a port of another country
        (40.0, "KZ>CN", ("CN", "CN"), True),  # on the way
    ],
)
def test_who_sets_out_inland_from_a_border_station_crosses_nothing(at_km, detail, ends, kept):
    event = Event("border", at_km, 0.0, 0.0, detail)
    assert crossed([event], way_in("CN"), ends) == ([event] if kept else [])
