"""Coverage and p-median by tangents: small programmes with a proven bound.

The cost of serving a point is convex in the shares of the candidates that are opened, and its
tangents are known in closed form; a linear programme over the candidates alone, to which tangents
are added where it is too cheap, gives the bound of the full relaxation at a fraction of its size
(Benders decomposition; Cordeau, Furini and Ljubić 2019, doi:10.1016/j.ejor.2018.12.021, and
Duran-Mateluna, Ales and Elloumi 2023, doi:10.1016/j.ejor.2022.11.033). Sites come from rounding,
improved by exchanging one site at a time (Teitz and Bart 1968, doi:10.1287/opre.16.5.955). What
the bound proves useless is closed; then the programme is solved over whole sites, with tangents
added at what it finds, until the gap is as small as asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from corridors.siting.instance import Instance
    from geodata.arrays import Floats, Ints

_ROUNDS = 150


_STALL = 1e-6


_STALLED_ROUNDS = 8


_FULL = 1.0 - 1e-9


_ROUND_EVERY = 5


_HALF = 0.5


_NOTHING = 1e-7


_VIOLATED = 1e-7


_NICE = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Demand points with the candidates that can serve them by rising cost.

    Attributes
    ----------
    start
        Shape (n + 1,): the candidates of point i are ``candidate[start[i]:start[i + 1]]``.
    otherwise
        Cost of a point that nobody serves; infinite where all must be served.
    """

    start: Ints
    candidate: Ints
    cost: Floats
    weight: Floats
    otherwise: float

    @property
    def row(self) -> Ints:
        """Return the point of each entry."""
        return np.repeat(np.arange(len(self.weight)), np.diff(self.start))

    def least(self, open_: NDArray[np.bool_]) -> Floats:
        """Return the cost of each point under an open set of candidates."""
        cost = np.where(open_[self.candidate], self.cost, np.inf)
        return np.minimum(np.minimum.reduceat(cost, self.start[:-1]), self.otherwise)

    def value(self, chosen: Sequence[int], candidates: int) -> float:
        """Return the weighted cost under a choice of sites."""
        open_ = np.zeros(candidates, dtype=bool)
        open_[list(chosen)] = True
        return float((self.weight * self.least(open_)).sum())


def ranked(row: Ints, candidate: Ints, cost: Floats, weight: Floats, *, otherwise: float) -> Points:
    """Return points from entries (row, candidate, cost); every point must have one."""
    order = np.lexsort((candidate, cost, row))
    start = np.searchsorted(row[order], np.arange(len(weight) + 1))
    return Points(start, candidate[order], cost[order], weight, otherwise)


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """Sites, their weighted cost, and a bound below which no choice of sites can come."""

    chosen: tuple[int, ...]
    value: float
    bound: float


def solve(points: Points, instance: Instance, sites: int, *, gap: float) -> Solved:
    """Return the sites of least weighted cost, to a gap.

    Parameters
    ----------
    gap
        As a share of what the objective counts: of the cost, or where a cost stands for being
        unserved, of the weight that is served.

    Raises
    ------
    InputError
        Where no choice of sites meets the constraints.
    """
    master = _Master(points, instance, sites)
    best = _relaxed(master, points, instance, sites, gap)
    master.close(best.value, best.bound)
    tolerated = gap * _counted(points, best.value) if np.isfinite(best.value) else np.inf
    while best.value - best.bound > tolerated:
        shares, bound = master.search(tolerated / 4.0)
        found = _improved(points, instance, np.flatnonzero(shares > _HALF).tolist())
        value, chosen = min((best.value, best.chosen), found)
        added = master.cut(np.round(shares))
        best = Solved(chosen, value, max(best.bound, min(bound, value)))
        tolerated = gap * _counted(points, value)
        if not added:  # the programme prices its own choice rightly: it is the best there is
            break
    return best


def _relaxed(master: _Master, points: Points, instance: Instance, sites: int, gap: float) -> Solved:
    """Add tangents until the relaxation is priced rightly, rounding now and then."""
    best: tuple[float, tuple[int, ...]] = (np.inf, ())
    bound, stalled = 0.0, 0
    for number in range(_ROUNDS):
        shares, lower = master.relaxation()
        stalled = stalled + 1 if lower - bound <= _STALL * abs(lower) else 0
        bound = max(bound, lower)
        added = master.cut(shares)
        last = not added or stalled > _STALLED_ROUNDS
        if last or number % _ROUND_EVERY == 0:
            best = min(best, _improved(points, instance, rounded(shares, instance, sites)))
        if last or best[0] - bound <= gap * _counted(points, best[0]):
            break
    return Solved(best[1], best[0], min(bound, best[0]))


