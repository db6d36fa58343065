"""The point of a network nearest to a place, exact to the segment, on the sphere's own terms.

A planar nearest in degrees is wrong in these latitudes by up to a hundred kilometres; here
candidates come from a KD-tree over unit vectors and the choice from distances on the ellipsoid.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from geodata import geodesy

if TYPE_CHECKING:
    from geodata.network import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEP_KM = 5.0
_FIRST_NEIGHBOURS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where points meet a network; arrays of equal length.

    Attributes
    ----------
    edge
        Edge number, -1 where nothing lies within the limit.
    share
        Where on the edge's drawn line, from 0 at its tail to 1 at its head.
    lonlat
        The points on the network, shape (n, 2), degrees.
    distance_km
        From the point asked for, geodesic.
    """

    edge: Ints
    share: Floats
    lonlat: Floats
    distance_km: Floats


class SegmentIndex:
    """An index of the straight pieces of a network's lines."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._first, self._edge = network.segment_edges()
        self._a = geodesy.unit_vectors(network.coords[self._first])
        self._b = geodesy.unit_vectors(network.coords[self._first + 1])

    def nearest(self, lonlat: ArrayLike, *, limit_km: float = np.inf) -> Snapped:
        """Return the nearest point of the network for each of n points, shape (n, 2)."""
        points = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        segment = np.full(len(points), -1, dtype=np.int64)
        if len(self._first):
            segment = self._nearest_segments(points, limit_km)
        return self._resolve(points, segment, limit_km)

    @cached_property
    def _samples(self) -> tuple[cKDTree, Ints]:
        """Points at most `_STEP_KM` apart on every segment, and the segment of each."""
        angle = np.linalg.norm(self._b - self._a, axis=1)
        count = np.ceil(angle * geodesy.EARTH_RADIUS_KM / _STEP_KM).astype(np.int64) + 1
        segment = np.repeat(np.arange(len(count)), count)
        step = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
        share = (step / np.maximum(count - 1, 1)[segment])[:, None]
        xyz = self._a[segment] * (1.0 - share) + self._b[segment] * share
        xyz /= np.linalg.norm(xyz, axis=1)[:, None]
        return cKDTree(xyz, balanced_tree=False, compact_nodes=False), segment

    def _nearest_segments(self, points: Floats, limit_km: float) -> Ints:
        """Ask for more and more neighbours until no segment further out can be nearer."""
        tree, segment = self._samples
        xyz = geodesy.unit_vectors(points)
        slack = _STEP_KM / geodesy.EARTH_RADIUS_KM
        bound = geodesy.chord_radius(limit_km) + slack
        best = np.full(len(points), -1, dtype=np.int64)
        open_rows = np.arange(len(points))
        count = _FIRST_NEIGHBOURS
        while len(open_rows):
            count = min(count, tree.n)
            near, index = tree.query(
                xyz[open_rows], k=range(1, count + 1), distance_upper_bound=bound
            )
            hit = np.isfinite(near)
            found = segment[np.where(hit, index, 0)]
            away = _arc_distance(xyz[open_rows, None, :], self._a[found], self._b[found])[0]
            away[~hit] = np.inf
            choice, rows = away.argmin(axis=1), np.arange(len(open_rows))
            best[open_rows] = np.where(hit.any(axis=1), found[rows, choice], -1)
            sure = (near[:, -1] > away[rows, choice] + slack) | ~hit[:, -1] | (count == tree.n)
            open_rows = open_rows[~sure]
            count *= 4
        return best

    def _resolve(self, points: Floats, segment: Ints, limit_km: float) -> Snapped:
        rows = np.flatnonzero(segment >= 0)
        chosen = segment[rows]
        _, part = _arc_distance(
            geodesy.unit_vectors(points[rows]), self._a[chosen], self._b[chosen]
        )
        share = np.zeros(len(points))
        place = np.full((len(points), 2), np.nan)
        for row, number, piece_share in zip(rows, chosen, part, strict=True):
            share[row], place[row] = self._on_edge(int(number), float(piece_share))
        away = np.full(len(points), np.inf)
        away[rows] = geodesy.distance_km(*points[rows].T, *place[rows].T)
        inside = away <= limit_km
        edge = np.where(inside, self._edge[np.maximum(segment, 0)] if len(self._edge) else -1, -1)
        return Snapped(edge, share, place, away)

    def _on_edge(self, number: int, piece_share: float) -> tuple[float, Floats]:
        """Turn a share of one straight piece into a share of its edge, and a point."""
        edge = int(self._edge[number])
        line = self._network.line(edge)
        piece = int(self._first[number] - self._network.offsets[edge])
        along = geodesy.cumulative_km(line)
        at_km = along[piece] + piece_share * (along[piece + 1] - along[piece])
        share = at_km / along[-1] if along[-1] else 0.0
        return float(share), geodesy.interpolate(line, at_km)[0]


def _arc_distance(xyz: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return the chord distance from points to great-circle arcs, and the foot's share of the arc.

    Shapes broadcast to (..., 3); the share runs from 0 at `a` to 1 at `b`.
    """
    span = b - a
    size = np.einsum("...i,...i->...", span, span)
    normal = np.cross(a, b)
    scale = np.linalg.norm(normal, axis=-1, keepdims=True)
    unit = np.divide(normal, scale, out=np.zeros_like(normal), where=scale > 0)
    foot = xyz - np.einsum("...i,...i->...", xyz, unit)[..., None] * unit
    along = np.arctan2(
        np.einsum("...i,...i->...", np.cross(a, foot), unit), np.einsum("...i,...i->...", a, foot)
    )
    arc = 2.0 * np.arcsin(np.clip(np.sqrt(size) / 2.0, 0.0, 1.0))
    share = np.clip(np.divide(along, arc, out=np.zeros_like(along), where=arc > 0), 0.0, 1.0)
    angle = (share * arc)[..., None]
    across = np.cross(unit, a)
    spot = a * np.cos(angle) + across * np.sin(angle)
    return np.linalg.norm(xyz - spot, axis=-1), share
