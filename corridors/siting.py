"""Where hubs should stand: the sites that serve the most, cost the least, or cover all."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridors import siting_model as model
from corridors.coverage import LOGISTICS_KINDS, anchors, lonlat, working
from corridors.reach import ACCESS_KM, Reach, limit_km, limit_of, speed_kmh
from geodata import geodesy, population
from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    import geopandas

    from corridors.atlas import Atlas
    from corridors.traced import Traced
    from geodata.population import People

Floats = NDArray[np.float64]

OBJECTIVES = ("coverage", "p-median", "set-cover")
WEIGHTS = ("population", "corridor_km", "equal")
CANDIDATE_KINDS = (*LOGISTICS_KINDS, "city")
"""Kinds of places that are candidates unless a table of candidates is given."""

SITE_COLUMNS = ["place", "name", "country", "adds", "serves"]
"""Columns of the layer of sites, beside the point.

``adds`` is what the network would lose without the site, in the objective's unit; ``serves`` the
weight within the limit of it, shared or not (NaN for a p-median without a limit).
"""

_EVERY_KM = 25.0
_MEDIAN_PEOPLE = 50_000.0
_MOST_STEPS = 12


def sco_members() -> dict[str, str]:
    """Return members of the Shanghai Cooperation Organisation and the day on which each joined."""
    text = (files("seeds") / "rules" / "sco.toml").read_text(encoding="utf-8")
    return {row["country"]: row["joined"].isoformat() for row in tomllib.loads(text)["member"]}


@dataclass(frozen=True, eq=False)
class Demand:
    """Points to be served.

    Attributes
    ----------
    points
        ``name, country, lon, lat, weight``.
    unit
        Of the weight: ``people``, ``km`` or ``points``.
    """

    points: pd.DataFrame
    unit: str


@dataclass(frozen=True)
class Limits:
    """Constraints on the choice of sites.

    Attributes
    ----------
    fixed, forbidden
        Ids of candidates that must or must not be chosen.
    country_min, country_max
        Sites at least and at most: by country, or one number for every country with candidates.
    capacity
        Weight that a site can serve, by id or one number for all; demand may then be split.
    """

    fixed: Collection[str] = ()
    forbidden: Collection[str] = ()
    country_min: Mapping[str, int] | int | None = None
    country_max: Mapping[str, int] | int | None = None
    capacity: Mapping[str, float] | float | None = None


@dataclass(frozen=True, eq=False)
class Siting:
    """A choice of sites with its proof.

    Attributes
    ----------
    objective, within, unit, by
        What was asked: ``within`` is infinite for a p-median without a limit.
    value, gap
        Of the objective: weight served, weighted cost (weight times ``unit``), or number of sites;
        the gap is the share by which a better choice could differ at most.
    unreached
        Weight that no candidate can serve, left out of a p-median and of a set cover.
    left_out
        Hubs of the atlas that no road comes near, and that were no candidates therefore.
    """

    objective: str
    within: float
    unit: str
    by: str
    demand: Demand
    candidates: geopandas.GeoDataFrame
    instance: model.Instance
    answer: model.Answer
    asked_gap: float = model.GAP
    left_out: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """Return the value of the objective."""
        return self.answer.value

    @property
    def gap(self) -> float:
        """Return the proven relative gap."""
        return self.answer.gap

    @cached_property
    def total(self) -> float:
        """Return the weight of all demand."""
        return float(self.demand.points["weight"].sum())

    @cached_property
    def unreached(self) -> float:
        """Return the weight of the points that no candidate can serve."""
        possible = np.diff(self.instance.cost.tocsr().indptr) > 0
        return float(self.demand.points["weight"][~possible].sum())

    @cached_property
    def sites(self) -> geopandas.GeoDataFrame:
        """Return the chosen sites, those that add most first; see `SITE_COLUMNS`."""
        import geopandas

        rows = [self._row(site) for site in self.answer.chosen]
        chosen = self.candidates.iloc[list(self.answer.chosen)]
        frame = geopandas.GeoDataFrame(
            pd.DataFrame(rows, columns=SITE_COLUMNS),
            geometry=chosen.geometry.array,
            crs="EPSG:4326",
        )
        return frame.sort_values(["adds", "place"], ascending=[False, True], ignore_index=True)

    def _row(self, site: int) -> dict[str, Any]:
        row = self.candidates.iloc[site]
        rest = [other for other in self.answer.chosen if other != site]
        mine = model.served(self.instance, [site]) > 0
        serves = float(self.instance.weight[mine].sum()) if np.isfinite(self.within) else np.nan
        return {
            "place": row["id"],
            "name": row.get("name_en", row["id"]),
            "country": row["country"],
            "adds": self._adds(rest),
            "serves": serves,
        }

    def _adds(self, rest: list[int]) -> float:
        if self.objective == "p-median":
            return model.weighted_cost(self.instance, rest) - model.weighted_cost(
                self.instance, self.answer.chosen
            )
        return model.covered(self.instance, self.answer.chosen) - model.covered(self.instance, rest)

    @cached_property
    def frontier(self) -> pd.DataFrame:
        """Return ``sites, value, gap``: the best value for each number of sites.

        For a set cover the weight that so many sites can serve.
        """
        most = len(self.answer.chosen)
        least = max(1, len(self.instance.fixed), sum(self.instance.group_min.values()))
        steps = np.unique(np.linspace(least, most, min(most - least + 1, _MOST_STEPS)).astype(int))
        rows = []
        for sites in steps.tolist():
            if sites == most and self.objective != "set-cover":
                rows.append((sites, self.value, self.gap))
                continue
            try:
                answer = _best(self.instance, self.objective, sites, self.asked_gap)
            except InputError:  # so few sites cannot meet the constraints
                continue
            rows.append((sites, answer.value, answer.gap))
        return pd.DataFrame(rows, columns=["sites", "value", "gap"])

    @cached_property
    def demand_layer(self) -> geopandas.GeoDataFrame:
        """Return the demand as points: ``name, country, weight, served, cost`` in the unit."""
        import geopandas

        points = self.demand.points
        cost = model.nearest_cost(self.instance, self.answer.chosen)
        table = points[["name", "country", "weight"]].assign(served=np.isfinite(cost), cost=cost)
        return geopandas.GeoDataFrame(
            table, geometry=geopandas.points_from_xy(points["lon"], points["lat"]), crs="EPSG:4326"
        )

    def score(self, shortlist: Sequence[str]) -> dict[str, Any]:
        """Score a list of candidates of one's own against the best choice of as many.

        Returns
        -------
        dict
            ``sites, value, optimum, gap`` and ``share``: of what the optimum serves, or for a
            p-median how much of the shortlist's cost the optimum would still cost.

        Raises
        ------
        InputError
            Naming the places that are no candidates.
        """
        known = _numbers(shortlist, self.candidates, "the shortlist")
        chosen = sorted(set(known))
        objective = "coverage" if self.objective == "set-cover" else self.objective
        if objective == "p-median":
            value = model.weighted_cost(self.instance, chosen)
        else:
            value = model.covered(self.instance, chosen)
        free = replace(
            self.instance,
            fixed=frozenset(),
            forbidden=frozenset(),
            group_min={},
            group_max={},
            capacity=None,
        )
        best = _best(free, objective, len(chosen), self.asked_gap)
        pair = (best.value, value) if objective == "p-median" else (value, best.value)
        return {
            "sites": len(chosen),
            "value": value,
            "optimum": best.value,
            "gap": best.gap,
            "share": pair[0] / pair[1] if pair[1] else float("nan"),
        }

    def record(self) -> dict[str, Any]:
        """Return the answer with the keys of the command's JSON."""
        return {
            "objective": self.objective,
            "value": self.value,
            "gap": self.gap,
            "sites": self.sites[SITE_COLUMNS].to_dict("records"),
            "frontier": self.frontier[["sites", "value"]].to_dict("records"),
            "within": self.within,
            "unit": self.unit,
            "by": self.by,
            "weights": self.demand.unit,
            "total": self.total,
            "unreached": self.unreached,
            "candidates": len(self.candidates),
            "demand_points": len(self.demand.points),
        }

    def chart(self) -> str:
        """Return the frontier as an SVG of its own: value against number of sites."""
        from corridors.siting_chart import frontier_svg

        return frontier_svg(self.frontier, f"{self.objective}, {self.demand.unit}")

    def _repr_html_(self) -> str:
        html: str = self.sites.drop(columns="geometry").to_html(index=False, escape=True)
        return html


