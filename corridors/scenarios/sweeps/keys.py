"""What tells the jobs of a sweep apart from one run of it to the next.

A file of results is gone on from by key, so a key holds a short text of all that an answer depends
on: another state, another rate or a changed scenario is another job, and is run again.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridors.graph.graph import Graph
    from corridors.scenarios.run import Ground


def key_of_graph(graph: Graph) -> str:
    """Return a text that differs where nodes, edges, figures or states of a graph do."""
    told = (graph.date, graph.profile, graph.year, graph.nodes, graph.edges, graph.claims)
    arrays = (graph.tail, graph.head, graph.km, graph.figures, graph.known, graph.open)
    return _short(repr(told).encode(), *(array.tobytes() for array in arrays))


def key_of_ground(ground: Ground) -> str:
    """Return a text that differs where the graph does, or the rates of other profiles."""
    return _short(key_of_graph(ground.graph).encode(), repr(ground.shipment).encode())


def key_of_document(document: Mapping[str, object]) -> str:
    """Return a text that differs where the keys of a scenario do, in whatever order they stand."""
    return _short(json.dumps(document, sort_keys=True, default=str).encode())


def _short(*parts: bytes) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "little") + part)
    return found.hexdigest()[:16]
