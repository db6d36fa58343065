"""Roads out of places where rails of several gauges meet.

Who goes over from rail to road there leaves by road, and does not go back onto rails near by. A
truck that moves from track to track of a yard, or to the terminal beside it, would carry goods past
the change of gauge, with two handlings in place of the hours of the yard.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.graph.data import Node
    from corridors.graph.figures import Row


YARD_KM = 25.0
"""What lies so near by road to a place where gauges meet belongs to its yards."""


def with_departures(rows: Sequence[Row]) -> list[Row]:
    """Return rows of legs, and those by road out of such places from nodes of their own as well.

    What departs by road stands there only to leave: stops lead from rail to the node that departs,
    across a border to the one behind it, and no further. It departs from the places within
    `YARD_KM` by road too, before it may go over to anything else.
    """
    near = _near_yards(rows)
    leaving = [
        (replace(tail, part="depart"), _departing(head, near), edge, km, cost)
        for tail, head, edge, km, cost in rows
        if tail.mode == "road" and tail.place in near
    ]
    return [*rows, *leaving]


def _departing(node: Node, near: frozenset[str]) -> Node:
    return replace(node, part="depart") if node.place in near else node


def _near_yards(rows: Sequence[Row]) -> frozenset[str]:
    """Return the places where gauges meet, and those within `YARD_KM` of one by road."""
    beside: dict[str, list[tuple[str, float]]] = {}
    for tail, head, _, km, _ in rows:
        if tail.mode == head.mode == "road":
            beside.setdefault(tail.place, []).append((head.place, km))
            beside.setdefault(head.place, []).append((tail.place, km))
    away = {place: 0.0 for place, gauges in _gauges(rows).items() if len(gauges) > 1}
    waiting = sorted(away)
    while waiting:
        here = waiting.pop()
        for place, km in beside.get(here, []):
            total = away[here] + km
            if total <= YARD_KM and total < away.get(place, math.inf):
                away[place] = total
                waiting.append(place)
    return frozenset(away)


def _gauges(rows: Sequence[Row]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for row in rows:
        for node in row[:2]:
            if node.mode == "rail" and node.gauge_mm:
                found.setdefault(node.place, set()).add(node.gauge_mm)
    return found


def leads_on(one: Node, other: Node, sides: Sequence[Node]) -> bool:
    """Return whether a stop may lead from one node of a place to another.

    Parameters
    ----------
    sides
        All nodes of the place.
    """
    if _leaves_by_road(one) or _leaves_by_road(other):
        return _leaves_by_road(other) and (one.mode == "rail" or _leaves_by_road(one))
    if one.part == "depart" or other.part == "arrive":
        return False
    return (one.mode, other.mode) != ("rail", "road") or not any(map(_leaves_by_road, sides))


def _leaves_by_road(node: Node) -> bool:
    return node.mode == "road" and node.part == "depart"
