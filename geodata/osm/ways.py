"""Ways of OpenStreetMap as a network: cut where they meet, joined where nothing changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.network.build import with_defaults
from geodata.network.columns import Coded
from geodata.network.model import Network
from geodata.osm import tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Meta


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Ways with their nodes, as arrays.

    Attributes
    ----------
    way_id
        Shape (w,), OSM ids.
    offsets, refs
        Way i runs through the nodes ``refs[offsets[i]:offsets[i + 1]]``, OSM ids.
    kind
        Shape (w,), rows of `attributes`.
    node_id, node_lonlat
        The nodes that are known, ids ascending, and their coordinates, shape (n, 2), degrees.
    """

    way_id: Ints
    offsets: Ints
    refs: Ints
    kind: NDArray[np.int32]
    attributes: Sequence[tags.Attributes]
    node_id: Ints
    node_lonlat: Floats


def network_of(ways: Ways, *, mode: str, meta: Meta) -> tuple[Network, int]:
    """Cut ways where they share nodes, and return the network.

    A way is cut where another one touches it, where it touches itself, and where a node is not
    known, as happens at the edge of an extract.

    Returns
    -------
    The network and the number of ways that want nodes.
    """
    way, ref = _without_repeats(ways)
    place = np.searchsorted(ways.node_id, ref)
    if len(ways.node_id):
        known = ways.node_id[np.minimum(place, len(ways.node_id) - 1)] == ref
    else:
        known = np.zeros(len(ref), dtype=bool)
    start, end = _runs(way, ref, known)
    count = end - start + 1
    offsets = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    point = np.arange(offsets[-1]) + np.repeat(start - offsets[:-1], count)
    ends, number = np.unique(np.concatenate([ref[start], ref[end]]), return_inverse=True)
    owner = way[start]
    network = Network(
        mode=mode,
        node_lonlat=ways.node_lonlat[np.searchsorted(ways.node_id, ends)].reshape(-1, 2),
        tail=number[: len(start)].astype(np.int32),
        head=number[len(start) :].astype(np.int32),
        length_km=np.zeros(len(start)),
        direction=_take(ways, "direction", owner).astype(np.int8),
        coords=ways.node_lonlat[place[point]].reshape(-1, 2),
        offsets=offsets,
        columns=_columns(ways, owner, mode),
        meta=meta,
    )
    return replace(network, length_km=network.drawn_km()), len(np.unique(way[~known]))


def _without_repeats(ways: Ways) -> tuple[Ints, Ints]:
    """Return way and node of every step, without a node that follows itself."""
    way = np.repeat(np.arange(len(ways.way_id)), np.diff(ways.offsets))
    again = np.zeros(len(way), dtype=bool)
    again[1:] = (way[1:] == way[:-1]) & (ways.refs[1:] == ways.refs[:-1])
    return way[~again], ways.refs[~again]


def _runs(way: Ints, ref: Ints, known: Mask) -> tuple[Ints, Ints]:
    """Return where each edge starts and ends among the steps."""
    _, inverse, count = np.unique(ref, return_inverse=True, return_counts=True)
    shared = count[inverse] > 1
    linked = (way[1:] == way[:-1]) & known[1:] & known[:-1]
    before = np.concatenate([[False], linked[:-1]])
    after = np.concatenate([linked[1:], [False]])
    start = np.flatnonzero(linked & (~before | shared[:-1]))
    end = np.flatnonzero(linked & (~after | shared[1:])) + 1
    return start, end


def _take(ways: Ways, name: str, owner: Ints) -> NDArray[np.int64]:
    values = np.array([getattr(row, name) for row in ways.attributes], dtype=np.int64)
    return values[ways.kind[owner]] if len(owner) else np.zeros(0, dtype=np.int64)


def _columns(ways: Ways, owner: Ints, mode: str) -> dict[str, Coded]:
    rows = ways.kind[owner]

    def spread(values: Sequence[object]) -> Coded:
        coded = Coded.encode(values)
        return coded.take(rows)

    found = {
        name: spread([row.values[i] for row in ways.attributes])
        for i, name in enumerate(tags.columns(mode))
    }
    found["status"] = spread([row.status for row in ways.attributes])
    found["traffic"] = spread([row.traffic for row in ways.attributes])
    if mode == "rail":
        found["gauges_mm"] = spread([row.gauges_mm for row in ways.attributes])
        found["gauge_basis"] = spread(["tag" if row.gauges_mm else "" for row in ways.attributes])
    used, code = np.unique(owner, return_inverse=True)
    names = tuple(str(number) for number in ways.way_id[used].tolist())
    found["osm_id"] = Coded(code.astype(np.int32), names)
    return with_defaults(found, len(owner))
