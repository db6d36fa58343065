"""Bends edges that were drawn as chords through the stations their track passes.

The source of the embedded network kept each edge's along-track length and lost its course. A
station lies on an edge only if the way over it is no longer than that length, so the length
itself tests the course: a thread through the right stations measures what the edge says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from geodata import geodesy
from geodata.geodesy import STRAIGHT_POINTS
from geodata.network.columns import Coded, pack_lines
from geodata.routing.snap import SegmentIndex
from geodata.snapshot.courses.drawing import widest_km, with_threads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Floats
    from geodata.network.model import Network

THREAD_FROM_KM = 12.0
"""Edges shorter than this are left as they are."""


LONGEST = 1.02


SHORTEST = 0.93


GAP_KM = 15.0
"""A thread over LONGEST of the track, or under SHORTEST with no gap over GAP_KM, is wrong."""

REACH_KM = 20.0
"""Only where a straight piece longer than this is left are further stations tried."""

_END_KM = 1.0


_ON_OTHER_LINE_KM = 1.5


_SLACK_KM = 0.4


_SAME_END_KM = 6.0


_ON_LINE_KM = 0.5


_DRAWN_RATIO = 1.01


@dataclass(frozen=True, slots=True)
class Refusal:
    """A thread that was found and not believed."""

    stations: tuple[str, ...]
    length_km: float
    thread_km: float


def thread(
    network: Network, lonlat: Floats, names: Sequence[str]
) -> tuple[Network, tuple[Refusal, ...]]:
    """Return the network with its chords bent through stations, and the threads refused.

    Parameters
    ----------
    lonlat, names
        Stations, shape (n, 2) in degrees, and their ids.

    Returns
    -------
    network
        Lengths unchanged; threaded edges have ``shape = "threaded"``, the other edges of more
        than 25 km ``chord``, shorter ones ``mapped``.
    """
    lines, refused = network.lines(), []
    threaded: set[int] = set()
    chains = {
        edge: _thread_one(lines[edge], float(network.length_km[edge]), lonlat[rows])
        for edge, rows in _candidates(network, lonlat).items()
    }
    for edge, chain in _without_spurs(network, chains).items():
        if len(chain) == STRAIGHT_POINTS:  # nothing fitted
            continue
        if _believed(chain, float(network.length_km[edge])):
            lines[edge] = chain
            threaded.add(edge)
        else:
            refused.append(_refusal(network, edge, chain, lonlat, names))
    return with_threads(network, lines, threaded), tuple(refused)


def rethreaded(network: Network, lonlat: Floats, *, fit: NDArray[np.bool_]) -> Network:
    """Return a threaded network with further stations where those help.

    They help on an edge whose thread through them is believed and leaves a narrower widest gap;
    every other edge keeps its course.

    Parameters
    ----------
    lonlat
        All stations, the further ones among them, shape (n, 2), degrees.
    fit
        Shape (m,), the edges that may change.
    """
    second, _ = thread(network, lonlat, [""] * len(lonlat))
    narrower = fit & second.columns["shape"].mask(["threaded"])
    narrower &= _widest_km(second) < _widest_km(network)
    lines = [
        new if better else own
        for own, new, better in zip(network.lines(), second.lines(), narrower, strict=True)
    ]
    shapes = network.columns["shape"].decode()
    told = ["threaded" if new else own for own, new in zip(shapes, narrower, strict=True)]
    coords, offsets = pack_lines(lines)
    both = replace(network, coords=coords, offsets=offsets)
    return both.with_columns(shape=Coded.encode(told))


def _widest_km(network: Network) -> Floats:
    """Return the longest straight piece of each edge over `REACH_KM`, else zero."""
    widest = widest_km(network)
    return np.where(widest > REACH_KM, widest, 0.0)


def _candidates(network: Network, lonlat: Floats) -> Mapping[int, NDArray[np.int64]]:
    """Return, per long edge, the stations inside the ellipse that its length allows."""
    nodes = cKDTree(geodesy.unit_vectors(network.node_lonlat))
    gap, near = nodes.query(geodesy.unit_vectors(lonlat))
    at_node = np.where(gap < geodesy.chord_radius(_ON_OTHER_LINE_KM), near, -1)
    on_edge = _mapped_edge(network, lonlat)
    stations = cKDTree(geodesy.unit_vectors(lonlat))
    long = np.flatnonzero(network.length_km >= THREAD_FROM_KM)
    a, b = network.node_lonlat[network.tail[long]], network.node_lonlat[network.head[long]]
    middle = geodesy.unit_vectors(a) + geodesy.unit_vectors(b)
    middle /= np.linalg.norm(middle, axis=1)[:, None]
    radius = [geodesy.chord_radius(km / 2.0 + _SLACK_KM) for km in network.length_km[long]]
    balls = stations.query_ball_point(middle, radius)
    found = {}
    for edge, start, end, ball in zip(long.tolist(), a, b, balls, strict=True):
        rows = np.array(sorted(ball), dtype=np.int64)
        if not len(rows):
            continue
        own = np.isin(at_node[rows], [-1, network.tail[edge], network.head[edge]])
        own &= ~_lies_on_next(network, edge, on_edge[rows])
        rows = rows[own & _fits(lonlat[rows], start, end, float(network.length_km[edge]))]
        if len(rows):
            found[edge] = rows
    return found


def _mapped_edge(network: Network, lonlat: Floats) -> NDArray[np.int64]:
    """Return, per station, the edge in its true course that it lies on, -1 where there is none."""
    if not network.edge_count:
        return np.full(len(lonlat), -1, dtype=np.int64)
    found = SegmentIndex(network).nearest(lonlat, limit_km=_ON_LINE_KM)
    true = network.length_km <= _DRAWN_RATIO * network.drawn_km()
    return np.where((found.edge >= 0) & true[found.edge], found.edge, -1)


def _lies_on_next(network: Network, edge: int, on_edge: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which stations lie on another edge that meets this one: then not on this one as well."""
    ends = _nodes(network, edge)
    meets = np.isin(network.tail[on_edge], ends) != np.isin(network.head[on_edge], ends)
    return np.asarray((on_edge >= 0) & (on_edge != edge) & meets)


