"""Which hubs a map shows, and their rows of the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from geodata.places.languages import tongues
from maps.scene.cells import (
    attribute_cells,
    fact_cells,
    search_names,
    share_records,
    split,
    spoken_facts,
    words,
)
from maps.scene.model import Hub
from maps.scene.rows.users import route_ends

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from corridors.traced import Traced
    from maps.scene.cells import Row
    from maps.words.language import Language

Hubs: TypeAlias = "gpd.GeoDataFrame | tuple[()] | None"
"""Places with the columns of ``places.csv``; None for those of the atlas, ``()`` for none."""


def hubs_of(traced: Traced, hubs: Hubs) -> gpd.GeoDataFrame | None:
    """Return the hubs to draw with traced corridors: those given, else those of their atlas."""
    if hubs is None:
        return traced.atlas.hubs
    return None if isinstance(hubs, tuple) else hubs


def names_in(row: Row) -> dict[str, str]:
    """Return the names in a row of a places table, by language."""
    return {lang: words(row.get(f"name_{lang}")) for lang in tongues()}


def hub_records(
    frame: gpd.GeoDataFrame,
    language: Language,
    source_at: Mapping[str, int],
    tiers: Mapping[str, int],
) -> list[Hub]:
    """Return the records of hubs.

    Parameters
    ----------
    tiers
        By id, of those where a route or a leg ends.
    """
    return [
        Hub(
            id=words(row["id"]),
            kind=words(row["kind"]),
            country=words(row.get("country")),
            name=language.pick(names_in(row), words(row["id"])),
            names=search_names(names_in(row), spoken_facts(row.get("aliases"))),
            at=(round(point.x, 5), round(point.y, 5)),
            code=words(row.get("unlocode")),
            gauges_mm=[int(item) for item in split(row.get("gauges_mm"))],
            status=words(row.get("status")),
            sources=[source_at[item] for item in split(row.get("sources")) if item in source_at],
            facts=[
                *fact_cells(row.get("facts"), language, source_at),
                *attribute_cells(row.get("attributes"), language, source_at),
            ],
            tier=tiers.get(words(row["id"]), 2),
        )
        for row, point in zip(share_records(frame), frame.geometry, strict=True)
    ]


def tiers_of(traced: Traced) -> dict[str, int]:
    """Return the tier of each place where something ends: 0 a route, 1 a leg."""
    of_legs = [end for leg in traced.by_ref.values() for end in (leg.leg.start, leg.leg.end)]
    return {**dict.fromkeys(of_legs, 1), **dict.fromkeys(route_ends(traced), 0)}
