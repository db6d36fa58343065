"""Bends road edges through chains of places that a road is known to pass."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.network.build import from_lines
from geodata.network.columns import Coded
from geodata.routing.snap import SegmentIndex
from geodata.snapshot.courses.drawing import with_threads
from geodata.snapshot.courses.thread import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Floats
    from geodata.network.model import Network

FREE_FROM_KM = 15.0


FREE_RATIO = 1.005


TOWN_KM = 12.0
"""A chain of towns applies to an edge whose two ends lie this near to its line."""


TOWN_OFF_END_KM = 3.0


DETOUR = 1.6
"""A chain that makes an edge so many times its chord belongs to another road."""


ON_ROAD_DETOUR = 2.5
"""A chain on the road itself may wind so far: round the reservoir of Toktogul it is 2.3 chords."""


ON_ROAD_END_KM = 3.0
"""An edge belongs to a chain on the road only if its ends lie on it too: other roads run near."""


def freely_threaded(
    network: Network,
    chains: Sequence[Floats],
    *,
    on_road: Sequence[bool] = (),
    from_km: float = FREE_FROM_KM,
) -> Network:
    """Return a network with chords bent through chains of places that a line is known to pass.

    About half of the long edges of the road source have a length equal to their chord, which is
    no along-track length at all. Such an edge takes its towns freely, and the thread's length
    becomes its length, ``length_basis = "thread"``; the length of any other edge stands, and it
    is bent only as far as that length allows. A chain counts only where it passes both ends.

    Parameters
    ----------
    chains
        Polylines of shape (k, 2) through towns in order, degrees, EPSG:4326.
    on_road
        Per chain, whether its places lie on the road itself. A thread through such places is
        never longer than the road, so where it is longer than an edge's own length, that length
        is wrong and the thread's takes its place.
    from_km
        Edges shorter than this are left as they are.
    """
    drawn = network.drawn_km()
    lines, length = network.lines(), network.length_km.copy()
    basis = ["track"] * network.edge_count
    threaded: set[int] = set()
    long = np.flatnonzero(drawn > from_km)
    surveyed = np.array(on_road) if on_road else np.zeros(len(chains), dtype=bool)
    for edge, (towns, of) in _towns_between(network, long, chains, surveyed).items():
        line = np.vstack([lines[edge][0], towns, lines[edge][-1]])
        km = geodesy.line_length_km(line)
        free = length[edge] <= FREE_RATIO * drawn[edge] or (surveyed[of] and km > length[edge])
        detour = ON_ROAD_DETOUR if surveyed[of] else DETOUR
        if km > (detour * drawn[edge] if free else LONGEST * length[edge]):
            continue
        lines[edge] = line
        threaded.add(edge)
        if free:
            length[edge], basis[edge] = km, "thread"
    bent = with_threads(network, lines, threaded)
    return replace(
        bent, length_km=length, columns={**bent.columns, "length_basis": Coded.encode(basis)}
    )


def _towns_between(
    network: Network,
    edges: NDArray[np.int64],
    chains: Sequence[Floats],
    surveyed: NDArray[np.bool_],
) -> dict[int, tuple[Floats, int]]:
    """Return, per edge, the towns between its ends of the first chain that passes both."""
    found: dict[int, tuple[Floats, int]] = {}
    starts, ends = (network.node_lonlat[side[edges]] for side in (network.tail, network.head))
    for of, chain in enumerate(chains):
        index = SegmentIndex(from_lines([chain], mode="chain"))
        limit_km = ON_ROAD_END_KM if surveyed[of] else TOWN_KM
        first, last = (index.nearest(points, limit_km=limit_km) for points in (starts, ends))
        along = geodesy.cumulative_km(chain) / geodesy.line_length_km(chain)
        for row in np.flatnonzero((first.edge >= 0) & (last.edge >= 0)):
            low, high = sorted((first.share[row], last.share[row]))
            edge = int(edges[row])
            towns = _off_ends(chain[(along > low) & (along < high)], network.line(edge))
            if len(towns) and edge not in found:
                found[edge] = (towns if first.share[row] < last.share[row] else towns[::-1]), of
    return found


def _off_ends(towns: Floats, line: Floats) -> Floats:
    """Return the towns that are not at an end of the line: those would turn it back on itself."""
    ends = line[[0, -1]]
    away = [geodesy.distance_km(lon, lat, towns[:, 0], towns[:, 1]) for lon, lat in ends]
    off_both = np.min(away, axis=0) > TOWN_OFF_END_KM
    return np.asarray(towns[off_both])