def site(  # noqa: PLR0913 - an analyst's question has many sides, all with defaults
    atlas: Atlas,
    *,
    sites: int = 10,
    objective: str = "coverage",
    within_km: float | None = None,
    within_h: float | None = None,
    by: str = "road",
    candidates: geopandas.GeoDataFrame | None = None,
    countries: Collection[str] | None = None,
    weights: str | Demand = "population",
    people: People | None = None,
    min_population: float | None = None,
    traced: Traced | None = None,
    limits: Limits = Limits(),
    gap: float = model.GAP,
) -> Siting:
    """Choose sites for hubs.

    Parameters
    ----------
    sites
        How many; a set cover finds the number itself.
    objective
        ``coverage``: the most weight within the limit (maximal coverage); ``p-median``: the least
        weighted cost of all points; ``set-cover``: the fewest sites that reach all points
        that any candidate can.
    within_km, within_h
        One of them (6 hours where absent); a p-median has no limit.
    by
        ``road``, hours at the assumed speed of ``seeds/rules/speeds.toml``, or ``straight`` (km).
    candidates
        Points with ``id, country``; the working hubs of the atlas of `CANDIDATE_KINDS` if absent.
    countries
        Only candidates and demand of these.
    weights
        ``population``, ``corridor_km`` (points every 25 km along the corridors, each for its
        km), ``equal`` (every city once), or a `Demand` of one's own.
    people
        Instead of the shipped cities.
    min_population
        Smaller cities are left out: none by default, for a p-median those under 50,000.
    traced
        The corridors of ``corridor_km``; all where absent.
    gap
        Relative gap to which the answer is proven.

    Raises
    ------
    InputError
        Naming what is wrong: no candidates, constraints that cannot be met, weights that are no
        numbers, candidates that no road comes near.
    """
    within, unit = _limit(objective, within_km, within_h, by)
    chosen, left_out = _reachable(
        atlas, _candidates(atlas, candidates, countries), by, strict=candidates is not None
    )
    demand = (
        weights
        if isinstance(weights, Demand)
        else _demand(atlas, weights, people, _least(min_population, objective), traced)
    )
    demand = _of(demand, countries)
    _check_demand(demand)
    groups = sorted(set(chosen["country"]))
    bare = _constraints(chosen, groups, limits, sites, objective)
    cost = _costs(atlas, chosen, demand, by, within, unit)
    instance = replace(bare, cost=cost, weight=demand.points["weight"].to_numpy(dtype=float))
    if objective == "p-median":
        instance = _without_islands(instance)
    answer = (
        model.set_cover(instance, gap=gap)
        if objective == "set-cover"
        else _best(instance, objective, sites, gap)
    )
    return Siting(objective, within, unit, by, demand, chosen, instance, answer, gap, left_out)


