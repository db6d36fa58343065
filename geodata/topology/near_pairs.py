"""The short gaps between parts of a network, found without looking at every pair of nodes.

The shortest link between two sets of points in the plane is an edge of the Delaunay triangulation
of them all, for no third point can lie in the circle over it: it would be nearer to one of the
two (K. R. Gabriel and R. R. Sokal, Systematic Zoology 18, 1969). So a few edges for each node hold
every link that can be of use, however dense the nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.degrees import with_one_antimeridian

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geodata.arrays import Floats, Ints

_CELL_KM = 20.0


_FAR = 4.0
"""Corners put so many radii away give every triangulation an area, be its points in one line."""


_DECIMALS = 6
"""Points nearer to each other than 0.1 m are one to a triangulation, which cannot part them."""


def pairs_across(
    lonlat: Floats, label: Ints, *, limit_km: float
) -> tuple[Ints, NDArray[np.float64]]:
    """Return the pairs of points of different labels among which all shortest links are.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees, EPSG:4326.
    label
        Shape (n,), the set that each point belongs to.
    limit_km
        Longer pairs are left out.

    Returns
    -------
    Pairs of rows, shape (k, 2), the shortest first, and their geodesic gaps in km, shape (k,).
    For any division of the labels in two, the shortest pair across it is among them.
    """
    rounded = with_one_antimeridian(lonlat.round(_DECIMALS))
    place, row, spot = np.unique(rounded, axis=0, return_index=True, return_inverse=True)
    spot = spot.reshape(-1)
    same = np.column_stack([row[spot], np.arange(len(lonlat))])
    apart = [row[pairs] for pairs in _triangulated(place, limit_km)]
    pairs = np.concatenate([same, *apart]).astype(np.int64)
    # A place that several sets share is one point above; whom it links to is told by the first.
    pairs = np.unique(np.sort(pairs[label[pairs[:, 0]] != label[pairs[:, 1]]], axis=1), axis=0)
    a, b = lonlat[pairs[:, 0]], lonlat[pairs[:, 1]]
    gap = geodesy.distance_km(*a.T, *b.T)
    order = np.argsort(gap, kind="stable")
    order = order[gap[order] <= limit_km]
    return pairs[order], gap[order]


def _triangulated(place: Floats, limit_km: float) -> Iterator[Ints]:
    """Yield the edges of triangulations of overlapping cells, as pairs of rows."""
    from scipy.spatial import Delaunay, cKDTree

    if not len(place):
        return
    xyz = geodesy.unit_vectors(place)
    tree = cKDTree(xyz)
    for inside in cells(xyz, size_km=_CELL_KM):
        centre = xyz[inside].mean(axis=0)
        reach = float(np.linalg.norm(xyz[inside] - centre, axis=1).max())
        around = np.sort(tree.query_ball_point(centre, reach + geodesy.chord_radius(limit_km)))
        flat = _projected(place[around], _lonlat(centre))
        far = (reach * geodesy.EARTH_RADIUS_KM + limit_km) * _FAR
        corners = np.array([[-far, -far], [far, -far], [0.0, far]])
        found = Delaunay(np.concatenate([flat, corners]))
        sides = [found.simplices[:, pair] for pair in ([0, 1], [1, 2], [0, 2])]
        edge = np.concatenate([*sides, found.coplanar[:, [0, 2]]])
        yield around[edge[(edge < len(around)).all(axis=1)]]


def _lonlat(xyz: Floats) -> tuple[float, float]:
    lon = np.degrees(np.arctan2(xyz[1], xyz[0]))
    return float(lon), float(np.degrees(np.arctan2(xyz[2], np.hypot(xyz[0], xyz[1]))))


def _projected(lonlat: Floats, centre: tuple[float, float]) -> Floats:
    """Return km east and north of a centre along geodesics: true to a millionth within 20 km."""
    lon, lat = (np.full(len(lonlat), value) for value in centre)
    azimuth, _, metres = geodesy.geod().inv(lon, lat, *lonlat.T.copy())
    angle = np.radians(azimuth)
    return np.column_stack([np.sin(angle), np.cos(angle)]) * (np.asarray(metres) / 1000.0)[:, None]


def cells(xyz: Floats, *, size_km: float) -> list[Ints]:
    """Return rows of unit vectors, parted by the cubes of a grid over the sphere."""
    if not len(xyz):
        return []
    cube = np.floor(xyz * geodesy.EARTH_RADIUS_KM / size_km).astype(np.int64)
    label = np.unique(cube, axis=0, return_inverse=True)[1].reshape(-1)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
