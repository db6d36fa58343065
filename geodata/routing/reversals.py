"""Trains do not turn back at a switch: routing that knows on which side of a node a track lies.

At every node the tracks that meet there are parted into two sides by their bearings, those that
leave in opposite directions on opposite sides::

                 b
               /
    a --------o------ c        a | b, c

From `a` a train runs on to `b` or `c`; from `b` to `c` it has to pass the switch, stop and set
back, which costs. The router does this on a graph with two nodes for each node of the network,
one for either side by which a train may go on; the network itself stays as it is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata import geodesy
from geodata.degrees import wrapped
from geodata.network.model import THROUGH_DEGREE
from geodata.routing.arcs import UNITS_PER_KM, End
from geodata.routing.engines import CLOSED, Arcs
from geodata.routing.router import Router, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Network
    from geodata.routing.path import Path, Spot

Sides = NDArray[np.int8]


TURN_DEGREES = 100.0
"""Two tracks that leave a node at a smaller angle cannot be run through without setting back."""


REVERSAL_KM = 10.0
"""Price of setting back where that is not usual, in km: chosen by this project, not measured."""


STATION_KM = 0.5
"""Setting back is free at nodes this near to a station or yard."""


_LOOK_KM = 0.05


_KM_A_DEGREE = 110.0
"""Less than a degree of latitude, or of longitude at the equator, has anywhere."""


_MOST_ENDS = 8


_FREE_SERVICE = ("yard",)


def sides(network: Network) -> Sides:
    """Return on which side of its node each end of each edge lies, shape (m, 2), tail first.

    Of all ways to part the ends at a node the one is taken for which the angles between ends on
    opposite sides exceed 100 degrees by most in sum; two ends alone always lie opposite.
    """
    node, bearing = _bearings(network)
    order = np.argsort(node, kind="stable")
    degree = np.bincount(node, minlength=network.node_count)
    first = np.cumsum(degree) - degree
    flat = np.zeros(len(node), dtype=np.int8)
    for count in range(2, int(degree.max(initial=0)) + 1):
        at = np.flatnonzero(degree == count)
        ends = order[first[at][:, None] + np.arange(count)]
        if len(at):
            flat[ends] = _parted(bearing[ends])
    return flat.reshape(2, -1).T


def _bearings(network: Network) -> tuple[Ints, Floats]:
    """Return node and bearing in degrees of the tails and then the heads of all edges."""
    low, high = network.offsets[:-1], network.offsets[1:] - 1
    start = np.concatenate([network.coords[low], network.coords[high]])
    ahead = np.concatenate([_ahead(network, low, high, 1), _ahead(network, high, low, -1)])
    node = np.concatenate([network.tail, network.head]).astype(np.int64)
    return node, geodesy.bearings(start, ahead)


def _ahead(network: Network, begin: Ints, last: Ints, step: int) -> Floats:
    """Return of each line the first point at 50 m or more from one end, else the other end."""
    start, point = network.coords[begin], begin + step
    row = np.arange(len(begin))
    while len(row):
        near = _is_near(start[row], network.coords[point[row]]) & (point[row] != last[row])
        row = row[near]
        point[row] += step
    return network.coords[point]


def _is_near(start: Floats, spot: Floats) -> Mask:
    """Tell which points lie within 50 m of others; most are told by their degrees alone."""
    east, north = np.abs(wrapped(spot[:, 0] - start[:, 0])), np.abs(spot[:, 1] - start[:, 1])
    most = np.maximum(east * np.cos(np.radians(start[:, 1])), north)
    near: Mask = most * _KM_A_DEGREE < _LOOK_KM
    row = np.flatnonzero(near)
    near[row] = geodesy.distance_km(*start[row].T, *spot[row].T) < _LOOK_KM
    return near


def _parted(bearing: Floats) -> Sides:
    """Return sides for nodes with equally many ends, shape (n, k)."""
    count = bearing.shape[1]
    if count == THROUGH_DEGREE:
        return np.tile(np.array([0, 1], dtype=np.int8), (len(bearing), 1))
    angle = np.abs(wrapped(bearing[:, :, None] - bearing[:, None, :]))
    if count > _MOST_ENDS:
        return _by_axis(angle)
    choices = (np.arange(1 << (count - 1))[:, None] >> np.arange(count)) & 1
    opposite = choices[:, :, None] != choices[:, None, :]
    gain = np.einsum("nij,cij->nc", angle - TURN_DEGREES, opposite.astype(float))
    best: Sides = choices[gain.argmax(axis=1)].astype(np.int8)
    return best


def _by_axis(angle: Floats) -> Sides:
    """Return sides by the straightest way through; for the rare node of many ends."""
    count = angle.shape[1]
    axis = angle.reshape(len(angle), -1).argmax(axis=1)
    rows = np.arange(len(angle))
    nearer: Sides = (angle[rows, axis // count] > angle[rows, axis % count]).astype(np.int8)
    return nearer


def free_nodes(
    network: Network, *, stations: ArrayLike = (), within_km: float = STATION_KM
) -> Mask:
    """Return the nodes at which setting back costs nothing, shape (n,).

    These are the nodes of yard tracks, the nodes near stations, and those of edges whose drawn
    course says nothing of the track's: repaired, declared, threaded or chords.

    Parameters
    ----------
    stations
        Shape (k, 2), lon, lat in degrees.
    """
    service = network.columns.get("service")
    loose = ~(network.columns["origin"].mask(["osm"]) & network.columns["shape"].mask(["mapped"]))
    if service is not None:
        loose = loose | service.mask(_FREE_SERVICE)
    free = np.zeros(network.node_count, dtype=bool)
    free[network.tail[loose]] = True
    free[network.head[loose]] = True
    spots = np.asarray(stations, dtype=float).reshape(-1, 2)
    if len(spots) and network.node_count:
        from scipy.spatial import cKDTree  # a third of a second to import; short routes need none

        tree = cKDTree(geodesy.unit_vectors(network.node_lonlat))
        near = tree.query_ball_point(geodesy.unit_vectors(spots), geodesy.chord_radius(within_km))
        free[np.concatenate([np.asarray(rows, dtype=np.int64) for rows in near])] = True
    return free


class SidedRouter(Router):
    """A router on which a change of direction at a switch costs; see `Router`.

    Parameters
    ----------
    reversal_km
        Price of a reversal, in the unit of the weights; `numpy.inf` forbids it.
    stations
        Shape (k, 2), lon, lat in degrees, where reversals are free.
    free
        Shape (n,), the nodes at which they are free instead of `free_nodes`, numbered as `in_order`
        has them.
    sides_
        As `sides` gives them, to save computing them again.
    """

    def __init__(
        self,
        network: Network,
        *,
        weight: ArrayLike | None = None,
        engine: str = "cch",
        reversal_km: float = REVERSAL_KM,
        stations: ArrayLike = (),
        free: ArrayLike | None = None,
        sides_: Sides | None = None,
    ) -> None:
        network = in_order(network, engine=engine)
        self._sides = sides(network) if sides_ is None else sides_
        known = free_nodes(network, stations=stations) if free is None else free
        price = CLOSED if np.isinf(reversal_km) else round(reversal_km * UNITS_PER_KM)
        self._reversal = np.where(np.asarray(known, dtype=bool), 0, price).astype(np.int64)
        super().__init__(network, weight=weight, engine=engine)

    def _graph(self) -> tuple[Arcs, Ints, Mask]:
        """Return arcs between sides: node n is left by side s from ``2 n + s``.

        Whoever arrives on a side goes on by the other. Reversals come last, with edge -1.
        """
        plain, edge, forward = super()._graph()
        out = np.where(forward, self._sides[edge, 0], self._sides[edge, 1])
        into = np.where(forward, self._sides[edge, 1], self._sides[edge, 0])
        node = np.arange(self.network.node_count)
        turn = np.concatenate([node, node])
        side = np.repeat([0, 1], len(node))
        tail = np.concatenate([2 * plain.tail.astype(np.int64) + out, 2 * turn + side])
        head = np.concatenate([2 * plain.head.astype(np.int64) + 1 - into, 2 * turn + 1 - side])
        arcs = Arcs(2 * len(node), tail.astype(np.int32), head.astype(np.int32))
        none = np.full(len(turn), -1, dtype=np.int64)
        return (
            arcs,
            np.concatenate([edge, none]),
            np.concatenate([forward, np.ones(len(turn), dtype=bool)]),
        )

    def _twin(self, weight: Floats, barred: Mask) -> Router:
        twin = super()._twin(weight, barred)
        price = self._priced(weight)
        if price is not self._reversal:
            units = twin.__dict__["_arc_units"].copy()
            units[-2 * len(price) :] = np.tile(price, 2)
            twin.__dict__.update(_reversal=price, _arc_units=units)
        return twin

    def _priced(self, weight: Floats) -> Ints:
        """Return what reversals cost under other weights: what as many km do.

        Weights may be hours or money; what is merely closed changes no price.
        """
        both = np.isfinite(weight) & np.isfinite(self._weight)
        before, after = float(self._weight[both].sum()), float(weight[both].sum())
        if before in (0.0, after):
            return self._reversal
        scaled = np.rint(self._reversal * (after / before)).astype(np.int64)
        return np.where(self._reversal < CLOSED, scaled, CLOSED)

    def _units(self, weight: Floats, barred: Mask, arcs: Ints | slice = slice(None)) -> Ints:
        units = super()._units(weight, barred, arcs)
        turns = self._arc_edge[arcs] < 0
        # Reversals come last: those of all nodes by one side, then by the other.
        first = len(self._arc_edge) - 2 * len(self._reversal)
        number = np.arange(len(self._arc_edge))[arcs][turns] - first
        units[turns] = self._reversal[number % max(len(self._reversal), 1)]
        return units

    def _ends(self, spot: Spot, *, leaving: bool) -> list[End]:
        """Return the ends by which travel leaves or reaches a spot; on a node, by either side."""
        ends = []
        for end in super()._ends(spot, leaving=leaving):
            side = int(self._sides[spot.edge, int(end.share)])
            own = (1 - side) if leaving else side
            chosen = (own, 1 - own) if end.share == spot.share else (own,)
            ends += [end._replace(node=2 * end.node + each) for each in chosen]
        return ends

    def reversals(self, path: Path) -> list[int]:
        """Return the nodes at which a train on this path sets back, in order of travel."""
        return reversals(path, network=self.network, sides_=self._sides)


def reversals(path: Path, *, network: Network, sides_: Sides | None = None) -> list[int]:
    """Return the nodes at which a train on a path sets back, in order of travel.

    Parameters
    ----------
    sides_
        As `sides` gives them, to save computing them again.
    """
    return [node for _, node in turning_points(path, network=network, sides_=sides_)]


def turning_points(
    path: Path, *, network: Network, sides_: Sides | None = None
) -> list[tuple[int, int]]:
    """Return the stretches at whose end a train on a path sets back, each with the node there.

    Parameters
    ----------
    sides_
        As `sides` gives them, to save computing them again.
    """
    known = sides(network) if sides_ is None else sides_
    return [(row, node) for row, node, a, b in _passed(path, network) if known[a] == known[b]]


def _passed(
    path: Path, network: Network
) -> Iterator[tuple[int, int, tuple[int, int], tuple[int, int]]]:
    """Yield stretch and node between it and the next, with the edge ends met and left there."""
    rows = list(zip(path.edge.tolist(), path.start.tolist(), path.end.tolist(), strict=True))
    for row, ((before, _, end), (after, start, _)) in enumerate(pairwise(rows)):
        if end in (0.0, 1.0) and start in (0.0, 1.0):
            node = int((network.tail, network.head)[int(end)][before])
            if node == int((network.tail, network.head)[int(start)][after]):
                yield row, node, (before, int(end)), (after, int(start))


def retraced_km(path: Path, network: Network) -> float:
    """Return the km of track that a path runs in both directions, counted once."""
    ahead = path.end > path.start
    low, high = np.minimum(path.start, path.end), np.maximum(path.start, path.end)
    total = 0.0
    for edge in np.intersect1d(path.edge[ahead], path.edge[~ahead]).tolist():
        mine = path.edge == edge
        pairs = [
            (max(low[i], low[j]), min(high[i], high[j]))
            for i in np.flatnonzero(mine & ahead)
            for j in np.flatnonzero(mine & ~ahead)
        ]
        total += max(max(b - a, 0.0) for a, b in pairs) * float(network.length_km[edge])
    return total
