"""Between which places a scenario asks: pairs, the ends of routes, the hubs of a set."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from corridors.definitions.sco import sco_members
from geodata.places.model import COUNTRIES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridors.graph.graph import Graph
    from corridors.scenarios.definition import Scenario
    from corridors.tracing.traced_data import TracedData

HUB_SETS = ("sco",)
"""Sets of hubs beside countries."""
_HUB_KINDS = frozenset({Kind.SEA_PORT, Kind.DRY_PORT, Kind.RAIL_TERMINAL, Kind.LOGISTICS_CENTRE})
"""Kinds of places that goods come from and go to."""

Pair = tuple[str, str]


def is_set(word: str) -> bool:
    """Tell whether a word names a set of hubs."""
    return word in HUB_SETS or word in COUNTRIES


def pairs_of(scenario: Scenario, traced: TracedData, graph: Graph) -> list[Pair]:
    """Return the pairs that a scenario asks about, each once, in the order of its file.

    Of hubs each pair is asked in one direction, by the order of their ids.
    """
    found = [
        *scenario.pairs,
        *(pair for corridor in scenario.corridors for pair in ends_of_routes(traced, corridor)),
        *combinations(_hubs(scenario.hubs, traced, graph), 2),
    ]
    return list(dict.fromkeys(found))


def ends_of_routes(traced: TracedData, corridor: str) -> Iterator[Pair]:
    """Yield the ends of the routes of a corridor, those of the main route first."""
    record = traced.atlas.catalogue.corridors[corridor]
    routes = [record.main_route.id, *traced.refs[corridor]]
    for route in dict.fromkeys(routes):
        yield ends_of(traced, corridor, route)


def ends_of(traced: TracedData, corridor: str, route: str) -> Pair:
    """Return the places at which a route begins and ends."""
    legs = traced.route_legs(corridor, route)
    (first, first_back), (last, last_back) = legs[0], legs[-1]
    return (
        first.leg.end if first_back else first.leg.start,
        last.leg.start if last_back else last.leg.end,
    )


def _hubs(words: Sequence[str], traced: TracedData, graph: Graph) -> list[str]:
    countries = {code for word in words for code in (sco_members() if word == "sco" else [word])}
    places = traced.atlas.hub_places
    return [
        node.place
        for node in graph.nodes
        if node.part == "origin"
        and node.place in places
        and places[node.place].kind in _HUB_KINDS
        and places[node.place].country in countries
    ]
