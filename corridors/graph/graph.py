"""The graph: nodes are places by mode, country and gauge; edges are legs and stops.

At each place there is a node for every way in which a shipment may stand there: by which mode, in
which country, on which gauge; at a port one for ships that arrive and one for those that depart.
Pieces of legs run between nodes of different places, stops between nodes of the same place: a
border is the edge from one country to the other, a break of gauge from one gauge to the other, a
transfer from one mode to another. A way begins at the place's node of origin (loading) and ends at
its node of destination (unloading). So the hours, dollars and CO2e of a way are sums over its
edges, and both directions of a border may cost differently.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self, get_args

import numpy as np

from corridors.graph.closing import edges_named, named_legs
from corridors.graph.data import By, GraphData
from corridors.graph.way import Way
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.arrays import Floats, Ints, Mask

_KEPT = ("places", "number", "named", "kinds", "modes", "_layout")
_COLUMN = {"hours": 0, "usd": 1, "co2e": 2}
_STOP_KM = 1e-6
_TIE = 1e-9


@dataclass(frozen=True, repr=False)
class Graph(GraphData):
    """The corridors as one graph. Nothing changes it: verbs return another one."""

    def weights(self, by: By = "km") -> Floats:
        """Return the weight of each edge, shape (m,), infinite where it may not be used.

        A stop weighs 1e-6 km beside km, a km 1e-9 beside anything else, and so does an hour, so
        that of ways that are equally short the simpler one is found, and then the quicker one.
        """
        _check(by)
        stop = self.km == 0.0
        known = self.km + _STOP_KM * stop if by == "km" else self._mode(by) + _TIE * self.km
        known = known + _TIE * self._mode("hours")
        return np.where(self.open, known, np.inf)

    def _mode(self, by: By) -> Floats:
        return np.asarray(self.figures[:, _COLUMN[by], 1])

    def way(self, start: str, end: str, *, by: By = "km") -> Way | None:
        """Return the shortest way between two places, None where there is none.

        Raises
        ------
        InputError
            A place that no corridor passes, or an unknown measure.
        """
        source, target = self.row_of(start, "origin"), self.row_of(end, "destination")
        search = self.search([source], by=by)
        edges = search.edges_to(0, target)
        return None if edges is None else Way(self, tuple(edges))

    def costs(self, sources: Sequence[str], targets: Sequence[str], *, by: By = "km") -> Floats:
        """Return the least cost of each pair of places, shape (s, t), inf where there is no way.

        Raises
        ------
        InputError
            A place that no corridor passes, or an unknown measure.
        """
        rows = [self.row_of(place, "origin") for place in sources]
        columns = [self.row_of(place, "destination") for place in targets]
        return np.asarray(self.search(rows, by=by).away[:, columns])

    def search(
        self, sources: Sequence[int], *, by: By = "km", weight: Floats | None = None
    ) -> Search:
        """Return the shortest ways from nodes to all others.

        Parameters
        ----------
        weight
            Of each edge, shape (m,), instead of what ``by`` says.
        """
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        layout = self._layout
        weight = self.weights(by) if weight is None else weight
        least = np.minimum.reduceat(weight[layout.order], layout.first)
        many = len(self.nodes)
        matrix = csr_matrix((least, layout.column, layout.start), shape=(many, many))
        away, before = dijkstra(matrix, indices=list(sources), return_predecessors=True)
        return Search(self, weight, away.reshape(-1, many), before.reshape(-1, many))

    @cached_property
    def _layout(self) -> _Layout:
        return _Layout.of(self.tail, self.head, len(self.nodes))

    def lightest(self, weight: Floats) -> tuple[Ints, Ints]:
        """Return the lightest edge between each two joined nodes, and ``tail * n + head`` of each.

        In the order of that key.
        """
        layout = self._layout
        entry = np.repeat(np.arange(len(layout.first)), np.diff([*layout.first, len(layout.order)]))
        rank = np.lexsort((weight[layout.order], entry))
        rows = layout.order[rank][layout.first]
        return rows, self.tail[rows] * len(self.nodes) + self.head[rows]

    def without(self, closed: str | Iterable[str]) -> Self:
        """Return the graph with things closed; see `corridors.graph.closing`.

        Parameters
        ----------
        closed
            Ids of places, ``RU-UA`` for a pair of countries, ``RU`` for a country, passages, or
            ``corridor:leg``.

        Raises
        ------
        InputError
            Naming every word that closes nothing here.
        """
        words = [closed] if isinstance(closed, str) else list(closed)
        return self.with_open(self.open & ~edges_named(self, words))

    def opened(self, words: str | Iterable[str]) -> Self:
        """Return the graph with places, pairs, passages or legs open, planned legs among them.

        Raises
        ------
        InputError
            Naming every word that opens nothing here.
        """
        asked = [words] if isinstance(words, str) else list(words)
        named = edges_named(self, asked)
        legs = named_legs(self, asked)
        return self.with_open(self.open | (named & (self.in_use | legs)))

    def with_closed(self) -> Self:
        """Return the graph with everything open that is in use, whatever is shut at the date."""
        return self.with_open(self.in_use)

    def with_open(self, usable: Mask) -> Self:
        """Return the graph with these edges open, shape (m,), and all others closed."""
        return self.changed(open=usable)

    def changed(self, **fields: object) -> Self:
        """Return the graph with fields of its edges replaced; between which nodes they run stays.

        What was found of that is kept: names take longer to list than a way to find.
        """
        made = replace(self, **fields)  # type: ignore[arg-type]
        kept = _KEPT if "edges" in fields else (*_KEPT, "in_use")
        vars(made).update({name: vars(self)[name] for name in kept if name in vars(self)})
        return made

    def for_ways_between(self, places: Iterable[str]) -> Self:
        """Return the graph without the nodes where ways of other places begin and end.

        It is half as large; ways between the places stay as they are.
        """
        ends = set(places)
        kept = [
            row
            for row, node in enumerate(self.nodes)
            if node.part not in ("origin", "destination") or node.place in ends
        ]
        new = np.full(len(self.nodes), -1)
        new[kept] = np.arange(len(kept))
        rows = np.flatnonzero((new[self.tail] >= 0) & (new[self.head] >= 0))
        return replace(
            self,
            nodes=tuple(self.nodes[row] for row in kept),
            edges=tuple(self.edges[row] for row in rows.tolist()),
            tail=new[self.tail[rows]],
            head=new[self.head[rows]],
            km=self.km[rows],
            figures=self.figures[rows],
            known=self.known[rows],
            open=self.open[rows],
        )


@dataclass(frozen=True)
class Search:
    """The shortest ways from some nodes.

    Attributes
    ----------
    away
        Least weight to each node, shape (s, n), inf where there is no way.
    before
        The node before each, shape (s, n), negative where there is none.
    """

    graph: Graph
    weight: Floats
    away: Floats
    before: Ints

    def edges_to(self, row: int, target: int) -> list[int] | None:
        """Return the edges to a node in order of travel, None where there is no way."""
        if not np.isfinite(self.away[row, target]):
            return None
        before, chain = self._before[row], [target]
        while (last := before[chain[-1]]) >= 0:
            chain.append(last)
        nodes = np.array(chain[::-1])
        edges: list[int] = self._edges(nodes[:-1], nodes[1:]).tolist()
        return edges

    def totals(self, row: Ints, target: Ints, values: Floats) -> Floats:
        """Return the sums of values of edges along the ways to nodes, shape (k, v).

        Parameters
        ----------
        row, target
            Of each way its search and the node where it ends, shape (k,); 0 where there is none.
        values
            By edge, shape (m, v).
        """
        total = np.zeros((len(row), values.shape[1]))
        node, going = target.astype(np.int64), np.arange(len(row))
        while len(going):
            last = self.before[row[going], node[going]].astype(np.int64)
            going, last = going[last >= 0], last[last >= 0]
            total[going] += values[self._edges(last, node[going])]
            node[going] = last
        return total

    def _edges(self, tail: Ints, head: Ints) -> Ints:
        """Return the lightest edge between each two nodes."""
        rows, keys = self._lightest
        return rows[np.searchsorted(keys, tail * len(self.graph.nodes) + head)]

    @cached_property
    def _lightest(self) -> tuple[Ints, Ints]:
        return self.graph.lightest(self.weight)

    @cached_property
    def _before(self) -> list[list[int]]:
        rows: list[list[int]] = self.before.tolist()
        return rows


@dataclass(frozen=True, eq=False)
class _Layout:
    """The edges in the order of a sparse matrix, several between two nodes in one entry."""

    order: Ints
    first: Ints
    column: Ints
    start: Ints

    @classmethod
    def of(cls, tail: Ints, head: Ints, many: int) -> Self:
        order = np.lexsort((head, tail))
        key = tail[order] * many + head[order]
        first = np.flatnonzero(np.append([True], key[1:] != key[:-1]))
        rows = tail[order][first]
        start = np.searchsorted(rows, np.arange(many + 1))
        return cls(order, first, head[order][first], start)


def _check(by: str) -> None:
    if by not in get_args(By):
        raise InputError(f"by {by!r}: use {', '.join(get_args(By))}")
