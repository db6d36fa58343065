"""Ways that differ: the best one, and others that share little with those found before.

By penalties: each way that is found makes its legs dearer, until the next one shares no more than a
bound of its km with any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.way import Way
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.graph.data import By
    from corridors.graph.graph import Graph
    from geodata.arrays import Mask

PENALTY = 1.3
"""By how much a leg grows dearer each time that a way takes it."""
_TRIES = 60


def alternatives(
    graph: Graph, start: str, end: str, *, by: By = "hours", ways: int = 3, overlap: float = 0.6
) -> list[Way]:
    """Return ways between two places that differ, the best one first.

    Parameters
    ----------
    ways
        How many at most; fewer where the corridors hold no more.
    overlap
        No way shares more of its km with another one, 0 to 1.

    Raises
    ------
    InputError
        A place that no corridor passes, or a bound that is none.
    """
    if ways < 1 or not 0.0 <= overlap <= 1.0:
        raise InputError("ways are 1 or more, overlap lies between 0 and 1")
    source, target = graph.row_of(start, "origin"), graph.row_of(end, "destination")
    weight, found = graph.weights(by), list[Way]()
    for _ in range(_TRIES):
        edges = graph.search([source], by=by, weight=weight).edges_to(0, target)
        if edges is None or len(found) >= ways:
            break
        way = Way(graph, tuple(edges))
        if all(shared(way, other) <= overlap for other in found):
            found.append(way)
        weight = np.where(_legs(graph, edges), weight * PENALTY, weight)
    return found


def shared(way: Way, other: Way) -> float:
    """Return what two ways share of the km of the shorter one, 0 to 1."""
    rows = sorted(set(way.rows) & set(other.rows))
    shorter_km = min(way.length_km, other.length_km)
    return float(way.graph.km[rows].sum()) / shorter_km if shorter_km else 0.0


def _legs(graph: Graph, edges: Sequence[int]) -> Mask:
    chosen = np.zeros(len(graph.edges), dtype=bool)
    chosen[list(edges)] = True
    return chosen & (graph.km > 0.0)
