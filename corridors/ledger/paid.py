"""Stops of a network, paid for on the edges beside them.

A stop lies at a node. Half of it is paid on each of two edges that meet there; where one side has
a single edge, and the other several, that one edge pays all, so that who stays in the country, or
on the gauge, pays nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.network.model import Network

_Class = TypeVar("_Class", bound=Hashable)
_Place = TypeVar("_Place")


def paid(
    network: Network,
    classes: Mapping[int, _Class],
    cost: Callable[[_Class, _Class, _Place], float],
    places: Callable[[NDArray[np.int64]], Sequence[_Place]],
) -> NDArray[np.float64]:
    """Return what edges pay for the stops at nodes where two classes of edges meet, shape (m,).

    Parameters
    ----------
    classes
        Edge to its class, such as its country; edges without one pay nothing.
    cost
        What passing from one class to another costs at a place.
    places
        Returns what lies at each of some nodes.
    """
    rows = np.fromiter(classes, dtype=np.int64, count=len(classes))
    order = {each: number for number, each in enumerate(dict.fromkeys(classes.values()))}
    codes = np.array([order[each] for each in classes.values()], dtype=np.int64)
    named = list(order)
    return paid_by_code(
        network,
        rows,
        codes,
        lambda one, other, place: cost(named[one], named[other], place),
        places,
    )


def paid_by_code(
    network: Network,
    rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    cost: Callable[[int, int, _Place], float],
    places: Callable[[NDArray[np.int64]], Sequence[_Place]],
) -> NDArray[np.float64]:
    """Return what `paid` does for edges ``rows`` of the classes ``codes``, both of shape (k,)."""
    weight = np.zeros(network.edge_count)
    met = _meetings(network, rows, codes)
    there = places(np.fromiter(met, dtype=np.int64, count=len(met)))
    for place, groups in zip(there, met.values(), strict=True):
        for (one, ones), (other, others) in combinations(groups.items(), 2):
            whole = cost(one, other, place)
            alone = [each for each in (ones, others) if len(each) == 1]
            payers = alone[0] if len(alone) == 1 else [*ones, *others]
            weight[payers] += whole if len(alone) == 1 else whole / 2.0
    return weight


def _meetings(
    network: Network, rows: NDArray[np.int64], codes: NDArray[np.int64]
) -> dict[int, dict[int, list[int]]]:
    """Return the nodes where edges of several classes meet, with the edges of each."""
    nodes = np.concatenate([network.tail[rows], network.head[rows]]).astype(np.int64)
    edges, ends = np.concatenate([rows, rows]), np.concatenate([codes, codes])
    some = np.full(network.node_count, -1, dtype=np.int64)
    some[nodes] = ends
    mixed = np.zeros(network.node_count, dtype=bool)
    mixed[nodes[ends != some[nodes]]] = True
    at = np.flatnonzero(mixed[nodes])
    met: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for node, edge, code in zip(
        nodes[at].tolist(), edges[at].tolist(), ends[at].tolist(), strict=True
    ):
        met[node][code].append(edge)
    return met
