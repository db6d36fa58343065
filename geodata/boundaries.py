"""Questions to polygons of countries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geodata import geodesy
from geodata.country_names import HIGH_SEAS
from geodata.degrees import jumps, wrapped

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from geodata.arrays import Floats, Strings

_STEP_KM = 20.0  # a straight piece of 20 km in degrees strays 20 m from the geodesic at 60 N


_KM_PER_DEGREE = 111.0


_POLAR = 0.05


_MANY = 5000
"""For so many points at sea the tree of all boundaries is worth its making."""

_CHUNK = 2000


class Piece(NamedTuple):
    """A stretch of line within one country, by distance from the start of the line in km."""

    country: str
    start_km: float
    end_km: float


@dataclass(frozen=True)
class Countries:
    """Boundary polygons with a code each, and the questions that they answer.

    Attributes
    ----------
    codes
        Alpha-2 code of each polygon, shape (n,).
    polygons
        Polygons without overlap, shape (n,), EPSG:4326.
    """

    codes: Strings
    polygons: NDArray[np.object_]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        shapely.prepare(self.polygons)
        return shapely.STRtree(self.polygons)

    @cached_property
    def _segments(self) -> Floats:
        """Boundary segments, shape (m, 4): lon and lat of both ends."""
        coords, ring = shapely.get_coordinates(shapely.get_rings(self.polygons), return_index=True)
        joined = ring[1:] == ring[:-1]
        return np.column_stack([coords[:-1][joined], coords[1:][joined]])

    @cached_property
    def _segment_polygon(self) -> NDArray[np.int_]:
        """The polygon of each of `_segments`."""
        rings, polygon = shapely.get_rings(self.polygons, return_index=True)
        return np.repeat(polygon, shapely.get_num_coordinates(rings) - 1)

    @cached_property
    def _segment_tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.linestrings(self._segments.reshape(-1, 2, 2)))

    def at(self, lon: ArrayLike, lat: ArrayLike, *, snap_km: float = 0.0) -> Strings:
        """Return the country of each point; see :func:`country_at`."""
        xy = _points(lon, lat)
        found = np.full(len(xy), HIGH_SEAS, dtype="<U2")
        point, polygon = self._tree.query(shapely.points(xy))
        inside = shapely.intersects_xy(self.polygons[polygon], xy[point, 0], xy[point, 1])
        point, polygon = point[inside], polygon[inside]
        order = np.argsort(-polygon, kind="stable")  # on a shared border the first polygon wins
        found[point[order]] = self.codes[polygon[order]]
        if snap_km > 0.0:
            wet = np.flatnonzero(found == HIGH_SEAS)
            if len(wet) < _MANY:
                boxes = _boxes(xy[wet], snap_km)
                for row, box in zip(wet.tolist(), boxes, strict=True):
                    found[row] = self._nearest(xy[row], box, snap_km)
            for part in np.array_split(wet, -(-len(wet) // _CHUNK)) if len(wet) >= _MANY else ():
                found[part] = self._nearest_shores(xy[part], snap_km)
        return found

    def _nearest_shores(self, xy: Floats, snap_km: float) -> Strings:
        """Return for points at sea what `_nearest` does, by the pieces of shore around them."""
        point, segment = self._segment_tree.query(shapely.box(*_boxes(xy, snap_km).T))
        squeeze = np.ones((len(xy), 2))
        squeeze[:, 0] = np.maximum(np.cos(np.radians(xy[:, 1])), _POLAR)
        start, end = (
            (self._segments[segment, corner : corner + 2] - xy[point]) * squeeze[point]
            for corner in (0, 2)
        )
        foot = _foot(start, end)
        polygon = self._segment_polygon[segment]
        best = _least(np.hypot(*foot.T), point, polygon)
        point, polygon, foot = point[best], polygon[best], foot[best]
        km = geodesy.distance_km(*xy[point].T, *(foot / squeeze[point] + xy[point]).T)
        best = np.lexsort((polygon, km, point))
        best = best[np.diff(point[best], prepend=-1) != 0]
        best = best[km[best] <= snap_km]
        found = np.full(len(xy), HIGH_SEAS, dtype="<U2")
        found[point[best]] = self.codes[polygon[best]]
        return found

    def _nearest(self, xy: Floats, box: Floats, snap_km: float) -> str:
        near = np.sort(self._tree.query(shapely.box(*box)))
        clipped = shapely.clip_by_rect(self.polygons[near], *box)
        reach = [_distance_km(xy, shape) for shape in clipped]
        if not reach or min(reach) > snap_km:
            return HIGH_SEAS
        return str(self.codes[near[int(np.argmin(reach))]])

    def cut(self, coords: ArrayLike, *, snap_km: float = 0.0) -> list[Piece]:
        """Cut a line where it crosses a boundary; see :func:`cut_by_country`."""
        line = geodesy.densify(coords, step_km=_STEP_KM)
        lengths = geodesy.segment_lengths_km(line)
        if not len(lengths) or lengths.sum() == 0.0:
            return []
        start, end = _without_jumps(line)
        segment, share = self._crossings(start, end)
        owner, low, high = _stretches(len(lengths), segment, share)
        middle = start[owner] + ((low + high) / 2.0)[:, None] * (end - start)[owner]
        codes = self.at(middle[:, 0], middle[:, 1], snap_km=snap_km)
        along = np.concatenate([[0.0], np.cumsum(lengths)])
        begin_km = along[owner] + low * lengths[owner]
        return _merged(codes, begin_km, float(along[-1]))

    def _crossings(self, start: Floats, end: Floats) -> tuple[NDArray[np.int_], Floats]:
        """Return which segments cross a boundary, and at what share of their course."""
        lines = shapely.linestrings(np.stack([start, end], axis=1))
        mine, other = self._segment_tree.query(lines, predicate="intersects")
        p, r = start[mine], (end - start)[mine]
        q = self._segments[other, :2]
        s = self._segments[other, 2:] - q
        across = _cross(r, s)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = _cross(q - p, s) / across
        crossing = (across != 0.0) & (share > 0.0) & (share < 1.0)
        return mine[crossing], share[crossing]


def _points(lon: ArrayLike, lat: ArrayLike) -> Floats:
    pair = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    xy = np.column_stack([array.ravel() for array in pair])
    past = jumps(xy[:, 0])
    xy[past, 0] = wrapped(xy[past, 0])
    return xy


def _boxes(xy: Floats, within_km: float) -> Floats:
    """Return boxes that hold all within a distance of points: west, south, east, north."""
    tall = within_km / _KM_PER_DEGREE * 1.01
    wide = tall / np.maximum(np.cos(np.radians(np.abs(xy[:, 1]) + tall)), _POLAR)
    half = np.column_stack([wide, np.full(len(xy), tall)])
    return np.hstack([xy - half, xy + half])


def _foot(start: Floats, end: Floats) -> Floats:
    """Return the point of each straight piece that is nearest to the origin, shape (n, 2)."""
    step = end - start
    size = np.einsum("ij,ij->i", step, step)
    ahead = -np.einsum("ij,ij->i", start, step)
    share = np.clip(np.divide(ahead, size, out=np.zeros_like(size), where=size > 0.0), 0.0, 1.0)
    return np.where(share[:, None] == 1.0, end, start + share[:, None] * step)


def _least(value: Floats, point: NDArray[np.int_], polygon: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return the row of the least value of each pair of a point and a polygon."""
    order = np.lexsort((value, polygon, point))
    changed = np.diff(point[order], prepend=-1) != 0
    first: NDArray[np.int_] = order[changed | (np.diff(polygon[order], prepend=-1) != 0)]
    return first