def _fits(points: Floats, start: Floats, end: Floats, length_km: float) -> NDArray[np.bool_]:
    before = geodesy.distance_km(start[0], start[1], points[:, 0], points[:, 1])
    after = geodesy.distance_km(points[:, 0], points[:, 1], end[0], end[1])
    inside = before + after <= length_km + _SLACK_KM
    return inside & (before > _END_KM) & (after > _END_KM)


def _thread_one(line: Floats, length_km: float, points: Floats) -> Floats:
    """Insert stations where each lengthens the thread least, as far as the length allows."""
    chain = line[[0, -1]]
    left = list(range(len(points)))
    budget = length_km + _SLACK_KM
    while left:
        cost, where = _cheapest(chain, points[left])
        best = int(np.argmin(cost))
        if geodesy.line_length_km(chain) + cost[best] > budget:
            break
        chain = np.insert(chain, where[best] + 1, points[left.pop(best)], axis=0)
    return chain


def _without_spurs(network: Network, chains: Mapping[int, Floats]) -> dict[int, Floats]:
    """Return the chains, none of which begins at a node with the station that another begins with.

    Where two edges meet a little past a station, its length lets both of them take it, and a train
    from one to the other would run from the node to the station and back::

        a ---- station ---- node          a ---- station == node
                                                   |
                  b                                b

    It stays with the edge that it lengthens least. Edges between the same two nodes may share it:
    no train runs from one to the other.
    """
    kept = dict(chains)
    while twice := _shared(network, kept):
        for edge, end in sorted(twice):
            if len(kept[edge]) == STRAIGHT_POINTS:  # it lost its only station at the other end
                continue
            kept[edge] = np.delete(kept[edge], 1 if end == 0 else -2, axis=0)
    return kept


def _shared(network: Network, chains: Mapping[int, Floats]) -> set[tuple[int, int]]:
    """Return the ends of edges whose first station is that of another edge nearby, which keeps it.

    An end is the edge and 0 for its tail or -1 for its head.
    """
    by_station: dict[tuple[float, ...], list[tuple[float, int, int]]] = defaultdict(list)
    for edge, chain in chains.items():
        for end, near in ((0, chain[:3]), (-1, chain[:-4:-1])):
            if len(chain) > STRAIGHT_POINTS:  # a station between the ends
                extra = geodesy.line_length_km(near) - geodesy.line_length_km(near[[0, 2]])
                by_station[tuple(near[1].tolist())].append((extra, edge, end))
    lost = set()
    for claims in by_station.values():
        keeper = min(claims)[1]
        kept = [(edge, end) for _, edge, end in claims if edge == keeper]
        lost |= {
            (edge, end)
            for _, edge, end in claims
            if edge != keeper and any(_turns(network, one, (edge, end)) for one in kept)
        }
    return lost


def _turns(network: Network, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether a train from one edge to the other by these ends would turn back."""
    if {*_nodes(network, one[0])} == {*_nodes(network, other[0])}:
        return False
    a, b = (network.node_lonlat[_nodes(network, edge)[end]] for edge, end in (one, other))
    return float(geodesy.distance_km(a[0], a[1], b[0], b[1])) <= _SAME_END_KM


def _nodes(network: Network, edge: int) -> tuple[int, int]:
    return int(network.tail[edge]), int(network.head[edge])


def _cheapest(chain: Floats, points: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the least extra km of each point, and after which vertex it comes."""
    a, b = chain[:-1, None, :], chain[1:, None, :]
    p = points[None, :, :]
    extra = (
        geodesy.distance_km(a[..., 0], a[..., 1], p[..., 0], p[..., 1])
        + geodesy.distance_km(p[..., 0], p[..., 1], b[..., 0], b[..., 1])
        - geodesy.segment_lengths_km(chain)[:, None]
    )
    return extra.min(axis=0), extra.argmin(axis=0)


def _believed(chain: Floats, length_km: float) -> bool:
    gaps = geodesy.segment_lengths_km(chain)
    ratio = gaps.sum() / length_km
    return bool(ratio <= LONGEST and (ratio >= SHORTEST or gaps.max() > GAP_KM))


def _refusal(
    network: Network, edge: int, chain: Floats, lonlat: Floats, names: Sequence[str]
) -> Refusal:
    rows = [int(np.flatnonzero((lonlat == point).all(axis=1))[0]) for point in chain[1:-1]]
    return Refusal(
        tuple(names[row] for row in rows),
        float(network.length_km[edge]),
        geodesy.line_length_km(chain),
    )
