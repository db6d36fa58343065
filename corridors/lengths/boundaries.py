"""Where the lines of a network cross boundaries, and the corners of a country that they only cut.

The drawn boundary errs by some km, and a road that keeps beside it may run through the neighbour
on the map alone. What a way crosses so is told as the country around it
(`corridors.tracing.borders.FOREIGN_KM`); here the edges of such a short cut are found, so that
no border is paid for on it.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from heapq import heappop, heappush
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridors.tracing.borders import FOREIGN_KM
from geodata.arrays import components

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geodata.arrays import Ints, Mask
    from geodata.network.model import Network


class Boundary:
    """The nodes of a network at which its lines cross from one country into another.

    A part of a country under 10 km that hangs on another one only, as where a line is drawn on
    the wrong bank, belongs to that other one.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._land = _on_land(network)
        country = network.columns["country"]
        self._number = {code: row for row, code in enumerate(country.values)}
        self._before = _settled(network, country.codes.astype(np.int64), self._land)
        self._codes = self._before
        self._touched: dict[str, Ints] = {}

    @cached_property
    def _meets(self) -> _Meets:
        """Made once for all gates: to sort the edges by node takes longer than all else here."""
        return _Meets(self._network)

    def past_corners(self, pair: tuple[str, str], nodes: Ints) -> Boundary:
        """Return it with short cuts of one of two countries between nodes given to the other.

        A road that weaves along the drawn boundary stays in its country; what leaves it there
        crosses.
        """
        first, second = sorted(self._number.get(code, -1) for code in pair)
        if first < 0 or not len(nodes):
            return self
        codes = _without(self._meets, self._before, {(first, second): nodes.tolist()})
        if np.array_equal(codes, self._codes):
            return self
        found = copy(self)
        found.__dict__.update(_codes=codes, _touched={})
        return found

    def branches(self, nodes: Ints, *, mode: str = "") -> Ints:
        """Return the edges by which the other country is left for a short cut through it."""
        network = self._network
        touching = np.isin(network.tail, nodes) | np.isin(network.head, nodes)
        short_cut = self._codes != self._before
        left = np.unique(self._before[touching & short_cut])
        found = touching & self._land & ~short_cut & np.isin(self._codes, left)
        if mode and "mode" in network.columns:
            found = found & network.columns["mode"].mask([mode])
        return np.flatnonzero(found).astype(np.int64)

    def nodes(self, first: str, second: str) -> Ints:
        """Return the nodes at which lines of two countries meet."""
        met = np.intersect1d(self._nodes_of(first), self._nodes_of(second))
        return np.asarray(met, dtype=np.int64)

    def _nodes_of(self, code: str) -> Ints:
        """Return the nodes of the lines of a country; kept, for it has many gates."""
        if code not in self._touched:
            rows = np.flatnonzero(self._land & (self._codes == self._number.get(code, -1)))
            ends = [self._network.tail[rows], self._network.head[rows]]
            self._touched[code] = np.unique(np.concatenate(ends)).astype(np.int64)
        return self._touched[code]

    def ends_at(self, nodes: Ints, codes: Iterable[str], *, mode: str = "") -> Ints:
        """Return the ends of the lines of some countries at nodes, shape (k, 2)."""
        network = self._network
        mine = self._land & np.isin(self._codes, [self._number.get(code, -1) for code in codes])
        if mode and "mode" in network.columns:
            mine = mine & network.columns["mode"].mask([mode])
        tail = np.flatnonzero(mine & np.isin(network.tail, nodes))
        head = np.flatnonzero(mine & np.isin(network.head, nodes))
        sides = np.repeat([0, 1], [len(tail), len(head)])
        return np.column_stack([np.concatenate([tail, head]), sides]).astype(np.int64)


def _on_land(network: Network) -> Mask:
    if "mode" in network.columns:
        return network.columns["mode"].mask(["rail", "road"])
    return np.full(network.edge_count, network.mode in ("rail", "road"))


def _settled(network: Network, codes: Ints, land: Mask) -> Ints:
    """Return the number of each edge's country, short parts abroad counted to their neighbour."""
    rows = np.flatnonzero(land)
    if not len(rows):
        return codes
    width = int(codes.max(initial=0)) + 1
    keys = np.concatenate(
        [network.tail[rows] * width + codes[rows], network.head[rows] * width + codes[rows]]
    ).astype(np.int64)
    pair, at = np.unique(keys, return_inverse=True)
    tail, head = at[: len(rows)], at[len(rows) :]
    part = components(tail, head, nodes=len(pair))
    km = np.bincount(part[tail], weights=network.length_km[rows], minlength=part.max(initial=0) + 1)
    node, code = pair // width, pair % width
    small = km[part] < FOREIGN_KM
    neighbour = _neighbours(node, code, part, small)
    settled = codes.copy()
    settled[rows] = np.where(small[tail], neighbour[part[tail]], codes[rows])
    return settled


def _neighbours(node: Ints, code: Ints, part: Ints, small: Mask) -> Ints:
    """Return, for each part, the country of a larger part that it touches, else its own."""
    own = np.zeros(part.max(initial=0) + 1, dtype=np.int64)
    own[part] = code
    order = np.lexsort((small, node))  # at each node the large parts come first
    first = np.flatnonzero(np.append([True], np.diff(node[order]) != 0))
    leader = np.repeat(order[first], np.diff(np.append(first, len(order))))
    touching = small[order] & ~small[leader]
    own[part[order][touching]] = code[leader][touching]
    return own


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
    return _without(_Meets(network), code, unknown) if unknown else code.copy()


def _without(meets: _Meets, code: Ints, unknown: Mapping[tuple[int, int], list[int]]) -> Ints:
    found = code.copy()
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
