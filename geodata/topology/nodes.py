"""The nodes of a network nearest to points, most of which are nodes themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy

if TYPE_CHECKING:
    from geodata.arrays import Floats, Ints

_BESIDE_DEG = 1e-3
"""In so wide a band of latitudes on either side a point that is a node finds itself."""


def nearest_nodes(lonlat: Floats, points: Floats) -> list[int]:
    """Return the row of the node nearest to each point on the sphere, the first of equals.

    Parameters
    ----------
    lonlat, points
        Shapes (n, 2) and (m, 2), degrees.
    """
    order = np.argsort(lonlat[:, 1], kind="stable")
    lat = lonlat[order, 1]
    south, north = (np.searchsorted(lat, points[:, 1] + d) for d in (-_BESIDE_DEG, _BESIDE_DEG))
    bands = (np.sort(order[low:high]) for low, high in zip(south, north, strict=True))
    return [_nearest(lonlat, point, band) for point, band in zip(points, bands, strict=True)]


def _nearest(lonlat: Floats, point: Floats, band: Ints) -> int:
    for rows in (band, np.arange(len(lonlat))):
        step = geodesy.unit_vectors(lonlat[rows]) - geodesy.unit_vectors(point)
        away = np.einsum("ij,ij->i", step, step)
        if len(rows) and away.min() <= np.radians(_BESIDE_DEG) ** 2:
            break
    return int(rows[np.argmin(away)])
