"""Extracts as networks: the toy of `osm_toys`, damaged files, and real extracts where they are."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import osm_toys
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import geodesy
from geodata.errors import InputError
from geodata.network.file import read_network, write_network
from geodata.osm import nodes as osm_nodes
from geodata.osm import pbf
from geodata.osm.progress import _Meter, position
from geodata.osm.tags import Rules
from geodata.places.lookup import Places
from geodata.routing.router import Router

RAIL, ROAD = Rules("rail"), Rules("road")


TOY = osm_toys.DATA / "toy.osm.pbf"


def _edges(network):
    names = ("osm_id", "status", "gauges_mm", "gauge_basis", "country")
    rows = zip(*(network.columns[name].decode() for name in names), strict=True)
    return {row[0]: row[1:] for row in rows}


def _toy_rail(path=TOY, **options):
    return pbf.import_extracts([path], rules=RAIL, **{"repaired": False, **options})


@pytest.mark.parametrize("suffix", ["osm", "osm.gz", "osm.bz2", "osm.pbf"])
def test_every_format_gives_the_same_network(suffix):
    assert _toy_rail(osm_toys.DATA / f"toy.{suffix}").content_hash() == _toy_rail().content_hash()


def test_shipped_extracts_are_those_of_the_script(tmp_path):
    fresh = osm_toys.write(tmp_path / "toy.osm", points=osm_toys.POINTS, areas=osm_toys.AREAS)
    assert fresh.read_bytes() == (osm_toys.DATA / "toy.osm").read_bytes()


def test_rail_is_cut_at_junctions_and_joined_where_nothing_changes():
    network = _toy_rail()
    assert _edges(network) == {
        "11|12": ("operating", (1520,), "tag", "KZ"),
        "13": ("operating", (1435, 1520), "tag", "KZ"),
        "14": ("operating", (1520,), "rule", "KZ"),
        "15": ("construction", (1520,), "rule", "KZ"),
        "17": ("operating", (), "", "KZ"),
    }
    row = network.columns["osm_id"].decode().index("11|12")
    assert network.line(row).tolist() in (
        [[60.0, 47.0], [60.1, 47.0], [60.2, 47.0]],
        [[60.2, 47.0], [60.1, 47.0], [60.0, 47.0]],
    )
    assert network.length_km[row] == pytest.approx(
        2 * geodesy.distance_km(60.0, 47.0, 60.1, 47.0), abs=1e-4
    )
    assert network.node_count == 6
    assert network.ordered


def test_attributes_keep_the_names_that_osm_gives_them():
    network = _toy_rail()
    row = network.columns["osm_id"].decode().index("11|12")
    expected = {
        "railway": "rail",
        "gauge": "1520",
        "electrified": "contact_line",
        "voltage": "25000",
        "usage": "main",
        "service": "",
        "bridge": "",
        "name": "Старая линия",
        "name_en": "Old line",
        "name_ru": "",
        "name_zh": "老线",
        "origin": "osm",
        "shape": "mapped",
        "length_basis": "track",
    }
    assert {name: network.columns[name][row] for name in expected} == expected
    ferry = network.columns["osm_id"].decode().index("17")
    assert network.columns["route"][ferry] == "ferry"
    assert network.columns["name"][ferry] == "Ferry, 50% = half"
    assert network.meta.vintage == "2026-02-01"
    assert network.meta.licence == "ODbL-1.0"
    assert "toy.osm.pbf" in network.meta.source


def test_roads_are_directed_as_tagged():
    network = pbf.import_extracts([TOY], rules=ROAD, repaired=False)
    ways = dict(zip(network.columns["osm_id"].decode(), network.direction.tolist(), strict=True))
    assert set(ways) == {"18", "20", "21"}
    lines = {
        way: network.line(i)[0].tolist() for i, way in enumerate(network.columns["osm_id"].decode())
    }
    assert ways["18"] == (1 if lines["18"] == [60.0, 47.0] else -1)
    assert ways["20"] == (-1 if lines["20"] == [60.2, 47.1] else 1)
    assert ways["21"] == 0
    router = Router(network)
    six, five = router.snap([(60.2, 47.199), (60.2, 47.101)], limit_km=1)
    assert router.path(six, five).cost == pytest.approx(
        geodesy.distance_km(60.2, 47.199, 60.2, 47.101), abs=1e-3
    )


def test_one_way_edges_are_joined_nose_to_tail_only(tmp_path):
    """1 -> 2 -> 3 and 4 -> 3, all one way: the first two join, the third does not."""
    road = {"highway": "trunk", "oneway": "yes"}
    path = osm_toys.write(
        tmp_path / "a.osm", ways={1: ((1, 2), road), 2: ((2, 3), road), 3: ((4, 3), road)}
    )
    network = pbf.import_extracts([path], rules=ROAD, repaired=False)
    assert sorted(network.columns["osm_id"].decode()) == ["1|2", "3"]


def test_a_ring_stays_a_ring(tmp_path):
    rail = {"railway": "rail"}
    path = osm_toys.write(tmp_path / "a.osm", ways={1: ((1, 2, 5), rail), 2: ((5, 6, 1), rail)})
    network = pbf.import_extracts([path], rules=RAIL, repaired=False)
    assert network.edge_count == 1
    assert network.columns["osm_id"][0] in ("1|2", "2|1")
    assert network.line(0)[0].tolist() == network.line(0)[-1].tolist()
    assert len(network.line(0)) == 5
    assert network.length_km[0] == pytest.approx(geodesy.line_length_km(network.line(0)), abs=1e-4)


def test_lines_that_cross_without_a_common_node_do_not_meet(tmp_path):
    """A bridge: 1-3 passes over 5-9, which is drawn from north to south of it."""
    rail, nodes = {"railway": "rail"}, {**osm_toys.NODES, 9: (60.1, 46.9), 10: (60.1, 47.1)}
    path = osm_toys.write(
        tmp_path / "a.osm", nodes=nodes, ways={1: ((1, 3), rail), 2: ((9, 10), rail)}
    )
    network = pbf.import_extracts([path], rules=RAIL, repaired=False)
    assert (network.edge_count, network.node_count) == (2, 4)


def test_a_way_that_wants_nodes_is_cut_there_and_counted(tmp_path):
    rail = {"railway": "rail"}
    path = osm_toys.write(
        tmp_path / "a.osm", ways={1: ((1, 2, 99, 3, 4), rail), 2: ((98, 97), rail)}
    )
    network = pbf.import_extracts([path], rules=RAIL, repaired=False)
    assert sorted(round(km, 1) for km in network.length_km) == [7.6, 7.6]
    assert network.meta.notes == ("2 ways want nodes that the files do not hold",)


def test_extracts_that_overlap_are_merged_by_id(tmp_path):
    """The west holds 11-13 without node 4, the east holds 13-14; 13 is newer there."""
    ways, nodes = osm_toys.WAYS, osm_toys.NODES
    west = osm_toys.write(
        tmp_path / "west.osm.pbf",
        nodes={i: nodes[i] for i in (1, 2, 3)},
        ways={i: ways[i] for i in (11, 12, 13)},
    )
    newer = {13: (ways[13][0], {**ways[13][1], "maxspeed": "120"}), 14: ways[14]}
    east = osm_toys.write(
        tmp_path / "east.osm.gz", nodes={i: nodes[i] for i in (3, 4, 5, 6)}, ways=newer, version=2
    )
    for files in ([west, east], [east, west]):
        network = pbf.import_extracts(files, rules=RAIL, repaired=False)
        assert sorted(network.columns["osm_id"].decode()) == ["11|12", "13", "14"]
        assert network.columns["maxspeed"][network.columns["osm_id"].decode().index("13")] == "120"
        assert network.meta.notes == ()
    assert network.meta.source == "OpenStreetMap extract east.osm.gz, west.osm.pbf"


def test_files_with_node_ids_of_their_own_are_not_mixed(tmp_path):
    one = osm_toys.write(tmp_path / "one.osm", ways={1: ((1, 2), {"railway": "rail"})})
    moved = {i: (lon + 5.0, lat) for i, (lon, lat) in osm_toys.NODES.items()}
    two = osm_toys.write(tmp_path / "two.osm", nodes=moved, ways={2: ((1, 2), {"railway": "rail"})})
    with pytest.raises(
        InputError, match=r"one\.osm, two\.osm · node 1: 2 nodes lie more than 1 km"
    ):
        pbf.import_extracts([one, two], rules=RAIL)


def test_gaps_are_closed_and_said(tmp_path):
    """A gap of 0.7 km between node 2 and a second line that starts at node 9."""
    rail, nodes = {"railway": "rail"}, {**osm_toys.NODES, 9: (60.11, 47.0)}
    path = osm_toys.write(
        tmp_path / "a.osm", nodes=nodes, ways={1: ((1, 2), rail), 2: ((9, 4), rail)}
    )
    network = pbf.import_extracts([path], rules=RAIL)
    repaired = network.columns["origin"].mask(["repaired"])
    assert network.length_km[repaired].tolist() == pytest.approx([0.7608], abs=1e-3)
    assert network.meta.notes == ("1 gaps closed",)
    assert network.columns["gauges_mm"].decode() == [(1520,)] * 3


def test_large_ids_are_read_in_slices(tmp_path, monkeypatch):
    """Ids spread over several of libosmium's 4 MB chunks, with room for one chunk at a time."""
    monkeypatch.setattr(osm_nodes, "_FILTER_MB", 4)
    shift = {1: 5, 2: 1 << 26, 3: 1 << 28, 4: 12_000_000_000}
    places = {shift[i]: osm_toys.NODES[i] for i in shift}
    path = osm_toys.write(
        tmp_path / "a.osm.pbf", nodes=places, ways={1: (tuple(shift.values()), {"railway": "rail"})}
    )
    network = pbf.import_extracts([path], rules=RAIL, repaired=False)
    assert sorted(map(tuple, network.line(0).tolist())) == [
        (60.0, 47.0),
        (60.1, 47.0),
        (60.2, 47.0),
        (60.3, 47.0),
    ]