def _distance_km(xy: Floats, shape: BaseGeometry) -> float:
    """Return the distance from a point to a shape nearby, measured on the ellipsoid."""
    if shape.is_empty:
        return np.inf
    squeeze = np.array([max(np.cos(np.radians(xy[1])), _POLAR), 1.0])
    local = shapely.transform(shape, lambda coords: (coords - xy) * squeeze)
    foot = shapely.get_coordinates(shapely.shortest_line(shapely.Point(0.0, 0.0), local))[1]
    lon, lat = foot / squeeze + xy
    return float(geodesy.distance_km(xy[0], xy[1], lon, lat))


def _without_jumps(line: Floats) -> tuple[Floats, Floats]:
    """Return starts and ends of the segments, each on one side of the antimeridian.

    An end is moved by 360 degrees where the short way crosses; what lies beyond is wrapped
    when its country is looked up.
    """
    start, end = line[:-1], line[1:].copy()
    step = end[:, 0] - start[:, 0]
    end[:, 0] -= 360.0 * np.round(step / 360.0)
    return start, end


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def _stretches(
    count: int, segment: NDArray[np.int_], share: Floats
) -> tuple[NDArray[np.int_], Floats, Floats]:
    """Return the pieces between cuts: owner segment, and shares of its course at both ends."""
    owner = np.concatenate([np.arange(count), segment])
    low = np.concatenate([np.zeros(count), share])
    order = np.lexsort([low, owner])
    owner, low = owner[order], low[order]
    last = np.append(owner[1:] != owner[:-1], [True])
    high = np.where(last, 1.0, np.append(low[1:], 1.0))
    kept = high > low
    return owner[kept], low[kept], high[kept]


def _merged(codes: Strings, begin_km: Floats, total_km: float) -> list[Piece]:
    first = np.flatnonzero(np.append([True], codes[1:] != codes[:-1]))
    ends = np.append(begin_km[first[1:]], total_km)
    rows = zip(codes[first], begin_km[first], ends, strict=True)
    return [Piece(str(code), float(start), float(end)) for code, start, end in rows]
