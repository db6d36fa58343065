"""Which of many lines may come near to points, by boxes around them; no index is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.degrees import LAT_LIMIT_DEG, wrapped

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from geodata.arrays import Mask
    from geodata.network.columns import Lines

NARROW_DEG = 1.0
"""A segment over less of longitude lies on no side of a meridian but that of its ends."""


BULGE_DEG = 0.01
"""A great circle over less than a degree of longitude rises towards the pole by at most the
square of its longitude / 16, in radians: 0.0011 degrees."""


_TINY = 1e-12


class LineBoxes:
    """Boxes around lines; a line with a segment over a degree of longitude may lie anywhere."""

    def __init__(self, lines: Lines) -> None:
        first = lines.offsets[:-1]
        west, south = np.minimum.reduceat(lines.coords, first, axis=0).T
        east, north = np.maximum.reduceat(lines.coords, first, axis=0).T
        step = np.abs(np.diff(lines.coords[:, 0], append=lines.coords[-1:, 0]))
        step[lines.offsets[1:] - 1] = 0.0  # from one line to the next
        self._anywhere = np.maximum.reduceat(step, first) > NARROW_DEG
        self._middle, self._half = (west + east) / 2.0, (east - west) / 2.0
        self._south, self._north = south - BULGE_DEG, north + BULGE_DEG

    def near(self, lonlat: ArrayLike, *, within_km: float) -> Mask:
        """Return which lines may come within a distance of any of n points, shape (n, 2).

        A meridian is as far away as its difference of longitude says: sin(angle) = cos(latitude)
        sin(difference).
        """
        lon, lat = np.asarray(lonlat, dtype=float).reshape(-1, 2).T[..., None]
        angle = min(within_km * geodesy.FLATTENING / geodesy.EARTH_RADIUS_KM, np.pi / 2.0)
        deg = np.degrees(angle)
        beside = (self._south <= lat + deg) & (self._north >= lat - deg)
        sine = np.sin(angle) / np.maximum(np.cos(np.radians(lat)), _TINY)
        polar = (sine >= 1.0) | (np.abs(lat) + deg >= LAT_LIMIT_DEG)
        reach = np.degrees(np.arcsin(np.minimum(sine, 1.0))) + BULGE_DEG
        away = np.abs(wrapped(self._middle - lon)) - self._half
        found: Mask = (beside & ((away <= reach) | polar)).any(axis=0) | self._anywhere
        return found
