"""Corners of a country that a road or railway of its neighbour cuts, as the map draws them.

The drawn boundary errs by some km, and a road that keeps beside it may run through the neighbour
on the map alone. What a way crosses so is told as the country around it
(`corridors.tracing.borders.FOREIGN_KM`); here the edges of such a short cut are found, so that
no border is paid for on it.
"""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridors.tracing.borders import FOREIGN_KM
from geodata import geodesy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.arrays import Ints
    from geodata.network.model import Network


class _Corner(NamedTuple):
    """A short cut: its length, the two nodes where it begins and ends, and its edges."""

    km: float
    ends: tuple[int, int]
    edges: tuple[int, ...]


def without_corners(
    network: Network, code: Ints, unknown: Mapping[tuple[int, int], list[int]]
) -> Ints:
    """Return the classes of edges, short cuts through another class given to the one around.

    Parameters
    ----------
    code
        The class of each edge, such as its country, shape (m,).
    unknown
        Two classes to the nodes where they meet and no crossing is known: whoever takes a known
        crossing means to leave the country.
    """
    found = code.copy()
    for pair, nodes in sorted(unknown.items()):
        for around, within in permutations(pair):
            for corner in sorted(_corners(network, np.flatnonzero(code == within), nodes)):
                rows = list(corner.edges)
                own = found == around
                held = all((own & _touching(network, node)).any() for node in corner.ends)
                if held and np.isin(found[rows], (within, around)).all():
                    found[rows] = around
    return found


def _touching(network: Network, node: int) -> Ints:
    return np.asarray((network.tail == node) | (network.head == node))


def _corners(network: Network, edges: Ints, nodes: list[int]) -> Iterator[_Corner]:
    """Yield the shortest way over edges between any two of the nodes, if under `FOREIGN_KM`."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    edge_of = _shortest(network, _near(network, edges, nodes))
    if not edge_of:
        return
    ends, rows = np.array(list(edge_of)).T, list(edge_of.values())
    size = (network.node_count, network.node_count)
    graph = csr_array((network.length_km[rows], tuple(ends)), shape=size)
    km, before = dijkstra(
        graph, directed=False, indices=nodes, limit=FOREIGN_KM, return_predecessors=True
    )
    for row, column in combinations(range(len(nodes)), 2):
        last = nodes[column]
        if np.isfinite(km[row, last]):
            way = _traced(before[row], last, edge_of)
            yield _Corner(float(km[row, last]), (nodes[row], last), way)


def _near(network: Network, edges: Ints, nodes: list[int]) -> Ints:
    """Return the edges that a way of `FOREIGN_KM` from one of the nodes may run over."""
    from scipy.spatial import cKDTree

    short = edges[network.length_km[edges] < FOREIGN_KM]
    tree = cKDTree(geodesy.unit_vectors(network.node_lonlat[nodes]))
    away, _ = tree.query(geodesy.unit_vectors(network.node_lonlat[network.tail[short]]))
    return np.asarray(short[away < geodesy.chord_radius(FOREIGN_KM)])


def _shortest(network: Network, edges: Ints) -> dict[tuple[int, int], int]:
    """Return the shortest of some edges between each two nodes, the lower node first."""
    best: dict[tuple[int, int], int] = {}
    for edge in edges[np.argsort(-network.length_km[edges], kind="stable")].tolist():
        ends = int(network.tail[edge]), int(network.head[edge])
        best[min(ends), max(ends)] = edge
    return best


def _traced(before: Ints, end: int, edge_of: Mapping[tuple[int, int], int]) -> tuple[int, ...]:
    """Return the edges of the way that ends at a node, by the node before each."""
    edges: list[int] = []
    node = end
    while before[node] >= 0:
        last = int(before[node])
        edges.append(edge_of[min(last, node), max(last, node)])
        node = last
    return tuple(edges)
