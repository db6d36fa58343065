"""Corners of a country that a road or railway of its neighbour cuts, as the map draws them.

The drawn boundary errs by some km, and a road that keeps beside it may run through the neighbour
on the map alone. What a way crosses so is told as the country around it
(`corridors.tracing.borders.FOREIGN_KM`); here the edges of such a short cut are found, so that
no border is paid for on it.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridors.tracing.borders import FOREIGN_KM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    if not unknown:
        return found
    meets = _Meets(network)
    for pair, nodes in sorted(unknown.items()):
        for around, within in permutations(pair):
            for corner in sorted(_corners(meets, code, within, nodes)):
                rows = list(corner.edges)
                held = all((found[meets.edges(node)] == around).any() for node in corner.ends)
                if held and np.isin(found[rows], (within, around)).all():
                    found[rows] = around
    return found


class _Meets:
    """The edges at each node of a network."""

    def __init__(self, network: Network) -> None:
        self.network = network
        node = np.concatenate([network.tail, network.head])
        self._edge = np.argsort(node, kind="stable") % max(network.edge_count, 1)
        degree = np.bincount(node, minlength=network.node_count)
        self._first = np.concatenate([[0], np.cumsum(degree)])

    def edges(self, node: int) -> Ints:
        return np.asarray(self._edge[self._first[node] : self._first[node + 1]])

    def steps(self, node: int) -> Iterator[tuple[int, int, float]]:
        """Yield each edge at a node, the node at its other end and its km."""
        edges, net = self.edges(node), self.network
        other = net.tail[edges] + net.head[edges] - node
        yield from zip(edges.tolist(), other.tolist(), net.length_km[edges].tolist(), strict=True)


def _corners(meets: _Meets, code: Ints, within: int, nodes: Sequence[int]) -> Iterator[_Corner]:
    """Yield the shortest way over a class between any two of the nodes, if under `FOREIGN_KM`."""
    for row, start in enumerate(nodes):
        before = _reached(meets, code, within, start)
        for last in nodes[row + 1 :]:
            if last in before:
                yield _Corner(before[last][0], (start, last), _traced(before, last))


_Reached = dict[int, tuple[float, int, int]]
"""Node to its distance in km, the node before and the edge between; -1 at the start."""


def _reached(meets: _Meets, code: Ints, within: int, start: int) -> _Reached:
    """Return what lies within `FOREIGN_KM` of a node over edges of a class (Dijkstra)."""
    best: _Reached = {start: (0.0, -1, -1)}
    heap = [(0.0, start)]
    while heap:
        km, node = heappop(heap)
        if km > best[node][0]:
            continue
        for edge, other, length in meets.steps(node):
            total = km + length
            if code[edge] != within or total > FOREIGN_KM:
                continue
            if other not in best or total < best[other][0]:
                best[other] = (total, node, edge)
                heappush(heap, (total, other))
    return best


def _traced(before: _Reached, end: int) -> tuple[int, ...]:
    """Return the edges of the way that ends at a node."""
    edges: list[int] = []
    node = end
    while before[node][1] >= 0:
        _, node, edge = before[node]
        edges.append(edge)
    return tuple(edges)
