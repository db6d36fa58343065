"""Legs as pieces between places: km, countries, usable gauges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.cuts import lies_at_end
from corridors.graph.data import Node
from corridors.tracing.mixed import WATER
from geodata.country_names import HIGH_SEAS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.graph.cuts import Cut
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
    from corridors.tracing.way import Stretches


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a leg between two cuts, in the leg's own direction.

    Attributes
    ----------
    ref, corridor, link, in_use
        Of the leg: ``corridor:leg``, its corridor, its two ends, whether freight runs on it.
    ends
        Ids of the places.
    country
        In which it runs from border to border: of its nodes, and the one that it is priced by.
    gauges_mm
        On which the whole of it can be run; 0 where unknown and of everything but rails.
    voyage_km
        At sea, the longest run of sea legs that any route makes of it.
    """

    ref: str
    corridor: str
    link: tuple[str, str]
    in_use: bool
    mode: str
    ends: tuple[str, str]
    start_km: float
    km: float
    country: str
    by_country: tuple[tuple[str, float], ...]
    gauges_mm: tuple[int, ...]
    passages: tuple[str, ...] = ()
    voyage_km: float = 0.0

    def nodes(self, gauge_mm: int, *, backwards: bool = False) -> tuple[Node, Node]:
        """Return the two nodes between which it runs on a gauge."""
        first, last = self.ends[::-1] if backwards else self.ends
        if self.mode == "sea":
            return Node(first, "sea", part="depart"), Node(last, "sea", part="arrive")
        return (
            Node(first, self.mode, self.country, gauge_mm),
            Node(last, self.mode, self.country, gauge_mm),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one's own between two places, as a scenario adds it.

    It lies in the country where it begins; where it ends in another one, the border is at its end.

    Attributes
    ----------
    id
        Its name, as legs have ``corridor:leg``.
    """

    id: str
    start: str
    end: str
    mode: str
    length_km: float
    gauge_mm: int = 0


def pieces_of(leg: TracedLeg, cuts: Sequence[Cut], *, voyage_km: float) -> list[Piece]:
    """Return a leg as pieces between its cuts."""
    if str(leg.leg.mode) in WATER:
        return [_voyage(leg, voyage_km)]
    gauges = _gauges(leg)
    country, pieces = _first_country(leg), list[Piece]()
    for before, after in pairwise(cuts):
        country = before.into or country
        km, codes, usable = _part(leg.way, gauges, before.at_km, after.at_km)
        usable = _with_running(leg, usable, (before.at_km + after.at_km) / 2.0)
        if before.place != after.place:
            ends = (before.place, after.place)
            mode = str(leg.leg.mode)
            pieces.append(Piece(*_of(leg), mode, ends, before.at_km, km, country, codes, usable))
    return pieces


def _of(leg: TracedLeg) -> tuple[str, str, tuple[str, str], bool]:
    return leg.ref, leg.corridor, (leg.leg.start, leg.leg.end), leg.in_use


def _voyage(leg: TracedLeg, voyage_km: float) -> Piece:
    passed = [event.place for event in leg.events if event.kind == "passage" and event.place]
    return Piece(
        *_of(leg),
        "sea",
        (leg.leg.start, leg.leg.end),
        0.0,
        leg.length_km,
        HIGH_SEAS,
        tuple(sorted(leg.way.sums("country").items())),
        (0,),
        tuple(dict.fromkeys(passed)),
        voyage_km,
    )


def pieces_of_line(line: Line, countries: tuple[str, str]) -> list[Piece]:
    """Return a line of one's own as pieces: one, and one of no km behind a border at its end.

    Parameters
    ----------
    countries
        Of the two ends.
    """
    at_sea = line.mode in WATER
    first, last = (HIGH_SEAS, HIGH_SEAS) if at_sea else countries
    whole = Piece(
        line.id,
        "",
        (line.start, line.end),
        True,
        "sea" if at_sea else line.mode,
        (line.start, line.end),
        0.0,
        line.length_km,
        first,
        ((first, line.length_km),),
        (line.gauge_mm,),
        voyage_km=line.length_km if at_sea else 0.0,
    )
    if first == last:
        return [whole]
    border = border_of_line(line)
    behind = replace(
        whole,
        ends=(border, line.end),
        start_km=line.length_km,
        km=0.0,
        country=last,
        by_country=((last, 0.0),),
    )
    return [replace(whole, ends=(line.start, border)), behind]


def border_of_line(line: Line) -> str:
    """Return the name of the spot at which a line of one's own crosses into another country."""
    return f"border@{line.id}"


def _first_country(leg: TracedLeg) -> str:
    """Return the country in which a leg begins, behind a border that lies at its very start."""
    at_start = [
        event.detail.partition(">")[2]
        for event in leg.events
        if event.kind == "border" and lies_at_end(event, leg) and event.at_km < leg.length_km / 2.0
    ]
    return at_start[-1] if at_start else leg.way.country[0]


def _gauges(leg: TracedLeg) -> list[tuple[int, ...]]:
    """Return the usable gauges of each stretch; what is unknown has those of its neighbour."""
    if str(leg.leg.mode) != "rail":
        return [()] * len(leg.way.km)
    filled: list[tuple[int, ...]] = [tuple(gauges) for gauges in leg.way.gauges_mm]
    for rows in (range(1, len(filled)), range(len(filled) - 2, -1, -1)):
        for row in rows:
            filled[row] = filled[row] or filled[row - rows.step]
    return filled


def _part(
    way: Stretches, gauges: Sequence[tuple[int, ...]], first_km: float, last_km: float
) -> tuple[float, tuple[tuple[str, float], ...], tuple[int, ...]]:
    """Return the km of a part of a way, by country too, and the gauges usable all along it."""
    start = way.start_km
    inside = np.minimum(start[1:], last_km) - np.maximum(start[:-1], first_km)
    at = int(np.clip(np.searchsorted(start, first_km, side="right") - 1, 0, len(way.km) - 1))
    rows = np.flatnonzero(inside > 0.0).tolist() or [at]
    by_country: dict[str, float] = {}
    by_gauge: dict[tuple[int, ...], float] = {}
    for row in rows:
        km = max(float(inside[row]), 0.0)
        by_country[way.country[row]] = by_country.get(way.country[row], 0.0) + km
        by_gauge[gauges[row]] = by_gauge.get(gauges[row], 0.0) + km
    km = max(last_km - first_km, 0.0)
    return km, tuple(sorted(by_country.items())), _usable(by_gauge)


def _with_running(leg: TracedLeg, usable: tuple[int, ...], at_km: float) -> tuple[int, ...]:
    """Return usable gauges with the one that trains have there by the breaks of the leg.

    Tracks of both gauges lead to a yard, where the network knows one of them only.
    """
    breaks = [event for event in leg.events if event.kind == "break_of_gauge"]
    if not breaks:
        return usable
    ahead = next((event for event in breaks if event.at_km > at_km), None)
    before, _, after = (ahead or breaks[-1]).detail.partition(">")
    return tuple(sorted({*usable, int(before if ahead else after)}))


def _usable(by_gauge: dict[tuple[int, ...], float]) -> tuple[int, ...]:
    """Return the gauges that all stretches share; those of most km where they share none.

    Stretches that share none and have no break between them are a line drawn on the wrong bank.
    """
    if not any(by_gauge):
        return (0,)
    shared = frozenset.intersection(*(frozenset(gauges) for gauges in by_gauge if gauges))
    most = max(by_gauge, key=lambda gauges: (by_gauge[gauges] if gauges else -1.0, gauges))
    return tuple(sorted(shared)) or most


def voyages(traced: TracedData) -> dict[str, float]:
    """Return for each leg over water the km of the longest voyage that a route makes of it.

    A voyage is a run of legs over water, from port of loading to port of unloading.
    """
    longest: dict[str, float] = {
        ref: leg.length_km for ref, leg in traced.by_ref.items() if str(leg.leg.mode) in WATER
    }
    for corridor, routes in traced.refs.items():
        for route in routes:
            run: list[TracedLeg] = []
            for leg, _ in [*traced.route_legs(corridor, route), (None, False)]:
                if leg is not None and leg.ref in longest:
                    run.append(leg)
                    continue
                km = sum(each.length_km for each in run)
                longest |= {each.ref: max(longest[each.ref], km) for each in run}
                run = []
    return longest