def _best(instance: model.Instance, objective: str, sites: int, gap: float) -> model.Answer:
    """Return the best choice of so many sites; of a set cover, what so many can serve."""
    if objective == "p-median":
        return model.p_median(instance, sites, gap=gap)
    return model.coverage(instance, sites, gap=gap)


def _limit(
    objective: str, within_km: float | None, within_h: float | None, by: str
) -> tuple[float, str]:
    if objective not in OBJECTIVES:
        raise InputError(
            f"no objective {objective!r} "
            f"({did_you_mean(objective, OBJECTIVES) or ', '.join(OBJECTIVES)})"
        )
    if by not in ("road", "straight"):
        raise InputError(f"no way of measuring {by!r} ({did_you_mean(by, ('road', 'straight'))})")
    if by == "straight" and (
        within_h is not None or (within_km is None and objective != "p-median")
    ):
        raise InputError("by straight line the limit is in km: give within_km")
    if within_km is None and within_h is None:
        if objective == "p-median":
            return float("inf"), "km" if by == "straight" else "h"
        within_h = 6.0
    within, unit = limit_of(within_km, within_h)
    return (float("inf") if objective == "p-median" else within), unit


def _candidates(
    atlas: Atlas, given: geopandas.GeoDataFrame | None, countries: Collection[str] | None
) -> geopandas.GeoDataFrame:
    table = working(atlas.hubs, CANDIDATE_KINDS) if given is None else given.reset_index(drop=True)
    if countries is not None:
        table = table[table["country"].isin(list(countries))].reset_index(drop=True)
    if table.empty:
        raise InputError(
            "there is no candidate for a site"
            + (f" in {', '.join(sorted(countries))}" if countries else "")
        )
    double = sorted(set(table["id"][table["id"].duplicated()]))
    points = lonlat(table)
    astray = table["id"][~np.isfinite(points).all(axis=1)].tolist()
    problems = [Problem("candidates", str(name), "comes twice", "keep one") for name in double]
    problems += [Problem("candidates", str(name), "has no coordinates") for name in astray]
    if problems:
        raise InputError(problems)
    return table


