"""The corridor graph by one mode: what does not go by it is closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.vocabulary import Mode

if TYPE_CHECKING:
    from corridors.graph.data import Edge
    from corridors.graph.graph import Graph
    from corridors.tracing.traced_data import TracedData


def by_mode(graph: Graph, traced: TracedData, mode: str) -> Graph:
    """Return the graph on which only legs of a mode are open; ``any`` leaves all of them.

    Ferries are part of going by rail and by road.
    """
    if mode == "any":
        return graph
    ferries = frozenset(
        ref for ref, leg in traced.by_ref.items() if mode != "sea" and leg.leg.mode is Mode.FERRY
    )
    goes = np.array([_goes(edge, mode, ferries) for edge in graph.edges], dtype=bool)
    return replace(graph, open=graph.open & goes)


def _goes(edge: Edge, mode: str, ferries: frozenset[str]) -> bool:
    return edge.kind != "leg" or edge.mode == mode or not ferries.isdisjoint(edge.refs)
