"""A network as arcs for an engine, and the ends of edges at which ways enter and leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.routing.engines import Arcs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Ints, Mask
    from geodata.network.model import Network
    from geodata.routing.engines import Entry


class End(NamedTuple):
    """An end of a spot's own edge by which travel leaves or reaches it."""

    node: int
    cost: int
    share: float


class Found(NamedTuple):
    """What an engine found between the ends of two edges."""

    units: int
    arcs: list[int]
    leave: list[End]
    enter: list[End]

    def ends(self, arcs: Arcs) -> tuple[float, float]:
        """Return the shares at which the path leaves its first edge and enters its last.

        Of the ends that meet the arcs, the cheapest pair is the one that the engine used.
        """
        begin = int(arcs.tail[self.arcs[0]]) if self.arcs else None
        finish = int(arcs.head[self.arcs[-1]]) if self.arcs else None
        pairs = [
            (a.cost + b.cost, a.share, b.share)
            for a in self.leave
            for b in self.enter
            if (a.node == b.node if begin is None else (a.node, b.node) == (begin, finish))
        ]
        return min(pairs)[1:]


def entries(ends: Sequence[End]) -> list[Entry]:
    """Return ends as an engine takes them."""
    return [(end.node, end.cost) for end in ends]


def arcs_of(network: Network) -> tuple[Arcs, Ints, Mask]:
    """Return the arcs of a network, the edge of each and which run along it."""
    forward = np.flatnonzero(network.direction >= 0)
    backward = np.flatnonzero(network.direction <= 0)
    tail = np.concatenate([network.tail[forward], network.head[backward]])
    head = np.concatenate([network.head[forward], network.tail[backward]])
    is_forward = np.concatenate([np.ones(len(forward), bool), np.zeros(len(backward), bool)])
    return Arcs(network.node_count, tail, head), np.concatenate([forward, backward]), is_forward
