"""A way through the corridor graph, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.data import MEASURES
from corridors.ledger.rates.model import Range
from geodata.country_names import HIGH_SEAS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridors.graph.data import Edge, GraphData
    from geodata.arrays import Ints


@dataclass(frozen=True)
class Way:
    """A way through the corridor graph.

    Attributes
    ----------
    rows
        Numbers of its edges in order of travel.
    """

    graph: GraphData
    rows: tuple[int, ...]

    @property
    def edges(self) -> list[Edge]:
        """Return its edges in order of travel."""
        return [self.graph.edges[row] for row in self.rows]

    @property
    def _at(self) -> Ints:
        return np.array(self.rows, dtype=np.int64)

    @property
    def length_km(self) -> float:
        """Return its km."""
        return float(self.graph.km[self._at].sum())

    @property
    def hours(self) -> Range:
        """Return its hours, sums of low, mode and high."""
        return self._sum("hours")

    @property
    def usd(self) -> Range:
        """Return its US dollars."""
        return self._sum("usd")

    @property
    def kg_co2e(self) -> Range:
        """Return its kg of CO2e."""
        return self._sum("kg_co2e")

    def _sum(self, measure: str) -> Range:
        figures = self.graph.figures[self._at, MEASURES.index(measure)].sum(axis=0)
        return Range(*(float(value) for value in figures))

    @property
    def places(self) -> tuple[str, ...]:
        """Return the places that it passes, in order, its ends among them."""
        nodes = self.graph.nodes
        tails = (nodes[self.graph.tail[row]].place for row in self.rows)
        last = nodes[self.graph.head[self.rows[-1]]].place
        return tuple(dict.fromkeys([*tails, last]))

    @property
    def by_mode(self) -> dict[str, float]:
        """Return km by mode."""
        return _summed(
            (self.graph.edges[row].mode, float(self.graph.km[row]))
            for row in self.rows
            if self.graph.edges[row].kind == "leg"
        )

    @property
    def by_country(self) -> dict[str, float]:
        """Return km by country, the sea as XZ."""
        return _summed(pair for edge in self.edges for pair in edge.by_country)

    @property
    def borders(self) -> list[tuple[str, str]]:
        """Return the borders on land as detail (``CN>KZ``) and the id of the crossing."""
        return [(edge.detail, edge.gate) for edge in self.edges if edge.kind == "border"]

    @property
    def breaks_of_gauge(self) -> list[tuple[str, str]]:
        """Return the breaks of gauge as detail (``1435>1520``) and the id of the yard."""
        return [(edge.detail, edge.gate) for edge in self.edges if edge.kind == "gauge"]

    @property
    def passages(self) -> list[str]:
        """Return the canals and straits that it passes, in order."""
        return list(dict.fromkeys(name for edge in self.edges for name in edge.passages))

    @property
    def refs(self) -> list[str]:
        """Return the legs that it runs over, ``corridor:leg``, the first of those that share it."""
        return list(dict.fromkeys(edge.refs[0] for edge in self.edges if edge.refs))

    @property
    def countries(self) -> list[str]:
        """Return the countries that it enters or calls at, in order."""
        codes = (edge.country for edge in self.edges)
        return list(dict.fromkeys(code for code in codes if code not in ("", HIGH_SEAS)))


def _summed(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for key, km in pairs:
        totals[key] = totals.get(key, 0.0) + km
    return {key: totals[key] for key in sorted(totals)}
