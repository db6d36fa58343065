"""Maps across 180 degrees: where the sheet of the map is cut, so that what is drawn stays whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely

from geodata.degrees import LON_LIMIT_DEG

if TYPE_CHECKING:
    from geodata.arrays import Floats, Geometries
    from maps.scene import encode

NO_SEAM = -LON_LIMIT_DEG
"""Most maps are cut at 180 degrees."""
GROUND_WEST_DEG = -25.0
"""Where the embedded ground ends in the west: cut there, no land is torn."""

_Lon = TypeVar("_Lon", float, "Floats")


def seam_of(lon: Floats) -> float:
    """Return the meridian at which the map is cut, -180 where that tears nothing.

    It lies in the widest gap of the longitudes that are drawn, degrees.

    Examples
    --------
    >>> seam_of(np.array([20.0, 130.0])), seam_of(np.array([179.6, -179.6]))
    (-180.0, -25.0)
    """
    around = np.unique(lon)
    if len(around) < 2:  # noqa: PLR2004 - one place lies on no two sides
        return NO_SEAM
    gaps = np.diff(around)
    widest = int(np.argmax(gaps))
    if gaps[widest] <= around[0] + 2 * LON_LIMIT_DEG - around[-1]:
        return NO_SEAM
    west, east = float(around[widest]), float(around[widest + 1])
    return GROUND_WEST_DEG if west < GROUND_WEST_DEG < east else float(round((west + east) / 2))


def turned(lon: _Lon, seam: float) -> _Lon:
    """Return longitudes from the seam to 360 degrees east of it."""
    return lon + (lon < seam) * 2 * LON_LIMIT_DEG


def turned_shape(shape: encode.Topology, seam: float) -> encode.Topology:
    """Return arcs east of a seam; none runs across 180 degrees by itself."""
    if seam == NO_SEAM:
        return shape
    round_ = np.array([round(2 * LON_LIMIT_DEG / shape.grid), 0], dtype=np.int64)
    arcs = [arc + round_ * int(arc[:, 0].mean() * shape.grid < seam) for arc in shape.arcs]
    return replace(shape, arcs=arcs)


def turned_parts(shapes: Geometries, seam: float) -> Geometries:
    """Return geometries east of a seam, cut there, and made one where 180 degrees parted them."""
    east = shapely.clip_by_rect(shapes, seam, -90.0, LON_LIMIT_DEG, 90.0)
    west = shapely.clip_by_rect(shapes, -LON_LIMIT_DEG, -90.0, seam, 90.0)
    moved = shapely.transform(west, lambda xy: np.add(xy, (2 * LON_LIMIT_DEG, 0.0)))
    parts = shapely.get_parts(np.concatenate([east, moved]))
    return rejoined(parts[~shapely.is_empty(parts)], LON_LIMIT_DEG)


def rejoined(parts: Geometries, meridian: float) -> Geometries:
    """Return parts of geometries, those that end at a meridian made one where they meet there."""
    boxes = shapely.bounds(parts)
    torn = (boxes[:, 0] == meridian) | (boxes[:, 2] == meridian)
    whole: Geometries = shapely.get_parts(shapely.union_all(parts[torn]))
    return np.concatenate([parts[~torn], whole])
