"""A network as arcs for an engine, and the ends of edges at which ways enter and leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.errors import InputError
from geodata.routing.engines import CLOSED, Arcs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Network
    from geodata.routing.engines import Entry


UNITS_PER_KM = 10_000
"""Weights are whole numbers of 0.1 m, so that sums are exact and equal on every machine."""


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


def whole_units(weight: Floats, *, closed: Mask) -> Ints:
    """Return weights in units, CLOSED where they are infinite or an arc is closed.

    Raises
    ------
    InputError
        On a weight that is too large.
    """
    finite = np.isfinite(weight)
    units = np.rint(np.where(finite, weight, 0.0) * UNITS_PER_KM)
    if (units >= CLOSED).any():
        raise InputError(f"a weight exceeds {CLOSED / UNITS_PER_KM:,.0f}")
    return np.where(finite & ~closed, units, CLOSED).astype(np.int64)
