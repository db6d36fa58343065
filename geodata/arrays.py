"""Types of arrays, and of the edges of a graph which hang together and which are the lightest."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Nodes = NDArray[np.int32] | Ints
"""Numbers of nodes: 32 bits in a network, 64 where they are counted with."""
Mask = NDArray[np.bool_]
Strings = NDArray[np.str_]
Geometries = NDArray[np.object_]
"""Geometries of shapely."""


def components(tail: Ints, head: Ints, *, nodes: int) -> Ints:
    """Return the number of the connected part of each node: its lowest node, shape (nodes,).

    Parameters
    ----------
    tail, head
        The ends of each edge, shape (m,), from 0 to ``nodes`` - 1; directions do not matter.

    Notes
    -----
    Each step hooks the higher of two parts onto the lower and halves the way to a part's lowest
    node (Shiloach and Vishkin 1982), so that the steps grow as the logarithm of the nodes. It
    stands here because importing `scipy.sparse.csgraph` takes longer than all of a short route.
    """
    part = np.arange(nodes, dtype=np.int64)
    while True:
        a, b = part[tail], part[head]
        if np.array_equal(a, b):
            return part
        low, high = np.minimum(a, b), np.maximum(a, b)
        np.minimum.at(part, high, low)
        while not np.array_equal(part, part[part]):
            part = part[part]


def lightest(tail: Nodes, head: Nodes, weight: Floats | Ints) -> Ints:
    """Return the rows of the lightest of the edges between the same two nodes, of equals the first.

    Parameters
    ----------
    tail, head, weight
        Ends and weight of each edge, shape (m,); an edge and its reverse are two.

    Returns
    -------
    Ints
        Rows ordered by tail, then head.
    """
    order = np.lexsort((weight, head, tail))
    changed = np.ones(len(order), dtype=bool)
    changed[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    return order[changed]


def first_of_each(keys: Ints, *, most: int) -> Mask:
    """Return which of n keys are among the first ``most`` that are equal to them, shape (n,).

    >>> first_of_each(np.array([7, 5, 7, 7]), most=2).tolist()
    [True, True, True, False]
    """
    order = np.argsort(keys, kind="stable")
    kept = np.zeros(len(keys), dtype=bool)
    kept[order] = np.arange(len(keys)) - np.searchsorted(keys[order], keys[order]) < most
    return kept
