"""How corridors look: one self-contained page, figures for print, slides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.lazy import lazy_names

if TYPE_CHECKING:
    from maps.failures import failure_group, failure_layers
    from maps.figures.save import Sheet
    from maps.figures.sheet import figure
    from maps.groups import corridor_group, coverage_group, hub_group, way_group
    from maps.page.draw import brief, draw, with_planner
    from maps.page.folium_map import AtlasMap
    from maps.page.links import AssetError
    from maps.scene.overlay import Overlay
    from maps.services import service_group, service_layer
    from maps.slides.deck import Deck, deck
    from maps.what_if import scenario_chart, scenario_map

__all__ = [
    "AssetError",
    "AtlasMap",
    "Deck",
    "Overlay",
    "Sheet",
    "brief",
    "corridor_group",
    "coverage_group",
    "deck",
    "draw",
    "failure_group",
    "failure_layers",
    "figure",
    "hub_group",
    "scenario_chart",
    "scenario_map",
    "service_group",
    "service_layer",
    "way_group",
    "with_planner",
]


_HOMES = {
    "AssetError": "page.links",
    "AtlasMap": "page.folium_map",
    "Deck": "slides.deck",
    "Overlay": "scene.overlay",
    "Sheet": "figures.save",
    "brief": "page.draw",
    "corridor_group": "groups",
    "coverage_group": "groups",
    "deck": "slides.deck",
    "draw": "page.draw",
    "scenario_chart": "what_if",
    "scenario_map": "what_if",
    "failure_group": "failures",
    "failure_layers": "failures",
    "figure": "figures.sheet",
    "hub_group": "groups",
    "service_group": "services",
    "service_layer": "services",
    "way_group": "groups",
    "with_planner": "page.draw",
}


__getattr__ = lazy_names(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
