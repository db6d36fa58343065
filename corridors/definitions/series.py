"""Traffic and capacity by year: ``series.csv``, one figure of one page a row.

A row says what a page said, in its own words, value and unit (``wording``, ``said_value``,
``said_unit``), and beside it the same in units that agree (``value``, ``unit``), so that traffic
can be held against capacity and one year against another. Nothing is merged: where two pages give
a figure for the same thing and year both stand, and the first counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridors.definitions.model import Fact, PlaceFact
from corridors.definitions.states import MODES
from corridors.definitions.vocabulary import (
    COUNTED,
    UNITS,
    Flow,
    Quantity,
    Subject,
    first_day,
    last_day,
    normalised,
)
from geodata.csv_rows import read_rows, shown
from geodata.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

    from corridors.definitions.model import Corridor
    from geodata.csv_rows import Row
    from geodata.errors import Problem


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of ``series.csv``.

    Attributes
    ----------
    mode
        ``rail``, ``road`` or ``sea``; empty where all modes are counted together.
    unit, value
        Normalised: one of `UNITS`.
    year
        The year in which most of the period lies; of a capacity, the year of which it is told.
    period
        ``FROM/UNTIL``, both dates that may be partial; empty where it is the calendar year.
    bound
        ``over``, ``under`` or ``about`` where the page says so.
    wording, said_value, said_unit
        What the page counts, how many, and of what.
    counted_by
        Who counts, where another count of the same thing differs: the two are never compared.
    at
        The places and legs (``corridor:leg``) among whose facts it is told besides.
    checked
        When the page was read.
    remark
        What a keeper of the table should know; not shown.
    """

    scope: Subject
    object: str
    quantity: Quantity
    flow: Flow
    mode: str
    unit: str
    year: int
    value: float
    source: str
    wording: str
    said_value: float
    said_unit: str
    period: str = ""
    counted_by: str = ""
    bound: str = ""
    note: str = ""
    at: tuple[str, ...] = ()
    checked: str = ""
    remark: str = ""
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def is_yearly(self) -> bool:
        """Whether it counts a whole year, so that it can be held against other years."""
        return "/" in self.unit and (not self.period or _is_year(self.period))

    @property
    def series(self) -> tuple[str, ...]:
        """What the figures of one series have in common."""
        part = self.wording if self.flow is Flow.PART else ""
        kind = (self.quantity, self.flow, part, self.mode, self.unit, self.counted_by)
        return (self.scope, self.object, *kind)


BOUNDS = ("over", "under", "about")
"""What a page may say before a figure."""


_ROUNDED = 5e-4
_SEASON_DAYS = 90


_NEEDED = (
    "scope", "object", "quantity", "unit", "year", "value",
    "source", "wording", "said_value", "said_unit", "checked",
)  # fmt: skip
_MORE = ("flow", "mode", "period", "counted_by", "bound", "note", "at", "remark")


def read(
    folder: Traversable, *, extends: Iterable[Figure] = ()
) -> tuple[tuple[Figure, ...], list[Problem]]:
    """Read ``series.csv`` of a folder over figures that stand already; it may miss.

    The figures of a series replace those of the same series that it extends.
    """
    rows, problems = read_rows(folder / "series.csv", required=_NEEDED, optional=_MORE)
    own = tuple(figure for row in rows if (figure := _figure(row)))
    stated = {figure.series for figure in own}
    kept = tuple(figure for figure in extends if figure.series not in stated)
    return (*kept, *own), problems


def _figure(row: Row) -> Figure | None:
    scope = row.choice("scope", {str(each): each for each in Subject})
    quantity = row.choice("quantity", {str(each): each for each in Quantity})
    flows = {str(each): each for each in Flow}
    flow = row.choice("flow", flows) if row.text("flow") else Flow.ALL
    period = _period(row)
    value, unit = _amount(row, period)
    year = _year(row, period, quantity)
    figure = Figure(
        scope or Subject.PLACE,
        row.text("object", needed=True),
        quantity or Quantity.TRAFFIC,
        flow or Flow.ALL,
        _one_of(row, "mode", MODES),
        unit,
        year,
        value,
        row.text("source", needed=True),
        row.text("wording", needed=True),
        _number(row, "said_value"),
        row.text("said_unit", needed=True),
        period=period,
        counted_by=row.text("counted_by"),
        bound=_one_of(row, "bound", BOUNDS),
        note=row.text("note"),
        at=row.words("at"),
        checked=row.text("checked", needed=True),
        remark=row.text("remark"),
        file=row.file,
        line=row.line,
    )
    return None if row.faulty else figure


def _one_of(row: Row, column: str, known: tuple[str, ...]) -> str:
    cell = row.text(column)
    if cell and cell not in known:
        row.complain(column, f"unknown {column} {shown(cell)}", f"{', '.join(known)} or nothing")
    return cell


def _number(row: Row, column: str) -> float:
    cell = row.text(column, needed=True)
    try:
        value = float(cell or "nan")
    except ValueError:
        value = math.inf
    if cell and not 0 < value < math.inf:
        row.complain(column, f"{shown(cell)} is no amount", "a number over 0, such as 2750000")
    return value


