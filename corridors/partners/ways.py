"""The ways of flows over the corridor graph."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from corridors.graph.data import By
    from corridors.graph.graph import Graph
    from corridors.partners.flows import Flow, Flows


@dataclass(frozen=True, slots=True)
class FlowWay:
    """A flow with its best way: numbers of edges, empty where there is none."""

    flow: Flow
    rows: tuple[int, ...]


def best_ways(graph: Graph, flows: Flows, *, by: By) -> list[FlowWay]:
    """Return flows with their best ways; those that the corridors serve by a detour only are out.

    A flow without any way stays, for it belongs to the whole.
    """
    found: list[FlowWay] = []
    ordered = sorted(flows.flows, key=lambda flow: (flow.start, flow.end))
    for start, group in groupby(ordered, key=lambda flow: flow.start):
        search = graph.search([graph.row_of(start, "origin")], by=by)
        for flow in group:
            edges = search.edges_to(0, graph.row_of(flow.end, "destination"))
            way = FlowWay(flow, tuple(edges or ()))
            if _is_direct(graph, way, flows.detour):
                found.append(way)
    return found


def _is_direct(graph: Graph, way: FlowWay, detour: float) -> bool:
    if not way.rows or not np.isfinite(detour):
        return True
    start, end = graph.points[way.flow.start], graph.points[way.flow.end]
    lon, lat = np.array([end[0]]), np.array([end[1]])
    straight = float(geodesy.distance_km(*start, lon, lat)[0])
    return float(graph.km[list(way.rows)].sum()) <= detour * straight


def places_of(graph: Graph, rows: Sequence[int]) -> tuple[str, ...]:
    """Return what a way passes, in order: its places, and the crossings that stand for its spots.

    Its two ends are among them.
    """
    passed: dict[str, None] = {}
    for row in rows:
        passed[graph.nodes[graph.tail[row]].place] = None
        if graph.edges[row].gate:
            passed[graph.edges[row].gate] = None
    if rows:
        passed[graph.nodes[graph.head[rows[-1]]].place] = None
    return tuple(passed)


def runs_within(
    graph: Graph, rows: Sequence[int], countries: Collection[str] | None
) -> list[tuple[float, list[tuple[str, float]]]]:
    """Return the parts of a way that lie in some countries: km, and places with their chainage.

    Without countries the way is one part, but for the sea, on which nothing can stand.
    """
    runs: list[tuple[float, list[tuple[str, float]]]] = []
    legs = [row for row in rows if graph.edges[row].kind == "leg"]
    for inside, group in groupby(legs, key=lambda row: _is_inside(graph, row, countries)):
        if not inside:
            continue
        at_km, passed = 0.0, dict[str, float]()
        for row in group:
            passed.setdefault(graph.nodes[graph.tail[row]].place, at_km)
            at_km += float(graph.km[row])
            passed.setdefault(graph.nodes[graph.head[row]].place, at_km)
        runs.append((at_km, list(passed.items())))
    return runs


def _is_inside(graph: Graph, row: int, countries: Collection[str] | None) -> bool:
    edge = graph.edges[row]
    return edge.mode != "sea" and (countries is None or edge.country in countries)
