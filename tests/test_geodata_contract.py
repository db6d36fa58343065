"""Nodes that join nothing vanish; what can be travelled, and how far, stays."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_network import at_node, toy

from geodata.errors import NoPathError
from geodata.network.build import from_lines
from geodata.routing.router import Router
from geodata.topology.contract import join_chains
from geodata.topology.repair import components


def contract(network):
    return join_chains(network, listed=())


def _line(*xs, **given):
    """Edges end to end along the equator; a pair of equal neighbours leaves a gap."""
    pairs = [[(a, 0), (b, 0)] for a, b in pairwise(xs)]
    return from_lines(pairs, mode="rail", length_km=[2.0**n for n in range(len(pairs))], **given)


def test_a_line_of_pieces_becomes_one_edge():
    small = contract(_line(0, 1, 2, 3))
    assert (small.edge_count, small.node_count) == (1, 2)
    assert small.length_km.tolist() == [7.0]
    assert sorted(small.line(0)[:, 0].tolist()) == [0, 1, 2, 3]


def test_pieces_drawn_against_each_other_are_joined_too():
    network = from_lines(
        [[(1, 0), (0, 0)], [(1, 0), (1.5, 1), (2, 0)], [(3, 0), (2, 0)]], mode="rail"
    )
    small = contract(network)
    assert small.line(0).tolist() in (
        [[0, 0], [1, 0], [1.5, 1], [2, 0], [3, 0]],
        [[3, 0], [2, 0], [1.5, 1], [1, 0], [0, 0]],
    )
    assert small.length_km.sum() == pytest.approx(network.length_km.sum())


def test_what_differs_stays_apart():
    small = contract(_line(0, 1, 2, 3, columns={"country": ["KZ", "KZ", "UZ"]}))
    assert sorted(zip(small.columns["country"].decode(), small.length_km, strict=True)) == [
        ("KZ", 3.0),
        ("UZ", 4.0),
    ]


def test_one_way_edges_are_joined_nose_to_tail_only():
    assert contract(_line(0, 1, 2, 3, direction=[1, 1, 1])).direction.tolist() in ([1], [-1])
    assert contract(_line(0, 1, 2, direction=[1, -1])).edge_count == 2
    assert contract(_line(0, 1, 2, direction=[-1, 1])).edge_count == 2
    assert contract(_line(0, 1, 2, direction=[1, 0])).edge_count == 2
    mixed = from_lines([[(0, 0), (1, 0)], [(2, 0), (1, 0)]], mode="road", direction=[1, -1])
    small = contract(mixed)
    assert small.edge_count == 1
    start = small.line(0)[0 if small.direction[0] == 1 else -1]
    assert start.tolist() == [0, 0]


def test_junctions_loops_and_islands_stay():
    """In the toy only A and C have two edges of one country, and so has E but for its one-way edge."""
    small = contract(toy())
    assert small.node_count == 5
    assert sorted(small.length_km.tolist()) == [4, 5, 7, 8, 19, 20]
    round_by_c = int(np.flatnonzero(small.length_km == 19)[0])
    assert small.tail[round_by_c] == small.head[round_by_c]


def test_a_ring_without_junctions_becomes_a_loop():
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[a, b] for a, b in pairwise(corners)]
    small = contract(from_lines(ring, mode="rail", length_km=[1, 2, 4, 8]))
    assert (small.edge_count, small.node_count) == (1, 1)
    assert small.length_km.tolist() == [15]
    assert small.line(0)[0].tolist() == small.line(0)[-1].tolist()
    assert len(small.line(0)) == 5
    pair = contract(from_lines([[(0, 0), (1, 0)], [(1, 0), (0, 0)]], mode="rail"))
    assert pair.edge_count == 1


def test_little_or_nothing():
    assert contract(from_lines([], mode="rail")).edge_count == 0
    assert contract(_line(0, 1)).edge_count == 1
    loop = from_lines([[(0, 0), (1, 1), (0, 0)]], mode="rail")
    assert contract(loop).line(0).tolist() == [[0, 0], [1, 1], [0, 0]]


@st.composite
def networks(draw):
    """Random graphs on nine points of a grid, long lines of few junctions among them."""
    node = st.integers(0, 8)
    ends = draw(
        st.lists(st.tuples(node, node).filter(lambda e: e[0] != e[1]), min_size=1, max_size=12)
    )
    size = len(ends)
    return from_lines(
        [[(a % 3, a // 3), (b % 3, b // 3)] for a, b in ends],
        mode="rail",
        length_km=draw(st.lists(st.integers(0, 9), min_size=size, max_size=size)),
        direction=draw(st.lists(st.sampled_from([0, 0, 0, 1, -1]), min_size=size, max_size=size)),
        columns={"country": draw(st.lists(st.sampled_from("KKKU"), min_size=size, max_size=size))},
    )


def _costs(network, points):
    router = Router(network, engine="scipy")
    number = {tuple(xy): row for row, xy in enumerate(network.node_lonlat.tolist())}
    spots = [at_node(network, number[point]) for point in points]
    return router.distances(spots, spots)


@settings(deadline=None)
@given(networks())
def test_contraction_keeps_every_distance(network):
    small = contract(network)
    assert small.length_km.sum() == network.length_km.sum()
    assert np.unique(components(small)).size == np.unique(components(network)).size
    for row in range(small.edge_count):
        np.testing.assert_array_equal(small.node_lonlat[small.tail[row]], small.line(row)[0])
        np.testing.assert_array_equal(small.node_lonlat[small.head[row]], small.line(row)[-1])
    kept = [tuple(point) for point in small.node_lonlat.tolist()]
    np.testing.assert_array_equal(_costs(small, kept), _costs(network, kept))
    assert contract(small).edge_count == small.edge_count


def test_contraction_breaks_nothing_that_was_whole():
    network = _line(0, 1, 2, direction=[1, -1])
    router = Router(network)
    with pytest.raises(NoPathError):
        router.path(at_node(network, 0), at_node(network, 2))
    assert router.path(at_node(network, 0), at_node(network, 1)).cost == 1.0
