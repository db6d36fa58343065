"""How corridors look: layers, basemap and one self-contained page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maps.atlas import AtlasMap, draw
    from maps.links import AssetError

__all__ = ["AssetError", "AtlasMap", "draw"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from maps import atlas, links

        return getattr(links if name == "AssetError" else atlas, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
