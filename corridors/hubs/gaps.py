"""What of a corridor's lines on land lies near a hub, and the longest stretches that do not.

Only lines that stand are asked: nobody is served, or left unserved, on a line that is not built.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from corridors.hubs.coverage import Coverage
    from corridors.tracing.traced_data import TracedData

LAND = ("rail", "road")
"""Modes whose lines hubs stand along."""


_TOUCH_KM = 1e-6


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch out of reach of any hub, whole: borders and ends of legs do not part it.

    Attributes
    ----------
    from_km, to_km
        Chainage on `route`; from the start of the leg where `route` is empty.
    leg
        ``corridor:leg`` of its first piece.
    countries
        ISO alpha-2 in the order of the chainage.
    """

    from_km: float
    to_km: float
    corridor: str
    route: str
    leg: str
    mode: str
    countries: tuple[str, ...]

    @property
    def km(self) -> float:
        """Return its length."""
        return self.to_km - self.from_km


@dataclass(frozen=True, slots=True)
class Service:
    """How a corridor's lines on land are served.

    Attributes
    ----------
    km, covered_km
        Of the lines that stand.
    unbuilt_km
        Of those that do not; in neither of the two.
    gaps
        Longest first.
    """

    km: float
    covered_km: float
    unbuilt_km: float
    gaps: tuple[Gap, ...]


def standing(traced: TracedData) -> frozenset[str]:
    """Return the legs, ``corridor:leg``, that exist, in use or not, at the date asked for."""
    return frozenset(ref for ref, leg in traced.by_ref.items() if leg.is_built)


def of_corridor(coverage: Coverage, corridor: str) -> Service:
    """Return how a corridor's lines on land are served.

    Parameters
    ----------
    coverage : corridors.coverage.Coverage
        Which stretches lie within reach.
    """
    from corridors.hubs.chainage import placements

    placed = placements(coverage.traced, corridor)
    pieces = coverage.pieces
    own = pieces[pieces["leg"].isin(list(placed)) & pieces["mode"].isin(LAND)]
    ahead = [ref for ref, leg in coverage.traced.by_ref.items() if leg.is_ahead]
    there = own[own["leg"].isin(list(standing(coverage.traced)))]
    return Service(
        float(there["km"].sum()),
        float(there.loc[there["covered"], "km"].sum()),
        float(own.loc[own["leg"].isin(ahead), "km"].sum()),
        tuple(sorted(_gaps(there[~there["covered"]], corridor, placed), key=_order)),
    )


def _order(gap: Gap) -> tuple[float, str, str, float]:
    return -round(gap.km, 6), gap.route, gap.leg, gap.from_km


def _gaps(open_: pd.DataFrame, corridor: str, placed: Mapping[str, Any]) -> Iterable[Gap]:
    parts = sorted(
        (_on_route(row, corridor, placed[row.leg]) for row in open_.itertuples()),
        key=lambda part: (part.route, part.route or part.leg, part.mode, part.from_km),
    )
    last: Gap | None = None
    for part in parts:
        if last is not None and _follows(last, part):
            last = _joined(last, part)
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last


def _on_route(row: Any, corridor: str, placed: Any) -> Gap:  # noqa: ANN401
    first, last = sorted(float(placed.chainage(km)) for km in (row.from_km, row.to_km))
    return Gap(first, last, corridor, placed.route, row.leg, row.mode, (row.country,))


def _follows(last: Gap, part: Gap) -> bool:
    same = (last.route, last.mode) == (part.route, part.mode)
    on_route = bool(part.route) or last.leg == part.leg
    return same and on_route and abs(last.to_km - part.from_km) < _TOUCH_KM


def _joined(last: Gap, part: Gap) -> Gap:
    countries = tuple(dict.fromkeys((*last.countries, *part.countries)))
    return replace(last, to_km=part.to_km, countries=countries)
