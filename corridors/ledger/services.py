"""Published services: whole times and prices between two places, a check and never an input."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corridors.ledger.rates.model import Quality
from geodata.csv_rows import read_rows, shown
from geodata.errors import InputError, Problem, did_you_mean
from geodata.files import seed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence
    from importlib.resources.abc import Traversable

    from corridors.ledger.stops import Course
    from geodata.csv_rows import Row

REQUIRED = (
    "id",
    "from",
    "to",
    "via",
    "mode",
    "days",
    "year",
    "quality",
    "kind",
    "publisher",
    "url",
    "read",
)
OPTIONAL = (
    "operator",
    "per_week",
    "teu_year",
    "days_low",
    "days_high",
    "usd_low",
    "usd",
    "usd_high",
    "per",
    "profile",
    "corridor",
    "input",
    "note",
)
MODES = ("rail", "road", "sea")
KINDS = ("service", "train", "plan")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Service:
    """A published service: its times, its price, how often it runs.

    Attributes
    ----------
    start, end, via
        Ids of places, in order of travel.
    per_week, teu_year
        Departures a week and TEU a year, None where nobody says.
    modes
        One for the whole way, or one for each hop between the places.
    days, usd
        Low, as said, high; empty where nothing is said. ``usd`` is for one shipment.
    kind
        ``service`` that runs, one ``train`` (or lorry) that ran, or a ``plan``.
    profile
        What is shipped.
    inputs
        Rates that lean on the same page and figure; such a row is no independent check.
    """

    id: str
    start: str
    end: str
    via: tuple[str, ...]
    modes: tuple[str, ...]
    operator: str
    per_week: float | None
    teu_year: float | None
    days: tuple[float, ...]
    usd: tuple[float, ...]
    per: str
    year: int
    quality: Quality
    kind: str
    profile: str
    corridor: str
    inputs: tuple[str, ...]
    publisher: str
    url: str
    read: dt.date | None
    note: str

    @property
    def stops(self) -> tuple[str, ...]:
        """Return the places where it calls, in order."""
        return self.start, *self.via, self.end

    @property
    def hops(self) -> list[tuple[str, list[str]]]:
        """Return the hops of the way: a mode, and the places it runs through.

        Hops of one mode that follow each other are one, so that a train is routed as a train.
        """
        places = self.stops
        modes = self.modes * (len(places) - 1) if len(self.modes) == 1 else self.modes
        hops: list[tuple[str, list[str]]] = []
        for mode, a, b in zip(modes, places, places[1:], strict=False):
            if hops and hops[-1][0] == mode:
                hops[-1][1].append(b)
            else:
                hops.append((mode, [a, b]))
        return hops


def read_services(
    path: Traversable | None = None, *, places: Collection[str]
) -> tuple[Service, ...]:
    """Return the published services of a table, ``seeds/services.csv`` by default.

    Raises
    ------
    InputError
        With every problem of the table.
    """
    if path is None:
        return _shipped(frozenset(places))
    return _read(path, places)


@lru_cache(maxsize=1)
def _shipped(places: frozenset[str]) -> tuple[Service, ...]:
    """Return the shipped services, read once for the ledgers of all corridors."""
    return _read(seed("services.csv"), places)


def _read(table: Traversable, places: Collection[str]) -> tuple[Service, ...]:
    rows, problems = read_rows(table, required=REQUIRED, optional=OPTIONAL)
    found = [_service(row, places) for row in rows]
    problems += _twice(found)
    if problems:
        raise InputError(problems)
    return tuple(service for service in found if service is not None)


def _twice(found: Iterable[Service | None]) -> Iterable[Problem]:
    seen: set[str] = set()
    for service in filter(None, found):
        if service.id in seen:
            yield Problem("services.csv", service.id, "comes twice", "give each row its own id")
        seen.add(service.id)


def _service(row: Row, places: Collection[str]) -> Service | None:
    quality = row.choice("quality", {str(one): one for one in Quality})
    start, end = (_place(row, column, places) for column in ("from", "to"))
    via = tuple(row.words("via"))
    for place in via:
        _known(row, "via", place, places)
    modes = row.words("mode")
    _check_modes(row, modes, len(via) + 1)
    days, usd = _triple(row, "days"), _triple(row, "usd")
    per_week, teu_year = _count(row, "per_week"), _count(row, "teu_year")
    if not (days or usd or per_week or teu_year):
        row.complain("days", "says neither days, a price nor how often", "give one of them")
    year = row.text("year", needed=True)
    if not re.fullmatch(r"[12][0-9]{3}", year):
        row.complain("year", f"{shown(year)} is no year", "such as 2024")
    if row.text("kind") not in KINDS:
        row.complain("kind", f"unknown kind {shown(row.text('kind'))}", ", ".join(KINDS))
    name, url, read = row.text("id", needed=True), row.text("url", needed=True), row.date("read")
    if row.faulty or quality is None:
        return None
    return Service(
        name,
        start,
        end,
        via,
        modes,
        row.text("operator"),
        per_week,
        teu_year,
        days,
        usd,
        row.text("per"),
        int(year),
        quality,
        row.text("kind"),
        row.text("profile") or "block-train-feu",
        row.text("corridor"),
        row.words("input"),
        row.text("publisher"),
        url,
        read,
        row.text("note"),
    )


def _place(row: Row, column: str, places: Collection[str]) -> str:
    place = row.text(column, needed=True)
    if place:
        _known(row, column, place, places)
    return place


def _known(row: Row, column: str, place: str, places: Collection[str]) -> None:
    if place not in places:
        row.complain(column, f"unknown place {shown(place)}", did_you_mean(place, places))


def _check_modes(row: Row, modes: Sequence[str], hops: int) -> None:
    for mode in modes:
        if mode not in MODES:
            row.complain("mode", f"unknown mode {shown(mode)}", f"one of {', '.join(MODES)}")
    if len(modes) not in (1, hops):
        row.complain("mode", f"{len(modes)} modes for {hops} hops", "one for all, or one each")


def _count(row: Row, column: str) -> float | None:
    """Return how often or how much a year, None where nobody says."""
    number = _number(row, column)
    return None if math.isnan(number) else number


def _triple(row: Row, column: str) -> tuple[float, ...]:
    """Return low, middle and high of a column, empty where it says nothing."""
    middle = _number(row, column)
    ends = [_number(row, f"{column}_{end}") for end in ("low", "high")]
    if math.isnan(middle):
        if not all(map(math.isnan, ends)):
            row.complain(column, "is empty beside its low or high", "fill it in")
        return ()
    low, high = (middle if math.isnan(end) else end for end in ends)
    if not low <= middle <= high:
        row.complain(column, "is not between its low and its high", "low <= middle <= high")
    return low, middle, high


def _number(row: Row, column: str) -> float:
    cell = row.text(column)
    if cell and not (_NUMBER.fullmatch(cell) and math.isfinite(float(cell))):
        row.complain(column, f"{shown(cell)} is no number", "write a number above 0")
        return math.nan
    return float(cell) if cell else math.nan


def services_along(course: Course, services: Iterable[Service]) -> list[Service]:
    """Return the services between the ends of a course that go by the same places.

    A service is by the same way where each place that it goes through is on the course too.
    """
    return [
        service
        for service in services
        if (service.start, service.end) == course.ends and set(service.via) <= set(course.via)
    ]
