"""The corridor graph by one mode: what does not go by it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.vocabulary import Mode
from geodata.errors import InputError

if TYPE_CHECKING:
    from corridors.graph.data import Edge
    from corridors.graph.graph import Graph
    from corridors.tracing.traced_data import TracedData

MODES = ("any", "rail", "road", "sea")
"""What a way may be limited to."""


def by_mode(graph: Graph, traced: TracedData, mode: str) -> Graph:
    """Return the graph on which only legs of a mode are open; ``any`` leaves all of them.

    Ferries are part of going by rail and by road.

    Raises
    ------
    InputError
        An unknown mode.
    """
    if mode not in MODES:
        raise InputError(f"mode {mode!r}: use {', '.join(MODES)}")
    if mode == "any":
        return graph
    ferries = frozenset(
        ref for ref, leg in traced.by_ref.items() if mode != "sea" and leg.leg.mode is Mode.FERRY
    )
    goes = np.array([_goes(edge, mode, ferries) for edge in graph.edges], dtype=bool)
    return graph.with_open(graph.open & goes)


def _goes(edge: Edge, mode: str, ferries: frozenset[str]) -> bool:
    return edge.kind != "leg" or edge.mode == mode or not ferries.isdisjoint(edge.refs)
