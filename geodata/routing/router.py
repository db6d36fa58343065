"""Shortest paths over a network, between places that lie anywhere on its lines."""

from __future__ import annotations

import hashlib
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geodata.errors import InputError, NoPathError, SnapError
from geodata.routing.arcs import UNITS_PER_KM, End, Found, arcs_of, entries, whole_units
from geodata.routing.broken import why_no_path
from geodata.routing.engines import CLOSED, contraction_order, engine_named, has_cch
from geodata.routing.meetings import Meetings
from geodata.routing.near_search import NearSearch
from geodata.routing.path import Path, Spot, without_empty_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Network
    from geodata.routing.engines import Arcs, Engine, Entry
    from geodata.routing.snap import SegmentIndex

TOLERANCE_KM = {"rail": 3.0, "road": 5.0, "sea": 30.0, "any": 5.0}
"""How far a place may lie from the network of a mode."""


class Router:
    """Shortest paths over one network with one set of weights.

    Parameters
    ----------
    network
        Nodes numbered in contraction order are used as they are; else an order is computed,
        and ``router.network`` is the network with its nodes renumbered, its edges as they were.
    weight
        Cost of each edge, shape (m,); `numpy.inf` closes it. Length in km where absent.
    engine
        ``cch``, or ``scipy`` for the reference, which also stands in where ``cch`` has no wheel.

    Raises
    ------
    ValueError
        On weights that are negative, no numbers, too large, or not one an edge.
    """

    def __init__(
        self, network: Network, *, weight: ArrayLike | None = None, engine: str = "cch"
    ) -> None:
        self._make = engine_named(engine)
        network = self.network = in_order(network, engine=engine)
        self._arcs, self._arc_edge, self._arc_forward = self._graph()
        given = network.length_km if weight is None else weight
        self._weight = self._checked(np.asarray(given, dtype=float))
        self.barred = np.zeros((network.edge_count, 2), dtype=bool)
        self._arc_units = self._units(self._weight, self.barred)
        self._made: list[Engine] = []
        # Places meet lines that were open to begin with; a closure made later is no reason to
        # move a place to another line.
        self._meetings = Meetings(network, np.flatnonzero(np.isfinite(self._weight)))
        self._near: NearSearch | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} over {self.network!r}>"

    def _graph(self) -> tuple[Arcs, Ints, Mask]:
        """Return the arcs that are searched, the edge of each, and whether it runs its way."""
        return arcs_of(self.network)

    def __getstate__(self) -> dict[str, object]:
        """Return all but what native code holds; another process makes that anew."""
        state = {key: value for key, value in self.__dict__.items() if key != "_engine"}
        return {**state, "_made": []}

    def fingerprint(self) -> str:
        """Return the sha256 over all that its ways depend on, in hexadecimal."""
        kinds = f"{type(self).__name__} {self._make.__name__} {self.network.content_hash()}"
        return hashlib.sha256(kinds.encode() + self._arc_units.tobytes()).hexdigest()

    def reweighted(self, weight: ArrayLike) -> Router:
        """Return a router over the same network with other weights; costs milliseconds."""
        return self._twin(np.asarray(weight, dtype=float), self.barred)

    def _twin(self, weight: Floats, barred: Mask) -> Router:
        units, twin = self._changed_units(weight, barred), object.__new__(type(self))
        twin.__dict__.update(self.__dict__, _weight=weight, barred=barred, _arc_units=units)
        twin.__dict__.pop("_engine", None)
        return twin

    def searching_near(self) -> Router:
        """Return a router for single ways, which makes no engine of the whole where it need not."""
        twin = self.reweighted(self._weight)
        per_node = self._arcs.node_count // max(self.network.node_count, 1)
        lonlat = np.repeat(self.network.node_lonlat, per_node, axis=0)
        twin.__dict__.update(_near=NearSearch(lonlat, self._arcs))
        return twin

    @property
    def open(self) -> Mask:
        """Return which edges are open, shape (m,)."""
        return np.asarray(np.isfinite(self._weight))

    def avoiding(self, closed: Mask) -> Router:
        """Return a router with the marked edges closed."""
        return self.reweighted(np.where(closed, np.inf, self._weight)) if closed.any() else self

    def barring(self, ends: Mask) -> Router:
        """Return a router on which travel may not come to the marked ends of edges.

        A line that is barred at its end is open up to there: who starts or ends on it may use
        it, and nobody passes. Both sides of a gate are barred at the node that they share.

        Parameters
        ----------
        ends
            Shape (m, 2), the tail and the head of each edge.
        """
        return self._twin(self._weight, self.barred | ends)

    @cached_property
    def _engine(self) -> Engine:
        """Made when first asked: a network that others are joined to is never searched.

        The first one of a network is made anew, those of other weights from it.
        """
        if self._made:
            return self._made[0].reweighted(self._arc_units)
        engine = self._make(self._arcs, self._arc_units)
        self._made.append(engine)
        return engine

    def _changed_units(self, weight: Floats, barred: Mask) -> Ints:
        """Return the weight of every arc in units; what stays is kept where that is most."""
        changed = self._checked(weight) != self._weight
        if barred is not self.barred:
            changed |= (barred != self.barred).any(axis=1)
        arcs = np.flatnonzero(changed[self._arc_edge])
        if 2 * len(arcs) > len(self._arc_edge):
            return self._units(weight, barred)
        units = self._arc_units.copy()
        units[arcs] = self._units(weight, barred, arcs)
        return units

    def _checked(self, weight: Floats) -> Floats:
        if weight.shape != self.network.length_km.shape or not (weight >= 0.0).all():
            raise InputError("weights must be one non-negative number an edge, inf to close it")
        return weight

    def _units(self, weight: Floats, barred: Mask, arcs: Ints | slice = slice(None)) -> Ints:
        """Return the weight of arcs in units, closed ones CLOSED."""
        edge, forward = self._arc_edge[arcs], self._arc_forward[arcs]
        return whole_units(weight[edge], closed=barred[edge, forward.astype(np.int64)])

    @property
    def index(self) -> SegmentIndex:
        """Return the index of the network's lines, made once for all reweighted routers."""
        return self._meetings.index

    def snap(
        self,
        lonlat: ArrayLike,
        *,
        labels: Sequence[str] | None = None,
        limit_km: float | None = None,
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
        found = self._meetings.nearest(points)
        if far := found.too_far(names, limit_km=limit, mode=self.network.mode):
            raise SnapError("\n".join(far))
        return found.spots(names)

    def meet(self, lonlat: ArrayLike) -> None:
        """Look for many points at once, so that snapping them one by one later costs nothing."""
        self._meetings.look_around(lonlat)

    def path(self, source: Spot, target: Spot) -> Path:
        """Return the cheapest path between two spots.

        Raises
        ------
        NoPathError
            When the two lie in parts of the network that do not meet, or only over closed edges.
        """
        leave, enter = self._ends(source, leaving=True), self._ends(target, leaving=False)
        direct = self._direct_units(source, target)
        found = self._search(entries(leave), entries(enter)) if leave and enter else None
        if direct is not None and (found is None or direct <= found[0]):
            stretch = np.array([source.share]), np.array([target.share])
            return Path(np.array([source.edge]), *stretch, direct / UNITS_PER_KM)
        if found is None:
            ask = partial(why_no_path, self.network, self.open, self.barred, source, target)
            raise NoPathError(ask)
        return self._assembled(source, target, Found(*found, leave, enter))

    def _search(self, sources: list[Entry], targets: list[Entry]) -> tuple[int, list[int]] | None:
        near = self._near and self._near.path(self._arc_units, (sources, targets), self._make)
        return near or self._engine.path(sources, targets)

    def route(self, spots: Sequence[Spot]) -> Path:
        """Return the cheapest path through two or more spots in their order.

        Raises
        ------
        InputError, NoPathError
            Fewer than two spots are given; or no way between two of them, which it names.
        """
        if len(spots) <= 1:
            raise InputError("a route needs two places or more")
        whole, *rest = [self.path(a, b) for a, b in pairwise(spots)]
        for leg in rest:
            whole = whole.then(leg)
        return whole

    def distances(self, sources: Sequence[Spot], targets: Sequence[Spot]) -> Floats:
        """Return costs of shape (sources, targets), `numpy.inf` where there is no way."""
        starts = [entries(self._ends(spot, leaving=True)) for spot in sources]
        ends = [self._ends(spot, leaving=False) for spot in targets]
        nodes = sorted({end.node for options in ends for end in options})
        column = {node: number for number, node in enumerate(nodes)}
        rows = [row for row, start in enumerate(starts) if start]
        units = np.full((len(sources), len(targets)), CLOSED, dtype=np.int64)
        if nodes and rows:
            costs = self._engine.costs([starts[row] for row in rows], nodes)
            for number, options in enumerate(ends):
                for end in options:
                    way = costs[:, column[end.node]] + end.cost
                    units[rows, number] = np.minimum(units[rows, number], way)
        self._admit_direct(units, sources, targets)
        return np.where(units < CLOSED, units / UNITS_PER_KM, np.inf)

    def _admit_direct(self, units: Ints, sources: Sequence[Spot], targets: Sequence[Spot]) -> None:
        """Lower costs in place where two spots share an edge."""
        by_edge: dict[int, list[int]] = {}
        for number, spot in enumerate(targets):
            by_edge.setdefault(spot.edge, []).append(number)
        for row, source in enumerate(sources):
            for number in by_edge.get(source.edge, ()):
                direct = self._direct_units(source, targets[number])
                if direct is not None:
                    units[row, number] = min(units[row, number], direct)

    def _cost(self, edge: int, share: float) -> int:
        return round(float(self._weight[edge]) * share * UNITS_PER_KM)

    def _ends(self, spot: Spot, *, leaving: bool) -> list[End]:
        """Return the ends of a spot's edge by which travel may leave it, or else reach it.

        A spot that lies on a node is at that node, whichever way its own edge runs, and even
        where that edge is closed.
        """
        network, edge = self.network, spot.edge
        if not 0 <= edge < network.edge_count:
            raise InputError(f"{spot.label}: edge {edge} of {network.edge_count}")
        usable = bool(np.isfinite(self._weight[edge]))
        way = int(network.direction[edge]) * (1 if leaving else -1)
        ends = []
        for node, share, sense in ((network.head[edge], 1.0, 1), (network.tail[edge], 0.0, -1)):
            away = abs(share - spot.share)
            if leaving and away and self.barred[edge, int(share)]:
                continue
            if away == 0.0 or (usable and way * sense >= 0):
                ends.append(End(int(node), self._cost(edge, away) if away else 0, share))
        return ends

    def _direct_units(self, source: Spot, target: Spot) -> int | None:
        """Return the cost along the edge that two spots share, None where that is no way."""
        ahead = target.share - source.share
        if source.edge != target.edge:
            return None
        if ahead == 0.0:
            return 0
        if ahead * self.network.direction[source.edge] < 0 or np.isinf(self._weight[source.edge]):
            return None
        return self._cost(source.edge, abs(ahead))

    def _assembled(self, source: Spot, target: Spot, found: Found) -> Path:
        leave, enter = found.ends(self._arcs)
        arcs = np.asarray(found.arcs, dtype=np.int64)
        arcs = arcs[self._arc_edge[arcs] >= 0]
        edges, forward = self._arc_edge[arcs], self._arc_forward[arcs]
        return without_empty_ends(
            Path(
                np.concatenate([[source.edge], edges, [target.edge]]),
                np.concatenate([[source.share], np.where(forward, 0.0, 1.0), [enter]]),
                np.concatenate([[leave], np.where(forward, 1.0, 0.0), [target.share]]),
                found.units / UNITS_PER_KM,
            )
        )


def in_order(network: Network, *, engine: str) -> Network:
    """Return the network as an engine wants its nodes numbered; as it is for most."""
    wanted = engine == "cch" and has_cch() and not network.ordered
    return ordered(network) if wanted else network


def ordered(network: Network) -> Network:
    """Return the network with its nodes numbered in contraction order."""
    return network.renumbered(contraction_order(arcs_of(network)[0], network.node_lonlat))
