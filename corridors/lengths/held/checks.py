"""Checks of definitions that need the networks: every leg is traced, and held to what it states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.lengths.held.ways import check_leg, check_routes
from corridors.lengths.held.where import check_where
from corridors.tracing.trace import DETOUR, detour
from corridors.tracing.tracer import trace_corridors
from geodata.country_names import HIGH_SEAS
from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.tracing.data import AtlasData
    from corridors.tracing.trace import TracedLeg

RATIO = 0.10
"""A leg that is farther off its published length needs a `ratio_reason`."""


def check_traced(atlas: AtlasData) -> list[Problem]:
    """Trace every leg and return what does not fit its definition."""
    try:
        traced = trace_corridors(atlas)
    except InputError as error:
        return list(error.problems)
    found = [problem for leg in traced.by_ref.values() for problem in _leg(leg)]
    spurs = [each for leg in traced.by_ref.values() for each in check_leg(leg, atlas.places)]
    strayed = [problem for leg in traced.by_ref.values() for problem in check_where(leg)]
    return [*found, *spurs, *strayed, *check_routes(traced)]


def _leg(traced: TracedLeg) -> Iterator[Problem]:
    leg, file, item = traced.leg, f"{traced.corridor}.toml", f"leg[{traced.leg.id}]"
    if detour(traced) > DETOUR and not leg.detour_reason:
        yield Problem(
            file,
            item,
            f"is {detour(traced):.2f} great circles long",
            "close the gap in the network, or give a `detour_reason`",
        )
    if traced.ratio is not None and abs(traced.ratio - 1.0) > RATIO and not leg.ratio_reason:
        yield Problem(
            file,
            item,
            f"is {traced.ratio:.3f} of its published length",
            "mend the network, or give a `ratio_reason`",
        )
    crossed = set(traced.way.country) - {HIGH_SEAS}
    on_land = leg.mode in ("rail", "road")
    if on_land and leg.countries and set(leg.countries) - {HIGH_SEAS} != crossed:
        yield Problem(
            file,
            item,
            f"states {_listed(leg.countries)}, crosses {_listed(crossed)}",
            "correct `countries` or the places",
        )


def _listed(codes: object) -> str:
    return " ".join(sorted(codes)) or "none"  # type: ignore[call-overload]
