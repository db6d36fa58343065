"""Which things near each other are joined by track already, and which only lie side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geodata import geodesy
from geodata.arrays import lightest
from geodata.topology.near_pairs import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Network

JOINED_KM = 10.0
"""Things are joined where a way of at most so many km by track leads from one to the other."""


_SEARCH_KM = 1.2 * JOINED_KM  # track may be stated shorter than the line between its ends


_TINY_KM = 1e-6


_CELL_KM = 50.0


_GROUP_KM = 2.0


_SOURCES_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What dead ends may be joined to.

    Attributes
    ----------
    xyz
        Shape (k, 3), a point of each as a unit vector.
    reach
        Shape (k,), how far it extends around that point, in radii of the Earth.
    nodes
        Shape (k, n), the nodes of the network that it touches.
    """

    xyz: Floats
    reach: Floats
    nodes: Ints


def apart(network: Network, ends: Ints, targets: Targets, *, limit_km: float) -> tuple[Ints, Ints]:
    """Return which targets lie near each of some nodes but are not joined to it by track.

    Ends that lie together are first told by one of them: what that one reaches within 10 km less
    the way to it is joined to them all, and in a town that is nearly everything.

    Parameters
    ----------
    ends
        Node numbers, shape (n,).
    limit_km
        What is farther off than this, at any of its points, may be left out.

    Returns
    -------
    Rows of ``ends`` and rows of ``targets``, ascending.
    """
    tracks = _Tracks(network)
    found = list(_unproved(tracks, ends, targets, limit_km))
    row = np.concatenate([part for part, _ in found]) if found else np.zeros(0, np.int64)
    target = np.concatenate([part for _, part in found]) if found else np.zeros(0, np.int64)
    loose = ~tracks.joined(ends[row], targets.nodes[target])
    order = np.lexsort((target[loose], row[loose]))
    return row[loose][order], target[loose][order]


def _unproved(
    tracks: _Tracks, ends: Ints, targets: Targets, limit_km: float
) -> Iterator[tuple[Ints, Ints]]:
    """Yield rows of ends and near targets that the first of their group does not show joined."""
    xyz, tree = tracks.xyz[ends], cKDTree(targets.xyz)
    groups = _groups(xyz, tracks.component[ends])
    limit = geodesy.chord_radius(limit_km)
    for number, km in tracks.around(np.array([ends[group[0]] for group in groups], np.int64)):
        group = groups[number]
        centre = xyz[group].mean(axis=0)
        wide = np.linalg.norm(xyz[group] - centre, axis=1).max() + limit + targets.reach.max()
        near = np.sort(np.asarray(tree.query_ball_point(centre, wide), dtype=np.int64))
        ahead = km(targets.nodes[near]).min(axis=1)
        mine, other = np.nonzero(ahead > (JOINED_KM - km(ends[group]))[:, None])
        mine, other = group[mine], near[other]
        away = np.linalg.norm(xyz[mine] - targets.xyz[other], axis=1)
        close = away <= limit + targets.reach[other]
        yield mine[close], other[close]


def _groups(xyz: Floats, component: Ints) -> list[Ints]:
    """Return rows of ends that lie in one cube of 2 km and in one component."""
    groups = []
    for cell in cells(xyz, size_km=_GROUP_KM):
        order = cell[np.argsort(component[cell], kind="stable")]
        groups += np.split(order, np.flatnonzero(np.diff(component[order])) + 1)
    return groups


class _Tracks:
    """Distances by track from many nodes, each only as far as counts, cell by cell."""

    def __init__(self, network: Network) -> None:
        self.xyz = geodesy.unit_vectors(network.node_lonlat)
        self._tree = cKDTree(self.xyz)
        self._graph = _graph(network)
        self.component = connected_components(self._graph, directed=False)[1].astype(np.int64)

    def joined(self, nodes: Ints, targets: Ints) -> Mask:
        """Tell whether a way of at most 10 km leads from each node to any of its targets.

        Targets are nodes, shape (n, k).
        """
        joined = np.zeros(len(nodes), dtype=bool)
        same = np.flatnonzero((self.component[nodes][:, None] == self.component[targets]).any(1))
        order = same[np.argsort(nodes[same], kind="stable")]
        sources, first = np.unique(nodes[order], return_index=True)
        rows = np.split(order, first[1:])
        for number, km in self.around(sources):
            away = km(targets[rows[number]]).min(axis=1)
            joined[rows[number]] = away <= JOINED_KM + _TINY_KM
        return joined

    def around(self, sources: Ints) -> Iterator[tuple[int, _Row]]:
        """Yield the row of each source with the distances from it, in the order of cells."""
        for rows in cells(self.xyz[sources], size_km=_CELL_KM):
            centre = self.xyz[sources[rows]].mean(axis=0)
            reach = np.linalg.norm(self.xyz[sources[rows]] - centre, axis=1).max()
            radius = reach + geodesy.chord_radius(_SEARCH_KM)
            inside = np.sort(self._tree.query_ball_point(centre, radius))
            number = np.full(len(self.xyz), len(inside), dtype=np.int64)
            number[inside] = np.arange(len(inside))
            part = self._graph[inside][:, inside]
            for some in np.split(rows, range(_SOURCES_AT_ONCE, len(rows), _SOURCES_AT_ONCE)):
                chosen = number[sources[some]]
                away = dijkstra(part, indices=chosen, limit=JOINED_KM + _TINY_KM)
                away = np.column_stack([away, np.full(len(chosen), np.inf)])
                for row, km in zip(some.tolist(), away, strict=True):
                    yield row, _Row(km, number)


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """Distances by track from one node, in km; infinite beyond 10."""

    km: Floats
    number: Ints

    def __call__(self, nodes: Ints) -> Floats:
        away: Floats = self.km[self.number[nodes]]
        return away


def _graph(network: Network) -> csr_matrix:
    """Return the network as a symmetric matrix of lengths, parallel edges by the shortest."""
    tail = np.concatenate([network.tail, network.head])
    head = np.concatenate([network.head, network.tail])
    km = np.concatenate([network.length_km, network.length_km])
    first = lightest(tail, head, km)
    shape = (network.node_count, network.node_count)
    # A length of zero would be no edge in a sparse matrix.
    return csr_matrix((km[first] + _TINY_KM / 1e3, (tail[first], head[first])), shape=shape)
