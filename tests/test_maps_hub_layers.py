"""Coverage and siting of the toy as layers of the map, and the options that draw them."""

import csv
from types import SimpleNamespace

import geopandas
import pytest
from maps_fixture import traced as made_up
from shapely.geometry import LineString, Point, Polygon
from toy_corridor import hubs, toy

from corridors.hubs.coverage import coverage
from corridors.hubs.declared import complete_countries
from corridors.hubs.measure import LOGISTICS_KINDS, WORKING, Within
from geodata.errors import InputError
from geodata.files import seed
from maps import draw
from maps.scene.hub_layers import (
    catchment_layer,
    coverage_layers,
    match_layer,
    siting_layers,
    siting_title,
)
from maps.scene.overlay import layer_records
from maps.words.language import Language


class Made:
    """What a siting hands over, in two rows."""

    sites = geopandas.GeoDataFrame(
        {
            "place": ["x", "y"],
            "name": ["<b>X</b>", "Y"],
            "country": ["KZ", "UZ"],
            "adds": [5.0, 3.0],
            "serves": [6e6, 4e6],
        },
        geometry=[Point(60, 45), Point(62, 45)],
        crs="EPSG:4326",
    )
    demand = SimpleNamespace(unit="people")
    objective, within, value, total = "coverage", Within(6.0, "h"), 7.5e6, 10e6


def near_mid(*complete):
    """The toy of `toy_corridor` within 50 km of its hub at 2 degrees east: rail, and a ship."""
    return coverage(toy(), hubs("mid"), within_km=50.0, complete=complete)


def test_beyond_a_list_that_is_not_declared_complete_there_is_no_data():
    """667.9 km of rail, 100 km of them near; the ship is neither near, nor a gap, nor no data."""
    found = near_mid()
    bands, gaps = coverage_layers(found)
    assert sorted(bands.frame["told"].unique()) == [0, 2]
    assert set(found.bands["told"]) == {"covered", "no_data", "sea"}
    assert found.land == pytest.approx({"covered": 100.0, "gap": 0.0, "no_data": 567.917}, abs=0.01)
    assert bands.note["en"] == (
        "At least 15% of 668 km on land lies within 50\u00a0km of one of 1 listed hubs; no data for 85%"
    )
    assert len(gaps.frame) == 0
    assert gaps.note["en"].startswith("None is claimed")


def test_gaps_are_claimed_where_the_list_is_declared_complete():
    """Uzbekistan's 334 km without a hub are a gap, Kazakhstan's are no data still."""
    found = near_mid("UZ")
    bands, gaps = coverage_layers(found)
    assert found.land["gap"] == pytest.approx(333.958, abs=0.01)
    assert gaps.frame["country"].tolist() == ["UZ"]
    assert gaps.frame["km"].tolist() == pytest.approx([333.958], abs=0.01)
    assert found.gaps["claimed"].tolist() == [True, False, False]
    assert gaps.note == ""
    rows = layer_records([bands, gaps], Language("ru"), {"toy:rail": 0})[0]
    assert rows[0].note.startswith("Не менее 15")
    assert rows[1].unit == "км"
    told = found.by_country.set_index("country")
    assert told.loc["KZ", "hubs_per_1000_km"] == pytest.approx(1000.0 / 333.958, abs=0.001)
    assert told["complete"].to_dict() == {"KZ": False, "UZ": True, "XZ": False}


def test_lists_of_hubs_are_complete_by_kind_and_for_no_country_in_all():
    assert complete_countries(["sea_port"]) == {"GE", "IR", "KZ", "PK", "TM"}
    assert complete_countries(["logistics_centre"]) == {"TJ"}
    assert complete_countries(LOGISTICS_KINDS) == frozenset()


