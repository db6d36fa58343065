"""Networks on disk: what is written comes back, and what is damaged is named."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from toy_network import toy

from geodata.errors import InputError
from geodata.network.build import from_lines
from geodata.network.file import read_network, write_network
from geodata.network.model import METADATA_KEY, Meta
from geodata.routing.router import ordered

META = Meta(source="made up", licence="MIT", attribution="nobody", vintage="2026", notes=("a", "b"))


def _same(one, other):
    for name in ("tail", "head", "length_km", "direction", "coords", "offsets", "node_lonlat"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert one.mode == other.mode
    assert one.ordered == other.ordered
    assert {n: c.decode() for n, c in one.columns.items()} == {
        n: c.decode() for n, c in other.columns.items()
    }


@pytest.fixture
def network():
    gauges = [(1520,), (1435, 1520), (), (1435,), (), (), (1520,), (1435,)]
    columns = {
        "gauges_mm": gauges,
        "traffic": ["", "passenger", *[""] * 6],
        "name": ["Türksib"] * 8,
    }
    return toy(columns=columns, meta=META)


def test_a_network_comes_back(tmp_path, network):
    path = write_network(network, tmp_path / "new" / "toy.parquet")
    back = read_network(path)
    _same(back, network)
    assert back.columns["gauges_mm"][1] == (1435, 1520)
    assert back.columns["gauges_mm"][2] == ()
    assert back.meta.notes == ("a", "b")
    assert back.meta.content_hash == network.content_hash()
    assert back.content_hash() == network.content_hash()
    assert [file.name for file in path.parent.iterdir()] == ["toy.parquet"]


def test_an_order_comes_back(tmp_path, network):
    given = ordered(network)
    _same(read_network(write_network(given, tmp_path / "toy.parquet")), given)


def test_the_same_network_gives_the_same_bytes(tmp_path, network):
    one = write_network(network, tmp_path / "one.parquet").read_bytes()
    again = write_network(
        read_network(tmp_path / "one.parquet"), tmp_path / "two.parquet"
    ).read_bytes()
    assert one == again
    assert b"one.parquet" not in one


def test_an_empty_network_comes_back(tmp_path):
    back = read_network(write_network(from_lines([], mode="sea"), tmp_path / "empty.parquet"))
    assert (back.node_count, back.edge_count, back.mode) == (0, 0, "sea")
    assert back.lines() == []
    assert back.coords.shape == (0, 2)


def test_the_file_is_geoparquet(tmp_path, network):
    geo = json.loads(
        pq.read_schema(write_network(network, tmp_path / "toy.parquet")).metadata[b"geo"]
    )
    assert geo["columns"][geo["primary_column"]]["encoding"] == "linestring"
    assert geo["columns"]["geometry"]["bbox"] == [0, 0, 11, 5]


def test_a_failed_write_leaves_the_old_file(tmp_path, network, monkeypatch):
    path = write_network(network, tmp_path / "toy.parquet")
    before = path.read_bytes()

    def broken(table, where, **_):
        where.write_bytes(b"half a file")
        raise OSError("disk full")

    monkeypatch.setattr(pq, "write_table", broken)
    with pytest.raises(OSError, match="disk full"):
        write_network(toy(), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["toy.parquet"]


def _reject(path, match):
    with pytest.raises(InputError, match=match) as caught:
        read_network(path)
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    assert problem.remedy


@pytest.mark.parametrize("kept", [0, 3, 4, 100, -1, -9])
def test_a_truncated_file_is_named(tmp_path, network, kept):
    path = write_network(network, tmp_path / "toy.parquet")
    path.write_bytes(path.read_bytes()[:kept])
    _reject(path, "not a readable network")


def test_a_missing_file_a_folder_and_another_kind_of_file_are_named(tmp_path):
    _reject(tmp_path / "none.parquet", "not a readable network")
    text = tmp_path / "text.parquet"
    text.write_text("lon,lat\n1,2\n")
    _reject(text, "not a readable network")


@pytest.mark.parametrize("stored", [None, {"format": 999}, {}])
def test_another_layout_is_named(tmp_path, network, stored):
    path = write_network(network, tmp_path / "toy.parquet")
    metadata = {b"geo": b"{}"} | ({} if stored is None else {METADATA_KEY: json.dumps(stored)})
    pq.write_table(pq.read_table(path).replace_schema_metadata(metadata), path)
    _reject(path, "not a network of format 1")


@pytest.mark.parametrize(
    "damage",
    [
        b"not json",
        b"[]",
        b"{}",
        b'{"format": 99}',
        b'{"format": 1, "mode": "rail"}',
    ],
)
def test_metadata_that_is_not_ours_is_one_clear_error(tmp_path, damage):
    import pyarrow.parquet as pq

    from geodata.network.build import from_lines
    from geodata.network.model import METADATA_KEY

    path = write_network(from_lines([[(0, 0), (1, 0)]], mode="rail"), tmp_path / "net.parquet")
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({METADATA_KEY: damage}), path)
    with pytest.raises(InputError, match=r"net\.parquet.*import it again"):
        read_network(path)


def test_a_length_that_is_no_number_is_refused(tmp_path):
    from dataclasses import replace

    import numpy as np

    from geodata.network.build import from_lines

    network = replace(from_lines([[(0, 0), (1, 0)]], mode="rail"), length_km=np.array([np.nan]))
    with pytest.raises(InputError, match="a length is no number"):
        read_network(write_network(network, tmp_path / "net.parquet"))


def test_one_flipped_bit_is_told_or_changes_nothing(tmp_path, network):
    path = write_network(network, tmp_path / "toy.parquet")
    whole, expected = path.read_bytes(), network.content_hash()
    refused = 0
    for number in range(400):
        damaged = bytearray(whole)
        damaged[number * len(whole) // 400] ^= 1 << number % 8
        path.write_bytes(damaged)
        try:
            assert read_network(path).content_hash() == expected
        except InputError:
            refused += 1
    assert refused > 200


def test_a_flipped_bit_in_what_a_file_says_of_itself_is_told(tmp_path):
    said = Meta(source="a survey", licence="MIT", attribution="surveyors", vintage="2026")
    network = from_lines([[(0, 0), (1, 0)]], mode="rail", meta=said)
    path = write_network(network, tmp_path / "toy.parquet")
    whole = path.read_bytes()
    for text in (b"a survey", b'"MIT', b"surveyors", b'"2026'):
        at = whole.index(text) + len(text) - 1
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(InputError, match=r"toy\.parquet: is not a network of format"):
            read_network(path)


def test_more_names_than_a_dictionary_of_parquet_holds_come_back(tmp_path):
    names = [f"{number % 20_000:05}" * 12 for number in range(25_000)]
    lines = [[(0.0, 0.0), (1.0, number / 1000)] for number in range(25_000)]
    given = from_lines(lines, mode="road", columns={"name": names[::-1]})
    back = read_network(write_network(given, tmp_path / "net.parquet"))
    assert back.columns["name"].decode() == names[::-1]


def test_values_that_no_edge_has_are_left_out(tmp_path, network):
    some = network.take([3, 1])
    back = read_network(write_network(some, tmp_path / "net.parquet"))
    assert back.columns["gauges_mm"].values == ((1435,), (1435, 1520))
    assert back.content_hash() == back.meta.content_hash
