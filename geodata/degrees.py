"""Longitude and latitude in degrees, EPSG:4326: how far they run, and where they jump."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from geodata.errors import InputError

if TYPE_CHECKING:
    import geopandas
    from numpy.typing import ArrayLike

    from geodata.arrays import Floats, Mask

EPSG = 4326

LON_LIMIT_DEG = 180.0
"""Longitudes run so far east and west; two points further apart meet the other way round."""

LAT_LIMIT_DEG = 90.0
"""Latitudes run to the poles."""

_Degrees = TypeVar("_Degrees", float, "Floats")


def wrapped(degrees: _Degrees) -> _Degrees:
    """Return an angle as one from -180 to under 180 degrees."""
    return (degrees + LON_LIMIT_DEG) % 360.0 - LON_LIMIT_DEG


def jumps(steps: Floats) -> Mask:
    """Tell which steps in longitude, in degrees, lead across the antimeridian."""
    return np.abs(steps) > LON_LIMIT_DEG


def with_one_antimeridian(lonlat: Floats) -> Floats:
    """Return points of shape (n, 2) with -180 written as 180: one meridian has both names."""
    named = lonlat.copy()
    named[named[:, 0] == -LON_LIMIT_DEG, 0] = LON_LIMIT_DEG
    return named


def in_degrees(frame: geopandas.GeoDataFrame) -> bool:
    """Tell whether a table of geometries is in EPSG:4326, as all of ours are."""
    return frame.crs is not None and frame.crs.to_epsg() == EPSG


def line_within(line: Floats) -> Floats:
    """Return a line whose longitudes may run past 180 degrees, as lanes over the Pacific do."""
    turned = line.copy()
    beyond = (np.abs(line[:, 0]) > LON_LIMIT_DEG) & (np.abs(line[:, 0]) <= 2 * LON_LIMIT_DEG)
    turned[beyond, 0] = wrapped(line[beyond, 0])
    return turned


def checked_points(lonlat: ArrayLike) -> Floats:
    """Return points as an array of shape (n, 2).

    Raises
    ------
    InputError
        Where a coordinate is no number or a latitude lies beyond a pole.
    """
    points = np.asarray(lonlat, dtype=float).reshape(-1, 2)
    bad = ~(np.isfinite(points).all(axis=1) & (np.abs(points[:, 1]) <= LAT_LIMIT_DEG))
    if bad.any():
        raise InputError(f"not longitude, latitude in degrees: {points[bad].tolist()}")
    return points
