"""A problem of siting as arrays, and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from geodata.arrays import Floats, Ints

GAP = 0.001
"""Relative gap to which models are solved unless another is asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A siting problem in numbers.

    Attributes
    ----------
    cost
        Sparse, shape (demand, candidates): the cost of serving a point from a candidate; only
        pairs that are possible are stored, explicit zeros among them.
    weight
        Shape (demand,), non-negative.
    group
        Shape (candidates,), a number per country.
    fixed, forbidden
        Numbers of candidates that must or must not be chosen.
    group_min, group_max
        By group, how many sites at least and at most.
    capacity
        Weight that each candidate can serve; None where it has no limit. Demand may be split.
    """

    cost: csr_matrix
    weight: Floats
    group: Ints
    fixed: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()
    group_min: dict[int, int] = field(default_factory=dict)
    group_max: dict[int, int] = field(default_factory=dict)
    capacity: Floats | None = None

    @property
    def candidates(self) -> int:
        """Return the number of candidates."""
        return int(self.cost.shape[1])


@dataclass(frozen=True, slots=True)
class Answer:
    """A solution: the chosen candidates, its value, and a bound that no solution passes."""

    chosen: tuple[int, ...]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Return the distance between value and bound as a share of the value."""
        return abs(self.bound - self.value) / abs(self.value) if self.value else abs(self.bound)


def served(instance: Instance, chosen: Sequence[int]) -> NDArray[np.int64]:
    """Return how many of the chosen sites can serve each demand point."""
    cost = instance.cost.tocsr()
    picked = np.isin(cost.indices, list(chosen)).astype(np.int64)
    return np.asarray(np.diff(np.concatenate([[0], np.cumsum(picked)])[cost.indptr]))


def covered(instance: Instance, chosen: Sequence[int]) -> float:
    """Return the weight within reach of the chosen sites, whatever their capacities."""
    return float(instance.weight[served(instance, chosen) > 0].sum())


def nearest_cost(instance: Instance, chosen: Sequence[int]) -> Floats:
    """Return the cost from each point to its cheapest site, infinite where none serves it."""
    cost = instance.cost.tocsr()
    row = np.repeat(np.arange(cost.shape[0]), np.diff(cost.indptr))
    picked = np.isin(cost.indices, list(chosen))
    least = np.full(cost.shape[0], np.inf)
    np.minimum.at(least, row[picked], cost.data[picked])
    return least


def weighted_cost(instance: Instance, chosen: Sequence[int]) -> float:
    """Return the weighted cost of all points that some candidate can serve."""
    possible = (np.diff(instance.cost.tocsr().indptr) > 0) & (instance.weight > 0.0)
    return float((instance.weight[possible] * nearest_cost(instance, chosen)[possible]).sum())
