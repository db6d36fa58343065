"""How much of the flows must pass a hub, and what its loss costs.

Every flow takes its best way over the corridor graph. The share of a hub is the weight of the flows
that pass it, over that of all flows that have a way: betweenness as in Freeman (1977),
doi:10.2307/3033543, over weighted pairs. Its loss is the same question asked of the graph with all
that passes or stops there closed. Flows that begin or end at a hub do not count as passing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridors.ledger.services import read_services
from corridors.partners.flows import Flows, default_flows
from corridors.partners.roles import role_of
from corridors.partners.ways import FlowWay, best_ways, places_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from corridors.graph.data import By
    from corridors.graph.graph import Graph
    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats

COLUMNS = [
    "place",
    "name",
    "country",
    "kind",
    "role",
    "corridors",
    "routes",
    "services",
    "flow_share",
    "extra_km",
    "extra_h",
    "no_way_share",
    "redundancy",
]
"""Columns of the table of importance.

``corridors``, ``routes`` and ``services`` are how many pass the place. ``flow_share`` is the share
of the flows whose best way passes it; when it fails, they travel ``extra_km`` and ``extra_h`` more
on average, by the new best way; ``no_way_share`` of all flows have no other way. ``redundancy`` is
how many ways that share no gateway the largest of its flows has, found one after the other, at most
`MOST_WAYS`.
"""
MOST_WAYS = 4
_INNER = 2
"""Neighbours of a place inside a chain."""


@dataclass(frozen=True, eq=False)
class Importance:
    """The flows over a corridor graph, and what they pass.

    Attributes
    ----------
    ways
        The flows with their best ways.
    """

    traced: TracedData
    graph: Graph
    flows: Flows
    ways: tuple[FlowWay, ...]
    by: By

    def __repr__(self) -> str:
        return f"<Importance: {len(self.ways)} flows by {self.by} over {self.graph!r}>"

    @cached_property
    def _passed(self) -> dict[str, list[int]]:
        """Return the rows of the flows that pass each place; their ends do not count."""
        found: dict[str, list[int]] = {}
        for row, way in enumerate(self.ways):
            for place in places_of(self.graph, way.rows):
                if place not in (way.flow.start, way.flow.end):
                    found.setdefault(place, []).append(row)
        return found

    @cached_property
    def total(self) -> float:
        """Return the weight of the flows that have a way."""
        return float(sum(way.flow.weight for way in self.ways if way.rows))

    def share(self, place: str) -> float:
        """Return the share of the flows that pass a place."""
        rows = self._passed.get(place, [])
        carried = sum(self.ways[row].flow.weight for row in rows)
        return carried / self.total if self.total else 0.0

    def table(
        self, *, countries: Collection[str] | None = None, least_share: float = 0.0
    ) -> pd.DataFrame:
        """Return one row per hub and crossing on the corridors, the most used first.

        Parameters
        ----------
        countries
            Only hubs in these.
        least_share
            Hubs that less of the flows pass are left out.

        Returns
        -------
        DataFrame
            See `COLUMNS`.
        """
        places = self.traced.atlas.hub_places
        hubs = [
            place
            for place in dict.fromkeys([*self.graph.places, *self._passed])
            if place in places
            and role_of(places[place]) is not None
            and (countries is None or _touches(self, place, countries))
            and self.share(place) >= least_share
        ]
        frame = pd.DataFrame([self.row(hub) for hub in hubs], columns=COLUMNS)
        order = ["flow_share", "routes", "place"]
        return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)

    def row(self, hub: str) -> dict[str, Any]:
        """Return the row of a hub; see `COLUMNS`."""
        place = self.traced.atlas.hub_places[hub]
        refs = self.refs_at.get(hub, frozenset())
        routes = [name for name, legs in self._routes.items() if not legs.isdisjoint(refs)]
        return {
            "place": hub,
            "name": place.name(),
            "country": place.country,
            "kind": str(place.kind),
            "role": str(role_of(place)),
            "corridors": len({name.split("/")[0] for name in routes}),
            "routes": len(routes),
            "services": self._services.get(hub, 0),
            "flow_share": self.share(hub),
            **self.loss(hub),
            "redundancy": self._redundancy(hub),
        }

    def loss(self, place: str) -> dict[str, float]:
        """Return what the failure of a place costs: ``extra_km, extra_h, no_way_share``."""
        rows = self._passed.get(place, [])
        if not rows:
            return {"extra_km": 0.0, "extra_h": 0.0, "no_way_share": 0.0}
        # Places of one chain that the same flows pass are lost alike.
        key = self._chain.get(place, place), tuple(rows)
        if key not in self._losses:
            self._losses[key] = self._loss(place, rows)
        return dict(self._losses[key])

    @cached_property
    def _losses(self) -> dict[tuple[str, tuple[int, ...]], dict[str, float]]:
        return {}

    @cached_property
    def _chain(self) -> dict[str, str]:
        """Return the name of the chain of places without a branch that each lies in."""
        beside: dict[str, set[str]] = {}
        for row in np.flatnonzero(self._lean.open).tolist():
            ends = [
                self._lean.nodes[end].place for end in (self._lean.tail[row], self._lean.head[row])
            ]
            beside.setdefault(ends[0], set()).add(ends[1])
            beside.setdefault(ends[1], set()).add(ends[0])
        inner = {place for place, near in beside.items() if len(near - {place}) == _INNER}
        chain: dict[str, str] = {}
        for place in sorted(inner):
            waiting = [place] if place not in chain else []
            while waiting:
                here = waiting.pop()
                chain[here] = place
                waiting += [near for near in beside[here] & inner if near not in chain]
        return chain

    def _loss(self, place: str, rows: Sequence[int]) -> dict[str, float]:
        closed = self._lean.without(place)
        starts = sorted({self.ways[row].flow.start for row in rows})
        search = closed.search([closed.row_of(start, "origin") for start in starts], by=self.by)
        number = {start: row for row, start in enumerate(starts)}
        ends = [closed.row_of(self.ways[row].flow.end, "destination") for row in rows]
        at = np.array([number[self.ways[row].flow.start] for row in rows]), np.array(ends)
        joined = np.isfinite(search.away[at])
        weight = self._totals[rows, 2]
        after = search.totals(*at, np.column_stack([closed.km, closed.figures[:, 0, 1]]))
        extra = weight[joined] @ (after - self._totals[rows, :2])[joined]
        mean = extra / weight[joined].sum() if joined.any() else np.zeros(2)
        return {
            "extra_km": float(mean[0]),
            "extra_h": float(mean[1]),
            "no_way_share": float(weight[~joined].sum()) / self.total,
        }

    @cached_property
    def _lean(self) -> Graph:
        ends = {end for way in self.ways for end in (way.flow.start, way.flow.end)}
        return self.graph.for_ways_between(ends)

    @cached_property
    def _totals(self) -> Floats:
        """Return km, hours and weight of each flow, shape (f, 3)."""
        km, hours = self.graph.km, self.graph.figures[:, 0, 1]
        return np.array(
            [
                (km[list(way.rows)].sum(), hours[list(way.rows)].sum(), way.flow.weight)
                for way in self.ways
            ]
        )

    def _redundancy(self, place: str) -> int:
        """Return how many ways that share no gateway the largest flow through a place has."""
        rows = self._passed.get(place, [])
        if not rows:
            return 0
        flow = max((self.ways[row].flow for row in rows), key=lambda each: each.weight)
        graph, found = self._lean, 0
        while found < MOST_WAYS and (way := graph.way(flow.start, flow.end, by=self.by)):
            found += 1
            gates = {gate for _, gate in way.borders} - {flow.start, flow.end}
            if not gates:
                return MOST_WAYS
            graph = graph.without(gates)
        return found

    @cached_property
    def refs_at(self) -> dict[str, frozenset[str]]:
        """Return the legs that pass each place, ``corridor:leg``."""
        found: dict[str, set[str]] = {}
        for row, edge in enumerate(self.graph.edges):
            for end in (self.graph.tail[row], self.graph.head[row]):
                place = self.graph.nodes[end].place
                found.setdefault(place, set()).update(edge.refs)
                if edge.gate:
                    found.setdefault(edge.gate, found[place])
        return {place: frozenset(refs) for place, refs in found.items()}

    @cached_property
    def _routes(self) -> Mapping[str, frozenset[str]]:
        return {
            f"{corridor}/{route}": frozenset(ref.key for ref in refs)
            for corridor, routes in self.traced.refs.items()
            for route, refs in routes.items()
        }

    @cached_property
    def _services(self) -> dict[str, int]:
        count: dict[str, int] = {}
        for service in read_services(places=self.traced.atlas.places):
            for place in {service.start, *service.via, service.end}:
                count[place] = count.get(place, 0) + 1
        return count


def _touches(found: Importance, place: str, countries: Collection[str]) -> bool:
    """Tell whether a place lies in one of some countries, of a crossing on either side."""
    known = found.traced.atlas.catalogue.gates.crossings.get(place)
    sides: Sequence[str] = known.countries if known else ()
    return not {found.traced.atlas.hub_places[place].country, *sides}.isdisjoint(countries)


def importance(
    traced: TracedData,
    *,
    graph: Graph,
    flows: Flows | None = None,
    countries: Collection[str] | None = None,
    by: By = "hours",
) -> Importance:
    """Return the flows over the corridors and what they pass.

    Parameters
    ----------
    graph
        Of the traced corridors.
    flows
        Of one's own; `default_flows` where absent.
    countries
        Default flows only between these.
    by
        What best ways are short in.
    """
    chosen = flows or default_flows(traced.atlas, graph, countries=countries)
    return Importance(traced, graph, chosen, tuple(best_ways(graph, chosen, by=by)), by)
