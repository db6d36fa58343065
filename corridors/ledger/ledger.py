"""The ledger of a route: its lines, what they come to, and what no published stop explains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Any

from corridors.ledger import totals
from corridors.ledger.lines import MEASURES, Line, Writer, places_without

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from corridors.ledger.rates.book import RateBook
    from corridors.ledger.rates.profiles import Profile
    from corridors.ledger.services import Service
    from corridors.ledger.stops import Course
    from corridors.ledger.totals import Total

TOLERANCE_KM = 1e-6
HOURS_A_DAY = 24.0


@dataclass(frozen=True)
class Ledger:
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

    def frame(self) -> pd.DataFrame:
        """Return the lines as a table; the columns of the input sheet."""
        from corridors.ledger.sheet import frame

        return frame(self)

    def record(self) -> dict[str, Any]:
        """Return the answer with the keys of the command's JSON."""
        from corridors.ledger.report import record

        return record(self)

    def __str__(self) -> str:
        """Return the ledger as text for a terminal."""
        from corridors.ledger.report import text

        return text(self)

    def _repr_html_(self) -> str:
        from corridors.ledger.report import html

        return html(self)


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


def write_ledger(
    course: Course,
    book: RateBook,
    *,
    profile: Profile | None = None,
    year: int | None = None,
    published: Sequence[Service] = (),
    seed: int = totals.SEED,
) -> Ledger:
    """Return the ledger of a course.

    Parameters
    ----------
    profile
        What is shipped; by default what suits most of the km: a FEU by block train on rails, a
        lorry on roads, a FEU by deep sea.
    year
        For which rates are looked up; the profile's by default.
    published
        Services to compare with.

    Raises
    ------
    ValueError
        If the km of the lines do not sum to those of the course; a fault of ours.
    """
    chosen = profile or book.profiles.for_modes(course.km_by_mode)
    when = chosen.year if year is None else year
    lines = Writer(book, chosen, when).lines(course)
    if abs(sum(line.km for line in lines) - course.length_km) > TOLERANCE_KM:
        raise ValueError(f"the km of the ledger of {course.name} do not reconcile")
    return Ledger(
        course.name,
        course.ends,
        course.corridor,
        tuple(lines),
        chosen,
        when,
        tuple(published),
        seed,
    )
