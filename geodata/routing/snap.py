"""The point of a network nearest to a place, exact to the segment, on the ellipsoid.

A planar nearest in degrees is wrong in these latitudes by up to a hundred kilometres; here
candidates come from unit vectors and the choice from distances on the ellipsoid.
"""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.degrees import LAT_LIMIT_DEG, checked_points, wrapped
from geodata.network.columns import take_lines
from geodata.routing.line_boxes import BULGE_DEG, NARROW_DEG
from geodata.routing.path import Snapped
from geodata.routing.pieces import Feet, arc_distance, chords, feet, sums_by_line
from geodata.routing.samples import ROUNDING, Samples, around, candidates, samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike

    from geodata.arrays import Floats, Ints
    from geodata.network.columns import Lines
    from geodata.network.model import Network

_TREE_FROM_POINTS = 150
"""Until so many points were asked for, looking along their latitudes costs less than the tree."""


_ALL_PAIRS = 300_000
"""So many pairs of a point and a segment are looked at in one go sooner than sorted out."""


_FIRST_BAND_DEG = 0.5
_BAND_GROWTH = 4.0
"""Few points look at the segments of a band of latitudes, and at a wider one where none is sure."""


_TINY = 1e-12
_QUARTER_DEG = 90.0
_DECIMALS = 6
_CHUNK_POINTS = 20_000


_AT_END_KM = 1e-4
"""A foot nearer than 0.1 m, the unit of routing, to an end of an edge is that end."""


