"""A way over a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Network


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a network: an edge, the share of its drawn line from the tail, and the way there.

    Attributes
    ----------
    lonlat
        The point on the network, degrees.
    access_km
        From the place itself to that point, outside every length that is reported.
    """

    label: str
    edge: int
    share: float
    lonlat: tuple[float, float]
    access_km: float


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where points meet a network; arrays of equal length.

    Attributes
    ----------
    edge
        Edge number, -1 where nothing lies within the limit.
    share
        Where on the edge's drawn line, from 0 at its tail to 1 at its head.
    lonlat
        The points on the network, shape (n, 2), degrees; NaN where there is none.
    distance_km
        From the point asked for, geodesic; infinite where there is none.
    """

    edge: Ints
    share: Floats
    lonlat: Floats
    distance_km: Floats

    def spots(self, labels: Sequence[str]) -> list[Spot]:
        """Return the points as spots under their labels; all have to be near enough."""
        columns = (self.edge, self.share, self.lonlat, self.distance_km)
        rows = zip(labels, *(column.tolist() for column in columns), strict=True)
        return [Spot(name, edge, share, (xy[0], xy[1]), km) for name, edge, share, xy, km in rows]

    def too_far(self, labels: Sequence[str], *, limit_km: float, mode: str) -> list[str]:
        """Return for each point beyond a limit how far the network of a mode is, in words."""
        rows = zip(labels, self.distance_km.tolist(), self.lonlat.tolist(), strict=True)
        return [
            f"{name}: the {mode} network is {km:,.1f} km away at "
            f"{lat:.4f},{lon:.4f}; {limit_km:g} km are allowed"
            if np.isfinite(km)
            else f"{name}: the {mode} network is empty"
            for name, km, (lon, lat) in rows
            if km > limit_km
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way through a network as stretches of edges.

    Attributes
    ----------
    edge
        Shape (k,), edge numbers in order of travel.
    start, end
        Shape (k,), shares of each edge where travel enters and leaves it; start > end where
        the edge is travelled from head to tail.
    cost
        What the router minimised, in km unless it was given other weights.
    """

    edge: Ints
    start: Floats
    end: Floats
    cost: float

    def stretch_km(self, network: Network) -> Floats:
        """Return the along-track length of each stretch in km."""
        return np.abs(self.end - self.start) * network.length_km[self.edge]

    def lines(self, network: Network) -> list[Floats]:
        """Return the drawn line of each stretch in the direction of travel."""
        rows = zip(self.edge.tolist(), self.start.tolist(), self.end.tolist(), strict=True)
        return [geodesy.substring(network.line(edge), start, end) for edge, start, end in rows]

    def coords(self, network: Network) -> Floats:
        """Return the whole path as one line, shape (n, 2)."""
        partial = np.flatnonzero(np.abs(self.end - self.start) != 1.0)
        parts: list[Floats] = []
        last = 0
        for row in [*partial.tolist(), len(self.edge)]:
            if row > last:
                parts.append(_whole_lines(network, self.edge[last:row], self.end[last:row] > 0.0))
            if row < len(self.edge):
                line = network.line(int(self.edge[row]))
                parts.append(geodesy.substring(line, float(self.start[row]), float(self.end[row])))
            last = row + 1
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    def then(self, other: Path) -> Path:
        """Return this path followed by another that starts where it ends."""
        return without_empty_ends(
            Path(
                np.concatenate([self.edge, other.edge]),
                np.concatenate([self.start, other.start]),
                np.concatenate([self.end, other.end]),
                self.cost + other.cost,
            )
        )


def _whole_lines(network: Network, edges: Ints, forward: Mask) -> Floats:
    """Return the lines of edges run from end to end, joined; points that meet come once."""
    begin, end = network.offsets[edges], network.offsets[edges + 1]
    count = end - begin
    step = np.where(forward, 1, -1)
    base = np.where(forward, begin, end - 1)
    count[1:] -= 1
    base[1:] += step[1:]
    first = np.cumsum(count) - count
    position = np.arange(count.sum()) - np.repeat(first, count)
    points: Floats = network.coords[np.repeat(base, count) + np.repeat(step, count) * position]
    return points


def without_empty_ends(path: Path) -> Path:
    """Drop stretches of no length, where a spot lies on a node."""
    keep = np.abs(path.end - path.start) > 0.0
    if not keep.any():
        keep[0] = True
    return Path(path.edge[keep], path.start[keep], path.end[keep], path.cost)
