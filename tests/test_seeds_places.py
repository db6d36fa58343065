"""Every hub against independent lists of places: UN/LOCODE, Pub. 150, terminals and stations.

The lists are no part of the project; without them these tests are skipped.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import defaultdict

import pytest

from corridors.definitions import read
from geodata.geodesy import distance_km
from geodata.places.model import HUB_KINDS, Kind, Place

TOLERANCE_KM = {
    Kind.SEA_PORT: 3.0,
    Kind.RIVER_PORT: 3.0,
    Kind.RAIL_TERMINAL: 3.0,
    Kind.LOGISTICS_CENTRE: 3.0,
    Kind.GAUGE_YARD: 3.0,
    Kind.DRY_PORT: 5.0,
    Kind.CITY: 10.0,
}


ROUNDING_KM = 1.4
"""UN/LOCODE and Pub. 150 give minutes of arc: half of one each way."""


ASIDE_KM = 100.0
"""A port or station of the same name further off than this is another place."""


LISTS_ARE_WRONG = {
    "ganzhou": "UN/LOCODE's point lies 335 km away",
    "gia-lam": "UN/LOCODE's point lies 63 km to the east",
    "hami": "UN/LOCODE's point lies 39 km out in the desert",
    "khorgos": "UN/LOCODE's point lies 33 km from the border",
    "nizhny-novgorod": "UN/LOCODE's point lies 3,175 km away",
    "parachinar": "UN/LOCODE's point lies 1,027 km away",
    "pavlodar": "UN/LOCODE's point lies 74 km away",
    "sergeli": "the code is the one of Tashkent as a whole",
    "thakhek": "UN/LOCODE's point lies across the Mekong",
    "urumqi": "UN/LOCODE's point is the airport",
    "urumqi-intl-land-port": "looked at: the yard west of the city, as OpenStreetMap has it",
}


LOOKED_AT = {
    "akhalkalaki": "the yard lies by the station; UN/LOCODE's minute is 8 km off",
    "aktau": "the sea port, as OpenStreetMap and Wikidata have it; UN/LOCODE gives the airport",
    "almaty-1": "the station in the north of the city; the code is the city's",
    "amirabad": "the quays; UN/LOCODE's minute is 7 km inland",
    "astana": "the station Sorokovaya and the city; UN/LOCODE gives the airport",
    "baku": "the old harbour, named for the city",
    "bangkok": "Khlong Toei; Pub. 150 rounds to five minutes of arc",
    "beijing": "the city; UN/LOCODE gives a point in the suburbs",
    "faisalabad-dry-port": "the dry port lies outside the city; UN/LOCODE gives the city",
    "fujairah": "the port, north of the town",
    "jubail": "the commercial port; the code covers the whole coast of Jubail",
    "karachi": "Keamari; UN/LOCODE gives the city, Pub. 150 the roads",
    "kuryk": "the bay of Sartas, where the ferry complex lies, not the village",
    "marseille": "the container port is Fos",
    "masis": "the station; the code covers the district",
    "mazar-i-sharif": "the end of the railway lies outside the city",
    "nakhchivan": "the station; UN/LOCODE's minute is 15 km off",
    "shushary": "the terminal list has it where we do; UN/LOCODE gives the settlement",
    "sirjan": "the special zone outside the city",
    "ust-luga": "the station of the port; both lists give the roads",
    "volgograd": "the station in the centre; UN/LOCODE gives the south of a city 70 km long",
    "zamyn-uud": "the station; UN/LOCODE's minute is 5 km off",
}


STATION_IS_ELSEWHERE = {
    "khon-kaen": "a freight stop of another name is meant by the alias",
    "khorgos-gateway": "Khorgos in China has a station of the same name",
    "khujand": "the station lies 11 km from the city",
    "malaszewicze": "Terespol is an alias: the terminals lie between the two",
}


TERMINAL_IS_ELSEWHERE = {
    "bely-rast": "ours is the station that serves it; the list gives the warehouse, 6 km away",
    "belgrade": "ours is the city; the list gives the yard at Batajnica",
    "duisburg": "ours is the river port as a whole; the list gives one of its terminals",
    "hamburg": "ours is the sea port; the list gives the rail terminal Billwerder",
    "slawkow": "ours is the yard of the broad-gauge line; the list gives the gate, 3.6 km away",
}


def plain(name: str) -> str:
    """Return the letters of a name without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum())


