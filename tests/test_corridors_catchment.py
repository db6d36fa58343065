"""Catchments on the toy of tests/toy_corridor.py, by hand."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from toy_corridor import hubs, toy

from corridors.hubs.catchment import catchment, isochrones
from geodata.errors import InputError
from geodata.population import People

PEOPLE = People(
    pd.DataFrame(
        {
            "country": ["KZ", "KZ", "UZ", "UZ"],
            "name": ["west", "middle", "east", "beyond"],
            "lon": [0.0, 2.0, 3.0, 9.0],
            "lat": [0.0, 0.0, 0.0, 0.0],
            "population": [100.0, 1000.0, 10.0, 7.0],
        }
    ),
    {"KZ": 4000, "UZ": 100},
    "the toy",
    "",
)


def test_people_within_reach_and_those_of_one_hub_only():
    both = catchment(
        toy().atlas, hubs(("w", (0.5, 0.0)), ("m", (2.0, 0.0))), within_km=180.0, people=PEOPLE
    )
    rows = both.table.set_index("hub")
    # w reaches 0E (56 km) and 2E (167 km); m reaches 2E and 3E (111 km), not 0E (223 km)
    assert rows.loc["w", "people"] == 1100.0
    assert rows.loc["m", "people"] == 1010.0
    assert rows.loc["w", "only_here"] == 100.0
    assert rows.loc["m", "only_here"] == 10.0
    assert rows.loc["m", "own_country_people"] == 1000.0
    assert rows.loc["m", "own_country_share"] == 0.25
    assert both.reached_people == 1110.0


def test_countries_say_what_share_is_listed():
    table = catchment(toy().atlas, hubs("mid"), within_km=120.0, people=PEOPLE).countries
    uz = table.set_index("country").loc["UZ"]
    assert (uz.people, uz.listed, uz.total) == (10.0, 17.0, 100.0)
    assert (uz.share, uz.listed_share) == (0.1, 0.17)


def test_a_corridor_reaches_the_cities_along_it():
    table = toy().people(within_km=20.0, people=PEOPLE)["toy"]
    assert dict(zip(table.country, table.people, strict=True)) == {"KZ": 1100.0, "UZ": 10.0}


def test_isochrones_hold_what_is_near_and_not_what_is_far():
    area = isochrones(toy().atlas, hubs("mid"), within_km=120.0).geometry.iloc[0]
    assert area.contains(shapely.Point(2.0, 0.0))
    assert area.contains(shapely.Point(2.0, 1.0))
    assert not area.intersects(shapely.Point(4.0, 0.0))


def test_a_hub_off_the_roads_is_named():
    with pytest.raises(InputError, match="lost"):
        catchment(toy().atlas, hubs("mid", ("lost", (2.0, 40.0))), within_km=50.0, people=PEOPLE)
