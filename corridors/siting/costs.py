"""What it costs a site to serve a point: km or hours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corridors.hubs.measure import anchors, lonlat, speed_kmh
from geodata import geodesy
from geodata.errors import InputError, Problem
from geodata.routing.distances import ACCESS_KM, Reach

if TYPE_CHECKING:
    import geopandas
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from corridors.hubs.measure import Within
    from corridors.siting import instance as siting_instance
    from corridors.siting.demand import Demand
    from corridors.tracing.data import AtlasData
    from geodata.arrays import Floats


def reachable_candidates(
    atlas: AtlasData, candidates: geopandas.GeoDataFrame, by: str, *, strict: bool
) -> tuple[geopandas.GeoDataFrame, tuple[str, ...]]:
    """Return the candidates that roads come near, and the ids of the others.

    Raises
    ------
    InputError
        Naming the others, where each was asked for (`strict`) or no candidate is left.
    """
    if by == "straight":
        return candidates, ()
    index = atlas.networks.router("road").index
    away = index.nearest(anchors(atlas, candidates, "road"), limit_km=ACCESS_KM).distance_km
    far = away > ACCESS_KM
    if far.any() and (strict or far.all()):
        raise InputError(
            Problem(
                "candidates",
                str(name),
                f"no road within {ACCESS_KM:g} km",
                "correct its coordinates, add an anchor, or leave it out",
            )
            for name in candidates["id"][far]
        )
    return candidates[~far].reset_index(drop=True), tuple(str(x) for x in candidates["id"][far])


def serving_costs(
    atlas: AtlasData,
    candidates: geopandas.GeoDataFrame,
    demand: Demand,
    by: str,
    within: Within,
) -> csr_matrix:
    """Return the costs of possible pairs, shape (demand, candidates), in the unit."""
    from scipy.sparse import csr_matrix

    points = demand.points[["lon", "lat"]].to_numpy(dtype=float)
    if by == "straight":
        row, column, km = _straight(lonlat(candidates), points, within.value)
    else:
        row, column, km = _by_road(atlas, candidates, points, within.km("road"))
    cost = km / speed_kmh("road") if within.unit == "h" else km
    return csr_matrix((cost, (row, column)), shape=(len(points), len(candidates)))


def _straight(
    sites: Floats, points: Floats, within_km: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    rows, columns, kms = [], [], []
    for number, (lon, lat) in enumerate(sites.tolist()):
        km = geodesy.distance_km(lon, lat, points[:, 0], points[:, 1])
        near = np.flatnonzero(km <= within_km)
        rows.append(near)
        columns.append(np.full(len(near), number))
        kms.append(km[near])
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(kms)


def _by_road(
    atlas: AtlasData, candidates: geopandas.GeoDataFrame, points: Floats, within_km: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    router = atlas.networks.router("road")
    reach = Reach(router)
    sources = reach.spots(anchors(atlas, candidates, "road"))
    found = (
        reach.table(sources, reach.spots(points), limit_km=within_km)
        if np.isfinite(within_km)
        else reach.all_pairs(sources, reach.spots(points))
    )
    row = np.concatenate([near for near, _ in found])
    column = np.repeat(np.arange(len(found)), [len(near) for near, _ in found])
    return row, column, np.concatenate([km for _, km in found])


def without_islands(instance: siting_instance.Instance) -> siting_instance.Instance:
    """Leave out the points that fewer than half the candidates can serve: islands, enclaves.

    A p-median must serve every point, and an island would claim a site of its own.
    """
    cost = instance.cost.tocsr().copy()
    few = np.diff(cost.indptr) * 2 < instance.candidates
    keep = np.repeat(~few, np.diff(cost.indptr))
    row = np.repeat(np.arange(cost.shape[0]), np.diff(cost.indptr))[keep]
    from scipy.sparse import csr_matrix

    kept = csr_matrix((cost.data[keep], (row, cost.indices[keep])), shape=cost.shape)
    return replace(instance, cost=kept)
