"""Passages: each gate is crossed by the lanes that pass it and by no other."""

import csv
from importlib.resources import files

import numpy as np
import pytest
import shapely

from geodata.countries import load as load_countries
from geodata.places.model import COUNTRIES
from geodata.routing.router import Router

SEEDS = files("seeds")


COLUMNS = [
    "id", "kind", "name_en", "name_ru", "name_zh", "lon1", "lat1", "lon2", "lat2", "countries",
    "inland_of", "places", "source", "checked",
]  # fmt: skip


OFF_THE_LANES = {"kiel-canal", "panama-canal", "volga-don"}
"""No lane of the embedded network passes them: left out as canals over land, or off the map."""


ROWS = list(csv.DictReader((SEEDS / "passages.csv").read_text("utf-8").splitlines()))


def _gate(row):
    return shapely.LineString(
        [(float(row["lon1"]), float(row["lat1"])), (float(row["lon2"]), float(row["lat2"]))]
    )


@pytest.fixture(scope="module")
def atlas(shipped):
    return shipped


@pytest.fixture(scope="module")
def sea(atlas):
    return atlas.networks.network("sea")


@pytest.fixture(scope="module")
def crossing(sea):
    """The lanes that cross each gate, as a mask over the edges of the network."""
    tree = shapely.STRtree([shapely.LineString(line) for line in sea.lines()])
    masks = {}
    for row in ROWS:
        masks[row["id"]] = np.zeros(sea.edge_count, dtype=bool)
        masks[row["id"]][tree.query(_gate(row), predicate="intersects")] = True
    return masks


def test_the_table_has_its_columns_each_passage_once_and_known_sources(atlas):
    assert list(ROWS[0]) == COLUMNS
    ids = [row["id"] for row in ROWS]
    assert ids == sorted(set(ids))
    assert {row["source"] for row in ROWS} <= set(atlas.catalogue.sources)
    assert {row["kind"] for row in ROWS} == {"canal", "strait"}


def test_passages_name_countries_and_a_canal_the_country_it_lies_in():
    for row in ROWS:
        assert set(row["countries"].split("|")) <= set(COUNTRIES), row["id"]
        assert row["inland_of"] in ("", row["countries"]), row["id"]
        assert row["inland_of"] or row["kind"] == "strait", row["id"]


def test_places_on_a_passage_are_known(atlas):
    named = {place for row in ROWS for place in row["places"].split("|") if place}
    assert named <= set(atlas.places)
    assert "suez" in named


def test_a_gate_spans_its_passage_from_shore_to_shore():
    """Both ends lie on land, within 5 km, of the countries that border the passage.

    Panama lies off the embedded map.
    """
    countries = load_countries()
    for row in (row for row in ROWS if row["id"] != "panama-canal"):
        ends = countries.at(*np.array(_gate(row).coords).T, snap_km=5.0)
        assert set(ends.tolist()) <= set(row["countries"].split("|")), row["id"]


def test_every_passage_but_those_off_the_lanes_is_crossed(crossing):
    assert {name for name, mask in crossing.items() if not mask.any()} == OFF_THE_LANES


# (passage, from, to): the only way, or by far the shortest, leads through; None: no way is left.
THROUGH = [
    ("suez-canal", "port-said", "djibouti", 5.0),
    ("bab-el-mandeb", "jeddah", "djibouti", 5.0),
    ("hormuz", "jebel-ali", "sohar", None),
    ("hormuz", "bandar-abbas", "chabahar", None),
    ("malacca", "port-klang", "singapore", 3.0),
    ("bosporus", "odesa", "ambarli", None),
    ("dardanelles", "ambarli", "piraeus", None),
    ("gibraltar", "barcelona", "antwerp", 3.0),
    ("danish-straits", "st-petersburg", "rotterdam", None),
    ("kerch-strait", "taganrog", "novorossiysk", None),
    ("singapore-strait", "singapore", "shenzhen-yantian", 1.02),
    ("taiwan-strait", "xiamen", "shanghai", 1.02),
]


@pytest.mark.parametrize(("passage", "start", "end", "factor"), THROUGH)
def test_a_closed_gate_closes_the_passage(atlas, sea, crossing, passage, start, end, factor):
    router = Router(sea, engine="scipy")
    points = router.snap([atlas.places[start].point, atlas.places[end].point])
    open_km = router.distances(points[:1], points[1:])[0, 0]
    closed_km = router.avoiding(crossing[passage]).distances(points[:1], points[1:])[0, 0]
    if factor is None:
        assert closed_km == np.inf
    else:
        assert open_km * factor < closed_km


@pytest.mark.parametrize(
    ("passage", "start", "end"),
    [
        ("hormuz", "chabahar", "mundra"),
        ("suez-canal", "piraeus", "port-said"),
        ("bab-el-mandeb", "djibouti", "mundra"),
        ("malacca", "singapore", "qinzhou"),
        ("malacca", "port-klang", "colombo"),
        ("bosporus", "poti", "constanta"),
        ("dardanelles", "piraeus", "port-said"),
        ("danish-straits", "st-petersburg", "gdansk"),
        ("kerch-strait", "novorossiysk", "constanta"),
    ],
)
def test_a_closed_gate_leaves_other_ways_alone(atlas, sea, crossing, passage, start, end):
    router = Router(sea, engine="scipy")
    points = router.snap([atlas.places[start].point, atlas.places[end].point])
    before = router.distances(points[:1], points[1:])[0, 0]
    after = router.avoiding(crossing[passage]).distances(points[:1], points[1:])[0, 0]
    assert after == pytest.approx(before)
