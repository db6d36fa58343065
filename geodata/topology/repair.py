"""Closing gaps in a network; every joint is an edge of its own with ``origin = "repaired"``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geodata import geodesy
from geodata.geodesy import STRAIGHT_POINTS
from geodata.network.build import concatenate, from_lines, split_edges, with_links
from geodata.routing.snap import SegmentIndex
from geodata.topology.detours import Targets, apart
from geodata.topology.near_pairs import pairs_across

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Ints
    from geodata.network.model import Network

Joint = tuple[int, int, float]
"""A node, the edge it is joined to, and where on that edge (share of its drawn line)."""


COMPONENT_KM = 2.0


DEAD_END_KM = 1.0


_END_SHARE = 1e-6


def components(network: Network) -> Ints:
    """Return the component number of each node, that of most nodes being 0."""
    if not network.node_count:
        return np.zeros(0, dtype=np.int64)
    shape = (network.node_count, network.node_count)
    graph = coo_matrix((np.ones(network.edge_count), (network.tail, network.head)), shape=shape)
    label = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
    size = np.bincount(label)
    rank = np.empty(len(size), dtype=np.int64)
    rank[np.argsort(-size, kind="stable")] = np.arange(len(rank))
    return np.asarray(rank[label])


def repair(
    network: Network, *, component_km: float = COMPONENT_KM, dead_end_km: float = DEAD_END_KM
) -> Network:
    """Return the network with its small gaps closed.

    Components closer than ``component_km`` are joined where they are nearest, and so are two
    dead ends; then dead ends are joined to any line within ``dead_end_km``. Dead ends that a
    way of at most 10 km joins already, or joins to an end of that line, are left alone: they
    are sidings, not gaps.

    Returns
    -------
    Network
        With one edge more per joint, ``origin = "repaired"``, its length the geodesic one.
    """
    joined = _join_to_largest(network, component_km)
    joined = _join_small(joined, component_km)
    joined = _join_to_largest(joined, component_km)
    joined = _join_facing_ends(joined, component_km)
    return _join_dead_ends(joined, dead_end_km)


def _join_to_largest(network: Network, limit_km: float) -> Network:
    label = components(network)
    largest = np.flatnonzero(label[network.tail] == 0)
    others = np.flatnonzero(label != 0)
    if not len(others) or not len(largest):
        return network
    found = _near(network, largest, network.node_lonlat[others], limit_km)
    best: dict[int, tuple[float, Joint]] = {}
    for node, (edge, share, km) in zip(others, found, strict=True):
        component = int(label[node])
        if edge >= 0 and km < best.get(component, (np.inf,))[0]:
            best[component] = (km, (int(node), edge, share))
    return _with_joints(network, [joint for _, joint in best.values()])


def _join_small(network: Network, limit_km: float) -> Network:
    """Join components other than the largest to each other, shortest gap first."""
    label = components(network)
    others = np.flatnonzero(label != 0)
    pairs, _ = pairs_across(network.node_lonlat[others], label[others], limit_km=limit_km)
    parent = np.arange(label.max(initial=0) + 1)
    joined = [(int(others[a]), int(others[b])) for a, b in pairs.tolist()]
    return with_links(network, [(a, b) for a, b in joined if _union(parent, label[a], label[b])])


def _union(parent: Ints, a: int, b: int) -> bool:
    """Merge two sets; False where they were one already."""
    while parent[a] != a:
        a = parent[a]
    while parent[b] != b:
        b = parent[b]
    parent[max(a, b)] = min(a, b)
    return bool(a != b)


def _dead_ends(network: Network) -> Ints:
    degree = np.bincount(np.concatenate([network.tail, network.head]), minlength=network.node_count)
    return np.flatnonzero(degree == 1)


def _gaps(network: Network, pairs: Ints) -> NDArray[np.float64]:
    a, b = network.node_lonlat[pairs[:, 0]], network.node_lonlat[pairs[:, 1]]
    return geodesy.distance_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])


def _join_facing_ends(network: Network, limit_km: float) -> Network:
    """Link pairs of dead ends, shortest gap first, each end once."""
    ends = _dead_ends(network)
    if not len(ends):
        return network
    xyz = geodesy.unit_vectors(network.node_lonlat[ends])
    targets = Targets(xyz, np.zeros(len(ends)), ends[:, None])
    one, other = apart(network, ends, targets, limit_km=limit_km)
    pairs = ends[np.column_stack([one, other])[one < other]]
    gap = _gaps(network, pairs)
    order = np.argsort(gap, kind="stable")
    used = set[int]()
    chosen: list[tuple[int, int]] = []
    for a, b in pairs[order][gap[order] <= limit_km].tolist():
        if not used & {a, b}:
            used |= {a, b}
            chosen.append((a, b))
    return with_links(network, chosen)


def _join_dead_ends(network: Network, limit_km: float) -> Network:
    ends = _dead_ends(network)
    joints: list[Joint] = []
    for node, (edge, share, _) in zip(ends, _near_others(network, ends, limit_km), strict=True):
        if edge >= 0:
            joints.append((int(node), int(edge), share))
    return _with_joints(network, joints)


def _near(
    network: Network, edges: Ints, lonlat: NDArray[np.float64], limit_km: float
) -> list[tuple[int, float, float]]:
    """Return, per point, the nearest of some edges, the share along it, and the distance."""
    snapped = SegmentIndex(network, edges=edges).nearest(lonlat, limit_km=limit_km)
    columns = (snapped.edge, snapped.share, snapped.distance_km)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _near_others(network: Network, ends: Ints, limit_km: float) -> list[tuple[int, float, float]]:
    """Return, per dead end, the nearest edge that is not already within 10 km by track."""
    if not len(ends):
        return []
    targets, owner = _edge_targets(network)
    # A long edge that starts near by counts as joined all along: its course is a guess.
    row, target = apart(network, ends, targets, limit_km=limit_km)
    # One integer a pair: sorting rows of two takes ten times as long.
    row, edge = np.divmod(np.unique(row * network.edge_count + owner[target]), network.edge_count)
    candidates: dict[int, list[int]] = defaultdict(list)
    for number, other in zip(row.tolist(), edge.tolist(), strict=True):
        candidates[number].append(other)
    return [
        _nearest_of(network, int(node), candidates.get(number, []), limit_km)
        for number, node in enumerate(ends)
    ]


_SAMPLE_KM = 0.5


def _edge_targets(network: Network) -> tuple[Targets, Ints]:
    """Return stretches of edges, each by its first point and its length, and the edge of each.

    Points are taken at most 0.5 km apart, and a stretch is what follows the first in each half km.
    """
    first, owner = network.segment_edges()
    a = geodesy.unit_vectors(network.coords[first])
    b = geodesy.unit_vectors(network.coords[first + 1])
    length = np.linalg.norm(b - a, axis=1)
    step = _SAMPLE_KM / geodesy.EARTH_RADIUS_KM
    count = np.maximum(np.ceil(length / step).astype(np.int64), 1)
    segment = np.repeat(np.arange(len(count)), count)
    share = (np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)) / count[segment]
    before = np.cumsum(length) - length
    along = before[segment] + share * length[segment]
    start = before[np.searchsorted(owner, np.arange(network.edge_count))]
    edge = owner[segment]
    half = np.floor((along - start[edge]) / step).astype(np.int64)
    kept = np.flatnonzero((np.diff(edge, prepend=-1) != 0) | (np.diff(half, prepend=-1) != 0))
    finish = np.append(start[1:], length.sum())[edge[kept]]
    until = np.minimum(np.append(along[kept[1:]], np.inf), finish)
    at = segment[kept]
    xyz = a[at] * (1.0 - share[kept])[:, None] + b[at] * share[kept][:, None]
    xyz /= np.linalg.norm(xyz, axis=1)[:, None]
    nodes = np.column_stack([network.tail, network.head]).astype(np.int64)
    return Targets(xyz, until - along[kept], nodes[edge[kept]]), edge[kept]


def _nearest_of(
    network: Network, node: int, edges: list[int], limit_km: float
) -> tuple[int, float, float]:
    if not edges:
        return (-1, 0.0, np.inf)
    return _near(network, np.array(edges), network.node_lonlat[[node]], limit_km)[0]


def _with_joints(network: Network, joints: Sequence[Joint]) -> Network:
    """Cut the edges that are joined mid-way and link the nodes to the cuts."""
    # Shares that differ by less are one cut, so that there are as many cuts as numbers below.
    joints = [(node, edge, round(share, 12)) for node, edge, share in joints]
    inner = [(edge, share) for _, edge, share in joints if _END_SHARE < share < 1.0 - _END_SHARE]
    # The new nodes stand behind the old ones, by edge and then along it: see `split_edges`.
    number = {cut: network.node_count + row for row, cut in enumerate(sorted(set(inner)))}
    cuts: dict[int, list[float]] = defaultdict(list)
    for edge, share in number:
        cuts[edge].append(share * geodesy.line_length_km(network.line(edge)))
    return with_links(
        split_edges(network, cuts),
        [(node, _joined_node(network, edge, share, number)) for node, edge, share in joints],
    )


_MIDWAY = 0.5


def _joined_node(
    network: Network, edge: int, share: float, cuts: Mapping[tuple[int, float], int]
) -> int:
    end = network.tail[edge] if share < _MIDWAY else network.head[edge]
    return cuts.get((edge, share), int(end))


def join_ends(
    network: Network,
    lines: Sequence[NDArray[np.float64]],
    *,
    limit_km: float,
    origin: str,
    length_km: float | None = None,
    status: str = "operating",
) -> Network:
    """Return the network with lines added and their ends tied to what lies nearest.

    Parameters
    ----------
    lines
        Polylines of shape (k, 2), degrees, EPSG:4326.
    limit_km
        How far an end may lie from the network; an end farther off stays loose.
    origin
        What the new edges say of themselves, ``declared`` or ``repaired``.
    length_km
        Along-track length of each line; the drawn length where absent.
    """
    size = len(lines)
    added = from_lines(
        lines,
        mode=network.mode,
        length_km=None if length_km is None else [length_km] * size,
        columns={
            "origin": [origin] * size,
            "status": [status] * size,
            # Two points say nothing of the course between them.
            "shape": ["threaded" if len(line) > STRAIGHT_POINTS else "chord" for line in lines],
            "length_basis": ["thread" if length_km is None else "published"] * size,
        },
    )
    ends = np.unique(np.concatenate([added.tail, added.head]))
    found = _near(network, np.arange(network.edge_count), added.node_lonlat[ends], limit_km)
    both = concatenate([network, added])
    joints = [
        (int(end) + network.node_count, edge, share)
        for end, (edge, share, _) in zip(ends, found, strict=True)
        if edge >= 0
    ]
    return _with_joints(both, joints)
