"""Shortest-path engines over arcs with integer weights, behind one small interface.

`CchEngine` wraps a young binding of RoutingKit's customizable contraction hierarchies
(Dibbelt, Strasser, Wagner 2016, doi:10.1145/2886843) and checks what the binding does not;
`ScipyEngine` is the reference and the fallback where the binding has no wheel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

Ints = NDArray[np.int64]
Entry = tuple[int, int]
"""A node and the cost to get there (a source) or on from there (a target), in weight units."""

CLOSED = 2**31 - 1
"""The weight that RoutingKit reads as infinite; sums stay below it or count as unreachable."""


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """A directed multigraph: arc i runs from ``tail[i]`` to ``head[i]``."""

    node_count: int
    tail: NDArray[np.int32]
    head: NDArray[np.int32]


class Engine(Protocol):
    """Answers shortest-path questions; costs are integers, unreachable is None or CLOSED."""

    def path(
        self, sources: Sequence[Entry], targets: Sequence[Entry]
    ) -> tuple[int, list[int]] | None:
        """Return the least cost and the arcs of a path, or None."""

    def costs(self, sources: Sequence[Sequence[Entry]], targets: Sequence[int]) -> Ints:
        """Return costs of shape (sources, targets)."""

    def reweighted(self, weights: Ints) -> Self:
        """Return an engine with the same graph and other weights."""


def checked_weights(arcs: Arcs, weights: Ints) -> NDArray[np.uint32]:
    """Return weights as uint32, refusing what an engine would take in silence.

    Raises
    ------
    ValueError
        On a wrong number of weights, a negative one, or one past CLOSED.
    """
    if weights.shape != arcs.tail.shape:
        raise ValueError(f"{weights.shape[0]} weights for {arcs.tail.shape[0]} arcs")
    if len(weights) and (weights.min() < 0 or weights.max() > CLOSED):
        raise ValueError(f"weights must lie in 0..{CLOSED}")
    return weights.astype(np.uint32)


def _checked_nodes(arcs: Arcs, entries: Sequence[Entry]) -> list[Entry]:
    for node, cost in entries:
        if not 0 <= node < arcs.node_count:
            raise ValueError(f"node {node} of {arcs.node_count}")
        if not 0 <= cost < CLOSED:
            raise ValueError(f"cost {cost} at node {node}")
    return list(entries)


class CchEngine:
    """Customizable contraction hierarchies; nodes must be numbered in contraction order."""

    def __init__(self, arcs: Arcs, weights: Ints, *, topology: object | None = None) -> None:
        import routingkit_cch  # noqa: PLC0415 - absent on platforms without a wheel

        self._arcs = arcs
        self._kit = routingkit_cch
        self._topology = topology or routingkit_cch.CCH(
            range(arcs.node_count), arcs.tail.tolist(), arcs.head.tolist(), False
        )
        self._weights = checked_weights(arcs, weights)
        self._metric = routingkit_cch.CCHMetric(self._topology, self._weights.tolist())

    def reweighted(self, weights: Ints) -> CchEngine:
        """Return an engine with the same graph and other weights."""
        return CchEngine(self._arcs, weights, topology=self._topology)

    @cached_property
    def _query(self) -> object:
        return self._kit.CCHQuery(self._metric)

    def path(
        self, sources: Sequence[Entry], targets: Sequence[Entry]
    ) -> tuple[int, list[int]] | None:
        """Return the least cost and the arcs of a path, or None."""
        result = self._query.run_multi(
            _checked_nodes(self._arcs, sources), _checked_nodes(self._arcs, targets)
        )
        cost = result.distance
        arcs = result.arc_path if cost is not None else []
        del result  # the binding allows one live result
        return None if cost is None or cost >= CLOSED else (int(cost), list(arcs))

    def costs(self, sources: Sequence[Sequence[Entry]], targets: Sequence[int]) -> Ints:
        """Return costs of shape (sources, targets); CLOSED where there is no way."""
        _checked_nodes(self._arcs, [(node, 0) for node in targets])
        query = self._kit.CCHOneToMany(self._metric, list(targets))
        rows = [
            query.distances_from_multi(_checked_nodes(self._arcs, entries)) for entries in sources
        ]
        table = [[CLOSED if cost is None else cost for cost in row] for row in rows]
        return np.minimum(np.array(table, dtype=np.int64).reshape(len(rows), len(targets)), CLOSED)


class ScipyEngine:
    """Dijkstra of scipy.sparse.csgraph; parallel arcs are reduced to the lightest."""

    def __init__(self, arcs: Arcs, weights: Ints) -> None:
        self._arcs = arcs
        values = checked_weights(arcs, weights).astype(np.int64)
        usable = np.flatnonzero(values < CLOSED)
        order = usable[np.lexsort((usable, values[usable], arcs.head[usable], arcs.tail[usable]))]
        key = arcs.tail[order].astype(np.int64) * arcs.node_count + arcs.head[order]
        first = order[np.concatenate([[True], key[1:] != key[:-1]])] if len(order) else order
        shape = (arcs.node_count, arcs.node_count)
        ends = (arcs.tail[first], arcs.head[first])
        # Half a unit keeps a weight of zero an arc; costs are floored again below.
        self._graph = csr_matrix((values[first] + _HALF, ends), shape=shape)
        self._arc = csr_matrix((first + 1.0, ends), shape=shape)
        self._weights = values

    def reweighted(self, weights: Ints) -> ScipyEngine:
        """Return an engine with the same graph and other weights."""
        return ScipyEngine(self._arcs, weights)

    def path(
        self, sources: Sequence[Entry], targets: Sequence[Entry]
    ) -> tuple[int, list[int]] | None:
        """Return the least cost and the arcs of a path, or None."""
        nodes = [node for node, _ in _checked_nodes(self._arcs, sources)]
        away, before = dijkstra(self._graph, indices=nodes, return_predecessors=True)
        start = np.array([cost for _, cost in sources])[:, None]
        ends = _checked_nodes(self._arcs, targets)
        total = away[:, [node for node, _ in ends]] + start + [cost for _, cost in ends]
        row, column = np.unravel_index(np.argmin(total), total.shape)
        if not np.isfinite(total[row, column]):
            return None
        arcs = self._walk(before[row], nodes[row], ends[column][0])
        cost = sources[row][1] + int(self._weights[arcs].sum()) + ends[column][1]
        return (cost, arcs) if cost < CLOSED else None

    def _walk(self, before: NDArray[np.int32], source: int, target: int) -> list[int]:
        arcs: list[int] = []
        while target != source:
            arcs.append(int(self._arc[before[target], target]) - 1)
            target = int(before[target])
        return arcs[::-1]

    def costs(self, sources: Sequence[Sequence[Entry]], targets: Sequence[int]) -> Ints:
        """Return costs of shape (sources, targets); CLOSED where there is no way."""
        _checked_nodes(self._arcs, [(node, 0) for node in targets])
        rows = []
        for entries in sources:
            checked = _checked_nodes(self._arcs, entries)
            away = dijkstra(self._graph, indices=[node for node, _ in checked])[:, list(targets)]
            start = np.array([cost for _, cost in checked])[:, None]
            rows.append((away + start).min(axis=0))
        table = np.array(rows).reshape(len(rows), len(targets))
        return np.where(table < CLOSED, np.floor(np.minimum(table, CLOSED)), CLOSED).astype(np.int64)


_HALF = 2.0**-24


def contraction_order(arcs: Arcs, node_lonlat: NDArray[np.float64]) -> Ints:
    """Return the nodes in the order in which to contract them (nested dissection by inertia)."""
    import routingkit_cch  # noqa: PLC0415

    order = routingkit_cch.compute_order_inertial(
        arcs.node_count, arcs.tail.tolist(), arcs.head.tolist(),
        node_lonlat[:, 1].tolist(), node_lonlat[:, 0].tolist(),
    )
    return np.asarray(order, dtype=np.int64)
