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
    from corridors.graph.graph import Graph
    from corridors.hubs.catchment import Catchment
    from corridors.hubs.coverage import Coverage
    from corridors.hubs.join import Joins
    from corridors.ledger.ledger import Ledger
    from corridors.ledger.verbs import Shipment
    from corridors.lengths.journey import Journey
    from corridors.partners.importance import Importance
    from corridors.scenarios.outcome import Outcome
    from corridors.siting.result import Siting
    from corridors.traced import Traced

__all__ = [
    "Atlas",
    "Catchment",
    "Coverage",
    "Graph",
    "Importance",
    "Joins",
    "Journey",
    "Ledger",
    "Outcome",
    "Shipment",
    "Siting",
    "Traced",
    "__version__",
    "load",
]


_HOMES = {
    "Atlas": "atlas",
    "Catchment": "hubs.catchment",
    "Coverage": "hubs.coverage",
    "Graph": "graph.graph",
    "Importance": "partners.importance",
    "Joins": "hubs.join",
    "Journey": "lengths.journey",
    "Ledger": "ledger.ledger",
    "Outcome": "scenarios.outcome",
    "Shipment": "ledger.verbs",
    "Siting": "siting.result",
    "Traced": "traced",
    "load": "atlas",
}


def __getattr__(name: str) -> object:
    """Import the public names when they are first used, so that importing stays cheap."""
    import importlib

    if name == "__version__":
        from importlib.metadata import version

        return version("corridor-atlas")
    if name in _HOMES:
        return getattr(importlib.import_module(f"corridors.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'corridors' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
