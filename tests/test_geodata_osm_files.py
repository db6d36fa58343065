"""Files as people have them: histories, editors' files, old and new extracts, odd tags.

Node n of `_file` lies at 70 + n / 10 degrees east, 43 north: 8.15 km from one to the next.
"""

import bz2
import gzip
from pathlib import Path

import osmium
import pytest

from geodata.errors import InputError
from geodata.osm import extracts, lines
from geodata.osm.extracts import date_in
from geodata.osm.pbf import import_extracts, locate, read_ways
from geodata.osm.tags import Rules

CASES = Path(__file__).parent / "data" / "cases"


RAIL, ROAD = Rules("rail"), Rules("road", classes=("trunk", "service"))


STEP_KM = 8.15


def _node(number, attributes="version='1'", lon=None):
    where = f"lat='43.0' lon='{70 + number / 10 if lon is None else lon}'"
    return f"<node id='{number}' {where} {attributes}/>"


def _way(number, refs, attributes="version='1'", **tags):
    steps = "".join(f"<nd ref='{ref}'/>" for ref in refs)
    said = "".join(f"<tag k='{k.replace('__', ':')}' v='{v}'/>" for k, v in tags.items())
    return f"<way id='{number}' {attributes}>{steps}{said}</way>"


def _file(path, *parts, head="<osm version='0.6'>", nodes=range(1, 10)):
    path.write_text(head + "".join(map(_node, nodes)) + "".join(parts) + "</osm>", "utf-8")
    return path


def _read(*files, rules=RAIL):
    return import_extracts(files, rules=rules, repaired=False)


def _ids(network):
    return sorted(part for cell in network.columns["osm_id"].decode() for part in cell.split("|"))


def _as_pbf(source, target, **header):
    head = osmium.io.Header()
    for name, value in header.items():
        if name == "history":
            head.has_multiple_object_versions = value
        else:
            head.set(name, value)
    with osmium.SimpleWriter(str(target), header=head, overwrite=True) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    return target


@pytest.mark.parametrize("packed", [False, True])
def test_a_history_file_gives_its_newest_versions(tmp_path, packed):
    path = CASES / "B01-history" / "history.osh.osm"
    if packed:
        path = _as_pbf(path, tmp_path / "h.osh.pbf", history=True, sorting="Type_then_ID")
    network = _read(path)
    assert _ids(network) == ["10"]
    assert network.length_km.sum() == pytest.approx(16.3, abs=0.1)
    assert [70.2, 43.005] in network.node_lonlat.tolist()
    assert "2 in their newest version deleted or of another kind" in network.meta.notes[0]


def test_the_newest_version_counts_across_files_also_where_it_is_no_track(tmp_path):
    """The old file has ways 1-4; in the new one 2 is abandoned, 3 deleted, 4 longer, 1 missing."""
    rail = {"railway": "rail"}
    old = _file(tmp_path / "old.osm", *(_way(n, (n, n + 1), **rail) for n in (1, 2, 3, 4)))
    new = _file(
        tmp_path / "new.osm",
        _way(2, (2, 3), "version='2'", railway="abandoned"),
        _way(3, (), "version='2' visible='false'"),
        _way(4, (4, 5, 6), "version='2'", **rail),
    )
    for files in ((old, new), (new, old)):
        assert _ids(_read(*files)) == ["1", "4"]
        assert _read(*files).length_km.sum() == pytest.approx(3 * STEP_KM, abs=0.05)


def test_the_newest_place_of_a_node_counts_across_files(tmp_path):
    ways = [_way(1, (1, 2), railway="rail")]
    moved = _node(2, "version='2'", lon=70.3)
    old = _file(tmp_path / "old.osm", *ways)
    new = _file(tmp_path / "new.osm", moved, nodes=(1,))
    for files in ((old, new), (new, old)):
        assert _read(*files).length_km.tolist() == pytest.approx([2 * STEP_KM], abs=0.05)


