"""The one graph that every engine is given, and the pairs that all of them route."""

from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geodata.network.file import read_network
from geodata.network.model import Network
from geodata.routing.arcs import UNITS_PER_KM
from geodata.routing.path import Path

SEED = 20261123


CLOSED_COUNTRY = "KZ"


@dataclass(frozen=True)
class Graph:
    """Arcs in order of their ends, the lightest of each pair of nodes, in whole units of 0.1 m.

    Engines that add floats and engines that add whole numbers then agree to the last digit.
    """

    network: Network
    tail: np.ndarray
    head: np.ndarray
    edge: np.ndarray
    km: np.ndarray

    @cached_property
    def key(self):
        """One rising number per arc."""
        return self.tail * self.network.node_count + self.head

    def coords(self, nodes):
        """Return the drawn line of a path that an engine gave as nodes: numpy, no loop."""
        nodes = np.asarray(nodes, dtype=np.int64)
        arc = np.searchsorted(self.key, nodes[:-1] * self.network.node_count + nodes[1:])
        edge = self.edge[arc]
        backward = (self.network.tail[edge] != nodes[:-1]).astype(float)
        return Path(edge, backward, 1.0 - backward, 0.0).coords(self.network)

    @property
    def arcs(self):
        """Rows of tail, head and km as plain numbers."""
        return zip(self.tail.tolist(), self.head.tolist(), self.km.tolist(), strict=True)

    @cached_property
    def closed_edge(self):
        """Which edges lie in the country that is closed."""
        return self.network.columns["country"].mask([CLOSED_COUNTRY])

    @property
    def closed_arcs(self):
        """Tail and head of each arc that runs in the closed country."""
        closed = self.closed_edge[self.edge]
        return list(zip(self.tail[closed].tolist(), self.head[closed].tolist(), strict=True))

    def pairs(self, count, *, closed=False):
        """Return random pairs of nodes in the largest part, with the country open or closed."""
        usable = ~self.closed_edge[self.edge] if closed else np.ones(len(self.edge), dtype=bool)
        nodes = _largest_part(self.network.node_count, self.tail[usable], self.head[usable])
        drawn = np.random.default_rng(SEED).choice(nodes, (2 * count, 2))
        return drawn[drawn[:, 0] != drawn[:, 1]][:count].tolist()


def file_of(mode):
    """Return the path of an embedded network."""
    return str(files("seeds") / "networks" / f"{mode}.parquet")


def graph_of(network):
    """Return a network's arcs and the network with its lengths in whole units."""
    whole = np.rint(network.length_km * UNITS_PER_KM) / UNITS_PER_KM
    network = replace(network, length_km=whole)
    ahead, back = np.flatnonzero(network.direction >= 0), np.flatnonzero(network.direction <= 0)
    tail = np.concatenate([network.tail[ahead], network.head[back]]).astype(np.int64)
    head = np.concatenate([network.head[ahead], network.tail[back]]).astype(np.int64)
    edge = np.concatenate([ahead, back])
    order = np.lexsort((whole[edge], head, tail))
    tail, head, edge = tail[order], head[order], edge[order]
    first = np.r_[True, (np.diff(tail) != 0) | (np.diff(head) != 0)] & (tail != head)
    return Graph(network, tail[first], head[first], edge[first], whole[edge[first]])


def embedded(mode):
    """Return the graph of an embedded network."""
    return graph_of(read_network(file_of(mode)))


def _largest_part(count, tail, head):
    graph = coo_matrix((np.ones(len(tail)), (tail, head)), shape=(count, count))
    _, part = connected_components(graph, directed=True, connection="strong")
    return np.flatnonzero(part == np.bincount(part).argmax())
