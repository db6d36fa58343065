"""The edges among which the one nearest to a place is, found without a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from geodata.arrays import Ints
    from geodata.network.model import Network

SURE_KM = 15.0
"""A point this near to the edges that `edges_near` gives is nearer to no other edge."""

_SHORT_KM = 10.0

_CELL = 0.25
"""Degrees; 27.6 km of latitude at the least, so that what lies two cells off is far enough."""


def edges_near(network: Network, lonlat: ArrayLike) -> Ints:
    """Return the edges that a point may be nearest to, where any lies within `SURE_KM` of it.

    For a few hundred points this is far quicker than a tree of the whole network: all edges with
    a piece over 10 km, and those with a vertex in the cells of a quarter degree around a point.
    """
    if not network.edge_count:
        return np.zeros(0, dtype=np.int64)
    points = np.asarray(lonlat, dtype=float).reshape(-1, 2)
    rows, columns = (int(span / _CELL) + 1 for span in (180.0, 360.0))
    wanted = np.zeros((rows, columns), dtype=bool)
    for lon, lat in points:
        row, column = int((lat + 90.0) / _CELL), int((lon + 180.0) / _CELL)
        top = min(abs(lat) + 2 * _CELL, 89.0)
        wide = min(int(np.ceil(1.0 / np.cos(np.radians(top)))), columns // 2)
        across = np.arange(column - wide, column + wide + 1) % columns
        wanted[max(row - 1, 0) : row + 2, across] = True
    lons, lats = network.coords.T
    row = ((lats + 90.0) / _CELL).astype(np.int32)
    kept = np.logical_or.reduce(wanted, axis=1)[row]
    beside = np.flatnonzero(kept)  # in the latitudes of a point, and most are not
    column = ((lons[beside] + 180.0) / _CELL).astype(np.int32) % columns
    kept[beside] = wanted[row[beside], column]
    # Within a length of 10 km both differences are below this many degrees, 111.7 km at the most.
    limit = _SHORT_KM / np.sqrt(2.0) / geodesy.KM_PER_DEGREE
    long = (np.abs(np.diff(lons)) > limit) | (np.abs(np.diff(lats)) > limit)
    long[network.offsets[1:-1] - 1] = False  # from one line to the next
    kept[:-1] |= long
    return np.flatnonzero(np.logical_or.reduceat(kept, network.offsets[:-1]))
