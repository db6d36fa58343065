import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.errors import InputError
from geodata.places.label_circles import mercator
from maps.scene import basemap


@pytest.fixture
def twins():
    """Two countries side by side, 10 degrees each: AZ 0-10 E, KZ 10-20 E."""
    return gpd.GeoDataFrame(
        {"country": ["AZ", "KZ"], "name_en": ["Azerbaijan", "Kazakhstan"]},
        geometry=[shapely.box(0, 40, 10, 50), shapely.box(10, 40, 20, 50)],
        crs=4326,
    )


def test_land_and_borders_come_from_countries_where_nothing_else_is(twins):
    table = basemap.ground({"countries": twins}, lang="en").table
    assert len(table["land"]) == 1
    assert len(table["borders"]) == 1
    assert table["lakes"] == table["rivers"] == table["disputed"] == table["cities"] == []


def test_country_names_in_the_pages_language(twins):
    labels = basemap.ground({"countries": twins}, lang="ru").table["countries"]
    assert [(row[0], row[1], row[2]) for row in labels] == [
        ("Азербайджан", 5, 45),
        ("Казахстан", 15, 45),
    ]


def test_disputed_pieces_carry_no_name_and_each_country_one(twins):
    """AZ has a second, smaller piece of its own, and a disputed one that is the largest of all."""
    pieces = gpd.GeoDataFrame(
        {
            "country": ["AZ", "AZ"],
            "name_en": ["Exclave", "Disputed Land"],
            "disputed": [False, True],
        },
        geometry=[shapely.box(30, 40, 35, 45), shapely.box(40, 20, 70, 50)],
        crs=4326,
    )
    countries = pd.concat([twins.assign(disputed=False), pieces], ignore_index=True)
    labels = basemap.ground({"countries": countries}, lang="en").table["countries"]
    assert [row[:3] for row in labels] == [("Azerbaijan", 5, 45), ("Kazakhstan", 15, 45)]


def test_the_embedded_ground_names_no_disputed_piece():
    layers = basemap.read(basemap.folder())
    countries = layers["countries"]
    disputed = shapely.union_all(countries.geometry[countries["disputed"]].to_numpy())
    labels = basemap.ground(layers, lang="en").table["countries"]
    assert len({row[0] for row in labels}) == len(labels) > 100
    assert not shapely.contains_xy(disputed, *np.array([row[1:3] for row in labels]).T).any()
    assert {"Russia", "India", "Somalia"} <= {row[0] for row in labels}


def test_discs_for_names_lie_inside_the_country_and_apart():
    """An L of two 10 degree arms: a disc in the corner, then one in each arm."""
    corner = shapely.union(shapely.box(0, 0, 20, 6), shapely.box(0, 0, 6, 20))
    frame = gpd.GeoDataFrame(
        {"country": ["KZ"], "name_en": ["Kazakhstan"]}, geometry=[corner], crs=4326
    )
    ((*_, discs),) = basemap.ground({"countries": frame}, lang="en").table["countries"]
    found = np.array(discs).reshape(-1, 3)
    assert len(found) >= 3
    assert (np.diff(found[:, 2]) <= 0).all()
    centres = mercator(found[:, :2])
    plane = shapely.transform(shapely.segmentize(corner, 0.1), mercator)
    room = shapely.distance(shapely.points(centres), shapely.boundary(plane))
    assert shapely.contains(plane, shapely.points(centres)).all()
    assert (room >= found[:, 2] - 0.2).all()
    for i, j in itertools.combinations(range(len(found)), 2):
        apart = np.hypot(*(centres[i] - centres[j]))
        assert apart >= found[i, 2] + found[j, 2] - 0.5


def test_disputed_borders_are_kept_apart(twins):
    borders = gpd.GeoDataFrame(
        {"kind": ["border", "disputed"]},
        crs=4326,
        geometry=[
            shapely.LineString([(10, 40), (10, 45)]),
            shapely.LineString([(10, 45), (10, 50)]),
        ],
    )
    table = basemap.ground({"countries": twins, "borders": borders}, lang="en").table
    assert len(table["borders"]) == len(table["disputed"]) == 1


def test_what_lies_beyond_the_window_is_cut_or_left_out():
    west = basemap.WINDOW[0]
    land = gpd.GeoDataFrame(
        geometry=[shapely.box(west - 10, 0, west + 10, 10), shapely.box(-90, 0, -80, 10)], crs=4326
    )
    table = basemap.ground({"land": land}, lang="en").table
    assert len(table["land"]) == 1
    assert table["window"][0] == west


def test_cities_are_named_in_the_pages_language_and_ranked(twins):
    cities = pd.DataFrame(
        {
            "name_en": ["Taldykorgan", "Almaty", "Astana"],
            "name_ru": ["Талдыкорган", "Алматы", "Астана"],
            "name_zh": ["", "阿拉木图", "阿斯塔纳"],
            "country": "KZ",
            "lon": [78.37, 76.95, 71.4],
            "lat": [45.02, 43.25, 51.1],
            "population": [150000, 2000000, 1400000],
            "capital": ["no", "no", "yes"],
            "rank": [3, 1, 1],
        }
    )
    table = basemap.ground({"countries": twins, "cities": cities}, lang="zh").table
    assert [row[0] for row in table["cities"]] == ["阿斯塔纳", "阿拉木图", "Taldykorgan"]
    assert [row[4] for row in table["cities"]] == [1, 0, 0]
    assert table["cities"][2][5] == ["Taldykorgan", "Талдыкорган"]


def test_a_folder_without_land_says_so(tmp_path):
    with pytest.raises(InputError, match=r"no countries\.parquet.*basemap=False"):
        basemap.read(tmp_path)


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "land.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(InputError, match=r"land\.parquet: cannot be read"):
        basemap.read(tmp_path)


def test_the_embedded_ground_is_complete_and_credited():
    layers = basemap.read(basemap.folder())
    assert {"land", "borders", "countries", "cities"} <= layers.keys()
    assert layers["credit"] == "Natural Earth"


def test_own_boundaries_carry_their_own_credit(tmp_path, twins):
    twins.to_parquet(tmp_path / "countries.parquet")
    assert "credit" not in basemap.read(tmp_path)
    (tmp_path / "credit.txt").write_text("Survey of Nowhere\n")
    assert basemap.read(tmp_path)["credit"] == "Survey of Nowhere"
