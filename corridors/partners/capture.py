"""Flow-capturing location: the sites that leave no long stretch of most flows without one.

A flow is captured where no stretch of its way over the bound is without a site (Hodgson 1990,
doi:10.1111/j.1538-4632.1990.tb00210.x; Kuby and Lim 2005, doi:10.1016/j.seps.2004.03.001). For each
place on a way, the candidates within the bound behind it are a window; a flow is captured when each
of its windows holds a site. Flows with the same windows are one row, and windows are shared, so the
model stays sparse. HiGHS solves it to a proven gap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from scipy.sparse import csr_matrix

    from geodata.arrays import Floats

Window = frozenset[int]
"""Candidates of which one at least must be a site."""
_MOST_NODES = 50_000
"""HiGHS stops after so many nodes, never by the clock, so that the answer is the same again."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Flows that need the same windows.

    Attributes
    ----------
    windows
        Minimal ones; all must hold a site.
    passed
        All candidates on the ways of these flows.
    weight
        Share of all flows.
    """

    windows: frozenset[Window]
    passed: frozenset[int]
    weight: float


@dataclass(frozen=True)
class CaptureProblem:
    """What is to be chosen, and within which limits.

    Attributes
    ----------
    demands
        By weight, largest first.
    preference
        By candidate, far below any flow: which of equal choices is taken.
    at_least
        Groups of candidates with the least number of sites among them.
    capacity
        Share of all flows that a site can serve, by candidate; infinite where unknown.
    """

    demands: tuple[Demand, ...]
    preference: Floats
    fixed: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()
    at_least: tuple[tuple[frozenset[int], int], ...] = ()
    capacity: Mapping[int, float] = field(default_factory=dict)

    @property
    def candidates(self) -> int:
        """Return how many candidates there are."""
        return len(self.preference)

    def captured(self, sites: Collection[int]) -> float:
        """Return the share of the flows that sites capture, capacities left out."""
        windows, needed, per_demand = self._incidence
        on = np.zeros(self.candidates)
        on[list(sites)] = 1.0
        held = (windows @ on > 0.0).astype(float)
        weight = np.array([demand.weight for demand in self.demands])
        return float(weight @ (needed @ held >= per_demand))

    @cached_property
    def _incidence(self) -> tuple[csr_matrix, csr_matrix, Floats]:
        """Return candidates by window, windows by demand, and how many windows a demand has."""
        from scipy.sparse import csr_matrix

        windows = sorted({w for d in self.demands for w in d.windows}, key=sorted)
        number = {window: row for row, window in enumerate(windows)}
        held = [(row, site) for row, window in enumerate(windows) for site in sorted(window)]
        needs = [(row, number[w]) for row, d in enumerate(self.demands) for w in d.windows]
        shapes = (len(windows), self.candidates), (len(self.demands), len(windows))
        both = (
            csr_matrix((np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), shape=shape)
            for pairs, shape in zip((held, needs), shapes, strict=True)
        )
        return (*both, np.array([float(len(d.windows)) for d in self.demands]))


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice of sites.

    Attributes
    ----------
    captured
        Share of the flows.
    bound
        No choice captures more.
    """

    sites: tuple[int, ...]
    captured: float
    bound: float

    @property
    def gap(self) -> float:
        """Return how far the bound lies above the captured share, relative to it."""
        return max(self.bound - self.captured, 0.0) / self.captured if self.captured else 0.0


def windows_of(
    stops: Sequence[tuple[float, int]], length_km: float, within_km: float
) -> set[Window]:
    """Return the windows of a part of a way, none where it is no longer than the bound.

    Parameters
    ----------
    stops
        Km and number of each candidate on it, in order.
    """
    found: set[Window] = set()
    for start, begins in ((0.0, True), *((km, False) for km, _ in stops)):
        if start + within_km < length_km - _EPSILON_KM:
            window = frozenset(
                number
                for km, number in stops
                if (start < km or (begins and km <= 0.0)) and km <= start + within_km + _EPSILON_KM
            )
            # Where no place can be a site, none is asked for: that gap remains, and is told.
            if window:
                found.add(window)
    return found


def minimal(windows: Collection[Window]) -> frozenset[Window]:
    """Return the windows that no other one lies within."""
    return frozenset(w for w in windows if not any(other < w for other in windows))


_EPSILON_KM = 1e-6


