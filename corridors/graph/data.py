"""Nodes and edges of the corridor graph, and what each edge costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from geodata.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridors.definitions.states import Passage
    from corridors.ledger.lines import Line
    from corridors.ledger.rates.model import Range
    from geodata.arrays import Floats, Ints, Mask, Strings

By = Literal["km", "hours", "usd", "co2e"]
"""What a way may be short in."""
Part = Literal["", "arrive", "depart", "origin", "destination"]
EdgeKind = Literal["leg", "border", "gauge", "transfer", "call", "load", "unload"]
MEASURES = ("hours", "usd", "kg_co2e")
"""What edges cost beside km, in the order of the second axis of `GraphData.figures`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one rate adds to the figures of an edge.

    Attributes
    ----------
    measure
        Its place in `MEASURES`.
    rate
        Id of the rate; edges that rest on one rate vary together.
    """

    measure: int
    rate: str
    range: Range

    @property
    def bounds(self) -> tuple[float, float, float]:
        """Return low, mode, high."""
        return self.range.low, self.range.mode, self.range.high

    def times(self, factor: float) -> Claim:
        """Return it multiplied."""
        return Claim(self.measure, self.rate, self.range.times(factor))


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """How a shipment may stand at a place.

    Attributes
    ----------
    place
        Id of a place, or of the spot of a border that no known crossing explains.
    mode
        ``rail``, ``road`` or ``sea``; empty of an origin or destination.
    country
        ISO alpha-2, empty at sea.
    gauge_mm
        Of rails, 0 where unknown and of everything else.
    part
        At a port ``arrive`` or ``depart``; ``depart`` of a road that goods from rail must leave by
        (`corridors.graph.departures`); ``origin`` and ``destination`` of ways.
    """

    place: str
    mode: str = ""
    country: str = ""
    gauge_mm: int = 0
    part: Part = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A piece of a leg, or a stop.

    Attributes
    ----------
    mode
        ``rail``, ``road`` or ``sea``; of a transfer the mode gone over to.
    country
        Where most of it lies; of a border the country behind it.
    detail
        What changes at a stop: ``CN>KZ``, ``1435>1520``, ``rail>sea``.
    gate
        Id of the place that stands for the stop; of a leg empty.
    refs
        The legs that run over it, ``corridor:leg``.
    by_country
        Km by country, XZ for the sea.
    passages
        Canals and straits that a ship passes.
    in_use
        Whether freight runs on it at the date; stops always are.
    """

    kind: EdgeKind
    mode: str
    country: str = ""
    detail: str = ""
    gate: str = ""
    refs: tuple[str, ...] = ()
    by_country: tuple[tuple[str, float], ...] = ()
    passages: tuple[str, ...] = ()
    in_use: bool = True


@dataclass(frozen=True)
class GraphData:
    """The corridors as one graph, see `corridors.graph.graph`.

    Attributes
    ----------
    nodes
        In order.
    edges, tail, head
        Directed; ``tail`` and ``head`` are rows of ``nodes``, shape (m,).
    km
        Shape (m,); 0 of stops.
    figures
        Hours, US dollars and kg of CO2e as low, mode, high: shape (m, 3, 3); 0 where nobody says.
    known
        Which of them rest on a rate, shape (m, 3).
    open
        Which edges may be used, shape (m,): in use, and not shut at the date.
    points
        Place to lon, lat.
    passages
        Canals and straits by id, which closing a country or a port may shut.
    claims
        For each edge the rates that its figures are sums of.
    lines
        For each edge the lines of a ledger behind them.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    tail: Ints
    head: Ints
    km: Floats
    figures: Floats
    known: Mask
    open: Mask
    points: Mapping[str, tuple[float, float]]
    passages: Mapping[str, Passage] = field(default_factory=dict)
    profile: str = ""
    year: int = 0
    date: str = ""
    claims: tuple[tuple[Claim, ...], ...] = ()
    lines: tuple[tuple[Line, ...], ...] = ()

    def __repr__(self) -> str:
        return f"<Graph: {len(self.places)} places, {len(self.edges)} edges>"

    def point(self, element: str) -> tuple[float, float]:
        """Return where a place or the middle of a passage lies, lon, lat."""
        if element not in self.passages:
            return self.points[element]
        (west, south), (east, north) = self.passages[element].gate
        return (west + east) / 2.0, (south + north) / 2.0

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Return the ids of the places, sorted."""
        return tuple(sorted({node.place for node in self.nodes}))

    @cached_property
    def number(self) -> dict[Node, int]:
        """Return the row of each node."""
        return {node: row for row, node in enumerate(self.nodes)}

    def row_of(self, place: str, part: Part) -> int:
        """Return the node of origin or destination of a place.

        Raises
        ------
        InputError
            If no corridor passes the place.
        """
        found = self.number.get(Node(place, part=part))
        if found is None:
            hint = did_you_mean(place, self.points) or "choose a place that a corridor passes"
            raise InputError(f"{place}: not on the corridors ({hint})")
        return found

    @cached_property
    def named(self) -> dict[str, Ints]:
        """Return the edges that each word names by itself: a place, leg, passage, pair or country.

        A place names what passes or stops there; a pair of countries the borders between them.
        """
        found: dict[str, list[int]] = {}
        for row, edge in enumerate(self.edges):
            for word in self._words(row, edge):
                found.setdefault(word, []).append(row)
        return {word: np.array(rows, dtype=np.int64) for word, rows in found.items()}

    def _words(self, row: int, edge: Edge) -> set[str]:
        ends = self.nodes[self.tail[row]], self.nodes[self.head[row]]
        words = {*edge.refs, *edge.passages, edge.gate, *(code for code, _ in edge.by_country)}
        words |= {word for node in ends for word in (node.place, node.country)}
        if edge.kind == "border":
            words.add("-".join(sorted(edge.detail.split(">"))))
        return words - {""}

    @cached_property
    def kinds(self) -> Strings:
        """Return what each edge is, shape (m,)."""
        return np.array([edge.kind for edge in self.edges])

    @cached_property
    def modes(self) -> Strings:
        """Return the mode of each edge, shape (m,)."""
        return np.array([edge.mode for edge in self.edges])

    @cached_property
    def in_use(self) -> Mask:
        """Return which edges are in use, open or shut, shape (m,)."""
        return np.array([edge.in_use for edge in self.edges], dtype=bool)
