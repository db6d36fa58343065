"""Corridor Atlas: Eurasian transport corridors over OpenStreetMap.

>>> import corridors
>>> atlas = corridors.load()
>>> traced = atlas.trace("trans-caspian")
>>> list(traced.lengths(by="leg")["leg"])[:2]
['trans-caspian:altynkol-zhetygen', 'trans-caspian:zhetygen-almaty']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.lazy import lazy_names

if TYPE_CHECKING:
    from corridors.atlas import Atlas, load
    from corridors.graph.graph import Graph
    from corridors.hubs.catchment import Catchment
    from corridors.hubs.coverage import Coverage
    from corridors.hubs.join import Joins
    from corridors.ledger.ledger import Ledger
    from corridors.ledger.rates.shipment import Shipment
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
    "Shipment": "ledger.rates.shipment",
    "Siting": "siting.result",
    "Traced": "traced",
    "load": "atlas",
}
_named = lazy_names(__name__, _HOMES)


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("corridor-atlas")
    return _named(name)


def __dir__() -> list[str]:
    return sorted(__all__)