def test_files_without_versions_go_by_the_time_of_the_edit(tmp_path):
    early, late = (f"timestamp='{year}-01-01T00:00:00Z'" for year in (2019, 2021))
    old = _file(tmp_path / "old.osm", _way(1, (1, 2), early, railway="rail"))
    new = _file(tmp_path / "new.osm", _way(1, (1, 2), late, railway="razed"), nodes=(1, 2))
    with pytest.raises(InputError, match="holds no rail way.*newest version"):
        _read(old, new)


def test_what_an_editor_marks_for_deletion_is_gone(tmp_path):
    kept, gone = _way(1, (1, 2), railway="rail"), _way(2, (2, 3), "action='delete'", railway="rail")
    assert _ids(_read(_file(tmp_path / "a.osm", kept, gone))) == ["1"]


@pytest.mark.parametrize(("name", "km"), [("all.osm", 21.9), ("mixed.osm", 53.3)])
def test_negative_ids_of_editors_are_read(name, km):
    assert _read(CASES / "B03-negative" / name).length_km.sum() == pytest.approx(km, rel=0.02)


def test_a_negative_way_in_a_negative_relation_is_a_ferry(tmp_path):
    relation = (
        "<relation id='-9'><member type='way' ref='-2' role=''/><tag k='type' v='route'/>"
        "<tag k='route' v='ferry'/><tag k='train' v='yes'/></relation>"
    )
    path = _file(tmp_path / "a.osm", _way(1, (1, 2), railway="rail"), _way(-2, (2, 3)), relation)
    assert _ids(_read(path)) == ["-2", "1"]


def _relation(number, *members, **tags):
    within = "".join(f"<member type='{kind}' ref='{ref}' role=''/>" for kind, ref in members)
    said = "".join(f"<tag k='{k}' v='{v}'/>" for k, v in tags.items())
    return f"<relation id='{number}' version='1'>{within}{said}</relation>"


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("whole", [{"route": "ferry"}, {}])
@pytest.mark.parametrize("parted", [True, False])
def test_a_relation_within_one_of_a_ferry_is_one_too(tmp_path, sign, whole, parted):
    """The outer relation alone says what it carries, the inner one at most that it is a ferry."""
    parts = [
        _way(1, (1, 2), railway="rail"),
        _way(2, (2, 3)),
        _way(3, (3, 4)),
        _relation(sign * 7, ("relation", sign * 8), type="superroute", route="ferry", train="yes"),
        _relation(sign * 8, ("way", 2), ("relation", sign * 9), type="route", **whole),
        _relation(sign * 9, ("way", 3), ("relation", sign * 7), type="route"),
    ]
    path = _file(tmp_path / "a.osm", *parts)
    if parted and sign > 0:
        path = _as_pbf(path, tmp_path / "a.osm.pbf", sorting="Type_then_ID")
    assert _ids(_read(path)) == ["1", "2", "3"]


def test_a_ferry_within_a_route_of_another_kind_takes_nothing_from_it(tmp_path):
    """A road route may end in a crossing for passengers; and a bus within a ferry is a bus."""
    parts = [
        _way(1, (1, 2), railway="rail"),
        _way(2, (2, 3)),
        _way(3, (3, 4)),
        _relation(7, ("relation", 8), type="route", route="train", train="yes"),
        _relation(8, ("way", 2), type="route", route="ferry"),
        _relation(9, ("relation", 10), type="route", route="ferry", train="yes"),
        _relation(10, ("way", 3), type="route", route="bus"),
    ]
    assert _ids(_read(_file(tmp_path / "a.osm", *parts))) == ["1"]


def test_a_false_claim_of_order_loses_nothing():
    network = _read(CASES / "B05-order" / "claims_sorted.osm.pbf")
    assert network.edge_count == 3998
    assert network.length_km.sum() == pytest.approx(323, rel=0.02)


@pytest.mark.parametrize("packed", [False, True])
def test_places_on_ways_stand_in_for_nodes(tmp_path, packed):
    points = "".join(f"<nd ref='{n}' lat='43.0' lon='{70 + n / 10}'/>" for n in (1, 2, 3))
    way = f"<way id='1' version='1'>{points}<tag k='railway' v='rail'/></way>"
    path = _file(tmp_path / "a.osm", way, nodes=())
    if packed:
        target = osmium.io.File(str(tmp_path / "a.osm.pbf"), "pbf,locations_on_ways=true")
        with osmium.SimpleWriter(target, overwrite=True) as writer:
            for thing in osmium.FileProcessor(str(path)):
                writer.add(thing)
        path = tmp_path / "a.osm.pbf"
    assert _read(path).length_km.tolist() == pytest.approx([2 * STEP_KM], abs=0.05)


