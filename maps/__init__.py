"""How corridors look: layers, basemap and one self-contained page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maps.page.draw import brief, draw
    from maps.page.folium_map import AtlasMap
    from maps.page.links import AssetError
    from maps.scene.overlay import Overlay

__all__ = ["AssetError", "AtlasMap", "Overlay", "brief", "draw"]


_HOMES = {
    "AssetError": "page.links",
    "AtlasMap": "page.folium_map",
    "Overlay": "scene.overlay",
    "brief": "page.draw",
    "draw": "page.draw",
}


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"maps.{_HOMES[name]}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
