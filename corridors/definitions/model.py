"""What a corridor is: frozen records that files are read into and results refer to. No I/O.

Every record refuses unknown keys and wrong types. Places, sources and published lengths are
referred to by id; whether those exist is for :mod:`corridors.checks` to say.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal, Self, TypeVar

from pydantic import Field, model_validator

from corridors.definitions.fields import (
    Country,
    Day,
    Flag,
    GaugeMm,
    Label,
    LengthKm,
    Names,
    Number,
    PartialDate,
    Prose,
    Record,
    RefText,
    Slug,
    Tag,
    Url,
    Words,
    Year,
)
from corridors.definitions.vocabulary import (
    Family,
    LegStatus,
    LengthMode,
    Mode,
    first_day,
    last_day,
)
from geodata.errors import InputError, Problem, did_you_mean


class Beginning(StrEnum):
    """What the first day of a status is."""

    OPENING = "opening"
    """The line or service was opened on it, as the source says."""
    ATTESTED = "attested"
    """In use by then; when it opened was not found."""
    CHANGE = "change"
    """Something else changed: works or a disturbance began or ended."""


class Source(Record):
    """A page or table that was read, and when; ``dated`` is the date that the page carries."""

    id: Slug
    title: Label
    url: Url
    accessed: Day
    dated: PartialDate | None = None
    publisher: Label | None = None
    licence: Label | None = None
    note: Prose | None = None


class Status(Record):
    """One stretch in the history of a leg; ``confirmed`` names later pages that say the same.

    Unless it says otherwise it begins with a change, and the first use of a leg is attested: an
    opening is one only where a source says so.
    """

    value: LegStatus
    since: PartialDate = Field(alias="from")
    until: PartialDate | None = None
    begins: Beginning | None = None
    source: Slug
    confirmed: tuple[Slug, ...] = ()
    verified: Day
    note: Prose | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.until is not None and last_day(self.until) < first_day(self.since):
            raise ValueError(f"ends ({self.until}) before it begins ({self.since})")
        return self

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether a day lies in this stretch, ``until`` included."""
        began = first_day(self.since) <= day
        return began and (self.until is None or day <= last_day(self.until))


class Announcement(Record):
    """What a source says is to come: never a status, whatever the clock says."""

    value: LegStatus
    date: PartialDate
    source: Slug
    note: Prose | None = None


class RouteNumber(Record):
    """A number that a network of routes gives to the way: AH 5, E 40, CAREC 1b."""

    value: Label
    source: Slug


class Fact(Record):
    """A sourced figure: capacity, traffic, trains a day, draught."""

    quantity: Label
    value: Number
    unit: Label
    year: Year
    source: Slug
    note: Prose | None = None


class PlaceFact(Fact):
    """A sourced figure about a place: throughput, draught, trains a day."""

    place: Slug


class Leg(Record):
    """A stretch between two places by one mode."""

    id: Slug
    start: Slug = Field(alias="from")
    end: Slug = Field(alias="to")
    mode: Mode
    via: tuple[Slug, ...] = ()
    name: Words = Field(default_factory=dict)
    published: tuple[Slug, ...] = ()
    sources: tuple[Slug, ...] = ()
    countries: tuple[Country, ...] = ()
    gauge_mm: GaugeMm | None = None
    detour_reason: Prose | None = None
    ratio_reason: Prose | None = None
    note: Prose | None = None
    statuses: tuple[Status, ...] = Field(alias="status", min_length=1)
    announced: tuple[Announcement, ...] = ()
    numbers: tuple[RouteNumber, ...] = Field(default=(), alias="number")
    facts: tuple[Fact, ...] = Field(default=(), alias="fact")

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.start == self.end:
            raise ValueError(f"begins and ends at {self.start!r}; split it")
        return self

    @property
    def stops(self) -> tuple[str, ...]:
        """The ids of the places that it runs through, in order."""
        return self.start, *self.via, self.end

    @property
    def verified(self) -> dt.date:
        """The day on which its status was looked up last."""
        return max(status.verified for status in self.statuses)

    @property
    def opened(self) -> str | None:
        """When it was opened, where a source says so."""
        return next((s.since for s in self.statuses if s.begins is Beginning.OPENING), None)

    @property
    def in_use_by(self) -> str | None:
        """The first day of use that is attested, where no opening is known."""
        if self.opened is not None:
            return None
        return next((s.since for s in self.statuses if s.value.in_use), None)

    def resumed_on(self, date: str | dt.date | None = None) -> str | None:
        """Return when the disturbance ended that came before what holds at a date; else None."""
        held = self.status_on(date)
        if held is None or held.value is not LegStatus.OPERATING:
            return None
        before = self.statuses[: self.statuses.index(held)]
        used = any(status.value is LegStatus.OPERATING for status in before)
        return held.since if used and held.begins is None else None

    @property
    def cited(self) -> frozenset[str]:
        """The sources of its way, statuses, announcements, numbers and facts."""
        further = (source for status in self.statuses for source in status.confirmed)
        return frozenset(
            (
                *self.sources,
                *(status.source for status in self.statuses),
                *(each.source for each in self.announced),
                *(number.source for number in self.numbers),
                *(fact.source for fact in self.facts),
                *further,
            )
        )

    @property
    def is_built(self) -> bool:
        """Whether it stands, on the day of the last verification."""
        status = self.status_on()
        return status is not None and status.value.is_built

    def status_on(self, date: str | dt.date | None = None) -> Status | None:
        """Return the status that holds at a date: the last one open then, None before the first.

        Parameters
        ----------
        date
            A day, or ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``: a partial date means its last day, so
            that ``"2015"`` shows what had opened by the end of 2015. Without a date, the day of
            the last verification: what is known, whatever the clock says.

        Raises
        ------
        InputError
            If the date is no date of the calendar.
        """
        day = self.verified if date is None else last_day(date)
        held = [status for status in self.statuses if status.holds_on(day)]
        # max() keeps the first of equals, so the later in the file wins by looking from its end.
        return max(reversed(held), key=lambda status: first_day(status.since), default=None)