def test_ways_without_their_nodes_are_told_as_such(tmp_path):
    path = _file(tmp_path / "a.osm", _way(1, (11, 12), railway="rail"))
    with pytest.raises(InputError, match="1 rail ways but not the nodes"):
        _read(path)


def test_one_gauge_written_in_two_ways_is_one_gauge():
    network = _read(CASES / "B06-gauge" / "gauge.osm")
    assert set(network.columns["gauges_mm"].decode()) == {(1520,)}


def test_gauges_that_are_none_are_counted(tmp_path):
    ways = [_way(n, (n, n + 1), railway="rail", gauge=g) for n, g in ((1, "152"), (2, "1520"))]
    network = _read(_file(tmp_path / "a.osm", *ways))
    assert network.meta.notes == ("left out: 1 gauges that are none",)


@pytest.mark.parametrize("name", ["ferry.osm", "rail.osm", "relation.osm"])
def test_train_ferries_are_read_however_they_are_tagged(name):
    network = import_extracts([CASES / "B07-ferry" / name], rules=RAIL)
    assert network.length_km.sum() == pytest.approx(183, rel=0.02)
    afloat = network.columns["route"].mask(["ferry"])
    assert network.length_km[afloat].sum() == pytest.approx(152, rel=0.02)
    at_sea = network.columns["country"].mask(["XZ"])
    assert network.length_km[at_sea].sum() > 145.0
    assert not (at_sea & ~afloat).any()
    gauges = [
        g for g, ship in zip(network.columns["gauges_mm"].decode(), afloat, strict=True) if ship
    ]
    assert set(gauges) == {()}


@pytest.mark.parametrize(
    "tags",
    [
        {"route": "ferry", "railway": "yes"},
        {"route": "ferry", "rail": "yes"},
        {"route": "ferry", "train": "designated"},
        {"route": "ferry", "ferry": "rail"},
        {"railway": "ferry"},
    ],
)
def test_siblings_of_train_ferries(tmp_path, tags):
    path = _file(tmp_path / "a.osm", _way(1, (1, 2), railway="rail"), _way(2, (2, 3), **tags))
    assert _ids(_read(path)) == ["1", "2"]


def test_ferries_that_carry_no_trains_are_counted(tmp_path):
    ways = [_way(1, (1, 2), railway="rail"), _way(2, (2, 3), route="ferry", foot="yes")]
    assert _read(_file(tmp_path / "a.osm", *ways)).meta.notes == (
        "left out: 1 ferries that are not said to carry trains",
    )


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ({"hgv": "no"}, True),
        ({"access": "no"}, True),
        ({"access": "private", "hgv": "yes"}, False),
        ({"access": "yes", "motor_vehicle": "no"}, True),
        ({"motor_vehicle": "private", "hgv": "delivery"}, False),
        ({"vehicle": "no", "goods": "designated"}, False),
        ({"access": "destination"}, False),
        ({"motor_vehicle": "agricultural;forestry"}, True),
        ({"foot": "no"}, False),
    ],
)
def test_what_lorries_may_not_use_is_kept_and_closed(tmp_path, tags, closed):
    network = _read(_file(tmp_path / "a.osm", _way(1, (1, 2), highway="trunk", **tags)), rules=ROAD)
    assert network.columns["traffic"].decode() == ["passenger" if closed else ""]
    for name in ("access", "motor_vehicle", "hgv"):
        assert network.columns[name].decode() == [tags.get(name, "")]