def test_two_modes_share_the_passes():
    rail, road = pbf.read_ways([TOY], rules=[RAIL, ROAD])
    assert rail.ways.way_id.tolist() == [11, 12, 13, 14, 15, 17]
    assert road.ways.way_id.tolist() == [18, 20, 21]
    assert (
        pbf.network_from(rail, rules=RAIL).content_hash()
        == pbf.import_extracts([TOY], rules=RAIL).content_hash()
    )


def test_the_same_extract_gives_the_same_bytes(tmp_path):
    first = write_network(_toy_rail(repaired=True), tmp_path / "a.parquet").read_bytes()
    assert write_network(_toy_rail(repaired=True), tmp_path / "b.parquet").read_bytes() == first
    back = read_network(tmp_path / "a.parquet")
    assert _edges(back) == _edges(_toy_rail())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.osm.pbf", b"", "is empty"),
        ("a.osm.pbf", b"<html>" * 50, "cannot be read as OpenStreetMap data"),
        ("a.osm", b"<html></html>", "cannot be read as OpenStreetMap data"),
        ("a.osm.gz", b"no gzip", "cannot be read as OpenStreetMap data"),
        ("a.osm.bz2", b"no bzip2", "cannot be read as OpenStreetMap data"),
        ("a.shp", b"x", "is of no known kind"),
        ("a.o5m", b"\xff\xe0", "osmium cat a.o5m -o a.osm.pbf"),
        ("a.osm.opl", b"n1", "is of a kind that is not read"),
        ("a.osc.gz", b"x", "holds changes"),
        ("a.osm.pbf", b"<?xml version='1.0'?><osm/>", "looks like XML"),
        ("a.osm.pbf", b"<!DOCTYPE html><html>", "looks like a web page"),
        ("a.osm", b"<HTML>404</HTML>", "looks like a web page"),
        ("a.osm", b"\x1f\x8b\x08\0", "looks like a file packed by gzip"),
        ("a.osm", b'{"elements": []}', "looks like JSON"),
        ("a.osm", b"<osm version='0.5'></osm>", "file with version 0.5"),
        (
            "a.osm",
            b"<osm version='0.6'><way id='x'/></osm>",
            "cannot be read as OpenStreetMap data",
        ),
        ("a.osm", b"<osm version='0.6'></osm>", "holds no rail way"),
    ],
)
def test_bad_files_are_named_with_a_remedy(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        pbf.import_extracts([path], rules=RAIL)
    assert name in str(caught.value)
    assert caught.value.problems[0].remedy


def test_missing_files_are_named_all_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        pbf.import_extracts([tmp_path / "a.osm.pbf", tmp_path / "b.osm.pbf"], rules=RAIL)
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="no extract is given"):
        pbf.import_extracts([], rules=RAIL)