def _counted(points: Points, value: float) -> float:
    """Return what the objective counts: the cost, or in coverage what is served."""
    if np.isfinite(points.otherwise):
        return float(points.weight.sum()) * points.otherwise - value
    return value if np.isfinite(value) else 0.0


class _Master:
    """The linear programme over shares of candidates and the cost of groups of points."""

    def __init__(self, points: Points, instance: Instance, sites: int) -> None:
        import highspy

        # Costs of the order of 1 keep the programme's numbers apart from its tolerances.
        self._scale = _spread(points) / _NICE
        self._points = replace(points, weight=points.weight / self._scale)
        self._instance = instance
        self._count = instance.candidates
        nearest = points.candidate[points.start[:-1]]
        _, self._group = np.unique(nearest, return_inverse=True)
        self._groups = int(self._group.max()) + 1
        self._entry_group = self._group[points.row]
        self._solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._cost = np.full(self._groups, -1.0)
        self._whole = False
        self._columns()
        self._constraints(sites)
        self.cut(np.full(self._count, sites / self._count))

    def _columns(self) -> None:
        lower, upper = np.zeros(self._count), np.ones(self._count)
        lower[list(self._instance.fixed)] = 1.0
        upper[list(self._instance.forbidden)] = 0.0
        none = np.zeros(0, dtype=np.int32)
        self._solver.addCols(
            self._count, np.zeros(self._count), lower, upper, 0, none, none, np.zeros(0)
        )
        self._solver.addCols(
            self._groups,
            np.ones(self._groups),
            np.zeros(self._groups),
            np.full(self._groups, np.inf),
            0,
            none,
            none,
            np.zeros(0),
        )

    def _constraints(self, sites: int) -> None:
        every = np.arange(self._count)
        self._row(every, np.ones(self._count), sites, sites)
        instance = self._instance
        for group in sorted({*instance.group_min, *instance.group_max}):
            mine = np.flatnonzero(instance.group == group)
            self._row(
                mine,
                np.ones(len(mine)),
                instance.group_min.get(group, 0),
                instance.group_max.get(group, len(mine)),
            )
        if not np.isfinite(self._points.otherwise):
            for mine in self._partial():
                self._row(mine, np.ones(len(mine)), 1.0, np.inf)

    def _partial(self) -> list[Ints]:
        """Return the distinct sets of candidates of points that not all candidates can serve."""
        points = self._points
        sets = {
            np.sort(points.candidate[points.start[i] : points.start[i + 1]]).tobytes()
            for i in np.flatnonzero(np.diff(points.start) < self._count).tolist()
        }
        return [np.frombuffer(key, dtype=np.int64) for key in sorted(sets)]

    def _row(self, index: Ints, value: Floats, low: float, high: float) -> None:
        self._solver.addRow(float(low), float(high), len(index), index.astype(np.int32), value)

    def relaxation(self) -> tuple[Floats, float]:
        """Return the shares and the bound of the linear programme."""
        self._run()
        return self._shares(), float(self._solver.getInfo().objective_function_value) * self._scale

    def search(self, tolerated: float) -> tuple[Floats, float]:
        """Return whole sites and the bound of the programme over whole sites."""
        import highspy

        if not self._whole:
            columns = np.arange(self._count, dtype=np.int32)
            kinds = np.full(self._count, highspy.HighsVarType.kInteger)
            self._solver.changeColsIntegrality(self._count, columns, kinds)
            self._whole = True
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        self._solver.setOptionValue("mip_abs_gap", tolerated / self._scale)
        self._run()
        return self._shares(), float(self._solver.getInfo().mip_dual_bound) * self._scale

    def _run(self) -> None:
        import highspy

        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise InputError("no choice of sites meets all constraints")
        if status != highspy.HighsModelStatus.kOptimal:
            raise InputError(f"the solver gave up: {self._solver.modelStatusToString(status)}")

    def _shares(self) -> Floats:
        values = np.array(self._solver.getSolution().col_value)
        self._cost = values[self._count :]
        return np.asarray(np.clip(values[: self._count], 0.0, 1.0))

    def cut(self, shares: Floats) -> int:
        """Add the tangents at some shares where the programme is cheaper; return how many."""
        points = self._points
        level = _levels(points, shares)
        saving = np.maximum(level[points.row] - points.cost, 0.0) * points.weight[points.row]
        base = np.bincount(self._group, weights=points.weight * level, minlength=self._groups)
        key = self._entry_group * self._count + points.candidate
        used = np.flatnonzero(saving > 0.0)
        flat = np.bincount(key[used], weights=saving[used], minlength=self._groups * self._count)
        table = flat.reshape(self._groups, self._count)
        truth = base - table @ shares
        scale = max(float(np.abs(truth).sum()), 1.0)
        groups = np.flatnonzero(truth - self._cost > _VIOLATED * scale / self._groups)
        for group in groups.tolist():
            columns = np.flatnonzero(table[group])
            index = np.append(columns, self._count + group)
            self._row(index, np.append(table[group, columns], 1.0), float(base[group]), np.inf)
        return len(groups)

    def close(self, value: float, bound: float) -> None:
        """Fix the candidates that every better choice leaves out or holds, by their prices."""
        if not np.isfinite(value):
            return
        shares, _ = self.relaxation()
        price = np.array(self._solver.getSolution().col_dual)[: self._count] * self._scale
        room = max(value - bound, 0.0) + 1e-9 * abs(value)
        never = np.flatnonzero((shares < _NOTHING) & (price > room))
        always = np.flatnonzero((shares > 1.0 - _NOTHING) & (-price > room))
        for sites, share in ((never, 0.0), (always, 1.0)):
            for site in sites.tolist():
                self._solver.changeColBounds(site, share, share)


