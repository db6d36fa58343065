"""Break-even: how long a stop may take for the way through it to equal the best way round it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from corridors.graph.data import MEASURES
from corridors.graph.way import Way
from corridors.ledger.totals import PERCENTILES
from corridors.scenarios.spread import draws_of
from geodata.errors import InputError

if TYPE_CHECKING:
    from corridors.graph.graph import Graph

Measure = Literal["hours", "usd"]


@dataclass(frozen=True)
class BreakEven:
    """A way through a stop beside the best way round it.

    Attributes
    ----------
    through, around
        The two ways; ``around`` is None where there is no other.
    now
        What the stop takes today, mode.
    equal
        What it may take for both ways to be equal, by modes; below 0 the way through is longer
        even if the stop took nothing.
    p5, p50, p95
        Of the same over the draws of the ranges.
    """

    stop: str
    measure: Measure
    through: Way
    around: Way | None
    now: float
    equal: float
    p5: float
    p50: float
    p95: float

    def record(self) -> dict[str, object]:
        """Return it as keys of JSON; what is not a number is null."""
        around = self.around
        return {
            "stop": self.stop,
            "measure": self.measure,
            "through": getattr(self.through, self.measure).mode,
            "through_km": self.through.length_km,
            "around": None if around is None else getattr(around, self.measure).mode,
            "around_km": None if around is None else around.length_km,
            "around_by": [] if around is None else around.countries,
            "now": self.now,
            "equal": self.equal,
            "equal_range": {"p5": self.p5, "p50": self.p50, "p95": self.p95},
        }


def break_even(
    graph: Graph, start: str, end: str, stop: str, *, measure: Measure = "hours"
) -> BreakEven:
    """Return how many hours, or dollars, a stop may take.

    The way through the stop is the best one that passes it as it is today, and stays fixed.

    Raises
    ------
    InputError
        A place that no corridor passes, or no way through the stop.
    """
    through = _through(graph, start, end, stop, measure)
    around = graph.without(stop).way(start, end, by=measure)
    at, rows = MEASURES.index(measure), _stops(through, stop)
    now = float(graph.figures[rows, at, 1].sum())
    if around is None:
        return BreakEven(stop, measure, through, None, now, *[float("nan")] * 4)
    gap = getattr(around, measure).mode - getattr(through, measure).mode
    taken = draws_of(Way(graph, tuple(rows)), measure)
    drawn = draws_of(around, measure) - draws_of(through, measure) + taken
    p5, p50, p95 = (float(value) for value in np.percentile(drawn, PERCENTILES))
    return BreakEven(stop, measure, through, around, now, now + gap, p5, p50, p95)


def _through(graph: Graph, start: str, end: str, stop: str, measure: Measure) -> Way:
    """Return the best way that passes a place."""
    source, target = graph.row_of(start, "origin"), graph.row_of(end, "destination")
    at = [row for row, node in enumerate(graph.nodes) if node.place == stop and node.mode]
    if not at:
        graph.row_of(stop, "origin")
        raise InputError(f"{stop}: no ship, train or lorry stands there")
    first, last = graph.search([source], by=measure), graph.search(at, by=measure)
    total = first.away[0, at] + last.away[:, target]
    best = int(np.argmin(total))
    there, on = first.edges_to(0, at[best]), last.edges_to(best, target)
    if there is None or on is None:
        raise InputError(f"no way from {start} to {end} through {stop}")
    return Way(graph, (*there, *on))


def _stops(way: Way, stop: str) -> list[int]:
    """Return the stops of a way at a place."""
    graph = way.graph
    return [
        row
        for row in way.rows
        if graph.edges[row].kind != "leg"
        and stop in (graph.edges[row].gate, graph.nodes[graph.tail[row]].place)
    ]