@pytest.mark.parametrize("suffix", ["osm", "osm.gz", "osm.bz2", "osm.pbf"])
def test_a_file_cut_anywhere_is_an_error_or_a_network(tmp_path, suffix):
    whole = (osm_toys.DATA / f"toy.{suffix}").read_bytes()
    path, errors = tmp_path / f"cut.{suffix}", 0
    for size in range(0, len(whole), max(len(whole) // 60, 1)):
        path.write_bytes(whole[:size])
        error = _error_of(lambda: pbf.read_ways([path], rules=[RAIL]))
        errors += error is not None
        assert error is None or path.name in error
    assert errors >= 50


def _error_of(act):
    """Return the text of the error of ours that an act ends in, None where it ends well."""
    try:
        act()
    except InputError as error:
        return str(error)
    return None


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, TOY.stat().st_size - 1), value=st.integers(0, 255))
def test_a_changed_byte_is_an_error_or_a_network(tmp_path, at, value):
    content = bytearray(TOY.read_bytes())
    content[at] = value
    path = tmp_path / "changed.osm.pbf"
    path.write_bytes(content)
    error = _error_of(lambda: _toy_rail(path))
    assert error is None or "changed.osm.pbf" in error


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tags=st.dictionaries(
        st.sampled_from(["gauge", "name", "name:ru", "oneway", "service", "maxspeed"]) | _TEXT,
        _TEXT,
        max_size=6,
    )
)
def test_any_text_in_tags_comes_through(tmp_path, tags):
    path = osm_toys.write(tmp_path / "a.osm.pbf", ways={1: ((1, 2), {**tags, "railway": "rail"})})
    error = _error_of(lambda: _toy_rail(path))
    if error:
        assert "holds no rail way" in error
    elif tags.get("name", "").isprintable():
        assert _toy_rail(path).columns["name"][0] == tags.get("name", "")


