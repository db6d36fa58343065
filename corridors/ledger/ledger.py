"""The ledger of a route: written from its course, and shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corridors.ledger import report, sheet, totals
from corridors.ledger.data import LedgerData
from corridors.ledger.lines import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from corridors.ledger.rates.book import RateBook
    from corridors.ledger.rates.profiles import Profile
    from corridors.ledger.services import Service
    from corridors.ledger.stops import Course

TOLERANCE_KM = 1e-6


@dataclass(frozen=True, repr=False)
class Ledger(LedgerData):
    """Hours, US dollars and kg of CO2e of one shipment along a route; see `LedgerData`."""

    def frame(self) -> pd.DataFrame:
        """Return the lines as a table; the columns of the input sheet."""
        return sheet.frame(self)

    def record(self) -> dict[str, Any]:
        """Return the answer with the keys of the command's JSON."""
        return report.record(self)

    def __str__(self) -> str:
        """Return the ledger as text for a terminal."""
        return report.text(self)

    def _repr_html_(self) -> str:
        return report.html(self)


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