def test_every_name_of_a_complete_list_is_a_hub_of_its_kind_and_country(shipped):
    places = shipped.places
    with seed("rules", "hub_lists.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    listed = {name: row for row in rows for name in row["places"].split("|")}
    assert len(listed) == sum(len(row["places"].split("|")) for row in rows)
    for name, row in listed.items():
        place = places[name]
        assert (place.country, place.status in WORKING) == (row["country"], True), name
        assert str(place.kind) in row["kinds"].split("|"), name


def test_a_list_is_complete_for_the_kinds_it_names_alone(tmp_path):
    path = tmp_path / "hub_lists.csv"
    head = "country,kinds,source,checked,note\n"
    path.write_text(head + "KZ,dry_port|sea_port,x,2026-11-29,\n", encoding="utf-8")
    assert complete_countries(["dry_port"], table=path) == {"KZ"}
    assert complete_countries(["dry_port", "rail_terminal"], table=path) == frozenset()
    path.write_text(head + "KX,dry_prt,x,2026-11-29,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)unknown country 'KX'.*unknown kind 'dry_prt'"):
        complete_countries(["dry_port"], table=path)


def test_layers_say_their_names_and_rows():
    area = geopandas.GeoDataFrame(
        {"hub": ["x"]}, geometry=[Polygon([(59, 44), (61, 44), (61, 46)])], crs="EPSG:4326"
    )
    near = coverage_layers(near_mid("UZ"))
    layers = [*near, *siting_layers(Made), catchment_layer(area, label="hub")]
    rows, _ = layer_records(layers, Language("ru"), {"toy:rail": 0})
    assert [row.name for row in rows] == [
        "Охват узлами",
        "Разрывы охвата",
        "Предлагаемые узлы",
        "Зоны обслуживания",
    ]
    assert [len(row.features) for row in rows] == [4, 1, 2, 1]
    assert [one.value for one in rows[2].features] == [6_000_000, 4_000_000]
    assert [one.label for one in rows[2].features] == ["1. <b>X</b>", "2. Y"]
    assert rows[2].unit == "человек"


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "2 hubs within 6\u00a0h of 7.5 million people, 75% of all"),
        ("ru", "Узлов: 2; в пределах 6\u00a0ч — 7,5 млн человек, 75 % всего"),
        ("zh", "2个枢纽：6小时内覆盖7.5百万人，占全部的75%"),
    ],
)
def test_the_title_says_what_the_sites_do(lang, title):
    (sites,) = siting_layers(Made)
    assert sites.note[lang] == siting_title(Made, Language(lang)) == title


def test_a_page_takes_them_and_escapes_their_names(tmp_path):
    page = tmp_path / "map.html"
    draw(made_up(), layers=siting_layers(Made)).save(page)
    assert "<b>X</b>" not in page.read_text(encoding="utf-8")


def test_sites_go_by_what_they_add_where_nothing_says_what_they_serve():
    class Without(Made):
        sites = Made.sites.assign(serves=[6.0, float("nan")])

    (sites,) = siting_layers(Without)
    assert (sites.value, "serves" in sites.columns) == ("adds", False)


def test_a_layer_without_its_column_is_named():
    with pytest.raises(InputError, match="hub"):
        draw(made_up(), layers=[catchment_layer(Made.sites, label="hub")])


def test_a_leg_without_anything_made_up_matches_throughout():
    rows = {
        "leg": ["a:b", "a:c", "a:d", "a:ship"],
        "mode": ["rail", "road", "rail", "sea"],
        "length_km": [10.0, 10.0, 20.0, 500.0],
        "mapped_km": [10.0, 9.0, 17.0, 500.0],
        "repaired_km": [0.0, 1.0, 3.0, 0.0],
        "declared_km": [0.0, 0.0, 0.0, 0.0],
        "straight_km": [0.0, 0.0, 4.0, 500.0],
        "gauge_tagged_km": [10.0, 0.0, 0.0, 0.0],
    }
    lines = [LineString([(x, 45), (x + 1, 45)]) for x in (60, 61, 62, 63)]
    layer = match_layer(geopandas.GeoDataFrame(rows, geometry=lines, crs="EPSG:4326"))
    assert layer.frame["worst"].tolist() == [0, 1, 2]
    assert layer.note["en"] == (
        "90% of 40 km mapped, 10% repaired or declared; 10% of all lies on straight pieces over 50 km"
    )
    (row,) = layer_records([layer], Language("zh"), {"a:b": 0, "a:c": 1, "a:d": 2})[0]
    assert [(one.value, one.leg) for one in row.features] == [(0, 0), (1, 1), (2, 2)]
