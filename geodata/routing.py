"""Shortest paths over a network, between places that lie anywhere on its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata import geodesy
from geodata.engines import CLOSED, Arcs, CchEngine, Engine, Entry, ScipyEngine, contraction_order
from geodata.errors import NoPathError, SnapError
from geodata.nearest import SegmentIndex

if TYPE_CHECKING:
    from geodata.network import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

UNITS_PER_KM = 10_000
"""Weights are whole numbers of 0.1 m, so that sums are exact and equal on every machine."""

TOLERANCE_KM = {"rail": 3.0, "road": 5.0, "sea": 30.0, "any": 5.0}
"""How far a place may lie from the network of a mode."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a network: an edge, the share of its drawn line from the tail, and the way there.

    Attributes
    ----------
    lonlat
        The point on the network, degrees.
    access_km
        From the place itself to that point, outside every length that is reported.
    """

    label: str
    edge: int
    share: float
    lonlat: tuple[float, float]
    access_km: float


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way through a network as stretches of edges.

    Attributes
    ----------
    edge
        Shape (k,), edge numbers in order of travel.
    start, end
        Shape (k,), shares of each edge where travel enters and leaves it; start > end where
        the edge is travelled from head to tail.
    cost
        What the router minimised, in km unless it was given other weights.
    """

    edge: Ints
    start: Floats
    end: Floats
    cost: float

    def stretch_km(self, network: Network) -> Floats:
        """Return the along-track length of each stretch in km."""
        return np.abs(self.end - self.start) * network.length_km[self.edge]

    def lines(self, network: Network) -> list[Floats]:
        """Return the drawn line of each stretch in the direction of travel."""
        rows = zip(self.edge.tolist(), self.start.tolist(), self.end.tolist(), strict=True)
        return [_stretch(network.line(edge), start, end) for edge, start, end in rows]

    def coords(self, network: Network) -> Floats:
        """Return the whole path as one line, shape (n, 2)."""
        parts = self.lines(network)
        joined = [parts[0], *(part[1:] for part in parts[1:])]
        return np.concatenate(joined)

    def then(self, other: Path) -> Path:
        """Return this path followed by another that starts where it ends."""
        return Path(
            np.concatenate([self.edge, other.edge]), np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]), self.cost + other.cost,
        )


def _stretch(line: Floats, start: float, end: float) -> Floats:
    if start > end:
        return _stretch(line, end, start)[::-1]
    if start <= 0.0 and end >= 1.0:
        return line
    along = geodesy.cumulative_km(line)
    first, last = start * along[-1], end * along[-1]
    ends = geodesy.interpolate(line, [first, last])
    return np.vstack([ends[0], line[(along > first) & (along < last)], ends[1]])


