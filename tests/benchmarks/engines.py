"""Ours and its peers behind one face: `route`, `matrix`, `close`.

A peer that answers with nodes is given our own drawing of them, which is faster than its own:
the ratios are to its favour.
"""

import networkx as nx
import numpy as np
import scgraph

from geodata.routing.path import Spot
from geodata.routing.router import Router

SCGRAPH_ALGORITHMS = ("bidirectional_buckets", "dijkstra_buckets", "bidirectional_dijkstra")


class Ours:
    """`geodata.routing.Router`, by either of its engines."""

    def __init__(self, graph, *, engine="cch"):
        self.network = graph.network
        self.router = Router(graph.network, engine=engine)
        self._edge = np.zeros(graph.network.node_count, dtype=np.int64)
        self._edge[graph.tail] = graph.edge

    def _spot(self, node):
        edge = int(self._edge[node])
        at_tail = int(self.network.tail[edge]) == node
        lon, lat = self.network.node_lonlat[node]
        return Spot(str(node), edge, 0.0 if at_tail else 1.0, (lon, lat), 0.0)

    def route(self, start, end):
        """Return km and the line."""
        path = self.router.path(self._spot(start), self._spot(end))
        return path.cost, path.coords(self.network)

    def matrix(self, sources, targets):
        """Return km of shape (sources, targets)."""
        spots = [[self._spot(node) for node in side] for side in (sources, targets)]
        return self.router.distances(*spots)

    def close(self, graph):
        """Close a country."""
        self.router = self.router.avoiding(graph.closed_edge)


class Scgraph:
    """`scgraph.Graph`, its C++ engine, by the fastest of its algorithms that need no preparation."""

    def __init__(self, graph):
        self._graph = graph
        self._adjacency = [{} for _ in range(graph.network.node_count)]
        for tail, head, km in graph.arcs:
            self._adjacency[tail][head] = km
        self.kit = scgraph.Graph(self._adjacency)
        self.algorithm = SCGRAPH_ALGORITHMS[0]

    def route(self, start, end):
        """Return km and the line."""
        found = getattr(self.kit, self.algorithm)(start, end)
        return found["length"], self._graph.coords(found["path"])

    def matrix(self, sources, targets):
        """Return km by a cached tree a source, as `GeoGraph.distance_matrix` does."""
        rows = []
        for source in sources:
            tree = self.kit.cached_shortest_path
            rows.append([tree(source, end, length_only=True)["length"] for end in targets])
            self.kit.reset_cache()
        return np.array(rows)

    def close(self, graph):
        """Close a country by making the graph again.

        After `remove_edge` its bidirectional searches (3.6.0) still run over what was removed.
        """
        for tail, head in graph.closed_arcs:
            del self._adjacency[tail][head]
        self.kit = scgraph.Graph(self._adjacency)


class Networkx:
    """`networkx`, bidirectional Dijkstra: what osmnx routes with."""

    def __init__(self, graph):
        self._graph = graph
        self.kit = nx.DiGraph()
        self.kit.add_weighted_edges_from(graph.arcs, weight="km")

    def route(self, start, end):
        """Return km and the line."""
        km, nodes = nx.bidirectional_dijkstra(self.kit, start, end, weight="km")
        return km, self._graph.coords(nodes)

    def matrix(self, sources, targets):
        """Return km by a tree a source."""
        trees = (nx.single_source_dijkstra_path_length(self.kit, s, weight="km") for s in sources)
        return np.array([[tree[node] for node in targets] for tree in trees])

    def close(self, graph):
        """Close a country by taking its arcs out."""
        self.kit.remove_edges_from(graph.closed_arcs)


def scipy_engine(graph):
    """Return our router over scipy's Dijkstra."""
    return Ours(graph, engine="scipy")
