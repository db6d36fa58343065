"""Coverage and siting of the toy as layers of the map, and the options that draw them."""

import geopandas
import pytest
from maps_fixture import traced as made_up
from shapely.geometry import LineString, Point, Polygon

from geodata.errors import InputError
from maps import draw
from maps.scene.hub_layers import catchment_layer, coverage_layers, match_layer, siting_layers
from maps.scene.overlay import table


class Made:
    """What a coverage and a siting hand over, in two rows each."""

    bands = geopandas.GeoDataFrame(
        {
            "covered": [True, False],
            "leg": ["a:b", "a:b"],
            "country": ["KZ", "KZ"],
            "km": [10.0, 20.0],
        },
        geometry=[LineString([(60, 45), (61, 45)]), LineString([(61, 45), (62, 45)])],
        crs="EPSG:4326",
    )
    gaps = geopandas.GeoDataFrame(
        {"corridor": ["a"], "from_km": [10.0], "to_km": [30.0], "km": [20.0], "country": ["KZ"]},
        geometry=[LineString([(61, 45), (62, 45)])],
        crs="EPSG:4326",
    )
    sites = geopandas.GeoDataFrame(
        {
            "place": ["x", "y"],
            "name": ["<b>X</b>", "Y"],
            "country": ["KZ", "UZ"],
            "adds": [5.0, 3.0],
            "serves": [6.0, 4.0],
        },
        geometry=[Point(60, 45), Point(62, 45)],
        crs="EPSG:4326",
    )


def test_layers_say_their_names_and_rows():
    area = geopandas.GeoDataFrame(
        {"hub": ["x"]}, geometry=[Polygon([(59, 44), (61, 44), (61, 46)])], crs="EPSG:4326"
    )
    layers = [*coverage_layers(Made), *siting_layers(Made), catchment_layer(area, label="hub")]
    rows, _ = table(layers, "ru", {"a:b": 0})
    assert [row["name"] for row in rows] == [
        "Охват узлами",
        "Разрывы охвата",
        "Предлагаемые узлы",
        "Что обслуживают узлы",
        "Зоны обслуживания",
    ]
    assert [len(row["features"]) for row in rows] == [2, 1, 2, 2, 1]
    assert rows[2]["features"][0]["v"] == 5.0


def test_a_page_takes_them_and_escapes_their_names(tmp_path):
    page = tmp_path / "map.html"
    draw(made_up(), layers=siting_layers(Made)).save(page)
    assert "<b>X</b>" not in page.read_text(encoding="utf-8")


def test_discs_are_left_out_where_nothing_says_what_a_site_serves():
    class Without(Made):
        sites = Made.sites.assign(serves=[6.0, float("nan")])

    assert [layer.kind for layer in siting_layers(Without)] == ["sites"]


def test_a_layer_without_its_column_is_named():
    with pytest.raises(InputError, match="hub"):
        draw(made_up(), layers=[catchment_layer(Made.sites, label="hub")])


def test_a_leg_without_anything_made_up_matches_throughout():
    rows = {
        "leg": ["a:b", "a:c"],
        "mapped_km": [10.0, 9.0],
        "repaired_km": [0.0, 1.0],
        "declared_km": [0.0, 0.0],
        "straight_km": [0.0, 0.0],
        "gauge_tagged_km": [10.0, 0.0],
    }
    lines = [LineString([(60, 45), (61, 45)]), LineString([(61, 45), (62, 45)])]
    layer = match_layer(geopandas.GeoDataFrame(rows, geometry=lines, crs="EPSG:4326"))
    assert layer.frame["whole"].tolist() == [True, False]
    assert len(table([layer], "zh", {"a:b": 0, "a:c": 1})[0][0]["features"]) == 2
