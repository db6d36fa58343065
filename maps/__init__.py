"""How corridors look: layers, basemap and one self-contained page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maps.atlas import AtlasMap, brief, draw
    from maps.links import AssetError
    from maps.overlay import Overlay

__all__ = ["AssetError", "AtlasMap", "Overlay", "brief", "draw"]

_HOMES = {"AssetError": "links", "Overlay": "overlay"}


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"maps.{_HOMES.get(name, 'atlas')}"), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
