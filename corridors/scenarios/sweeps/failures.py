"""Single failures: what the loss of one crossing, yard, port, passage or leg costs a corridor.

The shipment goes from end to end of the main route. Without an element of it, it takes the best
way that is left, by any corridor, through the countries that this corridor passes; where none is
left there, through any country. The detour is what that way takes beyond the main route.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypedDict

import numpy as np

from corridors.scenarios.sets import ends_of
from corridors.scenarios.sweeps.engine import resumed, serial
from corridors.scenarios.sweeps.keys import key_of_graph
from geodata.country_names import HIGH_SEAS
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corridors.graph.data import By
    from corridors.graph.graph import Graph
    from corridors.graph.way import Way
    from corridors.scenarios.sweeps.engine import Engine
    from corridors.tracing.traced_data import TracedData

ElementKind = Literal["crossing", "yard", "port", "terminal", "passage", "leg"]
_KIND_OF_STOP: dict[str, ElementKind] = {"border": "crossing", "gauge": "yard"}


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a route that may fail; its id is the word that closes it."""

    id: str
    kind: ElementKind


class Cost(TypedDict):
    """What a way takes, as sums of modes, and whereby it goes.

    ``leaves`` tells whether it passes countries that the corridor does not.
    """

    km: float
    hours: float
    usd: float
    kg_co2e: float
    countries: list[str]
    borders: list[str]
    passages: list[str]
    leaves: bool


@dataclass(frozen=True)
class Sweep:
    """What all failures share.

    Attributes
    ----------
    own
        Corridor to the graph of the countries that it passes.
    """

    graph: Graph
    own: dict[str, Graph]


@dataclass(frozen=True)
class Failure:
    """What the loss of an element costs.

    Attributes
    ----------
    start, end
        Of the main route.
    route
        What the main route takes.
    instead
        What the best way without the element takes, None where no way is left.
    by
        What was minimised.
    """

    corridor: str
    start: str
    end: str
    element: Element
    route: Cost
    instead: Cost | None
    by: By

    @property
    def is_better(self) -> bool:
        """Tell whether a way without the element beats the main route even today."""
        key = _KEY[self.by]
        return self.instead is not None and self.instead[key] < self.route[key]  # type: ignore[literal-required]

    def detour(self, key: str) -> float | None:
        """Return the detour in km, hours, usd or kg_co2e; None where no way is left.

        0 where a way without the element is better even today: its loss costs nothing.
        """
        if self.instead is None:
            return None
        if self.is_better:
            return 0.0
        more: float = self.instead[key] - self.route[key]  # type: ignore[literal-required]
        return more

    def record(self) -> dict[str, object]:
        """Return it as keys of JSON."""
        return {
            "corridor": self.corridor,
            "from": self.start,
            "to": self.end,
            "id": self.element.id,
            "kind": self.element.kind,
            "no_way": self.instead is None,
            "detour_km": self.detour("km"),
            "detour_h": self.detour("hours"),
            "detour_usd": self.detour("usd"),
            "detour_kg_co2e": self.detour("kg_co2e"),
            "better_without": self.is_better,
            "instead": self.instead,
        }


_KEY: dict[By, str] = {"km": "km", "hours": "hours", "usd": "usd", "co2e": "kg_co2e"}


def failures(
    graph: Graph,
    traced: TracedData,
    corridors: Sequence[str],
    *,
    by: By = "hours",
    engine: Engine = serial,
    results: Path | None = None,
) -> list[Failure]:
    """Return what the loss of each element of the main routes of corridors costs.

    A corridor whose main route is not in use as a whole has no rows. The ends of a route are no
    elements: without them there is no shipment.

    Parameters
    ----------
    results
        A file to which results are appended, and from which a broken sweep goes on.

    Raises
    ------
    InputError
        An unknown corridor.
    """
    routes = {corridor: way for corridor in corridors if (way := main_way(graph, traced, corridor))}
    about = "" if results is None else key_of_graph(graph)
    jobs = {
        f"{corridor} {element.id} {by} {about}".strip(): (
            corridor, element, (corridor, way.places[0], way.places[-1], element.id, by),
        )
        for corridor, way in routes.items()
        for element in elements_of(way, _refs(traced, corridor))
    }  # fmt: skip
    asked = {key: job for key, (*_, job) in jobs.items()}
    own = {corridor: _within(graph, _countries(traced, corridor)) for corridor in routes}
    found = dict(resumed(engine, cost_without, Sweep(graph, own), asked, results=results))
    return [
        Failure(corridor, start, end, element, cost_of(routes[corridor]), found[key], by)
        for key, (corridor, element, (_, start, end, *_)) in jobs.items()
    ]


