"""Which hubs a map shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import geopandas as gpd

    from corridors.traced import Traced

Hubs: TypeAlias = "gpd.GeoDataFrame | tuple[()] | None"
"""Places with the columns of ``places.csv``; None for those of the atlas, ``()`` for none."""


def hubs_of(traced: Traced, hubs: Hubs) -> gpd.GeoDataFrame | None:
    """Return the hubs to draw with traced corridors: those given, else those of their atlas."""
    if hubs is None:
        return traced.atlas.hubs
    return None if isinstance(hubs, tuple) else hubs
