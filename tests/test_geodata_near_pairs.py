"""Gaps and detours against every pair looked at, and against distances of networkx."""

import networkx as nx
import numpy as np
import pytest

from geodata import geodesy
from geodata.network.build import from_lines
from geodata.topology.detours import JOINED_KM, Targets, apart
from geodata.topology.near_pairs import pairs_across


def _every_pair(lonlat, label, limit_km):
    a, b = np.triu_indices(len(lonlat), 1)
    gap = geodesy.distance_km(*lonlat[a].T, *lonlat[b].T)
    kept = (label[a] != label[b]) & (gap <= limit_km)
    return list(zip(gap[kept].tolist(), a[kept].tolist(), b[kept].tolist(), strict=True))


def _forest_km(pairs, label):
    graph = nx.Graph()
    for gap, a, b in sorted(pairs, reverse=True):
        graph.add_edge(label[a], label[b], weight=gap)  # the shortest of a pair comes last
    tree = nx.minimum_spanning_edges(graph, data=True)
    return sorted(data["weight"] for _, _, data in tree)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("centre", [(71.0, 43.0), (179.99, -61.0), (-179.999, 89.0)])
def test_the_shortest_forest_is_among_the_pairs(seed, centre):
    """Points in clumps, some on one place, some in a line, over several cells and 180 degrees."""
    random = np.random.default_rng(seed)
    spread = np.array([0.25, 0.1]) * random.choice([0.05, 1.0], size=(300, 1))
    lonlat = np.array(centre) + random.normal(size=(300, 2)) * spread
    lonlat[:40, 1] = lonlat[0, 1]
    lonlat[100:120] = lonlat[120:140]
    lonlat[:, 1] = np.clip(lonlat[:, 1], -89.99, 89.99)
    lonlat[:, 0] = (lonlat[:, 0] + 180.0) % 360.0 - 180.0
    label = random.integers(0, 60, 300)
    pairs, gap = pairs_across(lonlat, label, limit_km=2.0)
    assert (label[pairs[:, 0]] != label[pairs[:, 1]]).all()
    assert (np.diff(gap) >= 0.0).all()
    found = list(zip(gap.tolist(), *pairs.T.tolist(), strict=True))
    wanted = _forest_km(_every_pair(lonlat, label, 2.0), label)
    assert _forest_km(found, label) == pytest.approx(wanted, abs=1e-4)
    assert len(pairs) < 6 * 300


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_points_and_points_in_a_line_have_their_pairs(count):
    lonlat = np.array([(0.01 * row, 0.0) for row in range(count)]).reshape(-1, 2)
    pairs, gap = pairs_across(lonlat, np.arange(count), limit_km=2.0)
    assert pairs.tolist() == [[row, row + 1] for row in range(count - 1)]
    assert gap == pytest.approx(1.1132, abs=1e-4)


def test_parts_that_share_a_place_are_linked_there():
    lonlat = np.array([(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (180.0, 0.0), (-180.0, 0.0)])
    pairs, gap = pairs_across(lonlat, np.arange(5), limit_km=2.0)
    assert pairs.tolist() == [[0, 1], [0, 2], [3, 4]]
    assert gap.tolist() == [0.0, 0.0, 0.0]


def _streets(seed):
    """Random streets in a field of 20 km, in several parts, many of them dead ends."""
    random = np.random.default_rng(seed)
    places = random.uniform(0.0, 0.18, size=(250, 2))
    near = [np.argsort(((places - place) ** 2).sum(axis=1))[1:4] for place in places]
    lines = [
        [places[row], places[other]]
        for row, others in enumerate(near)
        for other in others
        if random.random() < 0.45
    ]
    return from_lines(lines, mode="road")


@pytest.mark.parametrize("seed", range(5))
def test_what_lies_near_but_is_not_joined_by_track(seed):
    network = _streets(seed)
    graph = nx.Graph()
    for a, b, km in zip(network.tail, network.head, network.length_km, strict=True):
        graph.add_edge(int(a), int(b), weight=float(km))
    ends = np.array(sorted(node for node, degree in graph.degree() if degree == 1))
    every = np.arange(network.node_count)
    xyz = geodesy.unit_vectors(network.node_lonlat)
    targets = Targets(xyz, np.zeros(len(every)), every[:, None])
    rows, found = apart(network, ends, targets, limit_km=2.0)
    wanted = []
    for row, end in enumerate(ends.tolist()):
        reached = nx.single_source_dijkstra_path_length(graph, end, cutoff=JOINED_KM)
        near = np.linalg.norm(xyz - xyz[end], axis=1) <= geodesy.chord_radius(2.0)
        wanted += [(row, node) for node in np.flatnonzero(near).tolist() if node not in reached]
    assert len(wanted) > 20
    assert list(zip(rows.tolist(), found.tolist(), strict=True)) == wanted


def test_a_target_of_several_nodes_is_joined_by_any_of_them():
    network = from_lines([[(0.0, 0.0), (0.05, 0.0)], [(0.05, 0.001), (0.1, 0.001)]], mode="road")
    end = int(np.argmin(network.node_lonlat[:, 0]))
    own, other = np.unique(network.tail)[0], int(np.argmax(network.node_lonlat[:, 0]))
    xyz = geodesy.unit_vectors([(0.0, 0.0), (0.0, 0.0)])
    targets = Targets(xyz, np.zeros(2), np.array([[own, other], [other, other]]))
    rows, found = apart(network, np.array([end]), targets, limit_km=1.0)
    assert (rows.tolist(), found.tolist()) == ([0], [1])
