"""The ledger of a way through the corridor graph: the lines of its edges in order of travel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corridors.ledger.ledger import Ledger
from corridors.ledger.lines import MEASURES, Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.graph.way import Way
    from corridors.ledger.lines import Figure
    from corridors.ledger.rates.book import RateBook

_Key = tuple[str | None, ...]


def way_ledger(way: Way, book: RateBook) -> Ledger:
    """Return the ledger of a way.

    Pieces of one leg that rest on the same rates are one line. What a scenario states is in it as
    an assumption.

    Parameters
    ----------
    book
        In which the profile of the graph is named.
    """
    nodes, graph = way.graph.nodes, way.graph
    ends = nodes[graph.tail[way.rows[0]]].place, nodes[graph.head[way.rows[-1]]].place
    profile = book.profiles.named(graph.profile)
    return Ledger(f"{ends[0]} - {ends[1]}", ends, "", tuple(lines_along(way)), profile, graph.year)


def lines_along(way: Way) -> Iterator[Line]:
    """Yield the lines of a way in order of travel, at their chainage."""
    run: dict[_Key, Line] = {}
    at_km = 0.0
    for row in way.rows:
        edge, km = way.graph.edges[row], float(way.graph.km[row])
        placed = [replace(line, start_km=at_km) for line in way.graph.lines[row]]
        if edge.kind == "leg":
            for line in placed:
                _add(run, replace(line, leg=_leg_of(edge.refs, run)) if line.leg else line)
        else:
            yield from _settled(run, at_km)
            run = {}
            yield from placed
        at_km += km
    yield from _settled(run, at_km)


def _leg_of(refs: tuple[str, ...], run: dict[_Key, Line]) -> str:
    """Return the leg of a piece: of those that share it, the one that the run is on."""
    last = next((line.leg for line in reversed(run.values()) if line.leg), "")
    return last if last in refs else refs[0]


def _add(run: dict[_Key, Line], line: Line) -> None:
    key = (line.what, line.leg, line.country, *(_rate(line.figure(name)) for name in MEASURES))
    before = run.get(key)
    run[key] = line if before is None else _sum(before, line)


def _rate(figure: Figure | None) -> str | None:
    return None if figure is None else figure.rate


def _sum(one: Line, other: Line) -> Line:
    hours, usd, kg = (_figure(one.figure(name), other.figure(name)) for name in MEASURES)
    return replace(one, km=one.km + other.km, hours=hours, usd=usd, kg_co2e=kg)


def _figure(one: Figure | None, other: Figure | None) -> Figure | None:
    if one is None or other is None:
        return one
    return replace(one, range=one.range.plus(other.range))


def _settled(run: dict[_Key, Line], end_km: float) -> Iterator[Line]:
    """Yield the lines of a run of legs: driving first, then the rest that it asks for."""
    for line in run.values():
        if line.kind == "leg":
            yield line
    for line in run.values():
        if line.kind != "leg":
            yield replace(line, start_km=end_km, note="")
