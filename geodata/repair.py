"""Closing gaps in a network; every joint is an edge of its own with ``origin = "repaired"``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geodata import geodesy
from geodata.nearest import SegmentIndex
from geodata.network import Network, concatenate, from_lines, split_edges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Ints = NDArray[np.int64]
Joint = tuple[int, int, float]
"""A node, the edge it is joined to, and where on that edge (share of its drawn line)."""

COMPONENT_KM = 2.0
DEAD_END_KM = 1.0
_ALREADY_JOINED_KM = 10.0
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
    if not len(others):
        return network
    tree = cKDTree(geodesy.unit_vectors(network.node_lonlat[others]))
    pairs = others[tree.query_pairs(geodesy.chord_radius(limit_km), output_type="ndarray")]
    pairs = pairs[label[pairs[:, 0]] != label[pairs[:, 1]]]
    gap = _gaps(network, pairs)
    pairs, gap = pairs[gap <= limit_km], gap[gap <= limit_km]
    parent = np.arange(label.max() + 1)
    chosen = [
        tuple(pairs[row])
        for row in np.argsort(gap, kind="stable")
        if _union(parent, *label[pairs[row]])
    ]
    return with_links(network, chosen)


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
    tree = cKDTree(geodesy.unit_vectors(network.node_lonlat[ends]))
    pairs = ends[tree.query_pairs(geodesy.chord_radius(limit_km), output_type="ndarray")]
    gap = _gaps(network, pairs)
    order = np.argsort(gap, kind="stable")
    pairs = pairs[order][gap[order] <= limit_km]
    apart = ~_joined_already(network, pairs[:, 0], pairs[:, 1:])
    used = set[int]()
    chosen: list[tuple[int, int]] = []
    for a, b in pairs[apart].tolist():
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
    xyz, owner = _edge_points(network)
    radius = geodesy.chord_radius(limit_km + _SAMPLE_KM / 2.0)
    near = cKDTree(xyz).query_ball_point(geodesy.unit_vectors(network.node_lonlat[ends]), radius)
    row = np.repeat(np.arange(len(ends)), [len(found) for found in near])
    point = np.concatenate([np.asarray(found, dtype=np.int64) for found in near])
    # One integer a pair: sorting rows of two takes ten times as long.
    row, edge = np.divmod(np.unique(row * network.edge_count + owner[point]), network.edge_count)
    # A long edge that starts near by counts as joined all along: its course is a guess.
    touched = np.column_stack([network.tail[edge], network.head[edge]]).astype(np.int64)
    apart = ~_joined_already(network, ends[row], touched)
    candidates: dict[int, list[int]] = defaultdict(list)
    for number, other in zip(row[apart].tolist(), edge[apart].tolist(), strict=True):
        candidates[number].append(other)
    return [
        _nearest_of(network, int(node), candidates.get(number, []), limit_km)
        for number, node in enumerate(ends)
    ]


_SAMPLE_KM = 1.0


def _edge_points(network: Network) -> tuple[NDArray[np.float64], Ints]:
    """Return points at most 1 km apart on every edge as unit vectors, and the edge of each."""
    first, owner = network.segment_edges()
    a = geodesy.unit_vectors(network.coords[first])
    b = geodesy.unit_vectors(network.coords[first + 1])
    length = np.linalg.norm(b - a, axis=1) * geodesy.EARTH_RADIUS_KM
    count = np.ceil(length / _SAMPLE_KM).astype(np.int64) + 1
    segment = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
    share = (step / np.maximum(count - 1, 1)[segment])[:, None]
    xyz = a[segment] * (1.0 - share) + b[segment] * share
    return xyz / np.linalg.norm(xyz, axis=1)[:, None], owner[segment]


def _nearest_of(
    network: Network, node: int, edges: list[int], limit_km: float
) -> tuple[int, float, float]:
    if not edges:
        return (-1, 0.0, np.inf)
    return _near(network, np.array(edges), network.node_lonlat[[node]], limit_km)[0]


def _joined_already(network: Network, nodes: Ints, targets: Ints) -> NDArray[np.bool_]:
    """Tell whether a way of at most 10 km by track joins each node to any of its targets.

    Targets are nodes, shape (n, k).
    """
    joined = np.zeros(len(nodes), dtype=bool)
    if not len(nodes):
        return joined
    xyz = geodesy.unit_vectors(network.node_lonlat)
    tree, graph = cKDTree(xyz), _graph(network)
    # Cells of a cube over the sphere, so that each search sees only what lies around it.
    cell = np.floor(xyz[nodes] * geodesy.EARTH_RADIUS_KM / _CELL_KM).astype(np.int64)
    label = np.unique(cell, axis=0, return_inverse=True)[1].reshape(-1)
    order = np.argsort(label, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        joined[rows] = _within(network, graph, tree, nodes[rows], targets[rows])
    return joined


_CELL_KM = 50.0
_SOURCES_AT_ONCE = 256


def _within(
    network: Network, graph: csr_matrix, tree: cKDTree, nodes: Ints, targets: Ints
) -> NDArray[np.bool_]:
    centre = tree.data[nodes].mean(axis=0)
    reach = np.linalg.norm(tree.data[nodes] - centre, axis=1).max()
    around = np.sort(tree.query_ball_point(centre, reach + geodesy.chord_radius(_SEARCH_KM)))
    number = np.full(network.node_count, len(around), dtype=np.int64)
    number[around] = np.arange(len(around))
    part = graph[around][:, around]
    sources, row = np.unique(nodes, return_inverse=True)
    near = np.zeros(len(nodes), dtype=bool)
    for begin in range(0, len(sources), _SOURCES_AT_ONCE):
        chosen = number[sources[begin : begin + _SOURCES_AT_ONCE]]
        away = dijkstra(part, indices=chosen, limit=_ALREADY_JOINED_KM + _TINY_KM)
        away = np.column_stack([away, np.full(len(chosen), np.inf)])
        mine = np.flatnonzero((row >= begin) & (row < begin + _SOURCES_AT_ONCE))
        best = away[row[mine][:, None] - begin, number[targets[mine]]].min(axis=1)
        near[mine] = best <= _ALREADY_JOINED_KM + _TINY_KM
    return near


_SEARCH_KM = 1.2 * _ALREADY_JOINED_KM  # track may be stated shorter than the line between its ends
_TINY_KM = 1e-6


def _graph(network: Network) -> csr_matrix:
    """Return the network as a symmetric matrix of lengths, parallel edges by the shortest."""
    tail = np.concatenate([network.tail, network.head])
    head = np.concatenate([network.head, network.tail])
    km = np.concatenate([network.length_km, network.length_km])
    order = np.lexsort((km, head, tail))
    tail, head, km = tail[order], head[order], km[order]
    first = np.concatenate([[True], (np.diff(tail) != 0) | (np.diff(head) != 0)])[: len(km)]
    shape = (network.node_count, network.node_count)
    # A length of zero would be no edge in a sparse matrix.
    return csr_matrix((km[first] + _TINY_KM / 1e3, (tail[first], head[first])), shape=shape)


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


def _joined_node(
    network: Network, edge: int, share: float, cuts: Mapping[tuple[int, float], int]
) -> int:
    end = network.tail[edge] if share < 0.5 else network.head[edge]  # noqa: PLR2004
    return cuts.get((edge, share), int(end))


def with_links(
    network: Network,
    pairs: Sequence[tuple[int, int]],
    *,
    columns: Mapping[str, Sequence[object]] | None = None,
) -> Network:
    """Return the network with straight edges between pairs of different nodes.

    Parameters
    ----------
    columns
        Values per pair; ``origin`` is ``repaired`` where absent.
    """
    kept = [row for row, (a, b) in enumerate(pairs) if a != b]
    if not kept:
        return network
    ends = np.asarray(pairs, dtype=np.int64)[kept]
    given = {name: [values[row] for row in kept] for name, values in (columns or {}).items()}
    named: dict[str, list[Any]] = {"origin": ["repaired"] * len(kept), **given}
    links = from_lines(list(network.node_lonlat[ends]), mode=network.mode, columns=named)
    stacked = concatenate([network, links])
    return replace(
        stacked,
        node_lonlat=network.node_lonlat,
        tail=np.concatenate([network.tail, ends[:, 0]]).astype(np.int32),
        head=np.concatenate([network.head, ends[:, 1]]).astype(np.int32),
        ordered=False,
    )


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
            "shape": ["threaded" if len(line) > 2 else "mapped" for line in lines],  # noqa: PLR2004
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
