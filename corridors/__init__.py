"""Corridor Atlas: Eurasian transport corridors over OpenStreetMap.

>>> import corridors
>>> atlas = corridors.load()
>>> traced = atlas.trace("trans-caspian")
>>> list(traced.lengths(by="leg")["leg"])[:2]
['trans-caspian:altynkol-zhetygen', 'trans-caspian:zhetygen-almaty']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridors.atlas import Atlas, load
    from corridors.traced import Traced

__all__ = ["Atlas", "Traced", "__version__", "load"]


_HOMES = {
    "Atlas": "corridors.atlas",
    "Traced": "corridors.traced",
    "load": "corridors.atlas",
}


def __getattr__(name: str) -> object:
    """Import the public names when they are first used, so that importing stays cheap."""
    import importlib

    if name == "__version__":
        from importlib.metadata import version

        return version("corridor-atlas")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'corridors' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
