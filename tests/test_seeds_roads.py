"""The chains of towns that roads pass: known, in order, close together, in their countries."""

import csv
import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
import pytest

from geodata import geodesy
from geodata.countries import load as load_countries
from geodata.places.lookup import Places
from geodata.places.model import Kind
from geodata.snapshot import networks
from geodata.topology import rules

SEEDS = files("seeds")


TABLE = tomllib.loads((SEEDS / "rules" / "roads.toml").read_text("utf-8"))["line"]


TOWNS = list(csv.DictReader((SEEDS / "towns.csv").read_text("utf-8").splitlines()))


IDS = [line["id"] for line in TABLE]


CLOSEST_KM, WIDEST_KM = 2.9, 80.0


NEARLY_KM = 0.2


SHARPEST_DEGREES = 45.0
"""The sharpest bends: at Minbu over the Irrawaddy bridge, at Sary-Tash, round Nanga Parbat."""


@cache
def places():
    return Places.read()


def chain(line):
    return np.array([places()[place].point for place in line["places"]])


def distance_km(a, b):
    return float(geodesy.distance_km(*a, *b))


def bend_degrees(before, here, after):
    """Return the angle at a point by the law of cosines: 180 straight on, 0 back."""
    a, b, c = distance_km(before, here), distance_km(here, after), distance_km(before, after)
    return float(np.degrees(np.arccos(np.clip((a * a + b * b - c * c) / (2 * a * b), -1.0, 1.0))))


def test_every_town_of_the_chains_is_known_and_chains_are_road_lines_of_a_source():
    lines = rules.lines(SEEDS, "rules/roads.toml", places())
    sources = tomllib.loads((SEEDS / "sources.toml").read_text("utf-8"))["source"]
    known = {source["id"] for source in sources}
    assert {line.mode for line in lines} == {"road"}
    assert {line.source for line in lines} <= known
    assert {part for town in TOWNS for part in town["sources"].split("|")} <= known
    assert len(set(IDS)) == len(IDS)
    assert sorted(IDS) == IDS


def test_towns_are_sorted_junctions_that_a_chain_or_a_leg_uses():
    ids = [town["id"] for town in TOWNS]
    lines = tomllib.loads((SEEDS / "lines.toml").read_text("utf-8"))["line"]
    gauges = tomllib.loads((SEEDS / "rules/gauges.toml").read_text("utf-8"))["line"]
    used = {place for line in (*TABLE, *lines, *gauges) for place in line["places"]}
    for file in (SEEDS / "corridors").iterdir():
        if file.name.endswith(".toml"):
            legs = tomllib.loads(file.read_text("utf-8")).get("leg", ())
            used |= {place for leg in legs for place in leg.get("via", ())}
    assert ids == sorted(set(ids))
    assert set(ids) <= used
    assert {places()[town].kind for town in ids} == {Kind.JUNCTION}
    assert {town["checked"] for town in TOWNS} <= {"2026-11-23", "2026-11-28", "2026-11-29"}
    assert all(town["licence"] for town in TOWNS)


@pytest.mark.parametrize("line", TABLE, ids=IDS)
def test_towns_follow_each_other_closely_or_the_chain_says_how_far(line):
    gaps = geodesy.segment_lengths_km(chain(line))
    widest = line.get("widest_km", WIDEST_KM)
    assert len(set(line["places"])) == len(line["places"]) >= 3
    assert gaps.min() >= CLOSEST_KM
    assert gaps.max() <= widest
    if "widest_km" in line:
        assert max(gaps.max(), WIDEST_KM) > widest - 5.0, "widest_km is stale"


@pytest.mark.parametrize("line", TABLE, ids=IDS)
def test_no_two_neighbours_of_a_chain_are_swapped(line):
    """Swapping two neighbours lengthens a chain that is in order, but where a bridge is near."""
    points = chain(line)
    km = geodesy.line_length_km(points)
    for left in range(1, len(points) - 2):
        order = np.arange(len(points))
        order[[left, left + 1]] = order[[left + 1, left]]
        swapped = geodesy.line_length_km(points[order])
        assert swapped > km - NEARLY_KM, line["places"][left : left + 2]


@pytest.mark.parametrize("line", TABLE, ids=IDS)
def test_no_chain_turns_back_on_itself(line):
    points = chain(line)
    for index in range(1, len(points) - 1):
        bend = bend_degrees(*points[index - 1 : index + 2])
        assert bend > SHARPEST_DEGREES, line["places"][index]


def test_towns_lie_in_the_countries_that_they_name():
    lon, lat = (np.array([float(town[axis]) for town in TOWNS]) for axis in ("lon", "lat"))
    found = load_countries().at(lon, lat)
    wrong = [town["id"] for town, code in zip(TOWNS, found, strict=True) if code != town["country"]]
    # The bridge over the river that is the boundary; and Agarak, on the Aras, which the boundaries
    # draw one to two km off; and two points less than 2 km from the crossings of Astara and Bakhty;
    # and the south of Jalal-Abad, on the road that runs along the boundary at Khanabad; and four
    # points of the coast road by Rize and Trabzon, on land that the drawn coast leaves out.
    assert set(wrong) <= {
        "dilucu-bridge",
        "agarak-meghri",
        "ah8-az-ast",
        "g3015-xj-s221-tac",
        "em2-kg-zha-s",
        "ah5-tr-d925",
        "ah5-tr-karsahyolu-n",
        "ah5-tr-karsahyolu-s",
        "ah5-tr-x25",
    }


def test_towns_of_roads_are_no_candidates_for_railways():
    lonlat, ids = networks._stations(SEEDS, places())
    assert len(lonlat) == len(ids)
    assert not {town["id"] for town in TOWNS} & set(ids)
    assert {"almaty", "kholm"} <= set(ids)
