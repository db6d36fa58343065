"""The only place that measures: lengths, distances and buffers on the WGS84 ellipsoid.

Coordinates are arrays of shape (n, 2), longitude then latitude in degrees, EPSG:4326.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString, MultiLineString

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the WGS84 ellipsoid (IUGG R1); for first guesses, never for a reported length."""

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
    arrays = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (lon1, lat1, lon2, lat2)))
    _, _, metres = geod().inv(*(array.copy() for array in arrays))
    return np.asarray(metres, dtype=float) / 1000.0


def segment_lengths_km(coords: ArrayLike) -> Floats:
    """Return the geodesic length of each of the n - 1 segments of a line of shape (n, 2)."""
    xy = np.asarray(coords, dtype=float)
    if len(xy) < 2:  # noqa: PLR2004
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


def chord_radius(distance: float) -> float:
    """Return the straight-line radius on the unit sphere that covers ``distance`` km on it."""
    return 2.0 * np.sin(min(distance / EARTH_RADIUS_KM, np.pi) / 2.0)


def densify(coords: ArrayLike, *, step_km: float) -> Floats:
    """Return the line with points added so that no segment is longer than ``step_km``.

    Points are added on the geodesic, evenly over each segment.
    """
    xy = np.asarray(coords, dtype=float)
    counts = np.ceil(segment_lengths_km(xy) / step_km).astype(int) - 1
    if not (counts > 0).any():
        return xy
    parts: list[Floats] = []
    for (start, end), count in zip(zip(xy[:-1], xy[1:], strict=True), counts, strict=True):
        parts.append(start[None])
        if count > 0:
            parts.append(np.asarray(geod().npts(*start, *end, int(count)), dtype=float))
    return np.concatenate([*parts, xy[-1:]])


def interpolate(coords: ArrayLike, at_km: ArrayLike) -> Floats:
    """Return the points at given distances from the start of a line, shape (m, 2).

    Distances outside the line are clamped to its ends.
    """
    xy = np.asarray(coords, dtype=float)
    along = cumulative_km(xy)
    wanted = np.clip(np.atleast_1d(np.asarray(at_km, dtype=float)), 0.0, along[-1])
    index = np.clip(np.searchsorted(along, wanted, side="right") - 1, 0, max(len(xy) - 2, 0))
    start, end = xy[index], xy[np.minimum(index + 1, len(xy) - 1)]
    azimuth, _, metres = geod().inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    lon, lat, _ = geod().fwd(
        start[:, 0], start[:, 1], azimuth, np.minimum((wanted - along[index]) * 1000.0, metres)
    )
    return np.column_stack([lon, lat])


def split_at_antimeridian(coords: ArrayLike) -> list[Floats]:
    """Cut a line where it crosses 180 degrees; each part keeps to one side.

    Returns
    -------
    list of arrays of shape (k, 2), in order; one array where the line does not cross.
    """
    xy = np.asarray(coords, dtype=float)
    jumps = np.flatnonzero(np.abs(np.diff(xy[:, 0])) > 180.0)  # noqa: PLR2004
    parts: list[Floats] = []
    begin: list[Floats] = []
    last = 0
    for jump in jumps:
        here, there = xy[jump], xy[jump + 1]
        side = np.copysign(180.0, here[0])
        reach = 360.0 - abs(there[0] - here[0])
        share = abs(side - here[0]) / reach if reach else 0.0
        lat = here[1] + share * (there[1] - here[1])
        parts.append(np.concatenate([*begin, xy[last : jump + 1], [[side, lat]]]))
        begin, last = [np.array([[-side, lat]])], jump + 1
    parts.append(np.concatenate([*begin, xy[last:]]))
    return parts


def line_geometry(coords: ArrayLike) -> LineString | MultiLineString:
    """Return a line of shape (n, 2) as a shapely geometry, cut at the antimeridian."""
    parts = [part if len(part) > 1 else np.repeat(part, 2, axis=0) for part in
             split_at_antimeridian(coords)]
    return LineString(parts[0]) if len(parts) == 1 else MultiLineString(parts)


def buffer(geometry: BaseGeometry, *, radius_km: float) -> BaseGeometry:
    """Return the area within ``radius_km`` of a geometry on the ellipsoid, EPSG:4326.

    Lines are simplified to 100 m and cut into chunks of 200 km, each buffered in its own
    azimuthal equidistant projection; within such a chunk that projection is true to 0.1%.
    """
    pieces = [_buffer_chunk(chunk, radius_km) for chunk in _chunks(geometry)]
    return shapely.union_all(pieces)


def _chunks(geometry: BaseGeometry) -> list[Floats]:
    chunks: list[Floats] = []
    for part in shapely.get_parts(geometry):
        coords = shapely.get_coordinates(part.simplify(_BUFFER_TOLERANCE_KM / 111.0))
        if len(coords) == 1:
            chunks.append(coords)
            continue
        dense = densify(coords, step_km=_CHUNK_KM / 4.0)
        number = np.floor(cumulative_km(dense) / _CHUNK_KM).astype(int)
        for value in np.unique(number):
            index = np.flatnonzero(number == value)
            chunks.append(dense[index[0] : index[-1] + 2])
    return chunks


def _buffer_chunk(coords: Floats, radius_km: float) -> BaseGeometry:
    lon, lat = coords[len(coords) // 2]
    crs = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=WGS84 +units=km"
    plane = pyproj.Proj(crs)
    xy = np.column_stack(plane(coords[:, 0], coords[:, 1]))
    shape = shapely.LineString(xy) if len(xy) > 1 else shapely.Point(xy[0])
    area = shape.buffer(radius_km, quad_segs=16)

    def back(points: Any) -> Floats:  # noqa: ANN401
        return np.column_stack(plane(points[:, 0], points[:, 1], inverse=True))

    return shapely.transform(area, back)
