"""One multimodal network of several: transfers join them at places that two modes reach."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.geodesy import line_length_km
from geodata.network.build import concatenate, split_edges, with_links
from geodata.network.columns import Coded
from geodata.routing.snap import SegmentIndex
from geodata.topology.nodes import nearest_nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.network.model import Network

Point = tuple[float, float]


Transfers = Mapping[str, Mapping[str, Point]]
"""Place id to mode to the point where the place meets that mode, lon, lat."""


_END_SHARE = 1e-6


def join(
    networks: Mapping[str, Network], transfers: Transfers, *, tolerance_km: Mapping[str, float]
) -> Network:
    """Return one network of all modes, joined by transfer edges.

    Parameters
    ----------
    networks
        By mode.
    transfers
        Where places meet the modes. A place joins the modes that lie within their tolerance of
        its point; one that reaches fewer than two joins nothing.
    tolerance_km
        By mode.

    Returns
    -------
    Network
        Mode ``any``, with a column ``mode``; transfers have mode and origin ``transfer`` and the
        geodesic length between the two points. Where the nodes of all networks are in
        contraction order, those of the answer are: as they were, the ends of transfers last. An
        order of its own takes half a minute to find for half a million nodes.
    """
    parts, nodes, shift = [], dict[str, dict[str, int]](), 0
    for mode in sorted(networks):
        wanted = {place: points[mode] for place, points in transfers.items() if mode in points}
        split, at = _with_nodes(networks[mode], wanted, tolerance_km[mode])
        for place, node in at.items():
            nodes.setdefault(place, {})[mode] = node + shift
        shift += split.node_count
        parts.append(split.with_columns(mode=Coded.constant(mode, split.edge_count)))
    whole = replace(concatenate(parts), mode="any")
    pairs = [
        (a, b)
        for place in sorted(nodes)
        for a, b in _pairs([nodes[place][mode] for mode in sorted(nodes[place])])
    ]
    linked = _linked(whole, pairs)
    if not all(network.ordered for network in networks.values()):
        return linked
    ends = np.zeros(linked.node_count, dtype=bool)
    ends[list(itertools.chain.from_iterable(pairs))] = True
    return linked.renumbered(np.argsort(ends, kind="stable"))


def _with_nodes(
    network: Network, points: Mapping[str, Point], limit_km: float
) -> tuple[Network, dict[str, int]]:
    """Return the network with a node where each point meets it, and those nodes by place."""
    places = sorted(points)
    if not places:
        return network, {}
    found = SegmentIndex(network).nearest([points[place] for place in places], limit_km=limit_km)
    rows = [row for row in range(len(places)) if found.edge[row] >= 0]
    cuts: dict[int, list[float]] = {}
    for row in rows:
        edge, share = int(found.edge[row]), float(found.share[row])
        if _END_SHARE < share < 1.0 - _END_SHARE:
            cuts.setdefault(edge, []).append(share * line_length_km(network.line(edge)))
    split = split_edges(network, cuts)
    nearest = nearest_nodes(split.node_lonlat, found.lonlat[rows])
    return split, dict(zip((places[row] for row in rows), nearest, strict=True))


def _pairs(nodes: Sequence[int]) -> list[tuple[int, int]]:
    return [(a, b) for number, a in enumerate(nodes) for b in nodes[number + 1 :]]


def _linked(network: Network, pairs: Sequence[tuple[int, int]]) -> Network:
    """Return the network with a transfer for each pair of nodes, in the first one's country."""
    at = np.array([a for a, _ in pairs], dtype=np.int64)
    columns = {
        "origin": ["transfer"] * len(pairs),
        "mode": ["transfer"] * len(pairs),
        "country": _countries_at(network, at),
    }
    return with_links(network, pairs, columns=columns)


def _countries_at(network: Network, nodes: NDArray[np.int64]) -> list[str]:
    """Return the country of an edge at each node."""
    edge_at = np.zeros(network.node_count, dtype=np.int64)
    edge_at[network.tail] = np.arange(network.edge_count)
    edge_at[network.head] = np.arange(network.edge_count)
    country: list[str] = network.columns["country"].take(edge_at[nodes]).decode()
    return country
