"""Joins edges that meet at a node where nothing else does and nothing changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.network.columns import pack_lines
from geodata.network.model import THROUGH_DEGREE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.arrays import Ints
    from geodata.network.model import Network

Chain = list[tuple[int, bool]]
"""Edges in order, each with whether it is run from tail to head."""


def contract(network: Network) -> Network:
    """Return the network without nodes of degree two between edges of equal attributes.

    Polylines are joined and lengths summed; one-way edges are joined only nose to tail.
    """
    chains = _chains(network)
    lead = np.array([chain[0][0] for chain in chains], dtype=np.int64)
    lines = [_joined(network, chain) for chain in chains]
    ends = np.array([_ends(network, chain) for chain in chains], dtype=np.int32).reshape(-1, 2)
    sign = np.array([1 if chain[0][1] else -1 for chain in chains], dtype=np.int8)
    coords, offsets = pack_lines(lines)
    length = [float(network.length_km[[edge for edge, _ in chain]].sum()) for chain in chains]
    merged = replace(
        network,
        tail=ends[:, 0],
        head=ends[:, 1],
        length_km=np.array(length),
        direction=network.direction[lead] * sign,
        coords=coords,
        offsets=offsets,
        columns={name: column.take(lead) for name, column in network.columns.items()},
        ordered=False,
    )
    return merged.take(np.arange(merged.edge_count))


def _signature(network: Network) -> Ints:
    """Return a number per edge that is equal where all attributes are."""
    codes = np.column_stack([column.codes for _, column in sorted(network.columns.items())])
    return np.unique(codes, axis=0, return_inverse=True)[1].reshape(-1)


def _passable(network: Network) -> tuple[NDArray[np.bool_], Ints]:
    """Return which nodes can vanish, and the two edges at each."""
    edges = np.arange(network.edge_count)
    node = np.concatenate([network.tail, network.head])
    at = np.argsort(node, kind="stable")
    degree = np.bincount(node, minlength=network.node_count)
    first = np.cumsum(degree) - degree
    pair = np.full((network.node_count, 2), -1, dtype=np.int64)
    two = np.flatnonzero(degree == THROUGH_DEGREE)
    pair[two] = np.concatenate([edges, edges])[at][first[two][:, None] + [0, 1]]
    sign = _signature(network)
    a, b = pair[two].T
    into = np.where(network.head[a] == two, 1, -1) * network.direction[a]
    out = np.where(network.tail[b] == two, 1, -1) * network.direction[b]
    same = (a != b) & (sign[a] == sign[b]) & (into == out)
    passable = np.zeros(network.node_count, dtype=bool)
    passable[two[same]] = True
    return passable, pair


def _chains(network: Network) -> list[Chain]:
    passable, pair = _passable(network)
    done = np.zeros(network.edge_count, dtype=bool)
    chains: list[Chain] = []
    starts = np.flatnonzero(~(passable[network.tail] & passable[network.head]))
    for edge in [*starts.tolist(), *range(network.edge_count)]:
        if not done[edge]:
            forward = not passable[network.tail[edge]]
            chains.append(_walk(network, (edge, forward), passable, pair, done))
    return chains


def _walk(
    network: Network,
    step: tuple[int, bool],
    passable: NDArray[np.bool_],
    pair: Ints,
    done: NDArray[np.bool_],
) -> Chain:
    chain: Chain = []
    edge, forward = step
    while not done[edge]:
        done[edge] = True
        chain.append((edge, forward))
        node = int(network.head[edge] if forward else network.tail[edge])
        if not passable[node]:
            break
        edge = int(pair[node, 1] if pair[node, 0] == edge else pair[node, 0])
        forward = int(network.tail[edge]) == node
    return chain


def _ends(network: Network, chain: Sequence[tuple[int, bool]]) -> tuple[int, int]:
    (first, ahead), (last, on) = chain[0], chain[-1]
    return (
        int(network.tail[first] if ahead else network.head[first]),
        int(network.head[last] if on else network.tail[last]),
    )


def _joined(network: Network, chain: Chain) -> NDArray[np.float64]:
    parts = [network.line(edge) if ahead else network.line(edge)[::-1] for edge, ahead in chain]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
