"""Shortest-path engines over arcs with integer weights, behind one small interface.

`CchEngine` wraps a young binding of RoutingKit's customizable contraction hierarchies
(Dibbelt, Strasser, Wagner 2016, doi:10.1145/2886843) and checks what the binding does not;
`ScipyEngine` is the reference and the fallback where the binding has no wheel.
"""

from __future__ import annotations

import importlib.util
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

import numpy as np

from geodata.arrays import first_of_each, lightest
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import routingkit_cch
    from numpy.typing import NDArray

    from geodata.arrays import Ints

_T = TypeVar("_T")

Entry = tuple[int, int]
"""A node and the cost to get there (a source) or on from there (a target), in weight units."""


CLOSED = 2**31 - 1
"""The weight that RoutingKit reads as infinite; sums stay below it or count as unreachable."""


_MOVES_AT_MOST = 8
"""One part in so many of all weights is changed in less than half the time that a new metric of
all takes, as measured on the road network: 0.4 us an arc against 0.23 us for each of all."""


_SPECK = 2.0**-24
"""Added to every weight for scipy, to which zero is no arc; too small to add up to one unit."""


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
        On a wrong number of weights, a fractional or negative one, or one past CLOSED.
    """
    if not np.issubdtype(weights.dtype, np.integer):
        raise ValueError("weights must be whole numbers")
    if weights.shape != arcs.tail.shape:
        raise ValueError(f"{weights.shape[0]} weights for {arcs.tail.shape[0]} arcs")
    if len(weights) and (weights.min() < 0 or weights.max() > CLOSED):
        raise ValueError(f"weights must lie in 0..{CLOSED}")
    return weights.astype(np.uint32)


def _checked_entries(arcs: Arcs, entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with each node once, at its least cost; there must be one."""
    least: dict[int, int] = {}
    for node, cost in entries:
        if not 0 <= node < arcs.node_count:
            raise ValueError(f"node {node} of {arcs.node_count}")
        if not 0 <= cost < CLOSED:
            raise ValueError(f"cost {cost} at node {node}")
        least[node] = min(cost, least.get(node, cost))
    if not least:
        raise ValueError("no node to start from or to reach")
    return list(least.items())


class _Query(Protocol):
    """What the binding answers with; see its class ``CCHQuery``."""

    def run_multi(self, sources: list[Entry], targets: list[Entry]) -> _Result:
        """Search from the nearest of several sources to the nearest of several targets."""


class _ToMany(Protocol):
    """What the binding answers tables with; see its class ``CCHOneToMany``."""

    def distances_from_multi(self, sources: list[Entry]) -> list[int | None]:
        """Search from the nearest of several sources to every target."""


class _Result(Protocol):
    @property
    def distance(self) -> int | None:
        """Return the least cost, None where there is no way."""

    @property
    def arc_path(self) -> list[int]:
        """Return the arcs of the way."""


class _Metric:
    """Customised weights that move: what differs is customised anew, all else stays.

    The binding moves no metric that a query reads, and lets go of a query only in its own thread;
    so a metric that several threads ask stays as it is, and what it leaves waits for them.
    """

    def __init__(self, topology: routingkit_cch.CCH, weights: NDArray[np.uint32]) -> None:
        import routingkit_cch

        self._own = threading.local()
        self._threads: set[int] = set()
        self._kit: Any = routingkit_cch
        self._topology = topology
        self._metric: Any = routingkit_cch.CCHMetric(topology, weights.tolist())
        self.weights = weights
        self.lock = threading.Lock()

    @property
    def query(self) -> _Query:
        """Return the query of this thread: the binding panics where another one made it."""
        query: _Query = self._in_thread("query", lambda: self._kit.CCHQuery(self._metric))
        return query

    def _in_thread(self, name: str, make: Callable[[], _T]) -> _T:
        """Return what this thread has under a name, made when first asked for."""
        if not hasattr(self._own, name):
            for left in _LEFT:
                left.__dict__.clear()
            setattr(self._own, name, make())
            self._threads.add(threading.get_ident())
        found: _T = getattr(self._own, name)
        return found

    def __del__(self) -> None:
        if self._threads - {threading.get_ident()}:
            _LEFT.append(self._own)

    def to_many(self, targets: Sequence[int]) -> _ToMany:
        """Return a search to some targets; it must not outlive the lock."""
        found: _ToMany = self._kit.CCHOneToMany(self._metric, list(targets))
        return found

    def moves_to(self, weights: NDArray[np.uint32], most: int) -> int | None:
        """Return how many weights were changed to get there, None where that cannot be."""
        if self.weights is weights:
            return 0
        changed = np.flatnonzero(self.weights != weights)
        if len(changed) > most or not self._threads <= {threading.get_ident()}:
            return None
        if len(changed):
            self._own.__dict__.pop("query", None)
            moves = dict(zip(changed.tolist(), weights[changed].tolist(), strict=True))
            updater = self._in_thread(
                "updater", lambda: self._kit.CCHMetricPartialUpdater(self._topology)
            )
            updater.apply(self._metric, moves)
        self.weights = weights
        return len(changed)


