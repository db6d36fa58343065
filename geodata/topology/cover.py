"""Which parts of a network run beside another one, and so stand for the same lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.routing.router import Router
from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Network
    from geodata.routing.path import Spot

NEAR_KM = 3.0
"""A line that runs within this distance of the own network is taken to be the same line."""


COVERED_SHARE = 0.8
"""Share of an edge's drawn length near the own network from which the edge is dropped."""


SAME_LENGTH = 1.25
"""An edge is dropped too where the own network joins its ends over at most so many times its km."""


_SAMPLE_KM = 1.0


_BULGING_DEGREES = 1.2
"""A straight piece over 200 km spans more, either way; a shorter one leaves the box of its ends by
less than 2.2 km up to 70 N: its square by 8 radii of the earth and by the tangent of latitude."""


class Cover:
    """Which parts of a network run near another one, by points at most 1 km apart.

    Attributes
    ----------
    index
        Of the own network.
    rows
        The edges that may run near; ``edge`` of each point, ``first`` and ``last`` point of each
        edge count these alone.
    dropped
        Of all edges, shape (m,).
    """

    def __init__(self, own: Network, other: Network) -> None:
        self.rows = _beside(own, other)
        some = other.take(self.rows)
        self.points, self.edge, self.along_km = _samples(some)
        self.index = SegmentIndex(own)
        self.near = self.index.nearest(self.points, limit_km=NEAR_KM).edge >= 0
        dropped = _share(self, some.edge_count) >= COVERED_SHARE
        ends = np.flatnonzero(np.diff(self.edge, prepend=-1) != 0)
        last = np.append(ends[1:], len(self.edge))[: len(ends)] - 1
        both = self.near[ends] & self.near[last] & ~dropped
        doubtful = np.flatnonzero(both & (some.tail != some.head))
        dropped[doubtful[_as_long(own, some, doubtful, self.index)]] = True
        self.first, self.last = ends, last
        self.dropped = np.zeros(other.edge_count, dtype=bool)
        self.dropped[self.rows[dropped]] = True


def _beside(own: Network, other: Network) -> Ints:
    """Return the edges of another network that may come near the own one, by their boxes."""
    low, high = own.coords.min(axis=0), own.coords.max(axis=0)
    margin = 2.0 * NEAR_KM / 111.0 / max(np.cos(np.radians(np.abs(own.coords[:, 1]).max())), 0.05)
    starts = other.offsets[:-1]
    inside, long = np.ones(other.edge_count, dtype=bool), np.zeros(other.edge_count, dtype=bool)
    for axis in (0, 1):
        along = np.ascontiguousarray(other.coords[:, axis])
        inside &= np.maximum.reduceat(along, starts) >= low[axis] - margin
        inside &= np.minimum.reduceat(along, starts) <= high[axis] + margin
        step = np.flatnonzero(np.abs(np.diff(along)) > _BULGING_DEGREES)
        edge = np.searchsorted(starts, step, side="right") - 1
        long[edge[step + 1 < other.offsets[edge + 1]]] = True  # else it leads to the next line
    return np.flatnonzero(inside | long)


def _samples(network: Network) -> tuple[Floats, Ints, Floats]:
    """Return points on every edge in order, the edge of each, and its drawn km from the tail."""
    start, edge = network.segment_edges()
    a, b = network.coords[start], network.coords[start + 1]
    km = geodesy.distance_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    count = np.maximum(np.ceil(km / _SAMPLE_KM).astype(np.int64), 1)
    final = np.diff(edge, append=network.edge_count) != 0
    total = count + final
    segment = np.repeat(np.arange(len(count)), total)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(total) - total, total)
    share = step / count[segment]
    # Over 1 km steps the straight line in space and the geodesic are one, far below 3 km.
    xyz = geodesy.unit_vectors(a)[segment] * (1.0 - share)[:, None]
    xyz += geodesy.unit_vectors(b)[segment] * share[:, None]
    lonlat = np.column_stack(
        [
            np.degrees(np.arctan2(xyz[:, 1], xyz[:, 0])),
            np.degrees(np.arctan2(xyz[:, 2], np.hypot(xyz[:, 0], xyz[:, 1]))),
        ]
    )
    before = np.cumsum(km) - km
    base = before[np.searchsorted(edge, np.arange(network.edge_count))]
    return lonlat, edge[segment], before[segment] - base[edge[segment]] + share * km[segment]


def _share(cover: Cover, size: int) -> Floats:
    """Return the share of each edge's drawn length that lies near."""
    joined = np.diff(cover.edge) == 0
    km = np.diff(cover.along_km)[joined]
    both = (cover.near[1:] & cover.near[:-1])[joined]
    edge = cover.edge[:-1][joined]
    total = np.bincount(edge, weights=km, minlength=size)
    near = np.bincount(edge, weights=km * both, minlength=size)
    return np.divide(near, total, out=np.zeros(size), where=total > 0)


def _as_long(own: Network, other: Network, edges: Ints, index: SegmentIndex) -> Mask:
    """Return which edges the own network replaces by a way of about their length."""
    if not len(edges):
        return np.zeros(0, dtype=bool)
    router, names = Router(own), [str(edge) for edge in edges.tolist()]
    tails, heads = (
        index.nearest(other.node_lonlat[ends[edges]]).spots(names)
        for ends in (other.tail, other.head)
    )
    km = np.array([_way_km(router, a, b) for a, b in zip(tails, heads, strict=True)])
    return km <= SAME_LENGTH * other.length_km[edges] + 2.0 * NEAR_KM


def _way_km(router: Router, a: Spot, b: Spot) -> float:
    forth, back = router.distances([a], [b])[0, 0], router.distances([b], [a])[0, 0]
    return float(min(forth, back))
