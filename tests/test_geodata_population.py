"""People as points: the shipped cities, files of one's own, and how the table is built."""

from __future__ import annotations

import io

import geopandas
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import rasterio
from rasterio.transform import from_origin

from geodata import country_names, population
from geodata.errors import InputError
from geodata.snapshot.population import parts, table_bytes


def test_the_shipped_cities():
    cities = population.cities()
    points = cities.points
    assert points.columns.tolist() == population.COLUMNS
    almaty = points[points["name"] == "Almaty"].iloc[0]
    assert (almaty.country, almaty.lon) == ("KZ", pytest.approx(76.93, abs=0.05))
    assert almaty.population > 1.5e6
    shares = cities.by_country()["share"]
    assert 0.6 < shares["KZ"] < 0.8
    assert (points["population"] > 0).all()


def test_parts_of_a_city_are_left_out_but_not_its_neighbours():
    def city(name, lon, people, country="CN"):
        return {
            "name": name,
            "longitude": lon,
            "latitude": 30.0,
            "population": people,
            "countrycode": country,
            "geonameid": people,
        }

    # a disc of 24 million at 6,000 per km2 has a radius of 35.7 km; 0.3 degrees are 28.9 km
    cities = [
        city("Great", 120.0, 24_000_000),
        city("Twin", 120.3, 9_000_000),
        city("Part", 120.3, 5_000_000),
        city("Apart", 120.5, 4_000_000),
        city("Abroad", 120.1, 3_000_000, "TW"),
    ]
    assert parts(cities) == [False, False, True, False, False]


def test_the_table_is_the_same_bytes_and_clipped():
    cities = [
        {
            "name": "In",
            "longitude": 70.0,
            "latitude": 40.0,
            "population": 9000,
            "countrycode": "UZ",
            "geonameid": 1,
        },
        {
            "name": "Out",
            "longitude": -70.0,
            "latitude": 40.0,
            "population": 9000,
            "countrycode": "US",
            "geonameid": 2,
        },
    ]
    countries = {"UZ": {"iso": "UZ", "population": 30_000_000}}
    first = table_bytes(cities, countries)
    assert first == table_bytes(cities, countries)
    assert pq.read_table(io.BytesIO(first))["name"].to_pylist() == ["In"]


def test_csv_with_other_names_and_no_country(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Longitude,Latitude,pop\n76.9,43.25,100\n69.2,41.3,50\n")
    found = population.read(path).points
    assert found["country"].tolist() == ["KZ", "UZ"]
    assert found["population"].tolist() == [100.0, 50.0]


def test_points_in_another_crs(tmp_path):
    frame = geopandas.GeoDataFrame(
        {"population": [5]}, crs="EPSG:4326", geometry=geopandas.points_from_xy([76.9], [43.25])
    )
    frame.to_crs("EPSG:3857").to_file(tmp_path / "p.gpkg")
    row = population.read(tmp_path / "p.gpkg").points.iloc[0]
    assert (row.lon, row.lat) == pytest.approx((76.9, 43.25))


@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")  # rasterio's own
def test_a_raster_of_counts(tmp_path):
    path = tmp_path / "counts.tif"
    data = np.array([[0.0, 7.0], [3.0, -9999.0]])
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=2,
        height=2,
        count=1,
        dtype="float64",
        crs="EPSG:4326",
        transform=from_origin(76.0, 44.0, 0.5, 0.5),
        nodata=-9999.0,
    ) as raster:
        raster.write(data, 1)
    points = population.read(path).points
    assert points[["lon", "lat", "population"]].to_numpy().tolist() == [
        [76.75, 43.75, 7.0],
        [76.25, 43.25, 3.0],
    ]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("lon,lat\n1,2\n", "population"),
        ("lon,lat,population\n", "no people"),
        ("lon,lat,population\n1,2,many\n", "row 1"),
        ("lon,lat,population\n1,2,-1\n", "row 1"),
        ("lon,lat,population\n1,99,1\n", "lat"),
        ("lon,lat,population\n1,2,nan\n", "row 1"),
        ('lon,lat,population\n1,2,"1,000"\n', "row 1"),
        ("lon,lat,population\n70,42,5,6,7\n70,42,5,6,7\n", "line 2: does not have 3 cells"),
        ("lon,lat,population,population\n70,42,5,6\n", "'population' comes twice"),
        ("lon,lat,population,country\n70,42,5,Kazakhstan\n", "did you mean 'KZ'"),
        ("lon,lat,population,country\n70,42,5,kz\n", "unknown country 'kz'"),
        ("lon,lat,population,name\n70,42,5,A\n70,42,5,A\n", "row 2: says the same as a row"),
    ],
)
def test_faulty_tables_are_refused(tmp_path, text, match):
    path = tmp_path / "people.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=match):
        population.read(path)


@pytest.mark.parametrize(
    "content",
    [
        "lon;lat;population;country\n70,5;43,25;7;\n".encode("utf-16"),
        "lon\tlat\tpopulation\tcountry\n70.5\t43.25\t7\t\n".encode("utf-16-le"),
        "lon,lat,population,country\n70.5,43.25,7,\n".encode("utf-16-be"),
        "sep=;\nlon;lat;population;name\n70,5;43,25;7;Ауыл\n".encode("cp1251"),
    ],
)
def test_people_are_read_as_spreadsheets_save_them(tmp_path, content):
    (tmp_path / "p.csv").write_bytes(content)
    (row,) = population.read(tmp_path / "p.csv").points.to_dict("records")
    assert (row["lon"], row["lat"], row["population"], row["country"]) == (70.5, 43.25, 7.0, "KZ")


def test_a_layer_without_some_countries_has_them_looked_up(tmp_path):
    points = geopandas.points_from_xy([70.5, 69.2], [43.25, 41.3])
    columns = {"population": [5, 6], "country": [None, "UZ"]}
    geopandas.GeoDataFrame(columns, crs="EPSG:4326", geometry=points).to_file(tmp_path / "p.gpkg")
    assert population.read(tmp_path / "p.gpkg").points["country"].tolist() == ["KZ", "UZ"]


def test_a_raster_that_is_none_is_told(tmp_path):
    (tmp_path / "p.tif").write_bytes(b"II*\x00xxxx")
    with pytest.raises(InputError, match=r"p\.tif: cannot be read"):
        population.read(tmp_path / "p.tif")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv"):
        population.read(tmp_path / "gone.csv")


def test_selections():
    people = population.People(
        pd.DataFrame(
            {"country": ["KZ", "UZ"], "name": "x", "lon": 1.0, "lat": 1.0, "population": [5.0, 9.0]}
        ),
        {},
        "",
        "",
    )
    assert people.at_least(6).points["country"].tolist() == ["UZ"]
    assert people.of({"KZ"}).points["population"].tolist() == [5.0]


def test_each_of_the_first_strange_words_is_suggested_for_wherever_it_stands(monkeypatch):
    asked = []
    monkeypatch.setattr(country_names, "suggest_country", lambda word: asked.append(word) or "?")
    words = [f"word {number % 30}" for number in range(90)]
    hints = country_names.suggest_countries(words)
    assert asked == [f"word {number}" for number in range(20)]
    assert hints == dict.fromkeys(asked, "?")
