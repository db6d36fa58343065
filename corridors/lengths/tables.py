"""Km by leg, country, origin and shape, and the tables of lengths made of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from geodata.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData

COLUMNS = [
    "corridor",
    "leg",
    "seq",
    "mode",
    "status",
    "country",
    "origin",
    "shape",
    "length_basis",
    "length_km",
]


TOLERANCE_KM = 1e-6
"""Sums of a leg's rows may differ from its length by no more than this."""


By = Literal["leg", "route", "country"]


def runs(traced: TracedData) -> pd.DataFrame:
    """Return one row per leg and run of country, origin and shape.

    Returns
    -------
    DataFrame
        `COLUMNS`; ``leg`` is ``corridor:leg`` of the owner, ``seq`` counts the rows of a leg in
        order of travel, ``length_km`` sums to the leg's length. A leg stands once, under its
        owner, however many corridors share it.

    Raises
    ------
    AtlasError
        If rows and legs do not reconcile to `TOLERANCE_KM`; a fault of ours, never of the data.
    """
    frames = [_leg_rows(leg) for leg in traced.by_ref.values()]
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)
    _reconcile(table, traced)
    return table


def _leg_rows(traced: TracedLeg) -> pd.DataFrame:
    way = traced.way
    keys = list(zip(way.country, way.origin, way.shape, way.basis, strict=True))
    new = np.array([True, *(a != b for a, b in pairwise(keys))])
    run = np.cumsum(new) - 1
    km = np.bincount(run, weights=way.km)
    first = np.flatnonzero(new)
    rows = [
        (
            traced.corridor,
            traced.ref,
            seq,
            str(traced.leg.mode),
            traced.status_value,
            *keys[start],
            float(length),
        )
        for seq, (start, length) in enumerate(zip(first.tolist(), km, strict=True), start=1)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _reconcile(table: pd.DataFrame, traced: TracedData) -> None:
    totals = table.groupby("leg")["length_km"].sum()
    wrong = [
        ref for ref, leg in traced.by_ref.items() if abs(totals[ref] - leg.length_km) > TOLERANCE_KM
    ]
    if wrong:
        raise AtlasError(f"the lengths do not reconcile for {', '.join(wrong)}")


def lengths(traced: TracedData, *, by: By) -> pd.DataFrame:
    """Return lengths by leg, route or country.

    Returns
    -------
    DataFrame
        The columns of the command ``corridors lengths --by``; km throughout, counted once per
        leg for legs and countries.
    """
    return _TABLES[by](traced)


def _by_leg(traced: TracedData) -> pd.DataFrame:
    legs = traced.legs.drop(columns="geometry").rename(
        columns={"from_place": "from", "to_place": "to"}
    )
    return legs[
        [
            "corridor",
            "leg",
            "from",
            "to",
            "mode",
            "status",
            "since",
            "in_use_by",
            "resumed",
            "status_from",
            "last_heard",
            "stale",
            "length_km",
            "by_country",
            "by_origin",
            "by_shape",
            "chord_km",
            "chord25_km",
            "access_km",
            "published_km",
            "ratio",
        ]
    ]


def _by_route(traced: TracedData) -> pd.DataFrame:
    routes = traced.routes.rename(columns={"from_place": "from", "to_place": "to"})
    return routes[
        [
            "corridor",
            "route",
            "from",
            "to",
            "countries",
            "length_km",
            "by_mode",
            "by_country",
            "operating_km",
            "planned_km",
            "borders",
            "breaks_of_gauge",
            "transits",
            "published_km",
            "ratio",
        ]
    ]


def _by_country(traced: TracedData) -> pd.DataFrame:
    table = runs(traced)
    pivot = table.pivot_table(
        index="country", columns="mode", values="length_km", aggfunc="sum", fill_value=0.0
    )
    pivot.columns = pd.Index([f"{mode}_km" for mode in pivot.columns])
    return pivot.assign(length_km=pivot.sum(axis=1)).reset_index()


_TABLES: dict[str, Callable[[TracedData], pd.DataFrame]] = {
    "leg": _by_leg,
    "route": _by_route,
    "country": _by_country,
}
