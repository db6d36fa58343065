"""Answers as layers of the map: coverage, gaps, catchments, proposed sites, the match with OSM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maps.scene.overlay import Overlay
from maps.words.language import translations

if TYPE_CHECKING:
    import geopandas as gpd

    from corridors.hubs.coverage import Coverage
    from corridors.siting.result import Siting


def coverage_layers(coverage: Coverage) -> list[Overlay]:
    """Return the bands of a coverage and its gaps, longest first."""
    words = translations("layers")
    bands = Overlay(
        words["coverage"],
        coverage.bands,
        "bands",
        value="covered",
        leg="leg",
        shown=True,
        columns={"country": words["country"], "km": words["km"]},
        classes=(words["covered"], words["far"]),
    )
    gaps = Overlay(
        words["gaps"],
        coverage.gaps,
        "gaps",
        value="km",
        label="corridor",
        columns={name: words[name] for name in ("from_km", "to_km", "km", "country")},
    )
    return [bands, gaps]


def siting_layers(siting: Siting) -> list[Overlay]:
    """Return the proposed sites with what each adds, and what each serves as discs."""
    words = translations("layers")
    sites = siting.sites
    columns = {name: words[name] for name in ("country", "adds", "serves")}
    layers = [
        Overlay(
            words["sites"], sites, "sites", value="adds", label="name", columns=columns, shown=True
        )
    ]
    if sites["serves"].notna().all():
        layers.append(
            Overlay(words["served"], sites, "hubs", value="serves", label="name", columns=columns)
        )
    return layers


def catchment_layer(areas: gpd.GeoDataFrame, *, label: str) -> Overlay:
    """Return catchment polygons as a layer, each named by a column."""
    words = translations("layers")
    return Overlay(words["catchments"], areas, "areas", label=label)


def match_layer(table: gpd.GeoDataFrame) -> Overlay:
    """Return the match of legs with OpenStreetMap: whole where nothing is made up or straight."""
    words = translations("layers")
    made_up = table[["repaired_km", "declared_km", "straight_km"]].sum(axis=1)
    names = ("mapped_km", "repaired_km", "declared_km", "straight_km", "gauge_tagged_km")
    return Overlay(
        words["match"],
        table.assign(whole=made_up == 0.0),
        "bands",
        value="whole",
        label="leg",
        leg="leg",
        columns={name: words[name] for name in names},
        classes=(words["whole"], words["partly"]),
        shown=True,
    )