def _reachable(
    atlas: Atlas, candidates: geopandas.GeoDataFrame, by: str, *, strict: bool
) -> tuple[geopandas.GeoDataFrame, tuple[str, ...]]:
    """Return the candidates that roads come near, and the ids of the others."""
    if by == "straight":
        return candidates, ()
    index = atlas.networks.router("road").index
    away = index.nearest(anchors(atlas, candidates, "road"), limit_km=ACCESS_KM).distance_km
    far = away > ACCESS_KM
    if far.any() and (strict or far.all()):
        raise InputError(
            Problem(
                "candidates",
                str(name),
                f"no road within {ACCESS_KM:g} km",
                "correct its coordinates, add an anchor, or leave it out",
            )
            for name in candidates["id"][far]
        )
    return candidates[~far].reset_index(drop=True), tuple(str(x) for x in candidates["id"][far])


def _least(min_population: float | None, objective: str) -> float:
    if min_population is not None:
        return min_population
    return _MEDIAN_PEOPLE if objective == "p-median" else 0.0


def _demand(
    atlas: Atlas, weights: str, people: People | None, least: float, traced: Traced | None
) -> Demand:
    if weights not in WEIGHTS:
        raise InputError(
            f"no weights {weights!r} ({did_you_mean(weights, WEIGHTS) or ', '.join(WEIGHTS)})"
        )
    if weights == "corridor_km":
        return corridor_demand(traced or atlas.trace())
    points = (
        (people or population.cities())
        .at_least(least)
        .points.rename(columns={"population": "weight"})
    )
    if weights == "equal":
        return Demand(points.assign(weight=1.0), "points")
    return Demand(points, "people")


def corridor_demand(traced: Traced, *, every_km: float = _EVERY_KM) -> Demand:
    """Return points along the built legs on land, each with the km that it stands for."""
    from corridors.model import UNBUILT

    rows = []
    for leg in traced.by_ref.values():
        unbuilt = leg.status is None or leg.status.value in UNBUILT
        if str(leg.leg.mode) not in ("rail", "road") or unbuilt:
            continue
        parts = max(int(np.ceil(leg.length_km / every_km)), 1)
        for part in range(parts):
            at = (part + 0.5) * leg.length_km / parts
            row = min(
                int(np.searchsorted(leg.way.start_km, at, side="right")) - 1,
                len(leg.way.country) - 1,
            )
            rows.append(
                (
                    f"{leg.ref} {at:,.0f} km",
                    leg.way.country[row],
                    *leg.way.at(at),
                    leg.length_km / parts,
                )
            )
    return Demand(pd.DataFrame(rows, columns=["name", "country", "lon", "lat", "weight"]), "km")


def _of(demand: Demand, countries: Collection[str] | None) -> Demand:
    if countries is None:
        return demand
    kept = demand.points[demand.points["country"].isin(list(countries))]
    return Demand(kept.reset_index(drop=True), demand.unit)


