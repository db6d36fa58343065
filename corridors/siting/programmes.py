"""Facility location as sparse mixed-integer programmes, solved by HiGHS to a stated gap.

Maximal coverage: Church and ReVelle (1974), doi:10.1007/BF01942293. Set cover: Toregas et al.
(1971), doi:10.1287/opre.19.6.1363. p-median in the radius formulation, with only the nearest
candidates of each demand point in the model and more added until the bound is proven: García,
Labbé and Marín (2011), doi:10.1287/ijoc.1100.0418.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corridors.siting.instance import GAP, Answer, Instance
from corridors.siting.tangents import ranked, rounded, solve
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import highspy
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from geodata.arrays import Floats, Ints

_ON = 0.5


class _Model:
    """Columns and rows of a programme as they are collected."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        count = instance.candidates
        self.lower, self.upper = np.zeros(count), np.ones(count)
        self.lower[list(instance.fixed)] = 1.0
        self.upper[list(instance.forbidden)] = 0.0
        self.cost = np.zeros(count)
        self._rows: list[tuple[Ints, Ints, Floats]] = []
        self._bounds: list[tuple[Floats, Floats]] = []
        self._row_count = 0

    def columns(self, cost: Floats) -> int:
        """Add continuous columns between 0 and 1; return the number of the first."""
        first = len(self.cost)
        self.cost = np.concatenate([self.cost, cost])
        self.lower = np.concatenate([self.lower, np.zeros(len(cost))])
        self.upper = np.concatenate([self.upper, np.ones(len(cost))])
        return first

    def rows(
        self,
        entries: Sequence[tuple[Any, Any, Any]],
        low: Floats | float,
        high: Floats | float,
        *,
        count: int,
    ) -> None:
        """Add rows; entries are (row from 0, column, coefficient), broadcast like numpy."""
        for row, column, value in entries:
            r, c, v = np.broadcast_arrays(row, column, value)
            self._rows.append(
                (r.astype(np.int64) + self._row_count, c.astype(np.int64), v.astype(float))
            )
        low_, high_ = (np.broadcast_to(np.asarray(x, dtype=float), count) for x in (low, high))
        self._bounds.append((low_, high_))
        self._row_count += count

    def sites(self, count: int | None) -> None:
        """Add how many sites there are, in all and by country."""
        instance = self.instance
        every = np.arange(instance.candidates)
        if count is not None:
            self.rows([(np.zeros_like(every), every, 1.0)], count, count, count=1)
        for group in sorted({*instance.group_min, *instance.group_max}):
            mine = np.flatnonzero(instance.group == group)
            self.rows(
                [(np.zeros_like(mine), mine, 1.0)],
                instance.group_min.get(group, 0),
                instance.group_max.get(group, len(mine)),
                count=1,
            )

    def solve(
        self, *, maximise: bool, gap: float, start: Iterable[int] | None = None
    ) -> tuple[Floats, float, float]:
        """Return the columns' values, the objective and the bound.

        Raises
        ------
        InputError
            Where no solution meets the constraints.
        """
        import highspy

        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("random_seed", 0)
        solver.setOptionValue("threads", 1)
        solver.passModel(self._lp(maximise=maximise))
        if start is not None:
            sites = np.zeros(self.instance.candidates)
            sites[list(start)] = 1.0
            solver.setSolution(len(sites), np.arange(len(sites), dtype=np.int32), sites)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise InputError(
                "no choice of sites meets all constraints: "
                f"{solver.modelStatusToString(solver.getModelStatus()).lower()}"
            )
        info = solver.getInfo()
        return (
            np.array(solver.getSolution().col_value),
            float(info.objective_function_value),
            float(info.mip_dual_bound),
        )

    def _lp(self, *, maximise: bool) -> highspy.HighsLp:
        import highspy
        from scipy.sparse import csc_matrix

        row, column, value = (np.concatenate(part) for part in zip(*self._rows, strict=True))
        matrix = csc_matrix((value, (row, column)), shape=(self._row_count, len(self.cost)))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), self._row_count
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = (
            np.concatenate([bound[side] for bound in self._bounds]) for side in (0, 1)
        )
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
        lp.a_matrix_.value_ = matrix.data
        kinds = highspy.HighsVarType
        sites = self.instance.candidates
        lp.integrality_ = [kinds.kInteger] * sites + [kinds.kContinuous] * (len(self.cost) - sites)
        lp.sense_ = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
        return lp


def coverage(instance: Instance, sites: int, *, gap: float = GAP) -> Answer:
    """Return the sites that serve the most weight."""
    if instance.capacity is not None:
        return _assigned(instance, sites, "coverage", gap=gap)
    cover, weight = _merged(instance)
    if not len(weight):
        return Answer(tuple(rounded(np.zeros(instance.candidates), instance, sites)), 0.0, 0.0)
    row, column = cover.nonzero()
    points = ranked(
        row.astype(np.int64), column.astype(np.int64), np.zeros(len(row)), weight, otherwise=1.0
    )
    found = solve(points, instance, sites, gap=gap)
    total = float(weight.sum())
    return Answer(found.chosen, total - found.value, total - found.bound)


