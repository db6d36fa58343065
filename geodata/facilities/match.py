"""Facilities matched to the hubs that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from geodata import geodesy
from geodata.places.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.places.lookup import Places
    from geodata.places.model import Place

NAME_KM = 5.0
"""A facility within this distance of a place of the same name is that place."""


NEAR_KM = 1.0
"""A facility of the same kind within this distance is that place, whatever the names."""


def match(
    facilities: gpd.GeoDataFrame,
    places: Places,
    *,
    name_km: float = NAME_KM,
    near_km: float = NEAR_KM,
) -> pd.DataFrame:
    """Return which known place each facility is, without changing either.

    Parameters
    ----------
    facilities
        As `read_osm` gives them.
    name_km
        How far a place of the same name, folded, may lie.
    near_km
        How far a place of the same kind may lie whose name differs.

    Returns
    -------
    DataFrame
        One row per facility: ``facility``, ``facility_name``, ``place``, ``place_name``,
        ``distance_km`` and ``by``, which is ``name``, ``distance``, or empty where no place fits.
    """
    import pandas as pd

    rows = [
        _matched(row, near, name_km, near_km)
        for row, near in _neighbours(facilities, places, max(name_km, near_km))
    ]
    columns = ["facility", "facility_name", "place", "place_name", "distance_km", "by"]
    return pd.DataFrame(rows, columns=columns)


def _neighbours(
    facilities: gpd.GeoDataFrame, places: Places, limit_km: float
) -> Iterator[tuple[Mapping[str, Any], list[Place]]]:
    """Yield each facility with the places around it."""
    known = list(places.values())
    spots = np.array([place.point for place in known]).reshape(-1, 2)
    tree = cKDTree(geodesy.unit_vectors(spots))
    here = geodesy.unit_vectors(facilities[["lon", "lat"]].to_numpy())
    near: NDArray[np.object_] = tree.query_ball_point(here, geodesy.chord_radius(limit_km * 1.01))
    for row, rows in zip(facilities.to_dict("records"), near, strict=True):
        yield row, [known[index] for index in sorted(rows)]


def _matched(
    row: Mapping[str, Any], near: Sequence[Place], name_km: float, near_km: float
) -> dict[str, object]:
    words = {fold(str(row[f"name_{lang}"])) for lang in ("en", "ru", "zh")}
    words = (words | {fold(word) for word in str(row["aliases"]).split("|")}) - {""}
    found: list[tuple[int, float, str, str, Place]] = []
    for place in near:
        km = float(geodesy.distance_km(row["lon"], row["lat"], *place.point))
        same = words & {fold(word) for word in (*place.names.values(), *place.aliases, place.id)}
        if same and km <= name_km:
            found.append((0, km, place.id, "name", place))
        elif km <= near_km and str(place.kind) == row["kind"]:
            found.append((1, km, place.id, "distance", place))
    report = {"facility": row["id"], "facility_name": row["name_en"]}
    if not found:
        return {**report, "place": "", "place_name": "", "distance_km": float("nan"), "by": ""}
    _, km, key, by, place = min(found)
    return {
        **report,
        "place": key,
        "place_name": place.name(),
        "distance_km": round(km, 3),
        "by": by,
    }
