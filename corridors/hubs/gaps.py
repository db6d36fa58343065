"""What of a corridor's lines on land lies near a hub, and the longest stretches that do not.

Only lines that stand are asked: nobody is served, or left unserved, on a line that is not built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridors.hubs.chainage import placements
from corridors.hubs.open_stretches import runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from corridors.hubs.chainage import Placement
    from corridors.hubs.coverage import Coverage
    from corridors.tracing.traced_data import TracedData

LAND = ("rail", "road")
"""Modes whose lines hubs stand along."""


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


def _gaps(open_: pd.DataFrame, corridor: str, placed: Mapping[str, Placement]) -> Iterator[Gap]:
    for run in runs(open_, placed):
        first, countries = run[0], dict.fromkeys(stretch.country for stretch in run)
        yield Gap(
            first.from_km,
            run[-1].to_km,
            corridor,
            first.route,
            first.leg,
            first.mode,
            tuple(countries),
        )
