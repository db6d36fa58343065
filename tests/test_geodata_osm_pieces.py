"""Pieces of a sorted file: together they hold what the whole file holds, and no block too many.

The file: 20,000 nodes and 9,000 ways of two nodes, in blocks of at most 8,000 objects, so three
blocks of nodes and two of ways.
"""

import itertools

import osmium
import pytest

from geodata.osm import blocks as pieces
from geodata.osm.extracts import opened
from geodata.osm.pbf import read_ways
from geodata.osm.tags import Rules

NODES, WAYS = 20_000, 9_000


def _write(path, *, sorting):
    header = osmium.io.Header()
    if sorting:
        header.set("sorting", "Type_then_ID")
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for row in range(1, NODES + 1):
            place = ((row % 200) / 100.0, row / 1000.0)
            writer.add_node(osmium.osm.mutable.Node(id=row, version=1, location=place))
        for row in range(1, WAYS + 1):
            tags = {"railway": "rail"} if row % 10 == 0 else {"building": "yes"}
            writer.add_way(
                osmium.osm.mutable.Way(id=row, version=1, nodes=[row, row + 1], tags=tags)
            )
    return path


@pytest.fixture(scope="module")
def in_order(tmp_path_factory):
    return _write(tmp_path_factory.mktemp("pieces") / "sorted.osm.pbf", sorting=True)


def _ids(piece, kind):
    return [thing.id for thing in osmium.FileProcessor(piece.content, kind)]


def _pieces(path, kind):
    return list(pieces.pieces(opened([path])[0], kind))


@pytest.mark.parametrize("piece_bytes", [1, 1 << 20])
@pytest.mark.parametrize(("kind", "count"), [(osmium.osm.NODE, NODES), (osmium.osm.WAY, WAYS)])
def test_pieces_hold_every_object_once_and_in_order(
    in_order, monkeypatch, kind, count, piece_bytes
):
    monkeypatch.setattr(pieces, "PIECE_BYTES", piece_bytes)
    found = [row for piece in _pieces(in_order, kind) for row in _ids(piece, kind)]
    assert found == list(range(1, count + 1))


def test_blocks_of_another_kind_are_left_out(in_order, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1)
    assert len(_pieces(in_order, osmium.osm.NODE)) == 3
    # The last block of nodes is taken with the ways: it could have held both.
    assert len(_pieces(in_order, osmium.osm.WAY)) == 3


def test_a_file_that_does_not_say_that_it_is_sorted_is_read_whole(tmp_path):
    path = _write(tmp_path / "any.osm.pbf", sorting=False)
    assert [piece.content for piece in _pieces(path, osmium.osm.WAY)] == [str(path)]


def test_a_file_cut_short_is_left_to_libosmium(in_order, tmp_path):
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(in_order.read_bytes()[:-100])
    assert [piece.content for piece in _pieces(path, osmium.osm.WAY)] == [str(path)]


def test_the_ways_read_by_pieces_are_those_of_the_whole_file(in_order, tmp_path):
    whole = _write(tmp_path / "any.osm.pbf", sorting=False)
    ours, theirs = (read_ways([path], rules=[Rules("rail")])[0].ways for path in (in_order, whole))
    assert ours.way_id.tolist() == theirs.way_id.tolist() == list(range(10, WAYS + 1, 10))
    assert ours.node_lonlat.tolist() == theirs.node_lonlat.tolist()


@pytest.mark.parametrize("piece_bytes", [1, 1 << 20])
@pytest.mark.parametrize(
    "order", ["nnnwwrnw", "nnwwnr", "nwnwnw", "wwnnn", "nnnwwrwr", "rnnnww", "nnnwrwr"]
)
def test_a_false_claim_of_order_loses_nothing(in_order, tmp_path, monkeypatch, order, piece_bytes):
    """The blocks of a file that says it is sorted, some of them twice, in other orders."""
    monkeypatch.setattr(pieces, "PIECE_BYTES", piece_bytes)
    content, at = in_order.read_bytes(), pieces._blocks(in_order)
    blocks = [content[a:b] for a, b in itertools.pairwise(at)]
    by_kind = {"n": blocks[1:4], "w": blocks[4:6], "r": [_relation(tmp_path)]}
    taken = dict.fromkeys(by_kind, 0)
    parts = [blocks[0]]
    for kind in order:
        parts.append(by_kind[kind][taken[kind] % len(by_kind[kind])])
        taken[kind] += 1
    path = tmp_path / "claims.osm.pbf"
    path.write_bytes(b"".join(parts))
    ways = read_ways([path], rules=[Rules("rail")])[0].ways
    whole = 9_000 if taken["w"] > 1 else 8_000
    assert ways.way_id.tolist() == list(range(10, whole + 1, 10))
    known = 20_000 if taken["n"] > 2 else 8_000 * taken["n"]
    assert len(ways.node_id) == len({n for n in ways.refs.tolist() if n <= known})


def _relation(folder):
    path = folder / "relation.osm.pbf"
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        tags = {"type": "route", "route": "train"}
        writer.add_relation(osmium.osm.mutable.Relation(id=1, version=1, members=[], tags=tags))
    at = pieces._blocks(path)
    return path.read_bytes()[at[1] : at[2]]
