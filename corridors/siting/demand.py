"""What sites should serve: points with a weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridors.tracing.tracer import trace_corridors
from geodata import population
from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from corridors.tracing.data import AtlasData
    from corridors.tracing.traced_data import TracedData
    from geodata.population import People

WEIGHTS = ("population", "corridor_km", "equal")


_EVERY_KM = 25.0


_MEDIAN_PEOPLE = 50_000.0


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


def least_people(min_population: float | None, objective: str) -> float:
    """Return the smallest place that counts as demand, people."""
    if min_population is not None:
        return min_population
    return _MEDIAN_PEOPLE if objective == "p-median" else 0.0


def read_demand(
    atlas: AtlasData, weights: str, people: People | None, least: float, traced: TracedData | None
) -> Demand:
    """Return the demand that the name of a weighting stands for.

    Raises
    ------
    InputError
        There is no weighting of that name.
    """
    if weights not in WEIGHTS:
        raise InputError.unknown("weights", weights, WEIGHTS)
    if weights == "corridor_km":
        return corridor_demand(traced or trace_corridors(atlas))
    points = (
        (people or population.cities())
        .at_least(least)
        .points.rename(columns={"population": "weight"})
    )
    if weights == "equal":
        return Demand(points.assign(weight=1.0), "points")
    return Demand(points, "people")


def corridor_demand(traced: TracedData, *, every_km: float = _EVERY_KM) -> Demand:
    """Return points along the built legs on land, each with the km that it stands for."""
    rows = []
    for leg in traced.by_ref.values():
        if str(leg.leg.mode) not in ("rail", "road") or not leg.is_built:
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


def within_countries(demand: Demand, countries: Collection[str] | None) -> Demand:
    """Return the demand within some countries."""
    if countries is None:
        return demand
    kept = demand.points[demand.points["country"].isin(list(countries))]
    return Demand(kept.reset_index(drop=True), demand.unit)


def check_demand(demand: Demand) -> None:
    """Raise where points of demand cannot be used."""
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
        for number, row in points[bad].iterrows()
    ]
    if problems:
        raise InputError(problems)
    if not (points["weight"] > 0.0).any():
        raise InputError("all weights of the demand are zero")
