"""One way at a time, over what of a network may lie on it: an engine of the whole is not made.

No way is shorter than straight, so a node through which even straight lines to both ends are
longer than a way that is known lies on none that is shorter. The way found among the nodes that
are left is the shortest of all.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.routing.arcs import UNITS_PER_KM
from geodata.routing.engines import CLOSED, Arcs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.arrays import Floats, Ints, Mask
    from geodata.routing.engines import Engine, Entry

_SHARE = 0.95
"""An arc costs at least so much of its straight length; by how much less some do is counted."""

_DETOUR = 1.3
"""Looked at first: what makes the least cost so many times as large, and `_FIRST_KM` more."""

_FIRST_KM = 20.0

_WIDER = 2.0

_MOST = 0.3
"""Of so many of all nodes an engine of the whole network takes hardly longer."""

_SPECK_KM = 1e-3
"""Far more than rounding can make of a sum of straight lengths."""


class NearSearch:
    """Searches the nodes of a network in an ellipse around the ends of a way.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees, EPSG:4326: where the nodes lie between which the arcs run.
    """

    def __init__(self, lonlat: Floats, arcs: Arcs) -> None:
        self._lonlat = lonlat
        self._arcs = arcs

    @cached_property
    def _xyz(self) -> Floats:
        """The nodes in space, km, shape (3, n): straight lines between them obey the triangle."""
        xyz = geodesy.unit_vectors(self._lonlat) * geodesy.EARTH_RADIUS_KM
        return np.ascontiguousarray(xyz.T)

    @cached_property
    def _span_km(self) -> Floats:
        """The straight length of every arc."""
        tail, head = self._arcs.tail, self._arcs.head
        return _norm([axis[tail] - axis[head] for axis in self._xyz])

    def path(
        self,
        units: Ints,
        ends: tuple[Sequence[Entry], Sequence[Entry]],
        make: Callable[[Arcs, Ints], Engine],
    ) -> tuple[int, list[int]] | None:
        """Return the least cost and the arcs of a way as an engine of all arcs would.

        Parameters
        ----------
        units
            The weight of every arc.
        ends
            Where the way may begin and where it may end.

        Returns
        -------
        None where that takes the whole network, or there is no way.
        """
        usable = units < CLOSED
        short = np.maximum(_SHARE * self._span_km - units / UNITS_PER_KM, 0.0)
        slack = float(short[usable].sum()) + _SPECK_KM
        least = self._least_km(ends[0]) + self._least_km(ends[1])
        limit = _DETOUR * float(least.min()) + _FIRST_KM
        while (near := least <= limit + slack).mean() <= _MOST:
            found = self._within(near, units, ends, make)
            cost_km = found[0] / UNITS_PER_KM if found else np.inf
            if cost_km <= limit:
                return found
            limit = min(cost_km, _WIDER * limit)
        return None

    def _least_km(self, entries: Sequence[Entry]) -> Floats:
        """Return what every node costs at the least from the nearest of some, shape (n,)."""
        least = np.full(self._xyz.shape[1], np.inf)
        for node, cost in entries:
            away = _norm([axis - axis[node] for axis in self._xyz])
            np.minimum(least, _SHARE * away + cost / UNITS_PER_KM, out=least)
        return least

    def _within(
        self,
        near: Mask,
        units: Ints,
        ends: tuple[Sequence[Entry], Sequence[Entry]],
        make: Callable[[Arcs, Ints], Engine],
    ) -> tuple[int, list[int]] | None:
        """Return the shortest way over the marked nodes alone."""
        tail, head = self._arcs.tail, self._arcs.head
        rows = np.flatnonzero(near[tail] & near[head])
        rows = rows[units[rows] < CLOSED]
        # The order of the nodes stays, so that it is one of contraction here too.
        number = (np.cumsum(near) - 1).astype(np.int32)
        sources, targets = (
            [(int(number[node]), cost) for node, cost in side if near[node]] for side in ends
        )
        if not (len(rows) and sources and targets):
            return None
        arcs = Arcs(int(near.sum()), number[tail[rows]], number[head[rows]])
        found = make(arcs, units[rows]).path(sources, targets)
        return found and (found[0], rows[found[1]].tolist())


def _norm(axes: Sequence[Floats]) -> Floats:
    x, y, z = axes
    return np.sqrt(x * x + y * y + z * z)
