"""What the loss of a hub costs over the whole network of rails, on a toy by hand.

::

    1N          1 ------200------ 3                km of the line, not of the drawing
                |150              |150
    0   0 -100- 1 -100- hub -100- 3 -100- 4 -100- 5 -100- 6
           w                                  e       f        cities, half-way on their edges

From w to e is 400 km by the hub and 700 by the bypass; e and f are on the same side of it.
"""

from types import SimpleNamespace

import pandas as pd
import pytest

from corridors.hubs.network_loss import network_loss
from geodata.errors import PlaceError
from geodata.network.build import from_lines
from geodata.places.lookup import Places
from geodata.places.model import Kind, Place
from geodata.population import People
from geodata.routing.router import Router

MAIN = [[(x, 0.0), (x + 1.0, 0.0)] for x in range(6)]
BYPASS = [[(1.0, 0.0), (1.0, 1.0)], [(1.0, 1.0), (3.0, 1.0)], [(3.0, 1.0), (3.0, 0.0)]]
CITIES = [(0.5, 0.0, 2e6), (4.5, 0.0, 1e6), (5.5, 0.0, 3e6), (2.5, 0.0, 9e5)]
PEOPLE = People(
    pd.DataFrame(CITIES, columns=["lon", "lat", "population"]).assign(country="KZ"), {}, "", ""
)


def place(name, lon, lat):
    row = {"id": name, "kind": Kind.RAIL_TERMINAL, "country": "KZ", "lon": lon, "lat": lat}
    return Place(**row, names={"en": name}, sources=("x",))


def loss(hub, lines, lengths, **more):
    router = Router(from_lines(lines, mode="rail", length_km=lengths), engine="scipy")
    known = [place("hub", 2.0, 0.0), place("aside", 2.0, 0.5)]
    atlas = SimpleNamespace(
        networks=SimpleNamespace(router={"rail": router}.__getitem__), places=Places(known)
    )
    return network_loss(SimpleNamespace(atlas=atlas), hub, people=PEOPLE, **more)


def test_pairs_across_the_hub_go_round_it_by_the_bypass():
    lengths = [100.0] * 6 + [150.0, 200.0, 150.0]
    found = loss("hub", MAIN + BYPASS, lengths)
    assert found == {"pairs": 2, "extra_km": pytest.approx(600.0), "cut_off": 0}


def test_without_a_bypass_pairs_are_cut_off_and_no_km_are_told():
    assert loss("hub", MAIN, [100.0] * 6) == {"pairs": 0, "extra_km": 0.0, "cut_off": 2}


def test_a_hub_beside_all_lines_costs_nothing_and_one_within_the_radius_does():
    lengths = [100.0] * 6 + [150.0, 200.0, 150.0]
    nothing = {"pairs": 0, "extra_km": 0.0, "cut_off": 0}
    assert loss("aside", MAIN + BYPASS, lengths) == nothing
    # Half a degree is 55 km from the main line and from the bypass: 60 km close both.
    assert loss("aside", MAIN + BYPASS, lengths, radius_km=60.0)["cut_off"] == 2


def test_smaller_cities_are_ends_where_they_are_asked_for():
    # The fourth city lies on an edge that is closed with the hub: it is left out, not cut off.
    lengths = [100.0] * 6 + [150.0, 200.0, 150.0]
    found = loss("hub", MAIN + BYPASS, lengths, city_people=5e5)
    assert found == {"pairs": 2, "extra_km": pytest.approx(600.0), "cut_off": 0}


def test_an_unknown_hub_is_told():
    with pytest.raises(PlaceError, match="nowhere"):
        loss("nowhere", MAIN, [100.0] * 6)
