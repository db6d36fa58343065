import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.errors import InputError
from maps import basemap


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
