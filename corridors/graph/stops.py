"""Stops: what lies between the nodes of one place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.data import Edge, EdgeKind, Node
from corridors.graph.departures import leads_on
from corridors.graph.figures import Cost
from corridors.ledger.lines import HELD_BY_BORDER
from corridors.ledger.stops import Stop
from geodata import geodesy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corridors.graph.figures import Pricer

_NEAR_KM = 30.0
"""A yard lies no farther than this from the border that its hours may be part of."""

StopEdge = tuple[Node, Node, Edge, Cost]


@dataclass(frozen=True)
class Junctions:
    """What the places of the graph allow, and what stands for them.

    Attributes
    ----------
    points
        Place to lon, lat.
    countries
        Of the places that the atlas knows.
    gates
        Spot to the known crossing or yard that stands for it.
    transfers
        Places at which goods change from one mode to another.
    yards
        Place to the gauges between which wagons or goods change there.
    national_mm
        Country to the gauges of its main network.
    voyages
        Port to the km of the longest voyage that begins or ends there.
    """

    points: Mapping[str, tuple[float, float]]
    countries: Mapping[str, str]
    gates: Mapping[str, str]
    transfers: frozenset[str]
    yards: Mapping[str, frozenset[int]]
    national_mm: Mapping[str, Sequence[int]]
    voyages: Mapping[str, float]


def stop_edges(nodes: Iterable[Node], junctions: Junctions, pricer: Pricer) -> Iterator[StopEdge]:
    """Yield the stops at all places, from node to node, priced."""
    by_place: dict[str, list[Node]] = {}
    for node in sorted(set(nodes)):
        by_place.setdefault(node.place, []).append(node)
    borders = _Borders(by_place, junctions, pricer)
    for place, sides in by_place.items():
        yield from _ends(place, sides, junctions, pricer)
        for one, other in permutations(sides, 2):
            if leads_on(one, other, sides):
                yield from _between(one, other, junctions, borders, pricer)


def _ends(
    place: str, sides: Sequence[Node], junctions: Junctions, pricer: Pricer
) -> Iterator[StopEdge]:
    for side in sides:
        country = side.country or junctions.countries.get(place, "")
        voyage_km = junctions.voyages.get(place, 0.0) if side.mode == "sea" else 0.0
        modes, countries = (side.mode, side.mode), (country, country)
        if side.part == "" or (side.mode == "sea" and side.part == "depart"):
            stop = Stop("origin", 0.0, (place,), modes, countries, voyage_km=voyage_km)
            edge = Edge("load", side.mode, country, gate=place)
            yield Node(place, part="origin"), side, edge, pricer.stop(stop)
        if side.part != "depart" or side.mode == "road":
            stop = Stop("destination", 0.0, (place,), modes, countries, voyage_km=voyage_km)
            edge = Edge("unload", side.mode, country, gate=place)
            yield side, Node(place, part="destination"), edge, pricer.stop(stop)


def _between(
    one: Node, other: Node, junctions: Junctions, borders: _Borders, pricer: Pricer
) -> Iterator[StopEdge]:
    if one.mode != other.mode:
        yield from _transfer(one, other, junctions, pricer)
    elif one.mode == "sea":
        yield _handled("call", one, other, junctions, pricer)
    elif one.country != other.country and _same_gauge(one, other):
        stop = borders.stop(one, other)
        detail, gate = f"{one.country}>{other.country}", borders.gate(one.place)
        yield one, other, Edge("border", one.mode, other.country, detail, gate), pricer.stop(stop)
    elif one.country == other.country and one.gauge_mm != other.gauge_mm:
        yield from _gauge(one, other, junctions, borders, pricer)


def _same_gauge(one: Node, other: Node) -> bool:
    return one.gauge_mm == other.gauge_mm or 0 in (one.gauge_mm, other.gauge_mm)


def _transfer(one: Node, other: Node, junctions: Junctions, pricer: Pricer) -> Iterator[StopEdge]:
    apart = one.country and other.country and one.country != other.country
    if one.place in junctions.transfers and not apart:
        yield _handled("transfer", one, other, junctions, pricer)


def _handled(
    kind: EdgeKind, one: Node, other: Node, junctions: Junctions, pricer: Pricer
) -> StopEdge:
    place = one.place
    country = junctions.countries.get(place) or other.country or one.country
    at_sea = "sea" in (one.mode, other.mode)
    stop = Stop(
        "call" if kind == "call" else "handling",
        0.0,
        (place,),
        (one.mode, other.mode),
        (country, country),
        voyage_km=junctions.voyages.get(place, 0.0) if at_sea else 0.0,
    )
    edge = Edge(kind, other.mode, country, f"{one.mode}>{other.mode}", place)
    return one, other, edge, pricer.stop(stop)


def _gauge(
    one: Node, other: Node, junctions: Junctions, borders: _Borders, pricer: Pricer
) -> Iterator[StopEdge]:
    pair = {one.gauge_mm, other.gauge_mm}
    if 0 in pair:
        yield one, other, Edge("gauge", "rail", one.country, "", one.place), _nothing()
        return
    if not pair <= junctions.yards.get(one.place, frozenset()):
        return
    detail = f"{one.gauge_mm}>{other.gauge_mm}"
    near = borders.beside(one, other)
    names = tuple(dict.fromkeys((borders.gate(one.place), *(stop.places[0] for stop in near))))
    cost = pricer.stop(Stop("gauge", 0.0, names, ("rail", "rail"), gauges=detail))
    if any(pricer.holds_gauge(border) for border in near):
        cost = cost.without_hours(HELD_BY_BORDER)
    yield one, other, Edge("gauge", "rail", one.country, detail, names[0]), cost


def _nothing() -> Cost:
    return Cost(np.zeros((3, 3)), np.zeros(3, dtype=bool))


class _Borders:
    """The borders of railways, and which of them lie beside a yard."""

    def __init__(
        self, by_place: Mapping[str, Sequence[Node]], junctions: Junctions, pricer: Pricer
    ) -> None:
        self._junctions = junctions
        self._pricer = pricer
        self._at = [
            (place, one, other)
            for place, sides in by_place.items()
            for one, other in permutations(sides, 2)
            if one.mode == other.mode == "rail"
            and one.country != other.country
            and _same_gauge(one, other)
        ]
        points = [junctions.points[place] for place, *_ in self._at]
        self._points = np.array(points or [(0.0, 0.0)])

    def gate(self, place: str) -> str:
        """Return what stands for a place: the known crossing of a spot."""
        return self._junctions.gates.get(place, place)

    def stop(self, one: Node, other: Node) -> Stop:
        """Return the stop at the border from one node to another."""
        modes, countries = (one.mode, one.mode), (one.country, other.country)
        return Stop("border", 0.0, (self.gate(one.place),), modes, countries)

    def beside(self, one: Node, other: Node) -> list[Stop]:
        """Return the borders near a yard that are crossed in the direction of a change of gauge.

        Who changes to the gauge of the yard's country comes in, who changes from it goes out.
        """
        if not self._at:
            return []
        own = self._junctions.national_mm.get(one.country, ())
        coming = other.gauge_mm in own and one.gauge_mm not in own
        here = self._junctions.points[one.place]
        away = geodesy.distance_km(*here, self._points[:, 0], self._points[:, 1])
        near = sorted(np.flatnonzero(away <= _NEAR_KM).tolist(), key=lambda row: float(away[row]))
        stops = [
            self.stop(first, last)
            for _, first, last in (self._at[row] for row in near)
            if one.country == (last if coming else first).country
        ]
        return list(dict.fromkeys(stops))
