"""What closing all lines of a mode around a hub costs, over the whole network of the mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata import population

if TYPE_CHECKING:
    from corridors.tracing.traced_data import TracedData
    from geodata.population import People

CITY_PEOPLE = 1_000_000.0
"""Cities of so many people are the ends."""


def network_loss(
    traced: TracedData,
    hub: str,
    *,
    mode: str = "rail",
    radius_km: float = 2.0,
    people: People | None = None,
    city_people: float = CITY_PEOPLE,
) -> dict[str, float]:
    """Return what closing all lines of a mode around a hub costs the large cities.

    The whole network of the mode is searched again, not the corridors alone, so that a bypass is
    found where the network has one.

    Parameters
    ----------
    radius_km
        Edges that come so near to the hub are closed.

    Returns
    -------
    dict
        ``pairs`` of cities whose way grew longer, their ``extra_km``, and ``cut_off`` pairs.

    Raises
    ------
    PlaceError
        If there is no such hub.
    """
    router = traced.atlas.networks.router(mode)
    place = traced.atlas.places.find(hub)
    point = traced.atlas.places.anchor(place.id, mode)
    large = (people or population.cities()).at_least(city_people).points[["lon", "lat"]].to_numpy()
    away = router.index.nearest(large).distance_km
    spots = router.snap(large[away <= _CITY_SNAP_KM], limit_km=_CITY_SNAP_KM)
    closed = np.zeros(router.network.edge_count, dtype=bool)
    closed[router.index.within([point], radius_km=radius_km)] = True
    kept = [spot for spot in spots if not closed[spot.edge]]
    before = router.distances(kept, kept)
    after = router.avoiding(closed).distances(kept, kept)
    upper = np.triu(np.ones_like(before, dtype=bool), 1) & np.isfinite(before)
    longer = upper & np.isfinite(after) & (after > before + 1e-3)
    return {
        "pairs": int(longer.sum()),
        "extra_km": float((after[longer] - before[longer]).sum()),
        "cut_off": int((upper & ~np.isfinite(after)).sum()),
    }


_CITY_SNAP_KM = 10.0
