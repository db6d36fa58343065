"""Distances from hubs: straight on the ellipsoid, or along the network of a mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.arrays import lightest

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_matrix

    from geodata.arrays import Floats, Ints
    from geodata.routing.path import Snapped, Spot
    from geodata.routing.router import Router
    from geodata.routing.snap import SegmentIndex

ACCESS_KM = 30.0
"""A point farther than this from a network is not reached by it; nearer, the way to it counts."""


_CHUNK = 16


_NEAREST = 4


def straight_km(points: ArrayLike, hubs: ArrayLike) -> Floats:
    """Return the distance on the ellipsoid from each of n points to the nearest hub, in km."""
    from scipy.spatial import cKDTree

    here, there = (np.asarray(x, dtype=float).reshape(-1, 2) for x in (points, hubs))
    if not len(there) or not len(here):
        return np.full(len(here), np.inf)
    tree = cKDTree(geodesy.unit_vectors(there))
    chord, row = tree.query(geodesy.unit_vectors(here), k=range(1, min(_NEAREST, len(there)) + 1))
    # On the sphere another hub may look nearer: all that could be are measured.
    rivals, column = np.nonzero(chord <= chord[:, :1] * geodesy.FLATTENING)
    away = geodesy.distance_km(*here[rivals].T, *there[row[rivals, column]].T)
    least = np.full(len(here), np.inf)
    np.minimum.at(least, rivals, away)
    return least


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Points on a network, arrays of one length; ``edge`` is -1 where none is near enough."""

    edge: Ints
    share: Floats
    access_km: Floats

    def __len__(self) -> int:
        return len(self.edge)

    @property
    def on(self) -> NDArray[np.bool_]:
        """Return which points have a network within reach."""
        return self.edge >= 0

    def take(self, rows: ArrayLike) -> Spots:
        """Return some of the spots."""
        index = np.asarray(rows)
        return Spots(self.edge[index], self.share[index], self.access_km[index])