def names_of(place: Place) -> set[str]:
    words = (*place.names.values(), *place.aliases)
    return {plain(word) for word in words if not word.startswith("osm:")} - {""}


def apart(place: Place, point: tuple[float, float]) -> float:
    return float(distance_km(*place.point, *point))


def rows_of(path):
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def hubs():
    found = [place for place in read.read().places.values() if place.kind in HUB_KINDS]
    assert len(found) > 700
    return [place for place in found if place.kind is not Kind.BORDER_CROSSING]


def test_a_code_is_of_the_country_that_the_place_lies_in():
    """A crossing carries the code of its own side, not the other's."""
    places = read.read().places.values()
    assert [p.id for p in places if p.unlocode and p.unlocode[:2] != p.country] == []


def test_hubs_lie_where_a_list_of_places_has_them(hubs, shared):
    codes = {
        row["country"] + row["location"]: (float(row["lon"]), float(row["lat"]))
        for row in rows_of(shared / "data" / "hubs" / "unlocode_eurasia.csv")
        if row["lon"] and row["lat"]
    }
    ports = defaultdict(list)
    for row in rows_of(shared / "data" / "hubs" / "wpi_pub150.csv"):
        point = float(row["Longitude"]), float(row["Latitude"])
        for key in (row["UN/LOCODE"].replace(" ", ""), plain(row["Main Port Name"])):
            ports[key].append(point)
    wrong = {}
    for place in hubs:
        points = [codes[place.unlocode]] if place.unlocode in codes else []
        if place.kind in (Kind.SEA_PORT, Kind.RIVER_PORT):
            keys = names_of(place) | ({place.unlocode} - {""})
            near = (point for key in keys for point in ports.get(key, ()))
            points += [point for point in near if apart(place, point) < ASIDE_KM]
        off = min((apart(place, point) for point in points), default=0.0)
        if off > TOLERANCE_KM[place.kind] + ROUNDING_KM:
            wrong[place.id] = round(off, 1)
    assert set(wrong) == {*LISTS_ARE_WRONG, *LOOKED_AT}, wrong


def test_terminals_lie_where_the_list_of_terminals_has_them(hubs, shared):
    listed = {
        row["slug"]: (float(row["lon"]), float(row["lat"]))
        for row in rows_of(shared / "data" / "hubs" / "rail_terminals_china_europe.csv")
    }
    named = [(place, listed[place.id]) for place in hubs if place.id in listed]
    assert len(named) > 10
    wrong = {p.id for p, point in named if apart(p, point) > TOLERANCE_KM[p.kind]}
    assert wrong == set(TERMINAL_IS_ELSEWHERE)


def test_terminals_and_cities_lie_by_the_station_of_their_name(hubs, shared):
    """Where stations within 100 km bear the name of a hub on land, one of them is close."""
    stations = defaultdict(list)
    for file in sorted((shared / "data" / "osm" / "stations").glob("*.json")):
        for row in json.loads(file.read_text(encoding="utf-8")):
            for name in (row.get("name", ""), row.get("nameLocal", "")):
                stations[plain(name)].append((row["lon"], row["lat"]))
    for place in read.read().places.values():
        for name in names_of(place) if place.kind is Kind.STATION else ():
            stations[name].append(place.point)
    ports = (Kind.SEA_PORT, Kind.RIVER_PORT, Kind.LOGISTICS_CENTRE)
    wrong = {}
    for place in hubs:
        named = (point for name in names_of(place) for point in stations.get(name, ()))
        off = [km for point in named if (km := apart(place, point)) < ASIDE_KM]
        if place.kind not in ports and off and min(off) > TOLERANCE_KM[place.kind]:
            wrong[place.id] = round(min(off), 1)
    assert set(wrong) == set(STATION_IS_ELSEWHERE), wrong