def choose(problem: CaptureProblem, sites: int, *, gap: float) -> Answer:
    """Return the sites that capture the most, proven to a relative gap.

    Raises
    ------
    InputError
        Where no choice of so many sites meets the limits.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    layout = _Layout(problem, sites)
    solution = milp(
        -layout.worth,
        integrality=layout.whole,
        bounds=Bounds(layout.lower, layout.upper),
        constraints=LinearConstraint(layout.matrix, layout.low, layout.high),
        options={"mip_rel_gap": gap, "node_limit": _MOST_NODES},
    )
    if solution.x is None:
        raise InputError(f"no choice of {sites} sites meets all limits")
    chosen = tuple(np.flatnonzero(solution.x[: problem.candidates] > _ON).tolist())
    captured = layout.served(solution.x) if problem.capacity else problem.captured(chosen)
    return Answer(chosen, captured, max(-float(solution.mip_dual_bound), captured))


def improve(problem: CaptureProblem, answer: Answer) -> Answer:
    """Return the answer after swaps of a site for a preferred candidate that captures as much.

    The solver stops within its gap, where it may leave a choice among equals open.
    """
    if problem.capacity:
        return answer
    sites = set(answer.sites)
    best = _worth(problem, sites)
    for _ in range(_MOST_ROUNDS):
        swaps = (
            (out, into)
            for out in sorted(sites - problem.fixed)
            for into in np.argsort(-problem.preference, kind="stable").tolist()
            if into not in sites and into not in problem.forbidden
        )
        better = next(
            (swap for swap in swaps if _swapped(problem, sites, swap) > best + _LEAST_GAIN), None
        )
        if better is None:
            break
        sites = (sites - {better[0]}) | {better[1]}
        best = _worth(problem, sites)
    captured = problem.captured(sites)
    return Answer(tuple(sorted(sites)), captured, max(answer.bound, captured))


_MOST_ROUNDS = 200
_LEAST_GAIN = 1e-9


def _swapped(problem: CaptureProblem, sites: set[int], swap: tuple[int, int]) -> float:
    """Return the worth after a swap, below all where a limit does not allow it."""
    changed = (sites - {swap[0]}) | {swap[1]}
    if any(len(changed & group) < least for group, least in problem.at_least):
        return -np.inf
    return _worth(problem, changed)


def _worth(problem: CaptureProblem, sites: set[int]) -> float:
    return problem.captured(sites) + float(problem.preference[sorted(sites)].sum())


_ON = 0.5


class _Layout:
    """Columns: sites, then windows, then flows; rows tie them together.

    Attributes
    ----------
    worth, whole, lower, upper
        By column: what it adds, 1 where it is a whole number, its bounds.
    low, high
        By row.
    """

    def __init__(self, problem: CaptureProblem, sites: int) -> None:
        self._problem = problem
        windows = sorted({w for d in problem.demands for w in d.windows}, key=sorted)
        self._window = {w: problem.candidates + row for row, w in enumerate(windows)}
        self._first_flow = problem.candidates + len(windows)
        count = self._first_flow + len(problem.demands)
        self._weight = np.array([demand.weight for demand in problem.demands])
        self.worth = np.concatenate([problem.preference, np.zeros(len(windows)), self._weight])
        self.whole = (np.arange(count) < problem.candidates).astype(np.int64)
        self.lower, self.upper = np.zeros(count), np.ones(count)
        self.lower[sorted(problem.fixed)] = 1.0
        self.upper[sorted(problem.forbidden)] = 0.0
        self._entries: list[tuple[int, int, float]] = []
        self._bounds: list[tuple[float, float]] = []
        self._rows(sites)
        self.low, self.high = np.array(self._bounds).T

    @property
    def matrix(self) -> csr_matrix:
        """Return the coefficients, sparse."""
        from scipy.sparse import csr_matrix

        row, column, value = (np.array(part) for part in zip(*self._entries, strict=True))
        return csr_matrix((value, (row, column)), shape=(len(self._bounds), len(self.worth)))

    def served(self, values: Floats) -> float:
        """Return the share of the flows in a solution."""
        return float(self._weight @ values[self._first_flow :])

    def _rows(self, sites: int) -> None:
        problem = self._problem
        every = range(problem.candidates)
        self._row([(number, 1.0) for number in every], float(sites), float(sites))
        for group, least in problem.at_least:
            self._row([(number, 1.0) for number in sorted(group)], float(least), np.inf)
        for window, column in self._window.items():
            sited = [(number, -1.0) for number in sorted(window)]
            self._row([(column, 1.0), *sited], -np.inf, 0.0)
        for row, demand in enumerate(problem.demands):
            for column in sorted(self._window[window] for window in demand.windows):
                self._row([(self._first_flow + row, 1.0), (column, -1.0)], -np.inf, 0.0)
        for site, capacity in sorted(problem.capacity.items()):
            self._capacity(site, capacity)

    def _capacity(self, site: int, capacity: float) -> None:
        """Let a site serve no more than its capacity of the captured flows that pass it."""
        passing = [
            (self._first_flow + row, demand.weight)
            for row, demand in enumerate(self._problem.demands)
            if site in demand.passed
        ]
        most = sum(weight for _, weight in passing)
        if most > capacity:
            self._row([*passing, (site, most - capacity)], -np.inf, most)

    def _row(self, entries: Sequence[tuple[int, float]], low: float, high: float) -> None:
        self._entries += [(len(self._bounds), column, value) for column, value in entries]
        self._bounds.append((low, high))
