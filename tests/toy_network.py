"""A network small enough to work out by hand, and an independent shortest path to compare with.

::

             C
          6 / \\ 3           edge 0  A-B 10      edge 4  D>E  4, one way
           /   \\             edge 1  A-C  6      edge 5  D-E 20, by the south
      A---------B-----D=>=E  edge 2  C-B  3      edge 6  B-B  8, a loop
           10   @  5          edge 3  B-D  5      edge 7  F-G  7, an island

Nodes stand at A (0, 0), B (2, 0), C (1, 1), D (3, 0), E (4, 0), F (10, 5), G (11, 5), and are
numbered by longitude, so A 0, C 1, B 2, D 3, E 4, F 5, G 6. Lengths are invented km.
"""

from itertools import pairwise

import networkx as nx
import numpy as np

from geodata.network.build import from_lines
from geodata.routing.path import Spot

A, C, B, D, E, F, G = range(7)


LENGTHS = (10.0, 6.0, 3.0, 5.0, 4.0, 20.0, 8.0, 7.0)


LINES = (
    [(0, 0), (2, 0)],
    [(0, 0), (0.5, 0.5), (1, 1)],
    [(1, 1), (2, 0)],
    [(2, 0), (3, 0)],
    [(3, 0), (4, 0)],
    [(3, 0), (3.5, -0.5), (4, 0)],
    [(2, 0), (2.2, -0.5), (1.8, -0.5), (2, 0)],
    [(10, 5), (11, 5)],
)


COUNTRIES = ("KZ", "KZ", "KZ", "UZ", "UZ", "UZ", "KZ", "CN")


def toy(**changes):
    """The network above."""
    given = {
        "mode": "rail",
        "length_km": LENGTHS,
        "direction": [0, 0, 0, 0, 1, 0, 0, 0],
        "columns": {"country": COUNTRIES},
    }
    return from_lines(LINES, **{**given, **changes})


def spot(network, edge, share, label="spot"):
    """A spot on an edge at a share of its drawn line."""
    line = network.line(edge)
    if share in (0.0, 1.0):
        point = line[0] if share == 0.0 else line[-1]
    else:
        from geodata.geodesy import interpolate, line_length_km

        point = interpolate(line, share * line_length_km(line))[0]
    return Spot(label, edge, share, (float(point[0]), float(point[1])), 0.0)


def at_node(network, node, label=""):
    """A spot exactly at a node, on any edge that ends there."""
    tails, heads = np.flatnonzero(network.tail == node), np.flatnonzero(network.head == node)
    edge, share = (int(tails[0]), 0.0) if len(tails) else (int(heads[0]), 1.0)
    return spot(network, edge, share, label or f"node {node}")


def graph_of(network, weight, spots):
    """A plain directed graph in which every spot is a node: the reference for costs."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.node_count))
    graph.add_nodes_from(("spot", number) for number in range(len(spots)))
    for edge in range(network.edge_count):
        here = [(s.share, ("spot", number)) for number, s in enumerate(spots) if s.edge == edge]
        ends = int(network.tail[edge]), int(network.head[edge])
        stops = [(0.0, ends[0]), *sorted(here, key=lambda stop: stop[0]), (1.0, ends[1])]
        for (before, a), (after, b) in pairwise(stops):
            same = before == after
            if not (same or np.isfinite(weight[edge])):
                continue
            cost = 0.0 if same else (after - before) * weight[edge]
            _lower(graph, a, b, cost, same or network.direction[edge] >= 0)
            _lower(graph, b, a, cost, same or network.direction[edge] <= 0)
    return graph


def _lower(graph, a, b, cost, allowed):
    if allowed and cost < graph.get_edge_data(a, b, {"cost": np.inf})["cost"]:
        graph.add_edge(a, b, cost=cost)


def reference_cost(network, weight, source, target):
    """The cost between two spots by networkx, infinite where there is no way."""
    graph = graph_of(network, weight, [source, target])
    try:
        return nx.dijkstra_path_length(graph, ("spot", 0), ("spot", 1), weight="cost")
    except nx.NetworkXNoPath:
        return np.inf


def assert_sound(path, network, weight, source, target):
    """A path starts and ends at its spots, hangs together, obeys one-way edges, and costs its sum."""
    forward = path.end - path.start
    assert ((forward * network.direction[path.edge]) >= 0).all()
    moved = forward != 0
    np.testing.assert_allclose(
        path.cost,
        (np.abs(forward)[moved] * np.asarray(weight)[path.edge[moved]]).sum(),
        atol=1e-4 * (len(path.edge) + 2),
    )
    lines = path.lines(network)
    for before, after in pairwise(lines):
        np.testing.assert_allclose(before[-1], after[0], atol=1e-9)
    for number in range(len(path.edge) - 1):
        assert _place(network, path.edge[number], path.end[number]) == _place(
            network, path.edge[number + 1], path.start[number + 1]
        )
    coords = path.coords(network)
    np.testing.assert_allclose(coords[0], source.lonlat, atol=1e-7)
    np.testing.assert_allclose(coords[-1], target.lonlat, atol=1e-7)
    np.testing.assert_allclose(
        coords, np.concatenate([lines[0], *(line[1:] for line in lines[1:])]), atol=1e-12
    )


def _place(network, edge, share):
    if share in (0.0, 1.0):
        return int(network.tail[edge] if share == 0.0 else network.head[edge])
    return int(edge), float(share)
