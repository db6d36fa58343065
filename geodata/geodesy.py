"""The only place that measures: lengths, distances and buffers on the WGS84 ellipsoid.

Coordinates are arrays of shape (n, 2), longitude then latitude in degrees, EPSG:4326.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely
from shapely.geometry import LineString, MultiLineString

from geodata.degrees import LON_LIMIT_DEG, jumps

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

    from geodata.arrays import Floats

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the WGS84 ellipsoid (IUGG R1); for first guesses, never for a reported length."""


FLATTENING = 1.008
"""Distances on that sphere and on the ellipsoid differ by less than this factor, anywhere."""


KM_PER_DEGREE = 111.7
"""A degree of latitude or longitude is nowhere longer."""


STRAIGHT_POINTS = 2
"""Points of a line that says nothing of the course between its ends."""


_CHUNK_KM = 200.0


_BUFFER_TOLERANCE_KM = 0.1


@cache
def geod() -> pyproj.Geod:
    """Return the WGS84 ellipsoid that every measurement uses."""
    return pyproj.Geod(ellps="WGS84")


def distance_km(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Return geodesic distances in km between pairs of points, broadcast like numpy.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees, EPSG:4326; scalars or arrays of equal shape.
    """
    x1, y1, x2, y2 = (np.asarray(x, dtype=float) for x in (lon1, lat1, lon2, lat2))
    if not x1.shape == y1.shape == x2.shape == y2.shape:
        x1, y1, x2, y2 = np.broadcast_arrays(x1, y1, x2, y2)
    _, _, metres = geod().inv(x1, y1, x2, y2)
    return np.asarray(metres, dtype=float) / 1000.0


def segment_lengths_km(coords: ArrayLike) -> Floats:
    """Return the geodesic length of each of the n - 1 segments of a line of shape (n, 2)."""
    xy = np.asarray(coords, dtype=float)
    if len(xy) <= 1:
        return np.zeros(0)
    return distance_km(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])


def cumulative_km(coords: ArrayLike) -> Floats:
    """Return the distance of each of the n points from the start of the line, in km."""
    return np.concatenate([[0.0], np.cumsum(segment_lengths_km(coords))])


def line_length_km(coords: ArrayLike) -> float:
    """Return the geodesic length of a line of shape (n, 2) in km."""
    return float(segment_lengths_km(coords).sum())


def unit_vectors(lonlat: ArrayLike) -> Floats:
    """Return points as unit vectors, shape (n, 3), so that nearness needs no projection."""
    lon, lat = np.radians(np.asarray(lonlat, dtype=float).reshape(-1, 2)).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def bearings(start: ArrayLike, ahead: ArrayLike) -> Floats:
    """Return the directions from points to others, degrees clockwise from north.

    On the sphere, which differs from the ellipsoid by at most 0.2 degrees; 0 where they are equal.

    Parameters
    ----------
    start, ahead
        Shape (n, 2), degrees, EPSG:4326.
    """
    here, there = (np.asarray(each, dtype=float).reshape(-1, 2) for each in (start, ahead))
    lat, other = np.radians(here[:, 1]), np.radians(there[:, 1])
    turn = np.radians(there[:, 0] - here[:, 0])
    east = np.sin(turn) * np.cos(other)
    north = np.cos(lat) * np.sin(other) - np.sin(lat) * np.cos(other) * np.cos(turn)
    return np.asarray(np.degrees(np.arctan2(east, north)))


def chord_radius(distance: float) -> float:
    """Return the straight-line radius on the unit sphere that covers ``distance`` km on it."""
    return float(2.0 * np.sin(min(distance / EARTH_RADIUS_KM, np.pi) / 2.0))


def densify(coords: ArrayLike, *, step_km: float) -> Floats:
    """Return the line with points added so that no segment is longer than ``step_km``.

    Points are added on the geodesic, evenly over each segment.
    """
    xy = np.asarray(coords, dtype=float)
    counts = np.ceil(segment_lengths_km(xy) / step_km).astype(int) - 1
    if not (counts > 0).any():
        return xy
    parts: list[Floats] = []
    for (start, end), count in zip(pairwise(xy), counts.tolist(), strict=True):
        parts.append(start[None])
        if count > 0:
            inner = geod().npts(start[0], start[1], end[0], end[1], count)
            parts.append(np.array(inner, dtype=np.float64))
    return np.concatenate([*parts, xy[-1:]])


def interpolate(coords: ArrayLike, at_km: ArrayLike) -> Floats:
    """Return the points at given distances from the start of a line, shape (m, 2).

    Distances outside the line are clamped to its ends; at a vertex the vertex itself comes back.
    """
    xy = np.asarray(coords, dtype=float)
    return _points_at(xy, cumulative_km(xy), at_km)


def _points_at(xy: Floats, along: Floats, at_km: ArrayLike) -> Floats:
    wanted = np.clip(np.atleast_1d(np.asarray(at_km, dtype=float)), 0.0, along[-1])
    index = np.searchsorted(along, wanted, side="right") - 1
    points: Floats = xy[index]
    inner = np.flatnonzero(wanted > along[index])
    if len(inner):
        start, end = points[inner], xy[index[inner] + 1]
        azimuth, _, _ = geod().inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
        metres = (wanted - along[index])[inner] * 1000.0
        points[inner] = np.column_stack(geod().fwd(start[:, 0], start[:, 1], azimuth, metres)[:2])
    return points


def point_at_share(line: ArrayLike, share: float) -> tuple[float, float]:
    """Return the point at a share of a line's length, from 0 to 1, lon and lat in degrees."""
    xy = np.asarray(line, dtype=float)
    pieces = segment_lengths_km(xy)
    along = np.concatenate([[0.0], np.cumsum(pieces)])
    lon, lat = _points_at(xy, along, share * pieces.sum())[0].tolist()
    return lon, lat


def substring(line: Floats, begin: float, end: float) -> Floats:
    """Return the part of a line between two shares of its length, turned round where they fall.

    Parameters
    ----------
    line
        Shape (n, 2).
    begin, end
        From 0 to 1.

    Returns
    -------
    Floats
        The points at both shares and the vertices between them.
    """
    if begin > end:
        return substring(line, end, begin)[::-1]
    if begin <= 0.0 and end >= 1.0:
        return line
    along = cumulative_km(line)
    first, last = begin * along[-1], end * along[-1]
    ends = _points_at(line, along, [first, last])
    return np.vstack([ends[0], line[(along > first) & (along < last)], ends[1]])


def split_at_antimeridian(coords: ArrayLike) -> list[Floats]:
    """Cut a line where it crosses 180 degrees; each part keeps to one side.

    The latitude of the cut is taken on the straight line in degrees, which is how it is drawn.

    Returns
    -------
    list of arrays of shape (k, 2), in order; one array where the line does not cross.
    """
    xy = np.asarray(coords, dtype=float)
    crossing = np.flatnonzero(jumps(np.diff(xy[:, 0]))).tolist()
    if not crossing:
        return [xy]
    parts: list[Floats] = []
    begin, last = np.zeros((0, 2)), 0
    for jump in crossing:
        side, lat = _crossing(xy[jump], xy[jump + 1])
        parts.append(_without_repeats(begin, xy[last : jump + 1], np.array([[side, lat]])))
        begin, last = np.array([[-side, lat]]), jump + 1
    parts.append(_without_repeats(begin, xy[last:]))
    return [part for part in parts if len(part) > 1] or [xy]


def _crossing(here: Floats, there: Floats) -> tuple[float, float]:
    """Return 180 or -180, the side of `here`, and the latitude at which the line leaves it."""
    side = float(np.copysign(LON_LIMIT_DEG, here[0]))
    reach = 360.0 - abs(there[0] - here[0])
    share = abs(side - here[0]) / reach if reach > 0.0 else 0.0
    return side, float(here[1] + share * (there[1] - here[1]))


def _without_repeats(*parts: Floats) -> Floats:
    """Stack points, dropping those that repeat the one before where parts meet."""
    whole = np.concatenate(parts)
    kept = np.ones(len(whole), dtype=bool)
    kept[1:] = (whole[1:] != whole[:-1]).any(axis=1)
    return whole[kept]


def line_geometry(coords: ArrayLike) -> LineString | MultiLineString:
    """Return a line of shape (n, 2) as a shapely geometry, cut at the antimeridian."""
    parts = [
        part if len(part) > 1 else np.repeat(part, 2, axis=0)
        for part in split_at_antimeridian(coords)
    ]
    return LineString(parts[0]) if len(parts) == 1 else MultiLineString(parts)


def buffer(geometry: BaseGeometry, *, radius_km: float) -> BaseGeometry:
    """Return the area within ``radius_km`` of a geometry on the ellipsoid, EPSG:4326.

    Lines are simplified to 100 m and cut into chunks of 200 km, each buffered in its own
    azimuthal equidistant projection; within such a chunk that projection is true to 0.1%.
    Polygons are their own area and the buffer of their rings. What passes 180 degrees comes
    back on the other side; areas that hold a pole are not supported.
    """
    atoms = _atoms(geometry)
    pieces = [_buffer_chunk(chunk, radius_km) for atom in atoms for chunk in _chunks(atom)]
    areas = [atom for atom in atoms if atom.geom_type == "Polygon"]
    return shapely.union_all([*areas, *pieces])


def _atoms(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the points, lines and polygons of a geometry, collections taken apart."""
    parts = [part for part in shapely.get_parts(geometry) if not part.is_empty]
    nested = [part for part in parts if hasattr(part, "geoms")]
    plain = [part for part in parts if not hasattr(part, "geoms")]
    return plain + [atom for part in nested for atom in _atoms(part)]


def _chunks(atom: BaseGeometry) -> list[Floats]:
    if atom.geom_type == "Polygon":
        return [chunk for ring in (atom.exterior, *atom.interiors) for chunk in _chunks(ring)]
    coords = shapely.get_coordinates(atom.simplify(_BUFFER_TOLERANCE_KM / 111.0))
    if len(coords) == 1:
        return [coords]
    dense = densify(coords, step_km=_CHUNK_KM / 4.0)
    number = np.floor(cumulative_km(dense) / _CHUNK_KM).astype(int)
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    return [dense[a : b + 1] for a, b in pairwise([*starts.tolist(), len(dense) - 1]) if b > a] or [
        dense
    ]


def _buffer_chunk(coords: Floats, radius_km: float) -> BaseGeometry:
    lon, lat = coords[len(coords) // 2]
    plane = pyproj.Proj(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=WGS84 +units=km")
    xy = np.column_stack(plane(coords[:, 0], coords[:, 1]))
    shape = shapely.LineString(xy) if len(xy) > 1 else shapely.Point(xy[0])
    area = shape.buffer(radius_km, quad_segs=16)

    def back(points: Floats) -> Floats:
        x, y = plane(points[:, 0], points[:, 1], inverse=True)
        return np.column_stack([lon + (x - lon + 180.0) % 360.0 - 180.0, y])

    return _wrapped(shapely.transform(area, back))


def _wrapped(area: BaseGeometry) -> BaseGeometry:
    """Return an area whose longitudes run past 180 degrees with what lies beyond moved round."""
    west, _, east, _ = area.bounds
    if max(-west, east) <= LON_LIMIT_DEG:
        return area
    parts = []
    for shift in (-360.0, 0.0, 360.0):
        inside = area & shapely.box(shift - 180.0, -90.0, shift + 180.0, 90.0)
        parts.append(shapely.transform(inside, lambda xy, shift=shift: xy - np.array([shift, 0.0])))
    return shapely.union_all(parts)
