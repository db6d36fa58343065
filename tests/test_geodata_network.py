"""Networks as arrays, on the toy network and on lines made to go wrong."""

import geopandas
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_network import LENGTHS, LINES, A, B, C, D, E, F, G, toy

from geodata import geodesy
from geodata.errors import InputError
from geodata.network.build import concatenate, from_lines, split_edges
from geodata.network.columns import Coded, pack_lines, take_lines
from geodata.network.model import DEFAULTS, Network

values = st.lists(st.sampled_from(["KZ", "UZ", "CN", (), (1435,), (1435, 1520)]), max_size=12)


@settings(deadline=None)
@given(values, values)
def test_coded_columns_hold_what_went_in(some, more):
    column = Coded.encode(some)
    assert column.decode() == some
    assert len(column) == len(some)
    assert Coded.concatenate([column, Coded.encode(more)]).decode() == some + more
    assert column.mask(["KZ", ()]).tolist() == [value in ("KZ", ()) for value in some]
    assert column.take(np.arange(len(some))[::-1]).decode() == some[::-1]


def test_coded_columns_hold_plain_values():
    column = Coded.encode(np.array(["KZ", "KZ", "CN"]))
    assert [type(value) for value in column.values] == [str, str]
    assert column[2] == "CN"


def test_nodes_meet_where_coordinates_are_equal():
    network = toy()
    assert network.node_count == 7
    ends = list(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    assert ends == [(A, B), (A, C), (C, B), (B, D), (D, E), (D, E), (B, B), (F, G)]
    np.testing.assert_array_equal(network.node_lonlat[C], (1, 1))
    assert network.length_km.tolist() == list(LENGTHS)
    assert network.columns["country"][3] == "UZ"
    assert network.columns["origin"].decode() == ["osm"] * 8
    assert set(network.columns) == set(DEFAULTS)
    assert repr(network) == "<Network rail: 7 nodes, 8 edges, 63 km, vintage unknown>"


def test_lengths_default_to_the_geodesic():
    network = from_lines(LINES, mode="rail")
    degree = 6378.137 * np.pi / 180
    assert network.length_km[0] == pytest.approx(2 * degree)
    np.testing.assert_allclose(network.length_km, network.drawn_km())


def test_chord_km_shares_the_length_by_straight_pieces():
    degree = 6378.137 * np.pi / 180
    line = [(0, 0), (1, 0), (1.1, 0), (1.2, 0)]
    network = from_lines([line], mode="rail", length_km=[240.0])
    assert network.chord_km()[0] == pytest.approx(240.0 / 1.2)
    assert network.chord_km(longer_than_km=2 * degree)[0] == 0.0


def test_take_drops_nodes_and_keeps_lines():
    network = toy().take([7, 1])
    assert network.node_count == 4
    np.testing.assert_array_equal(network.line(0), LINES[7])
    np.testing.assert_array_equal(network.line(1), LINES[1])
    assert network.length_km.tolist() == [7.0, 6.0]
    mask = np.zeros(8, dtype=bool)
    mask[[1, 7]] = True
    np.testing.assert_array_equal(toy().take(mask).tail, toy().take([1, 7]).tail)


def test_an_empty_network_is_a_network():
    network = toy().take([])
    assert (network.node_count, network.edge_count) == (0, 0)
    assert network.lines() == []
    assert len(network.edges) == len(network.nodes) == 0
    assert network.drawn_km().tolist() == network.chord_km().tolist() == []
    assert from_lines([], mode="sea").content_hash() != network.content_hash()
    assert concatenate([network, toy()]).edge_count == 8


def test_renumbering_moves_nodes_and_nothing_else():
    network = toy()
    order = np.array([G, F, E, D, C, B, A])
    other = network.renumbered(order)
    assert other.ordered
    np.testing.assert_array_equal(other.node_lonlat[other.tail], network.node_lonlat[network.tail])
    np.testing.assert_array_equal(other.node_lonlat[other.head], network.node_lonlat[network.head])
    np.testing.assert_array_equal(other.coords, network.coords)
    with pytest.raises(ValueError, match="each of the 7 nodes once"):
        network.renumbered([0, 0, 1, 2, 3, 4, 5])


def test_the_hash_sees_lengths_lines_and_attributes():
    hashes = {
        toy().content_hash(),
        toy(length_km=[11.0, *LENGTHS[1:]]).content_hash(),
        toy(direction=[0] * 8).content_hash(),
        toy(columns={"country": ["KZ"] * 8}).content_hash(),
        toy(mode="road").content_hash(),
    }
    assert len(hashes) == 5
    assert toy().content_hash() in hashes
    by_array = toy(columns={"country": np.array(toy().columns["country"].decode())})
    assert by_array.content_hash() == toy().content_hash()


def test_frames():
    network = toy()
    edges = network.edges
    assert isinstance(edges, geopandas.GeoDataFrame)
    assert edges.crs == "EPSG:4326"
    assert list(edges.geometry[1].coords) == LINES[1]
    assert edges.length_km.tolist() == list(LENGTHS)
    assert edges.country[7] == "CN"
    assert len(network.nodes) == 7
    assert (network.nodes.geometry[B].x, network.nodes.geometry[B].y) == (2, 0)


def test_lines_over_the_antimeridian():
    network = from_lines([[(179, 0), (-179, 0)], [(-180, 2), (-179, 0)]], mode="sea")
    degree = 6378.137 * np.pi / 180
    assert network.length_km[0] == pytest.approx(2 * degree)
    kinds = network.edges.geometry.geom_type.tolist()
    assert kinds == ["MultiLineString", "LineString"]
    assert network.edges.geometry[0].bounds == (-180, 0, 180, 0)


def test_both_names_of_the_antimeridian_are_one_node():
    network = from_lines([[(179, 5), (180, 5)], [(-180, 5), (-179, 5)]], mode="sea")
    assert network.node_count == 3
    assert network.head[0] == network.tail[1]


def test_bad_lines_are_all_named():
    lines = [
        [(0, 0), (1, 1)],
        [(0, 0)],
        [(0, 0), (np.nan, 1)],
        [(43, 95), (1, 1)],
        [1, 2],
        [(1, 2, 3)] * 2,
    ]
    with pytest.raises(InputError) as caught:
        from_lines(lines, mode="rail")
    assert [problem.item for problem in caught.value.problems] == ["line 1", "line 4", "line 5"]
    with pytest.raises(InputError) as caught:
        from_lines(lines[:1] + lines[2:4], mode="rail")
    assert [problem.item for problem in caught.value.problems] == ["line 1", "line 2"]
    assert "longitude, then latitude" in str(caught.value)


def test_bad_attributes_are_all_named():
    with pytest.raises(InputError) as caught:
        toy(length_km=[-1.0, np.nan, np.inf, 1, 1, 1, 1, 1], direction=[2, 0, 0, 0, 0, 0, 0, 0])
    assert [problem.item for problem in caught.value.problems] == [
        "line 0",
        "line 1",
        "line 2",
        "line 0",
    ]
    with pytest.raises(InputError, match="country: 1 values for 8 lines"):
        toy(columns={"country": ["KZ"]})
    with pytest.raises(InputError, match="length_km: 2 values for 8 lines"):
        toy(length_km=[1.0, 2.0])


def test_take_and_pack_lines_are_inverse():
    lines = [np.array(line, dtype=float) for line in LINES]
    coords, offsets = pack_lines(lines)
    rows = np.array([6, 0, 6, 5])
    taken, at = take_lines(coords, offsets, rows)
    for number, row in enumerate(rows):
        np.testing.assert_array_equal(taken[at[number] : at[number + 1]], lines[row])
    empty, at = take_lines(coords, offsets, np.zeros(0, dtype=np.int64))
    assert empty.shape == (0, 2)
    assert at.tolist() == [0]


def test_concatenate_keeps_networks_apart():
    both = concatenate([toy(), toy(columns={"name": ["Turksib"] * 8})])
    assert (both.node_count, both.edge_count) == (14, 16)
    assert both.head[9] == both.node_count // 2 + C
    assert both.tail.dtype == np.int32
    assert both.columns["name"].decode() == [""] * 8 + ["Turksib"] * 8
    np.testing.assert_array_equal(both.line(14), LINES[6])


def test_cuts_become_nodes_and_lengths_are_shared_out():
    """Edge 0 of 10 km is drawn along the equator, so a quarter of the drawing is 2.5 km."""
    network = toy()
    drawn = network.drawn_km()
    cut = split_edges(network, {3: [drawn[3] / 2], 0: [drawn[0] * 0.75, drawn[0] * 0.25]})
    assert cut.edge_count == 11
    assert cut.length_km[[0, 8, 9]].tolist() == pytest.approx([2.5, 5.0, 2.5])
    assert cut.length_km[[3, 10]].tolist() == pytest.approx([2.5, 2.5])
    assert [cut.tail[0], cut.head[0], cut.head[8], cut.head[9]] == [A, 7, 8, B]
    assert [cut.tail[3], cut.head[3], cut.tail[10], cut.head[10]] == [B, 9, 9, D]
    np.testing.assert_allclose(cut.node_lonlat[7:], [(0.5, 0), (1.5, 0), (2.5, 0)], atol=1e-9)
    assert cut.columns["country"].decode()[8:] == ["KZ", "KZ", "UZ"]
    assert cut.length_km.sum() == pytest.approx(network.length_km.sum())


@settings(deadline=None)
@given(
    st.integers(0, 7),
    st.lists(st.floats(0.001, 0.999), min_size=1, max_size=4),
    st.lists(st.floats(0.001, 0.999), max_size=3),
)
def test_cutting_keeps_lines_lengths_and_ends(edge, shares, others):
    network = toy()
    drawn = network.drawn_km()
    cuts = {edge: [share * drawn[edge] for share in shares]}
    cuts[(edge + 3) % 8] = [share * drawn[(edge + 3) % 8] for share in others]
    cut = split_edges(network, cuts)
    assert cut.length_km.sum() == pytest.approx(network.length_km.sum())
    assert cut.drawn_km().sum() == pytest.approx(drawn.sum(), rel=1e-9)
    for row in range(cut.edge_count):
        np.testing.assert_array_equal(cut.node_lonlat[cut.tail[row]], cut.line(row)[0])
        np.testing.assert_array_equal(cut.node_lonlat[cut.head[row]], cut.line(row)[-1])


def test_cuts_at_the_ends_and_of_lines_without_length_change_nothing():
    still = from_lines([[(5, 5), (5, 5)], [(0, 0), (1, 0)]], mode="rail", length_km=[3.0, 4.0])
    cut = split_edges(still, {0: [0.0, 1.0], 1: [0.0, geodesy.line_length_km([(0, 0), (1, 0)])]})
    assert cut.length_km.tolist() == [3.0, 4.0]
    assert cut.edge_count == 2
    assert split_edges(still, {}) is still


def test_segments_know_their_edges():
    first, edge = toy().segment_edges()
    assert edge.tolist() == [0, 1, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7]
    assert first.tolist() == [0, 2, 3, 5, 7, 9, 11, 12, 14, 15, 16, 18]
    assert isinstance(toy(), Network)
