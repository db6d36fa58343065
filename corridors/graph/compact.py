"""The corridor graph as small JSON for a planner in a page.

Columns of whole numbers. A piece of a leg that costs the same in both directions stands once. What
an edge costs stands as lines of a ledger, in tables of which each row stands once: those of legs
for a km, so that all pieces that rest on the same rates share a row. Names, points and states of
places are in the page already, by id.

Keys of the document, all columns of one table of one length:

``places``
    Ids, sorted; numbers elsewhere are rows of it.
``nodes``
    ``place, mode, country, gauge, part``: part 1 where ships arrive, 2 where they depart (or
    goods from rail by road); the modes are ``modes``, the countries ``countries``. Without origins
    and destinations of ways.
``ends``
    For each node ``load`` and ``unload``: a row of ``costs``, -1 where there is none; ``shut``: the
    nodes at which nothing may be loaded or unloaded at the date.
``edges``
    ``tail, head`` (rows of ``nodes``), ``km`` (metres), ``cost`` (row of ``costs``), ``kind`` (of
    ``kinds``), ``state`` (1 open, 0 shut at the date, -1 not in use), ``both`` (1 where it is the
    same in the other direction), ``refs``, ``passages`` and ``through`` (countries; rows of
    ``sets``, which are rows of ``words``), ``gate`` (row of ``places``, -1 for none).
``costs``
    Rows of numbers of ``lines``.
``lines``
    Rows of what (of ``whats``), the figures of hours, dollars and kg (of ``figures``, -1 where
    nobody says) and a note (of ``whats``, -1 for none).
``figures``
    Rows of low, mode, high, rate (of ``rates``) and level (of ``levels``); of legs for a km.
``rates``
    Rows of id, quality (of ``qualities``), year, whether older than the profile's bound, whether
    an end of the range is assumed, source.
``passages``
    Of each canal or strait the country whose water it is, and the places that stand on it.

``place`` of nodes and ``tail`` of edges are written as steps: each number is added to the one
before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from corridors.ledger.lines import MEASURES
from corridors.ledger.rates.model import Quality

if TYPE_CHECKING:
    from collections.abc import Hashable

    from corridors.graph.data import Node
    from corridors.graph.graph import Graph
    from corridors.ledger.lines import Figure, Line

MODES = ("", "rail", "road", "sea")
KINDS = ("leg", "border", "gauge", "transfer", "call")
PARTS = ("", "arrive", "depart")
KM_SCALE = 1000.0
_RANK = {quality: rank for rank, quality in enumerate(Quality)}
_DIGITS = 9
"""Significant digits of a figure for a km."""

Key = TypeVar("Key", bound="Hashable")


@dataclass
class _Table(Generic[Key]):
    """Distinct values in the order in which they were first seen."""

    rows: dict[Key, int] = field(default_factory=dict)

    def row(self, key: Key) -> int:
        return self.rows.setdefault(key, len(self.rows))


class _Costs:
    """The tables of what edges cost."""

    def __init__(self) -> None:
        self._of_lines: dict[tuple[int, float], int] = {}
        self._costs: _Table[tuple[int, ...]] = _Table()
        self._lines: _Table[tuple[int, ...]] = _Table()
        self._figures: _Table[tuple[float, ...]] = _Table()
        self._rates: _Table[tuple[object, ...]] = _Table()
        self._whats: _Table[str] = _Table()
        self._levels: _Table[str] = _Table()

    def row(self, graph: Graph, edge: int) -> int:
        """Return the row of what an edge costs; what legs cost is that of a km."""
        per = float(graph.km[edge]) if graph.edges[edge].kind == "leg" else 1.0
        lines = graph.lines[edge]
        # Both directions of a leg, and like stops, share their lines; a graph keeps them alive.
        key = id(lines), per
        if key not in self._of_lines:
            self._of_lines[key] = self._costs.row(tuple(self._line(line, per) for line in lines))
        return self._of_lines[key]

    def _line(self, line: Line, per: float) -> int:
        figures = (self._figure(line.figure(measure), per) for measure in MEASURES)
        # What rests a driver takes is told once, for the whole run.
        note = "" if line.what.startswith("rest") else line.note
        noted = self._whats.row(note) if note else -1
        return self._lines.row((self._whats.row(line.what), *figures, noted))

    def _figure(self, figure: Figure | None, per: float) -> int:
        if figure is None:
            return -1
        of = figure.range.times(1.0 / per if per else 0.0)
        known = (
            figure.rate, _RANK[figure.quality], figure.year,
            int(figure.aged), int(figure.assumed_range), figure.source,
        )  # fmt: skip
        rate, level = self._rates.row(known), self._levels.row(figure.level)
        return self._figures.row((*map(_short, (of.low, of.mode, of.high)), rate, level))

    def tables(self) -> dict[str, object]:
        """Return the tables as they are written."""
        return {
            "costs": [list(row) for row in self._costs.rows],
            "lines": [list(row) for row in self._lines.rows],
            "figures": [list(row) for row in self._figures.rows],
            "rates": [list(row) for row in self._rates.rows],
            "whats": list(self._whats.rows),
            "levels": list(self._levels.rows),
            "qualities": [str(quality) for quality in Quality],
        }


def _short(value: float) -> float | int:
    number = float(f"{value:.{_DIGITS}g}")
    return int(number) if number.is_integer() else number


def compact(graph: Graph) -> dict[str, object]:
    """Return the graph as a document of JSON; see the module."""
    places = _Table({place: row for row, place in enumerate(graph.places)})
    countries: _Table[str] = _Table()
    costs = _Costs()
    nodes = [node for node in graph.nodes if node.part not in ("origin", "destination")]
    number = {node: row for row, node in enumerate(nodes)}
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
        "ends": _ends(graph, number, costs),
        **_edges(graph, number, places, costs),
    }
    passages = {key: [each.inland_of, *each.places] for key, each in graph.passages.items()}
    return {
        **document,
        "passages": passages,
        "places": list(places.rows),
        "countries": list(countries.rows),
        **costs.tables(),
    }


def _ends(graph: Graph, number: dict[Node, int], costs: _Costs) -> dict[str, list[int]]:
    ends = {"load": [-1] * len(number), "unload": [-1] * len(number)}
    shut: set[int] = set()
    for row, edge in enumerate(graph.edges):
        if edge.kind in ends:
            side = graph.nodes[(graph.head if edge.kind == "load" else graph.tail)[row]]
            ends[edge.kind][number[side]] = costs.row(graph, row)
            if not graph.open[row]:
                shut.add(number[side])
    return {**ends, "shut": sorted(shut)}


def compact_json(graph: Graph) -> str:
    """Return the graph as JSON text."""
    return json.dumps(compact(graph), separators=(",", ":"), ensure_ascii=False)


_COLUMNS = (
    "tail", "head", "km", "cost", "kind", "state", "both", "refs", "passages", "through", "gate",
)  # fmt: skip


def _edges(
    graph: Graph, number: dict[Node, int], places: _Table[str], costs: _Costs
) -> dict[str, object]:
    sets: _Table[tuple[str, ...]] = _Table()
    rows: dict[tuple[int, ...], int] = {}
    for row, edge in enumerate(graph.edges):
        if edge.kind in ("load", "unload"):
            continue
        tail, head = (number[graph.nodes[side[row]]] for side in (graph.tail, graph.head))
        rest = (
            round(float(graph.km[row]) * KM_SCALE),
            costs.row(graph, row),
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