def cost_without(sweep: Sweep, job: tuple[str, str, str, str, By]) -> Cost | None:
    """Return what the best way between two places takes without one element.

    Parameters
    ----------
    job
        The corridor, from, to, what is closed, what is minimised.
    """
    corridor, start, end, word, by = job
    for graph, leaves in ((sweep.own[corridor], False), (sweep.graph, True)):
        way = graph.without(word).way(start, end, by=by)
        if way is not None:
            return cost_of(way, leaves=leaves)
    return None


def _countries(traced: TracedData, corridor: str) -> frozenset[str]:
    """Return the countries that the routes of a corridor pass or call at."""
    rows = traced.routes
    return frozenset(
        code for codes in rows[rows["corridor"] == corridor]["countries"] for code in codes
    )


def _within(graph: Graph, countries: frozenset[str]) -> Graph:
    """Return the graph without what lies in other countries; the sea is nobody's."""
    inside = np.array([node.country in {*countries, ""} for node in graph.nodes], dtype=bool)
    passed = [
        {code for code, _ in edge.by_country} <= {*countries, HIGH_SEAS}
        and (edge.kind not in ("call", "transfer") or edge.country in {*countries, ""})
        for edge in graph.edges
    ]
    usable = inside[graph.tail] & inside[graph.head] & np.array(passed, dtype=bool)
    return graph.with_open(graph.open & usable)


def cost_of(way: Way, *, leaves: bool = False) -> Cost:
    """Return what a way takes."""
    return {
        "leaves": leaves,
        "km": way.length_km,
        "hours": way.hours.mode,
        "usd": way.usd.mode,
        "kg_co2e": way.kg_co2e.mode,
        "countries": way.countries,
        "borders": [detail for detail, _ in way.borders],
        "passages": way.passages,
    }


def main_way(graph: Graph, traced: TracedData, corridor: str) -> Way | None:
    """Return the main route of a corridor as a way, None where it is not in use as a whole.

    Raises
    ------
    InputError
        An unknown corridor.
    """
    if corridor not in traced.refs:
        raise InputError.unknown("corridor", corridor, traced.refs)
    refs = _refs(traced, corridor)
    route = traced.atlas.catalogue.corridors[corridor].main_route.id
    own = [edge.kind != "leg" or not refs.isdisjoint(edge.refs) for edge in graph.edges]
    only = graph.with_open(graph.in_use & np.array(own, dtype=bool))
    found = only.way(*ends_of(traced, corridor, route), by="km")
    return None if found is None else replace(found, graph=graph)


def _refs(traced: TracedData, corridor: str) -> frozenset[str]:
    route = traced.atlas.catalogue.corridors[corridor].main_route.id
    return frozenset(leg.ref for leg, _ in traced.route_legs(corridor, route))


def elements_of(way: Way, refs: frozenset[str]) -> list[Element]:
    """Return what may fail on a way, in order of travel, each once.

    Parameters
    ----------
    refs
        The legs that count, ``corridor:leg``.
    """
    ends = {way.places[0], way.places[-1]}
    found: dict[str, Element] = {}
    for element in _elements(way, refs):
        if element.id not in ends:
            found.setdefault(element.id, element)
    return list(found.values())


def _elements(way: Way, refs: frozenset[str]) -> Iterator[Element]:
    for row in way.rows:
        edge = way.graph.edges[row]
        if edge.kind == "leg":
            yield from (Element(ref, "leg") for ref in edge.refs if ref in refs)
            yield from (Element(passage, "passage") for passage in edge.passages)
        elif edge.kind in _KIND_OF_STOP:
            place = edge.gate or way.graph.nodes[way.graph.tail[row]].place
            yield Element(place, _KIND_OF_STOP[edge.kind])
        elif edge.kind in ("transfer", "call"):
            yield Element(edge.gate, "port" if "sea" in edge.detail else "terminal")
