"""What scenarios on one ground have found already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corridors.scenarios.outcome import Figures, figures_of

if TYPE_CHECKING:
    from corridors.graph.graph import Graph
    from corridors.graph.way import Way

_MOST_FIGURES = 5_000


class Seen:
    """Graphs by day and limits, ways through the last one, and what ways came to.

    Figures are told apart by which they are and not by what they say, which takes far longer to
    read; they are held here, so that no other takes the place of one that is gone. Another process
    begins with none of it.
    """

    def __init__(self) -> None:
        self.graphs: dict[object, Graph] = {}
        self.ways: dict[object, dict[tuple[str, str], Way | None]] = {}
        self._figures: dict[tuple[object, ...], tuple[object, Figures]] = {}

    def __reduce__(self) -> tuple[type[Seen], tuple[()]]:
        return Seen, ()

    def figures(self, way: Way) -> Figures:
        """Return what a way comes to, drawn once for all ways of the same figures."""
        rows = list(way.rows)
        claims = [way.graph.claims[row] for row in rows]
        key = (*map(id, claims), way.graph.known[rows].tobytes())
        if key not in self._figures:
            if len(self._figures) >= _MOST_FIGURES:
                self._figures.clear()
            self._figures[key] = claims, figures_of(way)
        return replace(self._figures[key][1], way=way)