def _check_demand(demand: Demand) -> None:
    points = demand.points
    if points.empty:
        raise InputError("there is no demand to serve")
    bad = ~(np.isfinite(points["weight"].to_numpy(dtype=float)) & (points["weight"] >= 0.0))
    problems = [
        Problem(
            "demand",
            str(row["name"]) or f"row {number}",
            f"weight is {row['weight']}",
            "a number of 0 or more",
        )
        for number, row in points[bad].head(20).iterrows()
    ]
    if problems:
        raise InputError(problems)
    if not (points["weight"] > 0.0).any():
        raise InputError("all weights of the demand are zero")


def _numbers(wanted: Collection[str], candidates: geopandas.GeoDataFrame, what: str) -> list[int]:
    number = {str(name): row for row, name in enumerate(candidates["id"])}
    unknown = [name for name in wanted if name not in number]
    if unknown:
        raise InputError(
            Problem("", name, f"in {what} is no candidate", did_you_mean(name, number))
            for name in unknown
        )
    return [number[name] for name in wanted]


def _constraints(
    candidates: geopandas.GeoDataFrame,
    groups: list[str],
    limits: Limits,
    sites: int,
    objective: str,
) -> model.Instance:
    """Return an instance without costs yet; all contradictions at once."""
    from scipy.sparse import csr_matrix

    fixed = frozenset(_numbers(limits.fixed, candidates, "fixed"))
    forbidden = frozenset(_numbers(limits.forbidden, candidates, "forbidden"))
    numbers = {code: row for row, code in enumerate(groups)}
    least, unknown_min = _by_country(limits.country_min, numbers)
    most, unknown_max = _by_country(limits.country_max, numbers)
    group = candidates["country"].map(numbers).to_numpy(dtype=np.int64)
    problems = [
        Problem("", code, "has no candidate", did_you_mean(code, numbers))
        for code in sorted(unknown_min | unknown_max)
    ]
    problems += _contradictions(candidates, group, groups, (fixed, forbidden), (least, most))
    if objective != "set-cover":
        problems += _counts(
            sites, len(candidates) - len(forbidden), len(fixed), least, most, groups
        )
    capacity, faults = _capacity(limits.capacity, candidates)
    if problems or faults:
        raise InputError([*problems, *faults])
    empty = csr_matrix((0, len(candidates)))
    return model.Instance(empty, np.zeros(0), group, fixed, forbidden, least, most, capacity)


def _by_country(
    given: Mapping[str, int] | int | None, numbers: Mapping[str, int]
) -> tuple[dict[int, int], set[str]]:
    if given is None:
        return {}, set()
    table = dict.fromkeys(numbers, given) if isinstance(given, int) else dict(given)
    return (
        {numbers[code]: int(count) for code, count in table.items() if code in numbers},
        set(table) - set(numbers),
    )


def _contradictions(
    candidates: geopandas.GeoDataFrame,
    group: NDArray[np.int64],
    groups: list[str],
    named: tuple[frozenset[int], frozenset[int]],
    bounds: tuple[dict[int, int], dict[int, int]],
) -> list[Problem]:
    (fixed, forbidden), (least, most) = named, bounds
    ids = candidates["id"].tolist()
    problems = [
        Problem("", str(ids[both]), "is both fixed and forbidden")
        for both in sorted(fixed & forbidden)
    ]
    for number, code in enumerate(groups):
        mine = set(np.flatnonzero(group == number).tolist())
        free, held = len(mine - forbidden), len(mine & fixed)
        low, high = least.get(number, 0), most.get(number, len(mine))
        if low > free:
            problems.append(Problem("", code, f"{low} sites at least, but {free} candidates"))
        if held > high:
            problems.append(Problem("", code, f"{high} sites at most, but {held} are fixed"))
        if low > high:
            problems.append(Problem("", code, f"{low} sites at least and {high} at most"))
    return problems


