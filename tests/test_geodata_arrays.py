"""Parts of a graph that hang together, beside scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geodata.arrays import components


@st.composite
def graphs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    nodes = draw(st.integers(1, 30))
    end = st.integers(0, nodes - 1)
    edges = draw(st.lists(st.tuples(end, end), max_size=40))
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1], nodes


@given(graphs())
def test_each_part_is_numbered_by_its_lowest_node(graph: tuple[np.ndarray, np.ndarray, int]):
    tail, head, nodes = graph
    links = coo_matrix((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes))
    label = connected_components(links, directed=False)[1]
    lowest = [int(np.flatnonzero(label == each).min()) for each in label]
    assert components(tail, head, nodes=nodes).tolist() == lowest


@pytest.mark.parametrize("seed", [0, 1])
def test_a_long_chain_in_any_order_is_one_part(seed: int):
    chain = np.random.default_rng(seed).permutation(20_000)
    assert set(components(chain[:-1], chain[1:], nodes=len(chain)).tolist()) == {0}