class SegmentIndex:
    """An index of the straight pieces of a network's lines, or of lines alone.

    Parameters
    ----------
    edges
        The edges to look at, all where absent; answers use the network's own edge numbers.
    """

    def __init__(self, network: Network | Lines, *, edges: ArrayLike | None = None) -> None:
        coords, offsets = network.coords, network.offsets
        if edges is None:
            self._rows = np.arange(len(offsets) - 1)
            self._coords, self._offsets = coords, offsets
        else:
            self._rows = np.asarray(edges, dtype=np.int64)
            self._coords, self._offsets = take_lines(coords, offsets, self._rows)
        counts = np.diff(self._offsets) - 1
        self._line = np.repeat(np.arange(len(counts)), counts)
        self._first = np.arange(len(self._line)) + self._line
        self._asked = 0

    def nearest(self, lonlat: ArrayLike, *, limit_km: float = np.inf) -> Snapped:
        """Return the nearest point of the network for each of n points, shape (n, 2).

        Points farther off than ``limit_km`` get edge -1, no place and an infinite distance. It
        raises what `checked_points` does.
        """
        points = checked_points(lonlat)
        found = Feet.none(len(points))
        if len(self._first) and len(points):
            found = self._nearest_feet(points, limit_km)
        return self._resolve(points, found, limit_km)

    def nearest_among(
        self, lonlat: ArrayLike, lines: Sequence[range], *, limit_km: float
    ) -> Snapped:
        """Return the nearest point of some neighbouring lines for each of n points, shape (n, 2).

        Parameters
        ----------
        lines
            The rows of those to look at for each point.
        """
        points = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        reach = geodesy.chord_radius(limit_km * geodesy.FLATTENING)
        bounds = self._offsets - np.arange(len(self._offsets))
        found: list[tuple[Ints, Ints]] = []
        at = 0
        for rows, group in groupby(lines):
            end = at + len(list(group))
            part = slice(int(bounds[rows.start]), int(bounds[rows.stop]))
            step = max(_ALL_PAIRS // max(part.stop - part.start, 1), 1)
            for first in range(at, end, step) if part.stop > part.start else ():
                asked = points[first : min(first + step, end)]
                row, segment = self._of_all_pairs(asked, reach, part)
                found.append((row + first, segment + part.start))
            at = end
        none = np.zeros(0, dtype=np.int64)
        row, segment = map(np.concatenate, zip((none, none), *found, strict=True))
        return self._resolve(points, self._choose(points, row, segment), limit_km)

    @cached_property
    def _ends(self) -> tuple[Floats, Floats]:
        """Both ends of every segment as unit vectors."""
        xyz = geodesy.unit_vectors(self._coords)
        return xyz[self._first], xyz[self._first + 1]

    def _ends_of(self, segment: Ints) -> tuple[Floats, Floats]:
        """Return both ends of some segments as unit vectors; few are made anew."""
        if "_ends" in self.__dict__:
            a, b = self._ends
            return a[segment], b[segment]
        first = self._first[segment]
        return geodesy.unit_vectors(self._coords[first]), geodesy.unit_vectors(
            self._coords[first + 1]
        )

    @cached_property
    def _band(self) -> tuple[Floats, Floats]:
        """The latitudes between which every segment lies, with what a great circle may bulge."""
        start, end = self._coords[self._first], self._coords[self._first + 1]
        south, north = (
            np.minimum(start[:, 1], end[:, 1]) - BULGE_DEG,
            np.maximum(start[:, 1], end[:, 1]) + BULGE_DEG,
        )
        wide = np.abs(end[:, 0] - start[:, 0]) > NARROW_DEG
        south[wide], north[wide] = -LAT_LIMIT_DEG, LAT_LIMIT_DEG
        return south, north

    def within(self, lonlat: ArrayLike, *, radius_km: float) -> Ints:
        """Return the edges that come within a radius of any of n points, shape (n, 2)."""
        points = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        if not len(self._first):
            return np.zeros(0, dtype=np.int64)
        edges: set[int] = set()
        for point, rows in zip(points, self._reached(points, radius_km), strict=True):
            near = rows[self._away_km(point, rows) <= radius_km]
            edges.update(self._rows[self._line[near]].tolist())
        return np.array(sorted(edges), dtype=np.int64)

    def _reached(self, points: Floats, radius_km: float) -> Iterator[Ints]:
        """Yield the segments that may come within a radius of each point."""
        reach = geodesy.chord_radius(radius_km * geodesy.FLATTENING)
        if self._are_few(points):
            yield from (self._in_band(point, _degrees(reach)) for point in points)
            return
        row, segment = around(
            self._samples, geodesy.unit_vectors(points), np.full(len(points), reach)
        )
        yield from (segment[row == number] for number in range(len(points)))

    def _are_few(self, points: Floats) -> bool:
        """Tell whether so few points were asked for that the tree is not worth its making."""
        self._asked += len(points)
        return self._asked < _TREE_FROM_POINTS and "_samples" not in self.__dict__

    def _away_km(self, point: Floats, segment: Ints) -> Floats:
        """Return the distance of one point from each of some segments, in km."""
        points = np.broadcast_to(point, (len(segment), 2))
        a, b = self._ends_of(segment)
        share = arc_distance(geodesy.unit_vectors(point), a, b)[1]
        _, foot = self._feet(points, segment, share)
        return geodesy.distance_km(*point, *foot.T)

    @cached_property
    def _samples(self) -> list[Samples]:
        return samples(*self._ends)

    def _nearest_feet(self, points: Floats, limit_km: float) -> Feet:
        reach = geodesy.chord_radius(limit_km * geodesy.FLATTENING)
        if len(points) * len(self._first) <= _ALL_PAIRS:
            return self._choose(points, *self._of_all_pairs(points, reach))
        if self._are_few(points):
            found = [self._around(point, reach) for point in points]
            row = np.repeat(np.arange(len(points)), [len(each) for each in found])
            return self._choose(points, row, np.concatenate(found))
        chunks = np.array_split(points, -(-len(points) // _CHUNK_POINTS))
        parts = [self._search_tree(chunk, reach) for chunk in chunks]
        return Feet(*map(np.concatenate, zip(*parts, strict=True)))

    def _of_all_pairs(
        self, points: Floats, reach: float, part: slice = slice(None)
    ) -> tuple[Ints, Ints]:
        """Return pairs of a point's row and a segment of a part that may be nearest to it."""
        a, b = self._ends
        near = chords(geodesy.unit_vectors(points) @ a[part].T)
        bound = np.minimum(near.min(axis=1), reach) * geodesy.FLATTENING + ROUNDING
        length = np.linalg.norm(b[part] - a[part], axis=1)
        row, segment = np.nonzero(near - length <= bound[:, None])
        return row, segment

    def _around(self, point: Floats, reach: float) -> Ints:
        """Return what may be nearest of all segments, from a band of latitudes wide enough."""
        limit_deg = _degrees(reach)
        deg = min(_FIRST_BAND_DEG, limit_deg)
        while True:
            segment, bound = self._nearer(point, self._in_band(point, deg), reach)
            if deg >= limit_deg or bound <= 2.0 * np.sin(np.radians(deg) / 2.0):
                return segment
            deg = min(deg * _BAND_GROWTH, limit_deg)

    def _in_band(self, point: Floats, deg: float) -> Ints:
        """Return the segments that may come within an angle of a point.

        They lie in a band of latitudes, and beside the point in it: a meridian is as far away as
        its difference of longitude says, sin(angle) = cos(latitude) sin(difference), and a narrow
        segment that starts farther off lies beyond one.
        """
        south, north = self._band
        segment = np.flatnonzero((south <= point[1] + deg) & (north >= point[1] - deg))
        sine = np.sin(np.radians(deg)) / max(np.cos(np.radians(point[1])), _TINY)
        if deg >= _QUARTER_DEG or sine >= 1.0:
            return segment
        limit = np.degrees(np.arcsin(sine)) + NARROW_DEG
        away = np.abs(wrapped(self._coords[self._first[segment], 0] - point[0]))
        wide = south[segment] == -LAT_LIMIT_DEG
        kept: Ints = segment[(away <= limit) | wide]
        return kept

    def _nearer(self, point: Floats, segment: Ints, reach: float) -> tuple[Ints, float]:
        """Return what may be nearest of some segments, and the chord within which it lies."""
        if not len(segment):
            return segment, np.inf
        a, b = self._ends_of(segment)
        near = chords(a @ geodesy.unit_vectors(point)[0])
        bound = min(float(near.min()), reach) * geodesy.FLATTENING + ROUNDING
        return segment[near - np.linalg.norm(b - a, axis=1) <= bound], bound

    def _search_tree(self, points: Floats, reach: float) -> Feet:
        """Return the feet on the nearest segments among those with a sample near enough."""
        row, segment = candidates(self._samples, geodesy.unit_vectors(points), reach)
        return self._choose(points, row, segment)

    def _choose(self, points: Floats, row: Ints, segment: Ints) -> Feet:
        """Return the foot of each point on the ellipsoid, of pairs with segments near it.

        The sphere decides alone where it is sure; -1 stands for no candidate.
        """
        best = Feet.none(len(points))
        if not len(row):
            return best
        a, b = self._ends_of(segment)
        away, share = arc_distance(geodesy.unit_vectors(points)[row], a, b)
        least = np.full(len(points), np.inf)
        np.minimum.at(least, row, away)
        close = away <= least[row] * geodesy.FLATTENING + ROUNDING
        row, segment = row[close], segment[close]
        share, foot = self._feet(points[row], segment, share[close])
        km = geodesy.distance_km(*points[row].T, *foot.T)
        # Equal distances, as at a node, go to the lowest segment, whichever was found first.
        order = np.lexsort((segment, km.round(_DECIMALS), row))
        found, first = np.unique(row[order], return_index=True)
        for column, values in zip(best, (segment, share, foot), strict=True):
            column[found] = values[order[first]]
        return best

    def _feet(self, points: Floats, segment: Ints, share: Floats) -> tuple[Floats, Floats]:
        first = self._first[segment]
        return feet(self._coords[first], self._coords[first + 1], points, share)

    def _resolve(self, points: Floats, nearest: Feet, limit_km: float) -> Snapped:
        rows = np.flatnonzero(nearest.segment >= 0)
        chosen = nearest.segment[rows]
        share, place = np.zeros(len(points)), np.full((len(points), 2), np.nan)
        away = np.full(len(points), np.inf)
        edge = np.full(len(points), -1, dtype=np.int64)
        if len(rows):
            share[rows], place[rows] = self._on_lines(
                chosen, nearest.share[rows], nearest.place[rows]
            )
            away[rows] = geodesy.distance_km(*points[rows].T, *place[rows].T)
            edge[rows] = self._rows[self._line[chosen]]
        # What lies beyond was looked for only as far as was needed to know that.
        beyond = away > limit_km
        edge[beyond], share[beyond], place[beyond], away[beyond] = -1, 0.0, np.nan, np.inf
        return Snapped(edge, share, place, away)

    def _on_lines(self, segment: Ints, part: Floats, foot: Floats) -> tuple[Floats, Floats]:
        """Turn shares of straight pieces into shares of their lines; return them and the places."""
        wanted, number = np.unique(self._line[segment], return_inverse=True)
        coords, offsets = take_lines(self._coords, self._offsets, wanted)
        pieces = np.concatenate([[0.0], geodesy.segment_lengths_km(coords)])
        pieces[offsets[:-1]] = 0.0
        along = sums_by_line(pieces, offsets)
        first = offsets[number] + self._first[segment] - self._offsets[self._line[segment]]
        end = along[offsets[number + 1] - 1]
        at_km = along[first] + part * pieces[first + 1]
        at_tail, at_head = at_km < _AT_END_KM, end - at_km < _AT_END_KM
        place = foot.copy()
        place[at_head] = coords[offsets[number + 1] - 1][at_head]
        place[at_tail] = coords[offsets[number]][at_tail]
        length = np.where(end > 0.0, end, 1.0)
        share = np.where(at_head, 1.0, at_km / length)
        return np.where(at_tail, 0.0, share), place


def _degrees(reach: float) -> float:
    """Return the angle of a chord of the unit sphere, and what a segment may bulge over it."""
    return float(np.degrees(2.0 * np.arcsin(min(reach / 2.0, 1.0)))) + BULGE_DEG