class Route(Record):
    """A named way from end to end: legs in order, its own or another corridor's."""

    id: Slug
    name: Names
    legs: tuple[RefText, ...] = Field(min_length=1, max_length=500)
    main: Flag = False
    note: Prose | None = None


class Corridor(Record):
    """A corridor: the legs that it states and the routes that string legs together."""

    schema_version: Literal[1] = Field(alias="schema")
    id: Slug
    family: Family
    name: Names
    short: Words = Field(default_factory=dict)
    aliases: dict[Tag, tuple[Label, ...]] = Field(default_factory=dict)
    summary: dict[Tag, Prose] = Field(default_factory=dict)
    sources: tuple[Slug, ...] = ()
    licence: Label | None = None
    note: Prose | None = None
    own_sources: tuple[Source, ...] = Field(default=(), alias="source")
    legs: tuple[Leg, ...] = Field(default=(), alias="leg")
    routes: tuple[Route, ...] = Field(alias="route", min_length=1)

    def __repr__(self) -> str:
        return f"<Corridor {self.id}: {len(self.legs)} legs, {len(self.routes)} routes>"

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        for kind, items in (("leg", self.legs), ("route", self.routes)):
            _refuse_twins(kind, [item.id for item in items])
        return self

    @property
    def main_route(self) -> Route:
        """The route marked ``main``, else the first."""
        return next((route for route in self.routes if route.main), self.routes[0])

    def leg(self, leg_id: str) -> Leg:
        """Return a leg by id.

        Raises
        ------
        InputError
            If the corridor states no such leg.
        """
        return _by_id(leg_id, self.legs, f"corridor {self.id!r} has no leg")

    def route(self, route_id: str) -> Route:
        """Return a route by id.

        Raises
        ------
        InputError
            If the corridor has no such route.
        """
        return _by_id(route_id, self.routes, f"corridor {self.id!r} has no route")


class PublishedLength(Record):
    """A length that somebody published; stands beside the computed one, never replaces it."""

    id: Slug
    start: Slug = Field(alias="from")
    end: Slug = Field(alias="to")
    via: tuple[Slug, ...] = ()
    mode: LengthMode
    length_km: LengthKm
    measures: Prose
    year: Year
    source: Slug
    comparable: Flag = True
    why: Prose | None = None

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if not self.comparable and not self.why:
            raise ValueError("is not comparable and does not say why; add `why`")
        return self


class DeclaredLine(Record):
    """A line that the embedded network lacks: a chain of places and a published length.

    Where none was found the length is that of the chain of places, drawn straight between them.
    """

    id: Slug
    mode: Mode
    places: tuple[Slug, ...] = Field(min_length=2)
    length_km: LengthKm | None = None
    gauge_mm: GaugeMm | None = None
    status: LegStatus
    source: Slug
    note: Prose | None = None


def _refuse_twins(kind: str, ids: list[str]) -> None:
    if twins := sorted({each for each in ids if ids.count(each) > 1}):
        raise ValueError(f"{kind} id given twice: {', '.join(twins)}")


_Item = TypeVar("_Item", Leg, Route)


def _by_id(wanted: str, items: tuple[_Item, ...], message: str) -> _Item:
    for item in items:
        if item.id == wanted:
            return item
    remedy = did_you_mean(wanted, [item.id for item in items])
    raise InputError([Problem("", "", f"{message} {wanted!r}", remedy)])
