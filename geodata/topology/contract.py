"""Nodes of degree two dropped, their edges joined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geodata.network.columns import Coded
from geodata.network.model import THROUGH_DEGREE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Floats, Ints, Mask
    from geodata.network.model import Network


def join_chains(network: Network, *, listed: Sequence[str] = ("osm_id",)) -> Network:
    """Return the network without nodes of degree two between edges of equal attributes.

    Lines are joined, lengths summed, and one-way edges joined only nose to tail. The columns
    ``listed`` may differ within a chain: the values along it are kept, with ``|`` between them.
    """
    if not network.edge_count:
        return network
    chain, rank = _positions(_opened(_onward(network, listed)))
    size = network.edge_count
    # Every chain is there in both senses; the one that begins with the lower edge is taken.
    lead = chain % size
    ahead = lead[:size] <= lead[size:]
    dart = np.where(ahead, np.arange(size), np.arange(size) + size)
    order = np.lexsort((rank[dart], lead[dart]))
    first = np.concatenate([[True], np.diff(lead[dart][order]) != 0])
    return _joined(network, order, np.flatnonzero(first), ahead, listed)


def _signature(network: Network, *, without: Sequence[str]) -> Ints:
    """Return a number per edge that is equal where all attributes but some are."""
    sign = np.zeros(network.edge_count, dtype=np.int64)
    for name, column in sorted(network.columns.items()):
        if name not in without and len(column.values) > 1:
            mixed = sign * len(column.values) + column.codes
            sign = np.unique(mixed, return_inverse=True)[1].reshape(-1)
    return sign


def _onward(network: Network, listed: Sequence[str]) -> Ints:
    """Return for each dart the dart that continues it, -1 at the end of a chain.

    Dart e runs along edge e, dart e + m against it.
    """
    size = network.edge_count
    out = np.concatenate([network.tail, network.head])
    degree = np.bincount(out, minlength=network.node_count)
    leaving = np.argsort(out, kind="stable")
    two = np.flatnonzero(degree == THROUGH_DEGREE)
    pair = (np.cumsum(degree) - degree)[two]
    a, b = leaving[pair], leaving[pair + 1]
    a_back, b_back = (a + size) % (2 * size), (b + size) % (2 * size)
    sign = _signature(network, without=listed)
    way = np.concatenate([network.direction, -network.direction])
    smooth = (a_back != b) & (sign[a % size] == sign[b % size]) & (way[a_back] == way[b])
    onward = np.full(2 * size, -1, dtype=np.int64)
    onward[a_back[smooth]] = b[smooth]
    onward[b_back[smooth]] = a[smooth]
    return onward


def _before(onward: Ints) -> Ints:
    before = np.full(len(onward), -1, dtype=np.int64)
    linked = np.flatnonzero(onward >= 0)
    before[onward[linked]] = linked
    return before


def _opened(onward: Ints) -> Ints:
    """Open every ring of chains where its lowest edge begins, in both senses."""
    size = len(onward)
    linked = np.flatnonzero(onward >= 0)
    graph = coo_matrix((np.ones(len(linked)), (linked, onward[linked])), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    closed = np.ones(count, dtype=bool)
    closed[label[onward < 0]] = False
    lowest = np.full(count, size, dtype=np.int64)
    np.minimum.at(lowest, label, np.arange(size))
    dart = lowest[closed]
    opposite = (dart + size // 2) % size
    dart, opposite = (side[dart < lowest[label[opposite]]] for side in (dart, opposite))
    opened = onward.copy()
    opened[_before(onward)[dart]] = -1
    opened[opposite] = -1
    return opened


def _positions(onward: Ints) -> tuple[Ints, Ints]:
    """Return for each dart the first dart of its chain and its rank in it, by pointer doubling."""
    before = _before(onward)
    head = np.where(before < 0, np.arange(len(onward)), before)
    rank = (before >= 0).astype(np.int64)
    while (head[head] != head).any():
        rank = rank + rank[head]
        head = head[head]
    return head, rank


def _joined(
    network: Network, order: Ints, first: Ints, ahead: Mask, listed: Sequence[str]
) -> Network:
    """Stack the edges of each chain into one."""
    last = np.concatenate([first[1:], [len(order)]]) - 1
    lead, final = order[first], order[last]
    coords, offsets = _stacked(network, order, first, ahead)
    columns = {name: column.take(lead) for name, column in network.columns.items()}
    columns |= {
        name: _listed(network.columns[name], order, first) for name in listed if name in columns
    }
    merged = replace(
        network,
        tail=np.where(ahead[lead], network.tail[lead], network.head[lead]),
        head=np.where(ahead[final], network.head[final], network.tail[final]),
        length_km=np.add.reduceat(network.length_km[order], first),
        direction=np.where(ahead[lead], network.direction[lead], -network.direction[lead]),
        coords=coords,
        offsets=offsets,
        columns=columns,
        ordered=False,
    )
    return merged.take(np.arange(merged.edge_count))


def _stacked(network: Network, order: Ints, first: Ints, ahead: Mask) -> tuple[Floats, Ints]:
    """Return the polylines of the chains; the point between two edges is written once."""
    leads = np.zeros(len(order), dtype=bool)
    leads[first] = True
    begin, count = network.offsets[order], np.diff(network.offsets)[order]
    stop = np.cumsum(count)
    step = np.arange(stop[-1]) - np.repeat(stop - count, count)
    forward = np.repeat(ahead[order], count)
    size = np.repeat(count, count)
    point = np.repeat(begin, count) + np.where(forward, step, size - 1 - step)
    kept = np.repeat(leads, count) | (step > 0)
    own = np.add.reduceat(count - ~leads, first)
    return network.coords[point[kept]], np.concatenate([[0], np.cumsum(own)]).astype(np.int64)


def _listed(column: Coded, order: Ints, first: Ints) -> Coded:
    values = column.values
    if len(values) == 1:
        return column.take(order[first])
    return Coded.encode(
        values[row[0]]
        if len(row) == 1
        else "|".join(dict.fromkeys(values[c] for c in row.tolist() if values[c]))
        for row in np.split(column.codes[order], first[1:])
    )
