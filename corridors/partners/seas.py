"""Seas as ships of the corridors know them: what they reach without a canal or strait."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridors.graph.data import GraphData


def seas_of(graph: GraphData) -> list[frozenset[str]]:
    """Return groups of ports that ships join without passing a canal or strait, in order."""
    sea: dict[str, frozenset[str]] = {}
    for row, edge in enumerate(graph.edges):
        if edge.kind != "leg" or edge.mode != "sea":
            continue
        ends = [graph.nodes[end].place for end in (graph.tail[row], graph.head[row])]
        for port in ends:
            sea.setdefault(port, frozenset([port]))
        if not edge.passages:
            joined = sea[ends[0]] | sea[ends[1]]
            sea |= dict.fromkeys(joined, joined)
    return sorted(set(sea.values()), key=sorted)
