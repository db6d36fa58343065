"""The data of the time/cost-distance chart: cumulative hours or money over the km of a way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridors.ledger.rates.model import ZERO, Quality, Range

if TYPE_CHECKING:
    from corridors.ledger.data import LedgerData


@dataclass(frozen=True, slots=True)
class Rise:
    """A piece of the chart: a leg with a slope, or a stop as a step at one km.

    Attributes
    ----------
    start_km, end_km
        The same of a stop.
    before, after
        Cumulative low, mode and high where it begins and where it ends.
    quality
        Of the figure, None where nobody says.
    places
        Ids of the stop's places; the country of a border without a name.
    """

    start_km: float
    end_km: float
    before: Range
    after: Range
    quality: Quality | None
    place: str
    is_stop: bool

    @property
    def size(self) -> float:
        """Return how much it adds, by the modes."""
        return self.after.mode - self.before.mode


def rises(ledger: LedgerData, measure: str) -> list[Rise]:
    """Return the pieces of the chart of a measure in order of travel.

    After UNESCAP's time/cost-distance: a leg is a straight piece, a stop a vertical step, steps at
    the origin and the destination among them. What is not counted is not drawn. Stop lines that
    follow each other at one place stay pieces of their own, so that each shows its quality.
    """
    found: list[Rise] = []
    sum_ = ZERO
    for line in ledger.lines:
        if not line.counted:
            continue
        figure = line.figure(measure)
        after = sum_.plus(figure.range) if figure else sum_
        found.append(
            Rise(
                line.start_km,
                line.start_km + line.km,
                sum_,
                after,
                figure.quality if figure else None,
                line.place or line.country,
                line.kind == "stop",
            )
        )
        sum_ = after
    return found
