"""The commands ``corridors osm`` on the toy extract and a server that is not there."""

import osm_toys
import pytest
from typer.testing import CliRunner

from corridors.cli.osm import app
from geodata.errors import AtlasError, InputError
from geodata.network.file import read_network
from geodata.places.lookup import Places

TOY = str(osm_toys.DATA / "toy.osm.pbf")


def _run(*words):
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def test_import_writes_a_network_and_says_what_is_in_it(tmp_path):
    target = tmp_path / "net.parquet"
    done = _run("import", TOY, "--mode", "rail", "-o", str(target))
    assert done.exit_code == 0
    assert "OpenStreetMap of 2026-02-01" in done.output
    assert "0 gaps closed" in done.output
    assert read_network(target).mode == "rail"
    assert [path.name for path in tmp_path.iterdir()] == ["net.parquet"]


def test_rules_and_facilities_can_be_asked_for(tmp_path):
    rail, road = tmp_path / "rail.parquet", tmp_path / "road.parquet"
    _run(
        "import",
        TOY,
        "-o",
        str(rail),
        "--without-service",
        "spur",
        "--facilities",
        str(tmp_path / "places.csv"),
    )
    assert "14" not in read_network(rail).columns["osm_id"].decode()
    _run("import", TOY, "--mode", "road", "--class", "residential", "-o", str(road))
    assert sorted(read_network(road).columns["osm_id"].decode()) == ["19", "21"]
    assert len(Places.read(tmp_path)) == 4


def test_wrong_words_are_errors_and_leave_no_file(tmp_path):
    for words in (["--mode", "air"], ["--without-service", "yrad"], ["--class", "motorwya"]):
        with pytest.raises(InputError, match="is unknown"):
            _run("import", TOY, "-o", str(tmp_path / "x.parquet"), *words)
    assert list(tmp_path.iterdir()) == []


def test_fetch_from_a_server_that_is_not_there_is_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDORS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("corridors.cli.osm._along", lambda *_: osm_line())
    with pytest.raises(AtlasError, match="cannot reach http://127"):
        _run("fetch", "trans-caspian", "--url", "http://127.0.0.1:9/api", "-o", str(tmp_path / "x"))
    assert not (tmp_path / "x").exists()


def osm_line():
    import shapely

    return shapely.LineString([(60.0, 47.0), (60.1, 47.0)])