def _amount(row: Row, period: str) -> tuple[float, str]:
    """Return value and unit; complain where the page's own value does not come to the same."""
    value, unit = _number(row, "value"), row.text("unit", needed=True)
    if unit and unit not in UNITS:
        row.complain("unit", f"unknown unit {shown(unit)}", did_you_mean(unit, UNITS) or _units())
    said, said_unit = _number(row, "said_value"), row.text("said_unit", needed=True)
    found = normalised(said, said_unit, yearly="/" in unit)
    if said_unit and not found:
        remedy = f"one of {', '.join(COUNTED)}, alone or with /year, /week or /day"
        row.complain("said_unit", f"unknown unit {shown(said_unit)}", remedy)
    if row.faulty or not found:
        return value, unit
    if found[1] != unit or abs(found[0] - value) > _ROUNDED * value:
        message = f"{said:g} {said_unit} is {found[0]:.7g} {found[1]}, not {value:.7g} {unit}"
        row.complain("value", message, "correct one of the two")
    if "/" not in unit and not period:
        row.complain("period", f"is empty, though {unit} counts no year", "tell FROM/UNTIL")
    return value, unit


def _units() -> str:
    return f"one of {', '.join(UNITS)}"


def _period(row: Row) -> str:
    cell = row.text("period")
    if not cell:
        return ""
    try:
        start, end = cell.split("/")
        if first_day(start) <= last_day(end):
            return cell
    except (ValueError, InputError):
        pass
    row.complain("period", f"{shown(cell)} is no period", "FROM/UNTIL, such as 2024-04/2025-03")
    return ""


_YEAR_DAYS = range(360, 372)
"""Days of twelve months, or of 53 weeks."""

_YEARS = range(1800, 2201)


def _is_year(period: str) -> bool:
    """Tell whether a period is a year long, such as a financial one."""
    return _days(period) in _YEAR_DAYS


def _days(period: str) -> int:
    start, end = period.split("/")
    return (last_day(end) - first_day(start)).days + 1


def _year(row: Row, period: str, quantity: Quantity | None) -> int:
    cell = row.text("year", needed=True)
    if not (cell.isascii() and cell.isdigit() and int(cell[:9]) in _YEARS):
        if cell:
            row.complain("year", f"{shown(cell)} is no year", "such as 2024")
        return 0
    year, checked = int(cell), row.date("checked")
    happened = quantity in (Quantity.TRAFFIC, Quantity.CAPACITY)
    if checked and happened and year > checked.year:
        remedy = f"quantity {Quantity.PLANNED} or {Quantity.FORECAST}, or an earlier year"
        row.complain("year", f"{year} lies after {checked}, when the page was read", remedy)
    if period and not first_year(period) <= year <= last_year(period):
        row.complain("year", f"{year} lies outside of {period}", "the year of most of its days")
    return year


def is_rate(figure: Figure) -> bool:
    """Tell whether a figure is a mean over a season at least, and so may stand for its year."""
    return "/" in figure.unit and (not figure.period or _days(figure.period) >= _SEASON_DAYS)


def first_year(period: str) -> int:
    """Return the year in which a period begins."""
    return first_day(period.split("/", maxsplit=1)[0]).year


def last_year(period: str) -> int:
    """Return the year in which a period ends."""
    return last_day(period.split("/")[1]).year


def label(figure: Figure) -> str:
    """Return how its year is written: ``2024``, or ``2024/25`` for a year across two."""
    if not figure.period:
        return str(figure.year)
    first, last = first_year(figure.period), last_year(figure.period)
    return str(figure.year) if first == last else f"{first}/{last % 100:02d}"


def by_place(facts: Iterable[PlaceFact]) -> dict[str, tuple[PlaceFact, ...]]:
    """Return facts by their place, in their order."""
    found: dict[str, tuple[PlaceFact, ...]] = {}
    for fact in facts:
        found[fact.place] = (*found.get(fact.place, ()), fact)
    return found


def place_facts(
    figures: Iterable[Figure], *, extends: Mapping[str, tuple[PlaceFact, ...]]
) -> dict[str, tuple[PlaceFact, ...]]:
    """Return the facts of places, and behind them the figures that are told among them."""
    told = (
        PlaceFact(place=place, **_fact(figure))
        for figure in figures
        for place in figure.at
        if ":" not in place
    )
    return by_place([*(fact for facts in extends.values() for fact in facts), *told])


def with_facts(corridors: Mapping[str, Corridor], figures: Iterable[Figure]) -> dict[str, Corridor]:
    """Return corridors whose legs tell the figures that stand at them among their facts."""
    told: dict[str, tuple[Fact, ...]] = {}
    for figure in figures:
        for ref in figure.at:
            told[ref] = (*told.get(ref, ()), Fact(**_fact(figure)))
    return {key: _told_on_legs(corridor, told) for key, corridor in corridors.items()}


def _told_on_legs(corridor: Corridor, told: Mapping[str, tuple[Fact, ...]]) -> Corridor:
    legs = tuple(
        leg.model_copy(update={"facts": (*leg.facts, *told[ref])})
        if (ref := f"{corridor.id}:{leg.id}") in told
        else leg
        for leg in corridor.legs
    )
    return corridor.model_copy(update={"legs": legs})


def _fact(figure: Figure) -> dict[str, str | int | float | None]:
    return {
        "quantity": figure.wording,
        "value": figure.said_value,
        "unit": figure.said_unit,
        "year": figure.year,
        "source": figure.source,
        "note": figure.note or None,
    }