def test_rail_for_passengers_alone_is_kept_and_closed_to_freight(tmp_path):
    said = ("mixed", "passenger", "")
    ways = [
        _way(n, (n, n + 1), railway="rail", railway__traffic_mode=mode)
        for n, mode in enumerate(said, 1)
    ]
    network = _read(_file(tmp_path / "a.osm", *ways))
    ids = network.columns["osm_id"].decode()
    assert dict(zip(ids, network.passengers_only.tolist(), strict=True)) == {
        "1": False,
        "2": True,
        "3": False,
    }


def test_a_change_of_access_cuts_an_edge_only_where_lorries_must_stop(tmp_path):
    said = ({"hgv": "yes"}, {"access": "destination"}, {"hgv": "no"})
    ways = [_way(n, (n, n + 1), highway="trunk", **tags) for n, tags in enumerate(said, 1)]
    network = _read(_file(tmp_path / "a.osm", *ways), rules=ROAD)
    rows = sorted(zip(*(network.columns[name].decode() for name in ("osm_id", "hgv")), strict=True))
    assert [(osm_id, hgv) for osm_id, hgv in rows] in (
        [("1|2", "yes"), ("3", "no")],
        [("2|1", "yes"), ("3", "no")],
    )


@pytest.mark.parametrize(
    ("tags", "forth", "back"),
    [
        ({"oneway": "-1"}, False, True),
        ({"oneway": "reverse"}, False, True),
        ({"oneway": "reversible"}, True, True),
        ({"oneway": "yes", "oneway__hgv": "no"}, True, True),
        ({"oneway": "Yes"}, True, False),
        ({"junction": "roundabout"}, True, False),
    ],
)
def test_directions_are_those_of_the_tags(tmp_path, tags, forth, back):
    path = _file(tmp_path / "a.osm", _way(1, (1, 2), highway="trunk", **tags))
    network = _read(path, rules=ROAD)
    way, east = int(network.direction[0]), network.line(0)[0][0] < network.line(0)[-1][0]
    assert (way * (1 if east else -1) >= 0, way * (1 if east else -1) <= 0) == (forth, back)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("kazakhstan-260101.osm.pbf", "2026-01-01"),
        ("planet-2025-12-31.osm", "2025-12-31"),
        ("20240229.osm", "2024-02-29"),
        ("kazakhstan-latest.osm.pbf", ""),
        ("region-991399.osm", ""),
        ("tile-1234567.osm", ""),
    ],
)
def test_days_in_names(name, day):
    assert date_in(name) == day


def test_the_vintage_is_that_of_header_name_or_newest_way(tmp_path):
    stamp = "timestamp='2024-05-06T00:00:00Z'"
    ways = [_way(1, (1, 2), railway="rail"), _way(2, (2, 3), stamp, highway="x", railway="tram")]
    ways += [_way(3, (3, 4), "timestamp='2023-05-06T00:00:00Z'", railway="rail")]
    head = "<osm version='0.6'><meta osm_base='2025-04-03T00:00:00Z'/>"
    assert _read(_file(tmp_path / "a.osm", *ways)).meta.vintage == "2023-05-06"
    assert _read(_file(tmp_path / "a-250101.osm", *ways)).meta.vintage == "2025-01-01"
    assert _read(_file(tmp_path / "b-250101.osm", *ways, head=head)).meta.vintage == "2025-04-03"
    assert _read(_file(tmp_path / "c.osm", ways[0])).meta.vintage == "unknown"
    packed = _as_pbf(
        tmp_path / "a.osm",
        tmp_path / "d.osm.pbf",
        osmosis_replication_timestamp="2022-02-02T00:00:00Z",
    )
    assert _read(packed).meta.vintage == "2022-02-02"


@pytest.mark.parametrize("spot", ["lat='99' lon='70.3'", "lat='43' lon='181'", "lat='-91' lon='0'"])
def test_nodes_off_the_earth_are_dropped_and_counted(tmp_path, spot):
    path = _file(
        tmp_path / "a.osm", f"<node id='10' {spot}/>", _way(1, (1, 2, 10, 3, 4), railway="rail")
    )
    network = _read(path)
    assert network.length_km.sum() == pytest.approx(2 * STEP_KM, abs=0.05)
    assert "1 nodes lie off the Earth" in network.meta.notes


