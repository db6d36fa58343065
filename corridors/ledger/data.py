"""What a ledger holds: its lines, what they come to, and what no published stop explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from corridors.ledger import totals
from corridors.ledger.lines import MEASURES, Line, places_without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.ledger.rates.profiles import Profile
    from corridors.ledger.services import Service
    from corridors.ledger.totals import Total

HOURS_A_DAY = 24.0


@dataclass(frozen=True)
class LedgerData:
    """Hours, US dollars and kg of CO2e of one shipment along a route.

    Attributes
    ----------
    name
        Of the route.
    lines
        In order of travel. Those behind an end of the route are told, not counted.
    profile
        What is shipped.
    year
        For which rates were looked up.
    published
        Services between the same ends by the same way, for comparison; never an input.
    seed, draws
        Of the Monte Carlo draws behind the percentiles.
    """

    name: str
    ends: tuple[str, str]
    corridor: str
    lines: tuple[Line, ...]
    profile: Profile
    year: int
    published: tuple[Service, ...] = ()
    seed: int = totals.SEED
    draws: int = totals.DRAWS

    def __repr__(self) -> str:
        return f"<Ledger: {self.name}, {self.length_km:,.0f} km, {self.profile.id}, {self.year}>"

    @cached_property
    def totals(self) -> dict[str, Total]:
        """Return the totals by measure: ``hours``, ``usd``, ``kg_co2e``."""
        return {
            measure: totals.total(self.lines, measure, seed=self.seed, draws=self.draws)
            for measure in MEASURES
        }

    @property
    def length_km(self) -> float:
        """Return the km of the route."""
        return float(sum(line.km for line in self.lines))

    @cached_property
    def by_quality(self) -> dict[str, dict[str, float]]:
        """Return the shares of each measure by quality; they sum to 1."""
        return totals.by_quality(self.lines)

    def by_country(self, measure: str) -> dict[str, float]:
        """Return the modes of a measure by country."""
        return totals.by(self.lines, measure, lambda line: line.country)

    def by_kind(self, measure: str) -> dict[str, float]:
        """Return the modes of a measure by kind: legs by mode, borders, gauge, handling."""
        return totals.by(self.lines, measure, kind_of)

    @cached_property
    def residual(self) -> Residual | None:
        """Return what published times have more than the median; None where none is published.

        Of several years, those published nearest to the ledger's year are taken.
        """
        known = [one for one in self.published if one.days]
        if not known:
            return None
        nearest = min(abs(one.year - self.year) for one in known)
        timed = [one.days for one in known if abs(one.year - self.year) == nearest]
        days = (
            min(low for low, _, _ in timed),
            median(middle for _, middle, _ in timed),
            max(high for _, _, high in timed),
        )
        p50 = self.totals["hours"].p50
        low, middle, high = (day * HOURS_A_DAY - p50 for day in days)
        return Residual(low, middle, high, places_without(self.lines))


@dataclass(frozen=True, slots=True)
class Residual:
    """What published times have more than the median of a ledger, and where nobody says why.

    Attributes
    ----------
    low_h, middle_h, high_h
        From the shortest, the median and the longest published time; below 0 where the ledger is
        longer.
    unpublished
        Ports at which a ship is boarded without a published wait.
    """

    low_h: float
    middle_h: float
    high_h: float
    unpublished: Sequence[str]


def kind_of(line: Line) -> str:
    """Return the kind of a line for sums: the mode of a leg, or what kind of stop it is."""
    if line.kind == "leg":
        return line.mode
    if line.what.startswith("border"):
        return "border"
    if line.what.startswith("rest"):
        return "rest"
    return "gauge" if line.what.startswith("change of gauge") else "handling"
