"""Round places inside a shape, where its name may stand on a Mercator page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geodata.arrays import Floats

MOST = 7


LEAST_DEG = 0.7


_ROUGH_DEG = 0.1


_FARTHEST_LAT = 85.05


def mercator(lonlat: Floats) -> Floats:
    """Project lon, lat (n, 2) to spherical Mercator in degrees: the plane the page draws on.

    It serves to choose vertices and to draw; nothing is measured on it.
    """
    lat = np.clip(lonlat[:, 1], -_FARTHEST_LAT, _FARTHEST_LAT)
    return np.column_stack([lonlat[:, 0], np.degrees(np.arcsinh(np.tan(np.radians(lat))))])


def discs(shape: BaseGeometry) -> list[float]:
    """Return ``lon, lat, radius`` of discs that lie inside and apart, largest first, in one list.

    At most `MOST` of them, each at least `LEAST_DEG` in radius. Discs are round on the page: the
    radius is in degrees of longitude on its Mercator plane.

    Parameters
    ----------
    shape
        A polygon or several, EPSG:4326.
    """
    rest = shapely.transform(shapely.simplify(shape, _ROUGH_DEG), mercator)
    if not shapely.is_valid(rest):
        rest = shapely.make_valid(rest)
    found: list[float] = []
    while len(found) < 3 * MOST:
        area = float(shapely.area(rest))
        if area < LEAST_DEG**2:
            break
        spoke = shapely.maximum_inscribed_circle(
            rest, tolerance=max(_ROUGH_DEG, float(np.sqrt(area)) / 40)
        )
        radius = float(shapely.length(spoke))
        if radius < LEAST_DEG:
            break
        x, y = shapely.get_coordinates(spoke)[0]
        lat = float(np.degrees(np.arctan(np.sinh(np.radians(y)))))
        found += [round(float(x), 1), round(lat, 1), round(radius, 1)]
        rest = shapely.difference(rest, shapely.buffer(shapely.Point(x, y), radius, quad_segs=4))
    return found