def test_a_coordinate_that_is_no_number_is_an_error(tmp_path):
    path = _file(
        tmp_path / "a.osm", "<node id='10' lat='abc' lon='70'/>", _way(1, (1, 10), railway="rail")
    )
    with pytest.raises(InputError, match="cannot be read as OpenStreetMap data.*abc"):
        _read(path)


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress)])
def test_bombs_are_refused_before_they_are_read(tmp_path, monkeypatch, suffix, pack):
    monkeypatch.setattr(extracts, "_SMALL", 1 << 20)
    monkeypatch.setattr(extracts, "_CHUNK", 1 << 16)
    refs = "<nd ref='1'/>" * 1_000_000
    path = tmp_path / f"a.osm.{suffix}"
    path.write_bytes(pack(f"<osm version='0.6'><way id='1'>{refs}</way></osm>".encode()))
    with pytest.raises(InputError, match="unpacks to more than 100 times its size"):
        _read(path)


def test_a_way_of_too_many_nodes_is_left_out_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MOST_NODES", 3)
    four = _way(12, [4, 5, 6, 7], railway="rail")
    found = _read(_file(tmp_path / "a.osm", _way(11, [1, 2, 3], railway="rail"), four))
    assert _ids(found) == ["11"]
    assert "1 of over 3 nodes" in found.meta.notes[0]


def test_an_address_names_the_command_that_fetches():
    with pytest.raises(InputError, match="--for"):
        _read(Path("https://download.geofabrik.de/asia/kazakhstan-latest.osm.pbf"))


def test_a_file_given_twice_is_read_once(tmp_path):
    path = _file(tmp_path / "a.osm", _way(1, (1, 2), railway="rail"))
    assert _read(path, path).meta.source == "OpenStreetMap extract a.osm"


def test_nodes_are_located_in_files_that_claim_a_false_order():
    path = CASES / "B05-order" / "claims_sorted.osm.pbf"
    refs = read_ways([path], rules=[RAIL])[0].ways.refs
    assert len(locate([path], refs)[0]) == len(set(refs.tolist()))


@pytest.mark.parametrize(
    "name", ["ROADS.OSM", "Kazakhstan.Osm.Gz", "K.OSM.BZ2", "K.OSM.PBF", "K.OSH"]
)
def test_names_in_capitals_are_read_alike(tmp_path, name):
    plain = _file(tmp_path / "plain.osm", _way(10, [1, 2, 3], railway="rail"))
    packed = {"GZ": gzip.compress, "BZ2": bz2.compress}.get(name.upper().rpartition(".")[2], bytes)
    file = tmp_path / name
    if name.endswith("PBF"):
        _as_pbf(plain, tmp_path / "k.osm.pbf").rename(file)
    else:
        file.write_bytes(packed(plain.read_bytes()))
    assert _read(file).length_km.sum() == pytest.approx(2 * STEP_KM, rel=0.01)


@pytest.mark.parametrize("bytes_a_stream", [200, 700, 100_000])
def test_a_file_packed_in_several_streams_is_read_to_its_end(tmp_path, bytes_a_stream):
    plain = _file(tmp_path / "a.osm", *(_way(n, (n, n + 1), railway="rail") for n in range(1, 9)))
    content = plain.read_bytes()
    packed = [
        bz2.compress(content[at : at + bytes_a_stream])
        for at in range(0, len(content), bytes_a_stream)
    ]
    plain.with_suffix(".osm.bz2").write_bytes(b"".join(packed))
    network = _read(plain.with_suffix(".osm.bz2"))
    assert network.length_km.sum() == pytest.approx(8 * STEP_KM, rel=1e-3)
    cut = tmp_path / "cut.osm.bz2"
    cut.write_bytes(b"".join(packed)[:-9])
    with pytest.raises(InputError, match="cut.osm.bz2"):
        _read(cut)


def test_changes_that_are_named_as_a_map_are_told(tmp_path):
    path = _file(tmp_path / "a.osm", head="<osmChange version='0.6'><modify>")
    path.write_text(path.read_text("utf-8").replace("</osm>", "</modify></osmChange>"), "utf-8")
    with pytest.raises(InputError, match="holds changes, no map"):
        _read(path)