class Reach:
    """Distances over the open edges of a router's network, the ways to and from it included.

    Parameters
    ----------
    router
        Its weights must be km; what it has closed or barred stays so.
    """

    def __init__(self, router: Router) -> None:
        network = router.network
        self.router, self.network = router, network
        self._open = _open_edges(router)
        self._graph = _graph(router, self._open)
        self._index: SegmentIndex | None = None

    @property
    def index(self) -> SegmentIndex:
        """Return the index of the lines that are open."""
        if self._index is None:
            from geodata.routing.snap import SegmentIndex

            self._index = (
                self.router.index
                if self._open.all()
                else SegmentIndex(self.network, edges=np.flatnonzero(self._open))
            )
        return self._index

    def spots(self, points: ArrayLike, *, limit_km: float = ACCESS_KM) -> Spots:
        """Return where points of shape (n, 2) meet the network."""
        found: Snapped = self.index.nearest(points, limit_km=limit_km)
        return Spots(found.edge, found.share, found.distance_km)

    def field(self, sources: Spots, points: Spots, *, limit_km: float) -> Floats:
        """Return the distance from the nearest of the sources to each point, infinite beyond."""
        group = np.flatnonzero(sources.on)
        km = np.full(len(points), np.inf)
        if len(group):
            near, found = self._at(
                self._nodes(sources, [group], limit_km)[0], sources, group, points, limit_km
            )
            km[near] = found
        return km

    def table(self, sources: Spots, points: Spots, *, limit_km: float) -> list[tuple[Ints, Floats]]:
        """Return, for each source, the points within a distance: their numbers and km."""
        on = np.flatnonzero(sources.on)
        found: dict[int, tuple[Ints, Floats]] = {}
        for begin in range(0, len(on), _CHUNK):
            groups = [on[row : row + 1] for row in range(begin, min(begin + _CHUNK, len(on)))]
            costs = self._nodes(sources, groups, limit_km)
            for group, nodes in zip(groups, costs, strict=True):
                found[int(group[0])] = self._at(nodes, sources, group, points, limit_km)
        none = (np.zeros(0, dtype=np.int64), np.zeros(0))
        return [found.get(row, none) for row in range(len(sources))]

    def nodes_within(self, sources: Spots, row: int, *, limit_km: float) -> Floats:
        """Return the nodes of the network within a distance of one source, shape (k, 2)."""
        if not sources.on[row]:
            return np.zeros((0, 2))
        away = self._nodes(sources, [np.array([row])], limit_km)[0]
        return np.asarray(self.network.node_lonlat[np.isfinite(away)])

    def all_pairs(self, sources: Spots, points: Spots) -> list[tuple[Ints, Floats]]:
        """Return what `table` returns without a limit, by contraction hierarchies."""
        starts, ends = self._named(sources), self._named(points)
        on = np.flatnonzero(points.on)
        found: list[tuple[Ints, Floats]] = [(on[:0], np.zeros(0))] * len(sources)
        rows = np.flatnonzero(sources.on)
        for begin in range(0, len(rows), _CHUNK * 4):
            part = rows[begin : begin + _CHUNK * 4]
            block = self.router.distances([starts[row] for row in part], [ends[row] for row in on])
            for row, km in zip(part.tolist(), block, strict=True):
                near = np.flatnonzero(np.isfinite(km))
                access = sources.access_km[row] + points.access_km[on[near]]
                found[row] = (on[near], km[near] + access)
        return found

    @staticmethod
    def _named(spots: Spots) -> list[Spot]:
        from geodata.routing.path import Spot

        return [
            Spot("", edge, share, (np.nan, np.nan), km)
            for edge, share, km in zip(
                spots.edge.tolist(), spots.share.tolist(), spots.access_km.tolist(), strict=True
            )
        ]

    def _nodes(self, sources: Spots, groups: list[Ints], limit_km: float) -> Floats:
        """Return the distance from the nearest source of each group to every node."""
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        starts = [self._leaving(sources, group) for group in groups]
        base, size = self._graph, self.network.node_count
        ends = base.indptr[-1] + np.cumsum([len(node) for node, _ in starts])
        # One node more stands before the sources of each group, so that one search answers.
        graph = csr_matrix(
            (
                np.concatenate([base.data, *(km for _, km in starts)]),
                np.concatenate([base.indices, *(node for node, _ in starts)]),
                np.concatenate([base.indptr, ends]),
            ),
            shape=(size + len(groups),) * 2,
        )
        rows = np.arange(size, size + len(groups))
        return np.asarray(dijkstra(graph, indices=rows, limit=limit_km))[:, :size]

    def _leaving(self, spots: Spots, group: Ints) -> tuple[NDArray[np.int32], Floats]:
        edge, share = spots.edge[group], spots.share[group]
        length, way = self.network.length_km[edge], self.network.direction[edge]
        access = spots.access_km[group]
        barred = self.router.barred[edge]
        ahead, back = (way >= 0) & ~barred[:, 1], (way <= 0) & ~barred[:, 0]
        node = np.concatenate([self.network.head[edge][ahead], self.network.tail[edge][back]])
        km = np.concatenate(
            [(access + (1.0 - share) * length)[ahead], (access + share * length)[back]]
        )
        order = np.lexsort((km, node))
        first = order[np.append([True], np.diff(node[order]) != 0)]
        return node[first].astype(np.int32), np.maximum(km[first], _SPECK_KM)

    def _at(
        self, nodes: Floats, sources: Spots, group: Ints, points: Spots, limit_km: float
    ) -> tuple[Ints, Floats]:
        """Return the points within the limit, and how far each is."""
        network = self.network
        tail, head = network.tail[points.edge], network.head[points.edge]
        met = np.isfinite(nodes[tail]) | np.isfinite(nodes[head])
        met |= np.isin(points.edge, sources.edge[group])
        near = np.flatnonzero(met & points.on)
        edge, share = points.edge[near], points.share[near]
        length, way = network.length_km[edge], network.direction[edge]
        by_tail = np.where(way >= 0, nodes[tail[near]] + share * length, np.inf)
        by_head = np.where(way <= 0, nodes[head[near]] + (1.0 - share) * length, np.inf)
        km = np.minimum(np.minimum(by_tail, by_head), self._direct(sources, group, edge, share))
        km += points.access_km[near]
        inside = km <= limit_km
        return near[inside], km[inside]

    def _direct(self, sources: Spots, group: Ints, edge: Ints, share: Floats) -> Floats:
        """Return the distance along one edge to a source on the same edge."""
        km = np.full(len(edge), np.inf)
        for row in group[np.isin(sources.edge[group], edge)].tolist():
            same = sources.edge[row]
            here = np.flatnonzero(edge == same)
            move = share[here] - sources.share[row]
            passable = move * self.network.direction[same] >= 0.0
            along = np.where(passable, np.abs(move) * self.network.length_km[same], np.inf)
            km[here] = np.minimum(km[here], along + sources.access_km[row])
        return km


_SPECK_KM = 1e-9
"""Stands for nothing: to scipy a weight of zero is no arc."""


def _open_edges(router: Router) -> NDArray[np.bool_]:
    """Return the edges that freight may use; the atlas closes those for passengers only."""
    return ~router.network.passengers_only & router.open


def _graph(router: Router, usable: NDArray[np.bool_]) -> csr_matrix:
    """Return the open arcs as a sparse matrix of km, the shortest of parallel ones."""
    from scipy.sparse import csr_matrix

    network = router.network
    ahead = np.flatnonzero((network.direction >= 0) & usable & ~router.barred[:, 1])
    back = np.flatnonzero((network.direction <= 0) & usable & ~router.barred[:, 0])
    tail = np.concatenate([network.tail[ahead], network.head[back]]).astype(np.int64)
    head = np.concatenate([network.head[ahead], network.tail[back]]).astype(np.int64)
    km = np.maximum(network.length_km[np.concatenate([ahead, back])], _SPECK_KM)
    first = lightest(tail, head, km)
    shape = (network.node_count, network.node_count)
    return csr_matrix((km[first], (tail[first], head[first])), shape=shape)
