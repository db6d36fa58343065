"""Traffic along a corridor: series by year of itself and of what lies on it, against capacity."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from corridors.definitions.series import is_rate
from corridors.definitions.vocabulary import Flow, Quantity, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corridors.definitions.series import Figure

NEAR_YEARS = range(-2, 2)
"""How many years after the traffic a capacity may be told of for both to be held together.

One that is told of much later may be that of a line rebuilt since.
"""


RECENT_YEARS = 10
"""What was last counted longer ago than this before the atlas's date tells nothing of today."""


_ENOUGH = 3
_UNITS = ("t/year", "TEU/year", "containers/year", "trains/day", "wagons/day", "vehicles/day")


@dataclass(frozen=True, slots=True)
class Traffic:
    """A series of traffic by year, and the capacity beside it.

    Attributes
    ----------
    subject, object, flow, mode, unit
        What the figures have in common; see `corridors.definitions.series.Figure`.
    points
        One figure a year, ascending; where several pages give one, the first of the table.
    capacity
        What can pass, of the year nearest to the latest point; None where nobody says.
    planned
        Capacity that is to come, the latest told.
    """

    subject: Subject
    object: str
    flow: Flow
    mode: str
    unit: str
    points: tuple[Figure, ...]
    capacity: Figure | None = None
    planned: Figure | None = None

    @property
    def key(self) -> str:
        """What tells it apart from others, as in the keys of findings."""
        return ":".join(part for part in self.latest.series if part)

    @property
    def latest(self) -> Figure:
        """The latest point."""
        return self.points[-1]

    @property
    def share(self) -> float | None:
        """The latest traffic over capacity; None unless their years are near (`NEAR_YEARS`)."""
        if not self.capacity or self.capacity.year - self.latest.year not in NEAR_YEARS:
            return None
        return self.latest.value / self.capacity.value


def traffics(figures: Iterable[Figure], *, today: int) -> tuple[Traffic, ...]:
    """Return the series of traffic that figures make: those that speak of whole years.

    Series of a part of the traffic, told by words alone, are left out, and what is not recent.

    Parameters
    ----------
    today
        The year of the atlas's date.
    """
    known = [figure for figure in figures if figure.flow is not Flow.PART]
    of_traffic = [f for f in known if f.quantity is Quantity.TRAFFIC and is_rate(f)]
    rows = sorted(of_traffic, key=lambda figure: (figure.series, figure.year))
    found = (
        _traffic(list(group), known) for _, group in groupby(rows, key=lambda each: each.series)
    )
    return tuple(each for each in found if today - each.latest.year <= RECENT_YEARS)


def _traffic(rows: Sequence[Figure], known: Sequence[Figure]) -> Traffic:
    first = rows[0]
    points = tuple(next(group) for _, group in groupby(rows, key=lambda figure: figure.year))
    return Traffic(
        first.scope,
        first.object,
        first.flow,
        first.mode,
        first.unit,
        points,
        _beside(points[-1], known, Quantity.CAPACITY),
        _beside(points[-1], known, Quantity.PLANNED),
    )


def _beside(latest: Figure, known: Sequence[Figure], quantity: Quantity) -> Figure | None:
    """Return the capacity of the same thing, all traffic and unit, of the nearest year."""
    found = [
        figure
        for figure in known
        if (figure.quantity, figure.scope, figure.object, figure.unit)
        == (quantity, latest.scope, latest.object, latest.unit)
        and latest.flow is Flow.ALL
        and figure.mode in ("", latest.mode)
    ]
    return min(found, key=lambda each: (abs(each.year - latest.year), -each.year), default=None)


def in_order(
    found: Iterable[Traffic], *, on_main: Callable[[Subject, str, str], bool]
) -> tuple[Traffic, ...]:
    """Return series in the order in which they stand for a corridor.

    Its own first, then those of its main route; by weight before containers and trains; then what
    has several years, and of these the latest and longest.

    Parameters
    ----------
    on_main
        Whether a subject lies on the main route, for a mode.
    """
    return tuple(
        sorted(
            found,
            key=lambda each: (
                each.subject is not Subject.CORRIDOR,
                not on_main(each.subject, each.object, each.mode),
                _UNITS.index(each.unit) if each.unit in _UNITS else len(_UNITS),
                len(each.points) < _ENOUGH,
                -each.latest.year,
                -len(each.points),
                each.object,
                each.flow,
            ),
        )
    )