def _spread(points: Points) -> float:
    """Return the weighted cost if all points were served by their dearest candidate."""
    dearest = points.cost[points.start[1:] - 1]
    worst = np.minimum(np.maximum(dearest, 0.0), points.otherwise)
    if np.isfinite(points.otherwise):
        worst = np.full(len(worst), points.otherwise)
    return max(float((points.weight * worst).sum()), 1e-9)


def _levels(points: Points, shares: Floats) -> Floats:
    """Return, for each point, the cost at which its cheapest candidates add up to one site."""
    along = np.cumsum(shares[points.candidate])
    before = np.concatenate([[0.0], along])[points.start[:-1]]
    full = along - before[points.row] >= _FULL
    cost = np.where(full, points.cost, np.inf)
    level = np.minimum.reduceat(cost, points.start[:-1])
    last = points.cost[points.start[1:] - 1]
    unserved = points.otherwise if np.isfinite(points.otherwise) else last
    return np.where(np.isfinite(level), np.minimum(level, points.otherwise), unserved)


def rounded(shares: Floats, instance: Instance, sites: int) -> list[int]:
    """Return the candidates of the largest shares that the constraints let stand together."""
    ranks = np.lexsort((np.arange(len(shares)), -shares))
    order = [site for site in ranks.tolist() if site not in instance.forbidden]
    chosen = sorted(instance.fixed)
    for group, least in sorted(instance.group_min.items()):
        have = sum(int(instance.group[site]) == group for site in chosen)
        mine = [site for site in order if instance.group[site] == group and site not in chosen]
        chosen += mine[: max(least - have, 0)]
    for site in order:
        if len(chosen) >= sites:
            break
        group = int(instance.group[site])
        have = sum(int(instance.group[other]) == group for other in chosen)
        if site not in chosen and have < instance.group_max.get(group, sites):
            chosen.append(site)
    return chosen


def _improved(
    points: Points, instance: Instance, chosen: list[int]
) -> tuple[float, tuple[int, ...]]:
    """Exchange sites one by one as long as that lowers the cost."""
    count = instance.candidates
    value = points.value(chosen, count)
    movable = [site for site in chosen if site not in instance.fixed]
    improved = True
    while improved:
        improved = False
        for leaving in sorted(movable):
            rest = [site for site in chosen if site != leaving]
            entering, change = _best_entry(points, instance, rest, leaving)
            if entering is not None and change < value - 1e-9 * abs(value):
                chosen, value, improved = [*rest, entering], change, True
                movable = [site for site in chosen if site not in instance.fixed]
                break
    return value, tuple(sorted(chosen))


def _best_entry(
    points: Points, instance: Instance, rest: list[int], leaving: int
) -> tuple[int | None, float]:
    """Return the best candidate to add to the rest, and the value with it."""
    count = instance.candidates
    open_ = np.zeros(count, dtype=bool)
    open_[rest] = True
    level = points.least(open_)
    finite = np.where(np.isfinite(level), level, 1e12)  # a cost that nothing real comes near
    gain = np.maximum(finite[points.row] - points.cost, 0.0) * points.weight[points.row]
    saved = np.bincount(points.candidate, weights=gain, minlength=count)
    usable = ~open_
    usable[[leaving, *instance.forbidden]] = False
    usable &= _fits(instance, rest)
    if not usable.any():
        return None, np.inf
    saved[~usable] = -np.inf
    site = int(np.argmax(saved))
    return site, float((points.weight * finite).sum() - saved[site])


def _fits(instance: Instance, rest: list[int]) -> NDArray[np.bool_]:
    """Return which candidates complete a choice that lacks one site within all group limits."""
    have = np.bincount(instance.group[rest], minlength=int(instance.group.max()) + 1)
    fits = np.ones(instance.candidates, dtype=bool)
    for group, most in instance.group_max.items():
        if have[group] + 1 > most:
            fits &= instance.group != group
    for group, least in instance.group_min.items():
        if have[group] < least:
            fits &= instance.group == group
    return fits