def test_an_interrupted_import_leaves_nothing_behind(tmp_path):
    """A process that reads many times is interrupted; neither result nor temporary stays."""
    code = (
        "import signal, sys; sys.path.insert(0, 'tests')\n"
        # A process started in the background may have been told to ignore the key.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from geodata.osm import pbf; from geodata.osm.tags import Rules\n"
        "print('ready', flush=True)\n"
        "while True: n = pbf.import_extracts([sys.argv[2]], rules=Rules('rail'))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), str(TOY)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[1],
    )
    try:
        process.stdout.readline()
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) != 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert list(tmp_path.iterdir()) == []


def test_progress_adds_up_over_files_and_passes(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"x" * 100)
    second.write_bytes(b"x" * 40)
    meter = _Meter()
    with first.open("rb", buffering=0) as handle:
        handle.read(30)
        assert position(first) == (30 if sys.platform == "linux" else 100)
        assert meter.advance(first) in (30, 100)
    assert [meter.advance(file) for file in (first, second, second)] == [100, 140, 140]


def test_a_bar_is_drawn_on_a_terminal_only(capsys):
    pbf.import_extracts([TOY], rules=RAIL, progress=True)
    assert capsys.readouterr().err.strip() == ""


def _shared(name):
    root = Path(os.environ.get("CORRIDORS_SHARED", Path(__file__).parents[2] / "shared"))
    path = root / "data" / "osm" / "extracts" / name
    if not path.is_file():
        pytest.skip(f"real extract {name} is not there; set CORRIDORS_SHARED to its folder")
    return path


@pytest.fixture(scope="module")
def caspian():
    return pbf.import_extracts([_shared("caspian-rail.osm.pbf")], rules=RAIL)


@pytest.mark.parametrize(
    ("start", "end", "published_km"),
    [
        ("ashgabat", "dashoguz", 540.0),
        ("hairatan", "mazar-i-sharif", 75.0),
        ("bolashak-serhetyaka", "akyayla", 700.0),
    ],
)
def test_published_lengths_are_met_on_real_tracks(caspian, start, end, published_km):
    places = Places.read()
    open_ = caspian.columns["status"].mask(["operating"])
    router = Router(caspian, weight=np.where(open_, caspian.length_km, np.inf))
    path = router.path(*router.snap([places.anchor(p, "rail") for p in (start, end)], limit_km=3))
    origin = np.array(caspian.columns["origin"].decode())[path.edge]
    km = path.stretch_km(caspian)
    assert km.sum() == pytest.approx(published_km, rel=0.05)
    assert km[origin == "declared"].sum() == 0.0
    assert km[origin == "repaired"].sum() < 1.0


def test_gauge_is_read_from_tags_in_cologne():
    (extract,) = pbf.read_ways([_shared("cologne-railway.osm.pbf")], rules=[RAIL])
    gauges = [extract.ways.attributes[row].gauges_mm for row in extract.ways.kind.tolist()]
    assert gauges.count((1435,)) > 5000
    assert (600,) in gauges
    directions = [extract.ways.attributes[row].direction for row in extract.ways.kind.tolist()]
    assert directions.count(1) > 1000
