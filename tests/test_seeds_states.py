"""States and crossings: columns, known ids and sources, dates in order, hand-over stations."""

import csv
import re
from collections import defaultdict
from importlib.resources import files
from itertools import pairwise

import pytest

from geodata import geodesy
from geodata.places.model import COUNTRIES

SEEDS = files("seeds")


STATE_COLUMNS = [
    "scope", "id", "mode", "state", "from", "until", "season", "announced", "last_heard",
    "checked", "source", "note",
]  # fmt: skip


CROSSING_COLUMNS = [
    "place", "country_a", "country_b", "modes", "handover_a", "lon_a", "lat_a", "handover_b",
    "lon_b", "lat_b", "source", "note",
]  # fmt: skip


DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


SEASON = re.compile(r"\d{2}-\d{2}/\d{2}-\d{2}")


def _rows(name):
    return list(csv.DictReader((SEEDS / name).read_text("utf-8").splitlines()))


STATES, CROSSINGS = _rows("states.csv"), _rows("crossings.csv")


@pytest.fixture(scope="module")
def catalogue(shipped):
    return shipped.catalogue


@pytest.fixture(scope="module")
def places(catalogue):
    return catalogue.places


def test_tables_have_their_columns():
    assert list(STATES[0]) == STATE_COLUMNS
    assert list(CROSSINGS[0]) == CROSSING_COLUMNS


def test_states_are_of_known_places_pairs_and_passages(places):
    passages = {row["id"] for row in _rows("passages.csv")}
    for row in STATES:
        known = {
            "place": row["id"] in places,
            "passage": row["id"] in passages,
            "pair": set(row["id"].split("-")) <= set(COUNTRIES)
            and row["id"] == "-".join(sorted(row["id"].split("-"))),
        }
        assert known[row["scope"]], row["id"]
        assert row["state"] in {"open", "limited", "suspended", "closed"}, row["id"]
        assert row["mode"] in {"", "rail", "road", "sea"}, row["id"]


def test_states_cite_sources_and_say_when_they_were_heard_and_checked(catalogue):
    for row in STATES:
        assert row["source"] in catalogue.sources, row["id"]
        assert DAY.fullmatch(row["checked"]), row["id"]
        assert row["last_heard"] == "" or DAY.fullmatch(row["last_heard"]), row["id"]
        assert row["last_heard"] <= row["checked"], row["id"]


def test_dates_of_states_are_in_order():
    of = defaultdict(list)
    for row in STATES:
        for column in ("from", "until", "announced"):
            assert row[column] == "" or DAY.fullmatch(row[column]), (row["id"], column)
        assert row["season"] == "" or SEASON.fullmatch(row["season"]), row["id"]
        assert row["until"] == "" or row["from"] < row["until"], row["id"]
        assert row["from"] <= row["checked"], f"{row['id']}: what is to come is `announced`"
        of[row["scope"], row["id"], row["mode"]].append(row)
    for key, rows in of.items():
        rows.sort(key=lambda row: row["from"])
        assert all(a["until"] and a["until"] <= b["from"] for a, b in pairwise(rows)), key


def test_every_place_with_a_status_of_its_own_has_a_state(places):
    """The column ``status`` of places.csv moves here; ruili is a town by a line not yet built."""
    stated = {row["id"] for row in STATES if row["scope"] == "place"}
    told = {
        row["id"]
        for row in _rows("places.csv")
        if row["status"] not in ("operating", "construction")
    }
    assert told - stated == set()


def test_every_crossing_names_its_two_countries_and_modes(catalogue, places):
    crossings = {place.id for place in places.values() if place.kind == "border_crossing"}
    assert {row["place"] for row in CROSSINGS} == crossings
    assert [row["place"] for row in CROSSINGS] == sorted(crossings)
    for row in CROSSINGS:
        place = places[row["place"]]
        pair = {row["country_a"], row["country_b"]}
        assert len(pair) == 2
        assert place.country in pair, place.id
        assert pair <= set(COUNTRIES), place.id
        assert set(row["modes"].split("|")) <= {"rail", "road"}, place.id
        assert set(row["source"].split("|")) <= set(catalogue.sources), place.id


def test_no_rail_post_is_named_a_road_and_no_road_post_a_railway():
    for row in CROSSINGS:
        assert not (row["place"].endswith("-road") and row["modes"] != "road"), row["place"]


def test_handover_stations_are_known_or_carry_a_point_and_lie_near_their_crossing(places):
    for row in CROSSINGS:
        for side in "ab":
            name, lon, lat = (row[f"{what}_{side}"] for what in ("handover", "lon", "lat"))
            assert bool(name) == bool(lon) == bool(lat), row["place"]
            if name:
                at = places[row["place"]].point
                away = geodesy.distance_km(*at, float(lon), float(lat))
                # Iletsk-1 hands over 84 km of track from the boundary, the farthest of all.
                assert away < 90.0, (row["place"], name, away)


def test_handover_stations_that_are_places_stand_at_their_point(places):
    for row in CROSSINGS:
        for side in "ab":
            name = row[f"handover_{side}"]
            if name in places:
                point = float(row[f"lon_{side}"]), float(row[f"lat_{side}"])
                assert point == pytest.approx(places[name].point, abs=1e-4), row["place"]


def test_the_status_of_a_place_is_that_of_its_last_state():
    """The column of the places is a summary; what is true at a date is in the states."""
    now = defaultdict(set)
    for row in STATES:
        if row["scope"] == "place" and not row["until"]:
            now[row["id"]].add(row["state"])
    for row in _rows("places.csv"):
        if row["status"] in ("closed", "limited", "suspended"):
            assert now[row["id"]] - {"open"}, row["id"]
        elif row["status"] == "operating":
            assert not now[row["id"]] - {"open"}, row["id"]
