"""Why no way leads from one place of a network to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from geodata.arrays import Ints, Mask
    from geodata.network.model import Network
    from geodata.routing.path import Spot


def why_no_path(network: Network, usable: Mask, barred: Mask, source: Spot, target: Spot) -> str:
    """Say what keeps two spots apart: a gap and how wide, a shut gate, or the direction of edges.

    Parameters
    ----------
    usable, barred
        Which edges are open, shape (m,), and which ends of them nobody passes, shape (m, 2).
    """
    said = f"no way by {network.mode} from {source.label} to {target.label}"
    part = _parts(network, usable)[network.tail]
    if not usable[source.edge] or not usable[target.edge]:
        return f"{said}: the line at one of them is closed"
    if part[source.edge] == part[target.edge]:
        shut = "shut at a gate, " if barred.any() else ""
        return f"{said}: what joins them is {shut}one-way against the journey, or out of range"
    own = np.flatnonzero(usable & (part == part[source.edge]))
    near = SegmentIndex(network, edges=own).nearest(target.lonlat)
    lon, lat = near.lonlat[0]
    return (
        f"{said}: the network is broken between them, or what joins them is closed; from "
        f"{source.label} it comes no nearer to {target.label} than "
        f"{near.distance_km[0]:,.1f} km, at {lat:.4f},{lon:.4f}"
    )


def _parts(network: Network, usable: Mask) -> Ints:
    """Return the number of the part of the network, over usable edges, in which each node lies."""
    tail, head = network.tail[usable], network.head[usable]
    shape = (network.node_count, network.node_count)
    from scipy.sparse import coo_matrix  # only what explains a failure needs it
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(tail)), (tail, head)), shape=shape)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