class Router:
    """Shortest paths over one network with one set of weights.

    Parameters
    ----------
    network
        Nodes numbered in contraction order are used as they are; else an order is computed.
    weight
        Cost of each edge, shape (m,); `numpy.inf` closes it. Length in km where absent.
    engine
        ``cch``, or ``scipy`` for the reference.
    """

    def __init__(
        self, network: Network, *, weight: ArrayLike | None = None, engine: str = "cch"
    ) -> None:
        if engine == "cch" and not network.ordered:
            network = ordered(network)
        self.network = network
        self._arcs, self._arc_edge, self._arc_forward = _arcs(network)
        self._weight = np.asarray(network.length_km if weight is None else weight, dtype=float)
        make: Callable[[Arcs, Ints], Engine] = _ENGINES[engine]
        self._engine = make(self._arcs, self._units())
        self._shared_index: list[SegmentIndex] = []

    def reweighted(self, weight: ArrayLike) -> Router:
        """Return a router over the same network with other weights; costs milliseconds."""
        router = object.__new__(type(self))
        router.__dict__ = {k: v for k, v in self.__dict__.items() if k != "_index"}
        router._weight = np.asarray(weight, dtype=float)
        router._engine = self._engine.reweighted(router._units())
        return router

    def avoiding(self, closed: Mask) -> Router:
        """Return a router with the marked edges closed."""
        return self.reweighted(np.where(closed, np.inf, self._weight)) if closed.any() else self

    def _units(self) -> Ints:
        weight = self._weight
        if weight.shape != self.network.length_km.shape or np.isnan(weight).any() or (weight < 0).any():
            raise ValueError("weights must be one non-negative number an edge, inf to close it")
        scaled = np.where(np.isfinite(weight), weight * UNITS_PER_KM, CLOSED)
        if (scaled[np.isfinite(weight)] >= CLOSED).any():
            raise ValueError(f"a weight exceeds {CLOSED / UNITS_PER_KM:.0f}")
        return np.rint(scaled).astype(np.int64)[self._arc_edge]

    @property
    def index(self) -> SegmentIndex:
        """Return the index of the network's lines, made once for all reweighted routers."""
        if not self._shared_index:
            self._shared_index.append(SegmentIndex(self.network))
        return self._shared_index[0]

    def snap(
        self, lonlat: ArrayLike, *, labels: Sequence[str] | None = None, limit_km: float | None = None
    ) -> list[Spot]:
        """Return where points meet the network.

        Parameters
        ----------
        lonlat
            Shape (n, 2), degrees, EPSG:4326.
        limit_km
            The mode's tolerance where absent.

        Raises
        ------
        SnapError
            Naming every point that lies farther than the limit, and how far.
        """
        points = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        names = labels or [f"{lat:.4f},{lon:.4f}" for lon, lat in points]
        limit = TOLERANCE_KM.get(self.network.mode, 5.0) if limit_km is None else limit_km
        found = self.index.nearest(points)
        far = [
            f"{name}: the {self.network.mode} network is {km:,.1f} km away at "
            f"{lat:.4f},{lon:.4f}; {limit:g} km are allowed"
            for name, km, (lon, lat) in zip(names, found.distance_km, found.lonlat, strict=True)
            if km > limit
        ]
        if far:
            raise SnapError("\n".join(far))
        rows = zip(names, found.edge.tolist(), found.share.tolist(), found.lonlat.tolist(),
                   found.distance_km.tolist(), strict=True)
        return [Spot(name, edge, share, (xy[0], xy[1]), km) for name, edge, share, xy, km in rows]

    def path(self, source: Spot, target: Spot) -> Path:
        """Return the cheapest path between two spots.

        Raises
        ------
        NoPathError
            When the two lie in parts of the network that do not meet, or only over closed edges.
        """
        direct = self._direct(source, target)
        found = self._engine.path(self._leaving(source), self._reaching(target)) if (
            self._leaving(source) and self._reaching(target)) else None
        if found is not None and (direct is None or found[0] < direct.cost * UNITS_PER_KM):
            return self._assemble(source, target, *found)
        if direct is None:
            raise NoPathError(
                f"no way by {self.network.mode} from {source.label} to {target.label}: "
                "the network is broken between them, or what joins them is closed"
            )
        return direct

    def route(self, spots: Sequence[Spot]) -> Path:
        """Return the cheapest path through spots in their order."""
        legs = [self.path(a, b) for a, b in zip(spots[:-1], spots[1:], strict=True)]
        whole = legs[0]
        for leg in legs[1:]:
            whole = whole.then(leg)
        return whole

    def distances(self, sources: Sequence[Spot], targets: Sequence[Spot]) -> Floats:
        """Return costs of shape (sources, targets), `numpy.inf` where there is no way."""
        entries = [self._reaching(spot) for spot in targets]
        nodes = sorted({node for pairs in entries for node, _ in pairs})
        column = {node: number for number, node in enumerate(nodes)}
        starts = [self._leaving(spot) for spot in sources]
        open_rows = [row for row, pairs in enumerate(starts) if pairs]
        result = np.full((len(sources), len(targets)), np.inf)
        if nodes and open_rows:
            costs = self._engine.costs([starts[row] for row in open_rows], nodes)
            for number, pairs in enumerate(entries):
                ways = [costs[:, column[node]] + extra for node, extra in pairs]
                if ways:
                    best = np.min(ways, axis=0)
                    result[open_rows, number] = np.where(best < CLOSED, best / UNITS_PER_KM, np.inf)
        return self._with_direct(result, sources, targets)

    def _with_direct(
        self, result: Floats, sources: Sequence[Spot], targets: Sequence[Spot]
    ) -> Floats:
        by_edge: dict[int, list[int]] = {}
        for number, spot in enumerate(targets):
            by_edge.setdefault(spot.edge, []).append(number)
        for row, source in enumerate(sources):
            for number in by_edge.get(source.edge, ()):
                direct = self._direct(source, targets[number])
                if direct is not None:
                    result[row, number] = min(result[row, number], direct.cost)
        return result

    def reach(self, sources: Sequence[Spot], limit: float) -> Floats:
        """Return the cost from the nearest source to every node, `numpy.inf` beyond the limit."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        entries = [pair for spot in sources for pair in self._leaving(spot)]
        size = self._arcs.node_count
        units = self._units()
        usable = units < CLOSED
        start: dict[int, int] = {}
        for node, cost in entries:
            start[node] = min(cost, start.get(node, CLOSED))
        # One extra node stands before all sources, so that a single search answers.
        tail = np.concatenate([self._arcs.tail[usable], np.full(len(start), size)])
        head = np.concatenate([self._arcs.head[usable], np.array([*start], dtype=np.int64)])
        cost = np.concatenate([units[usable], np.array([*start.values()], dtype=np.int64)])
        order = np.lexsort((cost, head, tail))
        key = tail[order].astype(np.int64) * (size + 1) + head[order]
        first = order[np.concatenate([[True], key[1:] != key[:-1]])]
        graph = csr_matrix((cost[first] + 2.0**-24, (tail[first], head[first])), shape=(size + 1,) * 2)
        away = dijkstra(graph, indices=size, limit=limit * UNITS_PER_KM + 1.0)[:size]
        return np.where(away <= limit * UNITS_PER_KM + 0.5, np.floor(away) / UNITS_PER_KM, np.inf)

    def _cost(self, edge: int, share: float) -> int:
        return int(np.rint(self._weight[edge] * share * UNITS_PER_KM))

    def _leaving(self, spot: Spot) -> list[Entry]:
        """Return the nodes that can be reached from a spot along its own edge."""
        if not np.isfinite(self._weight[spot.edge]):
            return []
        network, way = self.network, int(self.network.direction[spot.edge])
        ends = [(int(network.head[spot.edge]), self._cost(spot.edge, 1.0 - spot.share))] * (way >= 0)
        return ends + [(int(network.tail[spot.edge]), self._cost(spot.edge, spot.share))] * (way <= 0)

    def _reaching(self, spot: Spot) -> list[Entry]:
        """Return the nodes from which a spot can be reached along its own edge."""
        if not np.isfinite(self._weight[spot.edge]):
            return []
        network, way = self.network, int(self.network.direction[spot.edge])
        ends = [(int(network.tail[spot.edge]), self._cost(spot.edge, spot.share))] * (way >= 0)
        return ends + [(int(network.head[spot.edge]), self._cost(spot.edge, 1.0 - spot.share))] * (way <= 0)

    def _direct(self, source: Spot, target: Spot) -> Path | None:
        if source.edge != target.edge or not np.isfinite(self._weight[source.edge]):
            return None
        way = int(self.network.direction[source.edge])
        if (target.share - source.share) * way < 0:
            return None
        cost = self._weight[source.edge] * abs(target.share - source.share)
        return Path(np.array([source.edge]), np.array([source.share]), np.array([target.share]), cost)

    def _assemble(self, source: Spot, target: Spot, units: int, arcs: list[int]) -> Path:
        edges = self._arc_edge[arcs]
        forward = self._arc_forward[arcs]
        start, end = np.where(forward, 0.0, 1.0), np.where(forward, 1.0, 0.0)
        first = self._first_node(source, target, edges, forward)
        leave = 1.0 if int(self.network.head[source.edge]) == first[0] and self._leaves_by_head(
            source, first[0]) else 0.0
        enter = 0.0 if int(self.network.tail[target.edge]) == first[1] and self._enters_by_tail(
            target, first[1]) else 1.0
        return _trimmed(Path(
            np.concatenate([[source.edge], edges, [target.edge]]).astype(np.int64),
            np.concatenate([[source.share], start, [enter]]),
            np.concatenate([[leave], end, [target.share]]),
            units / UNITS_PER_KM,
        ))

    def _first_node(
        self, source: Spot, target: Spot, edges: Ints, forward: Mask
    ) -> tuple[int, int]:
        """Return the nodes at which the arcs begin and end; the shared node where there are none."""
        network = self.network
        if len(edges):
            begin = network.tail[edges[0]] if forward[0] else network.head[edges[0]]
            finish = network.head[edges[-1]] if forward[-1] else network.tail[edges[-1]]
            return int(begin), int(finish)
        reach = dict(sorted(self._reaching(target), key=lambda entry: -entry[1]))
        both = [(cost + reach[node], node) for node, cost in self._leaving(source) if node in reach]
        return (min(both)[1],) * 2

    def _leaves_by_head(self, spot: Spot, node: int) -> bool:
        options = [(cost, n) for n, cost in self._leaving(spot) if n == node]
        return min(options)[0] == self._cost(spot.edge, 1.0 - spot.share) and (
            int(self.network.direction[spot.edge]) >= 0)

    def _enters_by_tail(self, spot: Spot, node: int) -> bool:
        options = [(cost, n) for n, cost in self._reaching(spot) if n == node]
        return min(options)[0] == self._cost(spot.edge, spot.share) and (
            int(self.network.direction[spot.edge]) >= 0)


def _trimmed(path: Path) -> Path:
    """Drop stretches of no length at the ends, where a spot lies on a node."""
    keep = np.abs(path.end - path.start) > 0.0
    if not keep.any():
        keep[0] = True
    return Path(path.edge[keep], path.start[keep], path.end[keep], path.cost)


def _arcs(network: Network) -> tuple[Arcs, Ints, Mask]:
    forward = np.flatnonzero(network.direction >= 0)
    backward = np.flatnonzero(network.direction <= 0)
    tail = np.concatenate([network.tail[forward], network.head[backward]])
    head = np.concatenate([network.head[forward], network.tail[backward]])
    is_forward = np.concatenate([np.ones(len(forward), bool), np.zeros(len(backward), bool)])
    return Arcs(network.node_count, tail, head), np.concatenate([forward, backward]), is_forward


def ordered(network: Network) -> Network:
    """Return the network with its nodes numbered in contraction order."""
    return network.renumbered(contraction_order(_arcs(network)[0], network.node_lonlat))


_ENGINES: dict[str, Callable[[Arcs, Ints], Engine]] = {"cch": CchEngine, "scipy": ScipyEngine}