_LEFT: list[threading.local] = []
"""What metrics had that ended in another thread; each thread lets go of its own when it next asks
something new."""


class CchEngine:
    """Customizable contraction hierarchies; nodes must be numbered in contraction order.

    Engines of other weights move one metric between them while little differs, and the engine
    that has moved it as often as a metric of its own would have cost makes one.
    """

    def __init__(
        self, arcs: Arcs, weights: Ints, *, topology: routingkit_cch.CCH | None = None
    ) -> None:
        import routingkit_cch

        self._arcs = arcs
        self._weights = checked_weights(arcs, weights)
        # The binding crashes the process on a graph without nodes, so there is always one.
        order = list(range(max(arcs.node_count, 1)))
        self._topology = topology or routingkit_cch.CCH(
            order, arcs.tail.tolist(), arcs.head.tolist(), False
        )
        self._metric = self._moving = _Metric(self._topology, self._weights)
        self._may_move = len(self._weights) // _MOVES_AT_MOST

    def reweighted(self, weights: Ints) -> CchEngine:
        """Return an engine with the same graph and other weights; customised when first asked."""
        twin = object.__new__(CchEngine)
        twin.__dict__.update(
            self.__dict__,
            _weights=checked_weights(self._arcs, weights),
            _metric=self._moving,
            _may_move=len(self._weights) // _MOVES_AT_MOST,
        )
        return twin

    @contextmanager
    def _customised(self) -> Iterator[_Metric]:
        """Hold a metric of these weights: the one that moves, or one of their own."""
        metric = self._metric
        with metric.lock:
            moved = metric.moves_to(self._weights, self._may_move)
            if moved is not None:
                self._may_move -= moved
                yield metric
                return
        self._metric = metric = _Metric(self._topology, self._weights)
        with metric.lock:
            yield metric

    def path(
        self, sources: Sequence[Entry], targets: Sequence[Entry]
    ) -> tuple[int, list[int]] | None:
        """Return the least cost and the arcs of a path, or None."""
        starts, ends = (_checked_entries(self._arcs, side) for side in (sources, targets))
        with self._customised() as metric:
            result = metric.query.run_multi(starts, ends)
            cost = result.distance
            arcs = [] if cost is None else result.arc_path
            del result  # the binding allows one live result
        return None if cost is None or cost >= CLOSED else (cost, arcs)

    def costs(self, sources: Sequence[Sequence[Entry]], targets: Sequence[int]) -> Ints:
        """Return costs of shape (sources, targets); CLOSED where there is no way."""
        starts = [_checked_entries(self._arcs, entries) for entries in sources]
        _checked_entries(self._arcs, [(node, 0) for node in targets])
        with self._customised() as metric:
            query = metric.to_many(targets)
            rows = [query.distances_from_multi(entries) for entries in starts]
            del query  # the metric moves on only when nothing reads it
        table = [[CLOSED if cost is None else cost for cost in row] for row in rows]
        return np.minimum(np.array(table, dtype=np.int64).reshape(len(rows), len(targets)), CLOSED)


