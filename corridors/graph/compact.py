"""The corridor graph as small JSON for a planner in a page, and the way back from it.

Columns of whole numbers: tenths of km, hundredths of hours, dollars and kg. A piece of a leg that
costs the same in both directions stands once. What a place takes to load and unload stands as a row
of a table of costs. Names, points and states of places are in the page already, by id.

Keys of the document, all columns of one table of one length:

``places``
    Ids, sorted; numbers elsewhere are rows of it.
``nodes``
    ``place, mode, country, gauge, part``: part 1 where ships arrive, 2 where they depart; the modes
    are ``modes``, the countries ``countries``. Without origins and destinations of ways.
``ends``
    For each node ``load`` and ``unload``: a row of ``costs``, -1 where there is none.
``edges``
    ``tail, head`` (rows of ``nodes``), ``km`` (tenths), ``cost`` (row of ``costs``), ``kind`` (of
    ``kinds``), ``state`` (1 open, 0 shut at the date, -1 not in use), ``both`` (1 where it is the
    same in the other direction), ``refs``, ``passages`` and ``through`` (countries; rows of
    ``sets``, which are rows of ``words``), ``gate`` (row of ``places``, -1 for none).
``costs``
    Rows of hours (hundredths), dollars, kg.
``passages``
    Of each canal or strait the country whose water it is, and the places that stand on it.

``place`` of nodes and ``tail`` of edges are written as steps: each number is added to the one
before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable

    from corridors.graph.data import Node
    from corridors.graph.graph import Graph

MODES = ("", "rail", "road", "sea")
KINDS = ("leg", "border", "gauge", "transfer", "call")
PARTS = ("", "arrive", "depart")
SCALE = np.array([100.0, 1.0, 1.0])
"""Of hours, dollars and kg; km are tenths."""
KM_SCALE = 10.0

Key = TypeVar("Key", bound="Hashable")


@dataclass
class _Table(Generic[Key]):
    """Distinct values in the order in which they were first seen."""

    rows: dict[Key, int] = field(default_factory=dict)

    def row(self, key: Key) -> int:
        return self.rows.setdefault(key, len(self.rows))


def compact(graph: Graph) -> dict[str, object]:
    """Return the graph as a document of JSON; see the module."""
    places = _Table({place: row for row, place in enumerate(graph.places)})
    countries: _Table[str] = _Table()
    costs: _Table[tuple[int, ...]] = _Table()
    nodes = [node for node in graph.nodes if node.part not in ("origin", "destination")]
    number = {node: row for row, node in enumerate(nodes)}
    ends = {"load": [-1] * len(nodes), "unload": [-1] * len(nodes)}
    for row, edge in enumerate(graph.edges):
        if edge.kind in ends:
            side = graph.nodes[(graph.head if edge.kind == "load" else graph.tail)[row]]
            ends[edge.kind][number[side]] = costs.row(_cost(graph, row))
    document: dict[str, object] = {
        "date": graph.date,
        "profile": graph.profile,
        "year": graph.year,
        "modes": list(MODES),
        "kinds": list(KINDS),
        "nodes": {
            "place": _steps([places.row(node.place) for node in nodes]),
            "mode": [MODES.index(node.mode) for node in nodes],
            "country": [countries.row(node.country) for node in nodes],
            "gauge": [node.gauge_mm for node in nodes],
            "part": [PARTS.index(node.part) for node in nodes],
        },
        "ends": ends,
        **_edges(graph, number, places, costs),
    }
    passages = {key: [each.inland_of, *each.places] for key, each in graph.passages.items()}
    return {
        **document,
        "passages": passages,
        "places": list(places.rows),
        "countries": list(countries.rows),
        "costs": [list(row) for row in costs.rows],
    }


def compact_json(graph: Graph) -> str:
    """Return the graph as JSON text."""
    return json.dumps(compact(graph), separators=(",", ":"), ensure_ascii=False)


_COLUMNS = (
    "tail", "head", "km", "cost", "kind", "state", "both", "refs", "passages", "through", "gate",
)  # fmt: skip


def _edges(
    graph: Graph, number: dict[Node, int], places: _Table[str], costs: _Table[tuple[int, ...]]
) -> dict[str, object]:
    sets: _Table[tuple[str, ...]] = _Table()
    rows: dict[tuple[int, ...], int] = {}
    for row, edge in enumerate(graph.edges):
        if edge.kind in ("load", "unload"):
            continue
        tail, head = (number[graph.nodes[side[row]]] for side in (graph.tail, graph.head))
        rest = (
            round(float(graph.km[row]) * KM_SCALE),
            costs.row(_cost(graph, row)),
            KINDS.index(edge.kind),
            1 if graph.open[row] else 0 if edge.in_use else -1,
        )
        more = (
            sets.row(edge.refs),
            sets.row(edge.passages),
            sets.row(tuple(code for code, _ in edge.by_country)),
            places.row(edge.gate) if edge.gate else -1,
        )
        if rows.get((head, tail, *rest, 0, *more)) == 1:
            del rows[head, tail, *rest, 0, *more]
            rows[head, tail, *rest, 1, *more] = 1
        else:
            key = (tail, head, *rest, 0, *more)
            rows[key] = rows.get(key, 0) + 1
    order = sorted(rows)
    columns = {name: [row[at] for row in order] for at, name in enumerate(_COLUMNS)}
    columns["tail"] = _steps(columns["tail"])
    words: _Table[str] = _Table()
    written = [[words.row(word) for word in group] for group in sets.rows]
    return {"edges": columns, "sets": written, "words": list(words.rows)}


def _steps(numbers: list[int]) -> list[int]:
    """Return the differences between numbers that rise, which are short."""
    return [after - before for before, after in zip([0, *numbers[:-1]], numbers, strict=True)]


def _cost(graph: Graph, row: int) -> tuple[int, ...]:
    return tuple(np.rint(graph.figures[row, :, 1] * SCALE).astype(int).tolist())
