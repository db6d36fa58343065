"""Which hubs a map shows, and their rows of the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from maps.scene.cells import (
    attribute_cells,
    fact_cells,
    search_names,
    share_records,
    split,
    spoken_facts,
    words,
)
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from corridors.traced import Traced
    from maps.scene.json_types import HubJson, LegJson, RouteJson

Hubs: TypeAlias = "gpd.GeoDataFrame | tuple[()] | None"
"""Places with the columns of ``places.csv``; None for those of the atlas, ``()`` for none."""


def hubs_of(traced: Traced, hubs: Hubs) -> gpd.GeoDataFrame | None:
    """Return the hubs to draw with traced corridors: those given, else those of their atlas."""
    if hubs is None:
        return traced.atlas.hubs
    return None if isinstance(hubs, tuple) else hubs


NAME_COLUMNS = ("name_en", "name_ru", "name_zh")
"""Columns of a places table that hold names."""


def hub_rows(frame: gpd.GeoDataFrame, lang: str, source_at: Mapping[str, int]) -> list[HubJson]:
    """Return the rows of hubs."""
    return [
        {
            "id": words(row["id"]),
            "kind": words(row["kind"]),
            "cc": words(row.get("country")),
            "name": Language(lang).pick(
                {col[5:]: words(row.get(col)) for col in NAME_COLUMNS}, words(row["id"])
            ),
            "names": search_names(
                *(words(row.get(col)) for col in NAME_COLUMNS), spoken_facts(row.get("aliases"))
            ),
            "at": (round(point.x, 5), round(point.y, 5)),
            "code": words(row.get("unlocode")),
            "gauges": [int(item) for item in split(row.get("gauges_mm"))],
            "status": words(row.get("status")),
            "src": [source_at[item] for item in split(row.get("sources")) if item in source_at],
            "facts": [
                *fact_cells(row.get("facts"), lang, source_at),
                *attribute_cells(row.get("attributes"), lang, source_at),
            ],
            "tier": 2,
        }
        for row, point in zip(share_records(frame), frame.geometry, strict=True)
    ]


def add_tiers(hubs: list[HubJson], legs: list[LegJson], routes: list[RouteJson]) -> None:
    """Rank hubs for drawing: 0 ends of routes, 1 ends of legs, 2 the rest."""
    of_leg = {place for leg in legs for place in leg["places"]}
    of_route = set()
    for route in routes:
        if route["legs"]:
            first, last = route["legs"][0], route["legs"][-1]
            of_route.add(legs[first]["places"][0] if first >= 0 else legs[~first]["places"][1])
            of_route.add(legs[last]["places"][1] if last >= 0 else legs[~last]["places"][0])
    for hub in hubs:
        hub["tier"] = 0 if hub["id"] in of_route else 1 if hub["id"] in of_leg else 2
