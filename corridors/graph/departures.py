"""Roads out of places where rails of several gauges meet.

Who goes over from rail to road there leaves by road. A truck that never moves would carry goods
past the change of gauge, with two handlings in place of the hours of the yard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.graph.data import Node
    from corridors.graph.figures import Row


def with_departures(rows: Sequence[Row]) -> list[Row]:
    """Return rows of legs, and those by road out of such places from a node of its own as well.

    What departs by road stands there only to leave: stops lead from rail to the node that departs,
    across a border to the one behind it, and no further.
    """
    gauges = _gauges(rows)
    leaving = [
        (replace(tail, part="depart"), head, edge, km, cost)
        for tail, head, edge, km, cost in rows
        if tail.mode == "road" and len(gauges.get(tail.place, ())) > 1
    ]
    return [*rows, *leaving]


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
