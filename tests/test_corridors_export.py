"""Files written from the toy atlas, read back by other programs' readers."""

import csv
import json

import geopandas
import pandas as pd
import pyogrio
import pytest
import toy_atlas

from corridors.output.files import ATTRIBUTION, export, inert, write_csv
from corridors.output.folder import gaps, write_tables
from geodata.errors import InputError


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    return toy_atlas.write(tmp_path_factory.mktemp("toy")).trace()


def test_geojson_holds_legs_with_licence_and_attribution(traced, tmp_path):
    features = json.loads(export(traced, tmp_path / "legs.geojson").read_text())["features"]
    assert len(features) == 5
    first = features[0]["properties"]
    assert (first["licence"], first["attribution"]) == ("ODbL-1.0", ATTRIBUTION)
    assert sum(first["by_country"].values()) == pytest.approx(first["length_km"])


def test_geopackage_has_the_layers(traced, tmp_path):
    path = export(traced, tmp_path / "atlas.gpkg")
    assert {row[0] for row in pyogrio.list_layers(path)} == {"legs", "routes", "hubs", "events"}
    assert len(geopandas.read_file(path, layer="routes")) == 3


def test_parquet_keeps_lines_and_crs(traced, tmp_path):
    back = geopandas.read_parquet(export(traced, tmp_path / "legs.parquet"))
    assert back.crs == "EPSG:4326"
    assert back.geometry.iloc[0].equals(traced.legs.geometry.iloc[0])


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet", ".csv", ".kml"])
def test_same_input_gives_the_same_bytes(traced, tmp_path, suffix):
    first, second = (export(traced, tmp_path / f"{n}{suffix}").read_bytes() for n in "ab")
    assert first == second


def test_unknown_suffix_is_an_error_that_lists_the_known(traced, tmp_path):
    with pytest.raises(InputError, match=r"\.shp.*\.geojson"):
        export(traced, tmp_path / "legs.shp")


def test_cells_that_a_spreadsheet_would_run_are_inert(tmp_path):
    frame = pd.DataFrame({"name": ["=1+1", "+7", "-x", "@sum", "plain"], "km": [-1.5, 2, 3, 4, 5]})
    assert list(inert(frame).name) == ["'=1+1", "'+7", "'-x", "'@sum", "plain"]
    rows = list(csv.reader(write_csv(frame, tmp_path / "t.csv").read_text().splitlines()))
    assert rows[1] == ["'=1+1", "-1.500"]


def test_tables_of_the_atlas(traced, tmp_path):
    names = {path.name for path in write_tables(traced, tmp_path)}
    assert names == {"lengths.csv", "routes.csv", "hubs.csv", "atlas.gpkg"}
    lengths = pd.read_csv(tmp_path / "lengths.csv")
    assert lengths.length_km.sum() == pytest.approx(5100, abs=0.01)
    layers = {row[0] for row in pyogrio.list_layers(tmp_path / "atlas.gpkg")}
    assert layers == {"legs", "routes", "hubs", "events", "gaps"}


def test_gaps_are_the_stretches_that_are_not_mapped(tmp_path):
    origin = ["osm", "osm", "declared", "osm", "repaired"]
    atlas = toy_atlas.write(tmp_path, rail_network=toy_atlas.rail(origin=origin))
    table = gaps(atlas.trace("caspian"))
    assert sorted(zip(table.origin, table.length_km.round(), strict=True)) == [
        ("declared", 400.0),
        ("declared", 400.0),
        ("repaired", 300.0),
    ]