class ScipyEngine:
    """Dijkstra of scipy.sparse.csgraph; parallel arcs are reduced to the lightest."""

    def __init__(self, arcs: Arcs, weights: Ints) -> None:
        self._arcs = arcs
        self._weights = checked_weights(arcs, weights).astype(np.int64)
        usable = np.flatnonzero(self._weights < CLOSED)
        first = usable[lightest(arcs.tail[usable], arcs.head[usable], self._weights[usable])]
        shape = (arcs.node_count, arcs.node_count)
        ends = (arcs.tail[first], arcs.head[first])
        from scipy.sparse import csr_matrix  # costs half a second that the other engine saves

        self._graph = csr_matrix((self._weights[first] + _SPECK, ends), shape=shape)
        self._arc = csr_matrix((first + 1.0, ends), shape=shape)

    def reweighted(self, weights: Ints) -> ScipyEngine:
        """Return an engine with the same graph and other weights."""
        return ScipyEngine(self._arcs, weights)

    def path(
        self, sources: Sequence[Entry], targets: Sequence[Entry]
    ) -> tuple[int, list[int]] | None:
        """Return the least cost and the arcs of a path, or None."""
        starts, ends = (_checked_entries(self._arcs, side) for side in (sources, targets))
        nodes = [node for node, _ in starts]
        from scipy.sparse.csgraph import dijkstra

        away, before = dijkstra(self._graph, indices=nodes, return_predecessors=True)
        total = (
            away[:, [node for node, _ in ends]]
            + np.array([cost for _, cost in starts])[:, None]
            + np.array([cost for _, cost in ends])
        )
        row, column = divmod(int(np.argmin(total)), len(ends))
        if not np.isfinite(total[row, column]):
            return None
        arcs = self._walk(before[row], nodes[row], ends[column][0])
        cost = starts[row][1] + int(self._weights[arcs].sum()) + ends[column][1]
        return (cost, arcs) if cost < CLOSED else None

    def _walk(self, before: NDArray[np.int32], source: int, target: int) -> list[int]:
        arcs: list[int] = []
        while target != source:
            arcs.append(int(self._arc[before[target], target]) - 1)
            target = int(before[target])
        return arcs[::-1]

    def costs(self, sources: Sequence[Sequence[Entry]], targets: Sequence[int]) -> Ints:
        """Return costs of shape (sources, targets); CLOSED where there is no way."""
        _checked_entries(self._arcs, [(node, 0) for node in targets])
        from scipy.sparse.csgraph import dijkstra

        rows = []
        for entries in sources:
            checked = _checked_entries(self._arcs, entries)
            away = dijkstra(self._graph, indices=[node for node, _ in checked])[:, list(targets)]
            start = np.array([cost for _, cost in checked])[:, None]
            rows.append((away + start).min(axis=0))
        return _whole(np.array(rows).reshape(len(rows), len(targets)))


def _whole(costs: NDArray[np.float64]) -> Ints:
    """Return scipy's costs without the specks, CLOSED for what it calls infinite."""
    return np.asarray(np.floor(np.minimum(costs, CLOSED)), dtype=np.int64)


def engine_named(name: str) -> Callable[[Arcs, Ints], Engine]:
    """Return an engine by name; ``scipy`` stands in for ``cch`` where that has no wheel.

    Raises
    ------
    InputError
        On an unknown name.
    """
    if name not in _ENGINES:
        raise InputError.unknown("engine", name, _ENGINES)
    return _ENGINES[name] if name != "cch" or has_cch() else ScipyEngine


def has_cch() -> bool:
    """Return whether the binding of RoutingKit is installed."""
    return importlib.util.find_spec("routingkit_cch") is not None


def contraction_order(arcs: Arcs, node_lonlat: NDArray[np.float64]) -> Ints:
    """Return the nodes in the order in which to contract them (nested dissection by inertia)."""
    if not len(arcs.tail):
        return np.arange(arcs.node_count)  # the binding crashes the process on an empty graph

    import routingkit_cch

    pairs = arcs.tail.astype(np.int64) * arcs.node_count + arcs.head
    few = first_of_each(pairs, most=_MOST_PARALLEL)
    order = routingkit_cch.compute_order_inertial(
        arcs.node_count,
        arcs.tail[few].tolist(),
        arcs.head[few].tolist(),
        node_lonlat[:, 1].tolist(),
        node_lonlat[:, 0].tolist(),
    )
    return np.asarray(order, dtype=np.int64)


_MOST_PARALLEL = 16
"""Arcs between two nodes that an order is made from: its time grows with their square."""


_ENGINES: dict[str, Callable[[Arcs, Ints], Engine]] = {"cch": CchEngine, "scipy": ScipyEngine}