def _counts(
    sites: int,
    free: int,
    fixed: int,
    least: dict[int, int],
    most: dict[int, int],
    groups: list[str],
) -> list[Problem]:
    problems = []
    if sites < 1:
        problems.append(Problem("", "sites", f"{sites} sites were asked for", "1 or more"))
    if sites > free:
        problems.append(
            Problem("", "sites", f"{sites} sites of {free} candidates", "ask for fewer")
        )
    if fixed > sites:
        problems.append(Problem("", "sites", f"{fixed} are fixed, but only {sites} asked for"))
    needed = sum(least.values())
    if needed > sites:
        problems.append(
            Problem(
                "", "sites", f"the countries need {needed} at least, but only {sites} are asked for"
            )
        )
    if len(most) == len(groups) and sum(most.values()) < sites:
        problems.append(
            Problem(
                "",
                "sites",
                f"the countries allow {sum(most.values())} at most, but {sites} are asked for",
            )
        )
    return problems


def _capacity(
    given: Mapping[str, float] | float | None, candidates: geopandas.GeoDataFrame
) -> tuple[Floats | None, list[Problem]]:
    if given is None:
        return None, []
    if isinstance(given, Mapping):
        room = np.array([float(given.get(name, np.inf)) for name in candidates["id"]])
        unknown = sorted(set(given) - set(candidates["id"]))
    else:
        room, unknown = np.full(len(candidates), float(given)), []
    problems = [
        Problem("", name, "in capacity is no candidate", did_you_mean(name, candidates["id"]))
        for name in unknown
    ]
    bad = np.isnan(room) | (room < 0.0)
    problems += [
        Problem("", str(name), "has no capacity of 0 or more") for name in candidates["id"][bad]
    ]
    return room, problems


def _costs(
    atlas: Atlas,
    candidates: geopandas.GeoDataFrame,
    demand: Demand,
    by: str,
    within: float,
    unit: str,
) -> Any:  # noqa: ANN401 - scipy is untyped
    """Return the costs of possible pairs, shape (demand, candidates), in the unit."""
    from scipy.sparse import csr_matrix

    points = demand.points[["lon", "lat"]].to_numpy(dtype=float)
    if by == "straight":
        row, column, km = _straight(lonlat(candidates), points, within)
    else:
        row, column, km = _by_road(atlas, candidates, points, limit_km(within, unit, "road"))
    cost = km / speed_kmh("road") if unit == "h" else km
    return csr_matrix((cost, (row, column)), shape=(len(points), len(candidates)))


def _straight(
    sites: Floats, points: Floats, within_km: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    rows, columns, kms = [], [], []
    for number, (lon, lat) in enumerate(sites.tolist()):
        km = geodesy.distance_km(lon, lat, points[:, 0], points[:, 1])
        near = np.flatnonzero(km <= within_km)
        rows.append(near)
        columns.append(np.full(len(near), number))
        kms.append(km[near])
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(kms)


def _by_road(
    atlas: Atlas, candidates: geopandas.GeoDataFrame, points: Floats, within_km: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    router = atlas.networks.router("road")
    reach = Reach(router)
    sources = reach.spots(anchors(atlas, candidates, "road"))
    found = (
        reach.table(sources, reach.spots(points), limit_km=within_km)
        if np.isfinite(within_km)
        else reach.all_pairs(sources, reach.spots(points))
    )
    row = np.concatenate([near for near, _ in found])
    column = np.repeat(np.arange(len(found)), [len(near) for near, _ in found])
    return row, column, np.concatenate([km for _, km in found])


def _without_islands(instance: model.Instance) -> model.Instance:
    """Leave out the points that fewer than half the candidates can serve: islands, enclaves.

    A p-median must serve every point, and an island would claim a site of its own.
    """
    cost = instance.cost.tocsr().copy()
    few = np.diff(cost.indptr) * 2 < instance.candidates
    keep = np.repeat(~few, np.diff(cost.indptr))
    row = np.repeat(np.arange(cost.shape[0]), np.diff(cost.indptr))[keep]
    from scipy.sparse import csr_matrix

    kept = csr_matrix((cost.data[keep], (row, cost.indices[keep])), shape=cost.shape)
    return replace(instance, cost=kept)