def set_cover(instance: Instance, *, gap: float = GAP) -> Answer:
    """Return the fewest sites that serve every point that any candidate can serve."""
    if instance.capacity is not None:
        return _assigned(instance, None, "set-cover", gap=gap)
    model = _Model(instance)
    model.cost[:] = 1.0
    cover, weight = _merged(instance)
    row, column = cover.nonzero()
    model.rows([(row, column, 1.0)], 1.0, np.inf, count=len(weight))
    model.sites(None)
    values, _, bound = model.solve(maximise=False, gap=gap)
    chosen = _chosen(values, instance)
    # The number of sites is whole, so is its bound.
    return Answer(chosen, float(len(chosen)), float(np.ceil(bound - 1e-6)))


def p_median(instance: Instance, sites: int, *, gap: float = GAP) -> Answer:
    """Return the sites to which the weighted cost of all points is least.

    Raises
    ------
    InputError
        Where so many sites cannot serve every point that some candidate can serve.
    """
    if instance.capacity is not None:
        return _assigned(instance, sites, "p-median", gap=gap)
    possible = np.flatnonzero((np.diff(instance.cost.tocsr().indptr) > 0) & (instance.weight > 0.0))
    pairs = instance.cost.tocsr()[possible].tocoo()
    points = ranked(
        pairs.row.astype(np.int64),
        pairs.col.astype(np.int64),
        pairs.data,
        instance.weight[possible],
        otherwise=np.inf,
    )
    found = solve(points, instance, sites, gap=gap)
    if not np.isfinite(found.value):
        raise InputError(f"{sites} sites cannot serve every point: some are cut off from the rest")
    return Answer(found.chosen, found.value, found.bound)


def _assigned(instance: Instance, sites: int | None, objective: str, *, gap: float) -> Answer:
    """Solve with capacities: a column per pair says what share of a point a site serves."""
    model = _Model(instance)
    pairs = instance.cost.tocoo()
    weight = instance.weight[pairs.row]
    gain = {"coverage": weight, "p-median": weight * pairs.data, "set-cover": np.zeros(pairs.nnz)}
    first = model.columns(gain[objective])
    if objective == "set-cover":
        model.cost[: instance.candidates] = 1.0
    pair = first + np.arange(pairs.nnz)
    each = np.arange(pairs.nnz)
    model.rows([(each, pairs.col, 1.0), (each, pair, -1.0)], 0.0, np.inf, count=pairs.nnz)
    points = np.arange(len(instance.weight))
    need = np.bincount(pairs.row, minlength=len(points)) > 0
    low = np.where(need & (objective != "coverage"), 1.0, 0.0)
    model.rows([(pairs.row, pair, 1.0)], low, np.ones(len(points)), count=len(points))
    room = (
        instance.capacity if instance.capacity is not None else np.full(instance.candidates, np.inf)
    )
    every = np.arange(instance.candidates)
    model.rows(
        [(pairs.col, pair, weight), (every, every, -room)], -np.inf, 0.0, count=instance.candidates
    )
    model.sites(sites)
    values, value, bound = model.solve(maximise=objective == "coverage", gap=gap)
    return Answer(_chosen(values, instance), value, bound)


def _merged(instance: Instance) -> tuple[csr_matrix, Floats]:
    """Return which candidates serve each demand point; points with the same ones are one."""
    from scipy.sparse import csr_matrix

    cost = instance.cost.tocsr()
    cost.sort_indices()
    sets: dict[bytes, int] = {}
    number = np.full(cost.shape[0], -1)
    indices: list[NDArray[np.int32]] = []
    for row in np.flatnonzero((np.diff(cost.indptr) > 0) & (instance.weight > 0.0)).tolist():
        mine = cost.indices[cost.indptr[row] : cost.indptr[row + 1]]
        key = mine.tobytes()
        if key not in sets:
            sets[key] = len(sets)
            indices.append(mine)
        number[row] = sets[key]
    kept = number >= 0
    weight = np.bincount(number[kept], weights=instance.weight[kept], minlength=len(sets))
    starts = np.concatenate([[0], np.cumsum([len(mine) for mine in indices])]).astype(np.int64)
    columns = np.concatenate([*indices, np.zeros(0, dtype=np.int32)])
    shape = (len(sets), instance.candidates)
    cover = csr_matrix((np.ones(len(columns)), columns, starts), shape=shape)
    return cover, np.asarray(weight, dtype=float)


def _chosen(values: Floats, instance: Instance) -> tuple[int, ...]:
    return tuple(np.flatnonzero(values[: instance.candidates] > _ON).tolist())
