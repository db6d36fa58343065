"""The place nearest to a point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.places.model import Place


def nearest_place(
    places: Sequence[Place], point: tuple[float, float], *, within_km: float
) -> Place | None:
    """Return the place nearest to a point, lon and lat in degrees; None where none is so near."""
    if not places:
        return None
    lonlat = np.array([place.point for place in places])
    away = geodesy.distance_km(*point, lonlat[:, 0], lonlat[:, 1])
    best = int(np.argmin(away))
    return places[best] if away[best] <= within_km else None
