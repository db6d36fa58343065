"""What changes make of the corridor graph.

What is opened is opened first, what is closed is closed after it, then figures change in the order
of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.closing import edges_named, named_legs
from corridors.graph.data import MEASURES, Claim
from corridors.ledger.lines import Figure
from corridors.ledger.rates.model import Quality, Range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corridors.graph.graph import Graph
    from corridors.ledger.lines import Line
    from corridors.scenarios.definition import Change
    from geodata.arrays import Mask

_New = tuple[float, float, float]


def applied(graph: Graph, changes: Sequence[Change]) -> Graph:
    """Return the graph under changes; added lines have to be in it already.

    Raises
    ------
    InputError
        A change that names nothing on the graph.
    """
    usable = graph.open
    for change in _of(changes, "open"):
        named = edges_named(graph, [change.word], mode=change.mode or "")
        usable = usable | (named & (graph.in_use | named_legs(graph, [change.word])))
    for change in _of(changes, "close"):
        usable = usable & ~edges_named(graph, [change.word], mode=change.mode or "")
    found = graph.with_open(usable)
    for change in _of(changes, "stop", "leg", "price"):
        found = _FIGURED[change.verb](found, change)
    return found


def _of(changes: Sequence[Change], *verbs: str) -> list[Change]:
    return [change for change in changes if change.verb in verbs]


def edges_changed(graph: Graph, change: Change) -> Mask:
    """Return which edges a change of figures changes, shape (m,): legs, stops, or both.

    Raises
    ------
    InputError
        A word that names nothing on the graph.
    """
    named = edges_named(graph, [change.word], mode=change.mode or "")
    is_leg = graph.kinds == "leg"
    if change.verb == "leg":
        named &= named_legs(graph, [change.word])
    elif change.verb == "stop":
        named &= ~is_leg & (graph.km == 0.0)
    elif change.usd is not None:
        named &= ~is_leg
    elif change.usd_per_km is not None:
        named &= is_leg
    return named


def _stopped(graph: Graph, change: Change) -> Graph:
    return _changed(graph, change, "hours", lambda _: change.hours or (0.0, 0.0, 0.0))


def _driven(graph: Graph, change: Change) -> Graph:
    def hours(row: int) -> _New:
        low, mode, high = change.speed_kmh or (1.0, 1.0, 1.0)
        km = float(graph.km[row])
        return km / high, km / mode, km / low

    return _changed(graph, change, "hours", hours)


def _priced(graph: Graph, change: Change) -> Graph:
    def usd(row: int) -> _New:
        if change.usd_per_km is None:
            return change.usd or (0.0, 0.0, 0.0)
        low, mode, high = (each * float(graph.km[row]) for each in change.usd_per_km)
        return low, mode, high

    return _changed(graph, change, "usd", usd)


_FIGURED: dict[str, Callable[[Graph, Change], Graph]] = {
    "stop": _stopped,
    "leg": _driven,
    "price": _priced,
}


def _changed(graph: Graph, change: Change, measure: str, new: Callable[[int], _New]) -> Graph:
    """Return the graph with one measure of some edges multiplied, or replaced."""
    at = MEASURES.index(measure)
    figures, known = graph.figures.copy(), graph.known.copy()
    claims, lines = list(graph.claims), list(graph.lines)
    for row in np.flatnonzero(edges_changed(graph, change)).tolist():
        if change.factor is not None:
            claims[row] = tuple(
                claim.times(change.factor) if claim.measure == at else claim
                for claim in claims[row]
            )
            figures[row, at] *= change.factor
            lines[row] = tuple(_multiplied(line, measure, change.factor) for line in lines[row])
            continue
        own = Claim(at, f"scenario:{change.word}", Range(*new(row)))
        claims[row] = (*(claim for claim in claims[row] if claim.measure != at), own)
        figures[row, at], known[row, at] = own.bounds, True
        lines[row] = tuple(_replaced(lines[row], measure, own))
    return graph.changed(figures=figures, known=known, claims=tuple(claims), lines=tuple(lines))


def _multiplied(line: Line, measure: str, factor: float) -> Line:
    figure = line.figure(measure)
    return line if figure is None else line.with_figure(measure, figure.times(factor))


def _replaced(lines: Sequence[Line], measure: str, own: Claim) -> Iterator[Line]:
    """Yield the lines of an edge with what a scenario states in the place of what rates say."""
    figure = Figure(own.range, own.rate, Quality.ASSUMPTION, "scenario")
    for number, line in enumerate(lines):
        yield line.with_figure(measure, None if number else figure)
