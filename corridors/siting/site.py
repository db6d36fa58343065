"""Where hubs should stand: the sites that serve the most, cost the least, or cover all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from corridors.hubs.measure import LOGISTICS_KINDS, Within, lonlat, working
from corridors.siting import instance as siting_instance
from corridors.siting import programmes as model
from corridors.siting.constraints import Limits, read_constraints
from corridors.siting.costs import reachable_candidates, serving_costs, without_islands
from corridors.siting.demand import (
    Demand,
    check_demand,
    least_people,
    read_demand,
    within_countries,
)
from corridors.siting.result import Siting, best_choice
from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas

    from corridors.tracing.data import AtlasData
    from corridors.tracing.traced_data import TracedData
    from geodata.population import People

OBJECTIVES = ("coverage", "p-median", "set-cover")


CANDIDATE_KINDS = (*LOGISTICS_KINDS, "city")
"""Kinds of places that are candidates unless a table of candidates is given."""

_WAYS = ("road", "straight")
_NO_LIMITS = Limits()


class SiteOptions(TypedDict, total=False):
    """The options of `site`."""

    sites: int
    objective: str
    within_km: float | None
    within_h: float | None
    by: str
    candidates: geopandas.GeoDataFrame | None
    countries: Collection[str] | None
    weights: str | Demand
    people: People | None
    min_population: float | None
    traced: TracedData | None
    limits: Limits
    gap: float


def site(  # noqa: PLR0913 - an analyst's question has many sides, all with defaults
    atlas: AtlasData,
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
    traced: TracedData | None = None,
    limits: Limits = _NO_LIMITS,
    gap: float = siting_instance.GAP,
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
    within = _limit(objective, within_km, within_h, by)
    chosen, left_out = reachable_candidates(
        atlas, _candidates(atlas, candidates, countries), by, strict=candidates is not None
    )
    demand = (
        weights
        if isinstance(weights, Demand)
        else read_demand(atlas, weights, people, least_people(min_population, objective), traced)
    )
    demand = within_countries(demand, countries)
    check_demand(demand)
    groups = sorted(set(chosen["country"]))
    bare = read_constraints(chosen, groups, limits, sites, objective)
    cost = serving_costs(atlas, chosen, demand, by, within)
    instance = replace(bare, cost=cost, weight=demand.points["weight"].to_numpy(dtype=float))
    if objective == "p-median":
        instance = without_islands(instance)
    answer = (
        model.set_cover(instance, gap=gap)
        if objective == "set-cover"
        else best_choice(instance, objective, sites, gap)
    )
    return Siting(objective, within, by, demand, chosen, instance, answer, gap, left_out)


def _limit(objective: str, within_km: float | None, within_h: float | None, by: str) -> Within:
    if objective not in OBJECTIVES:
        raise InputError.unknown("objective", objective, OBJECTIVES)
    if by not in _WAYS:
        raise InputError.unknown("way of measuring", by, _WAYS)
    if by == "straight" and (
        within_h is not None or (within_km is None and objective != "p-median")
    ):
        raise InputError("by straight line the limit is in km: give within_km")
    if within_km is None and within_h is None:
        if objective == "p-median":
            return Within(np.inf, "km" if by == "straight" else "h")
        within_h = 6.0
    within = Within.given(within_km, within_h)
    return Within(np.inf, within.unit) if objective == "p-median" else within


def _candidates(
    atlas: AtlasData, given: geopandas.GeoDataFrame | None, countries: Collection[str] | None
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
