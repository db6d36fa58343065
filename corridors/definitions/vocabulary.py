"""The words of definitions: families, modes, statuses, and dates known in part."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from enum import StrEnum

from geodata.errors import InputError, Problem


class Family(StrEnum):
    """The corridor families of the atlas."""

    BELT_AND_ROAD = "belt-and-road"
    """The economic corridors of the Belt and Road and the Maritime Silk Road."""
    TRANS_CASPIAN = "trans-caspian"
    """By Kazakhstan or Turkmenistan, the Caspian and the South Caucasus."""
    NORTH_SOUTH = "north-south"
    """From the Baltic and Russia to the Gulf and India."""
    CENTRAL_SOUTH_ASIA = "central-south-asia"
    """Between Central Asia and the ports of Pakistan and Iran."""
    NORTHERN_EURASIA = "northern-eurasia"
    """Across Siberia and to the Baltic, and the road routes of the SCO."""


class Mode(StrEnum):
    """How a leg is travelled."""

    RAIL = "rail"
    """By train."""
    ROAD = "road"
    """By lorry."""
    SEA = "sea"
    """By ship over a sea lane."""
    FERRY = "ferry"
    """By rail or road ferry over a declared line."""
    WATERWAY = "waterway"
    """By river or canal."""

    @property
    def network(self) -> str:
        """The network it runs over: ferries and waterways use the lanes at sea."""
        return self.value if self in (Mode.RAIL, Mode.ROAD) else "sea"


class LengthMode(StrEnum):
    """What a published length is travelled by."""

    RAIL = "rail"
    """By train."""
    ROAD = "road"
    """By lorry."""
    SEA = "sea"
    """By ship over a sea lane."""
    FERRY = "ferry"
    """By rail or road ferry."""
    WATERWAY = "waterway"
    """By river or canal."""
    ANY = "any"
    """By several modes, one after the other."""


class LegStatus(StrEnum):
    """Whether a leg can be used."""

    OPERATING = "operating"
    """In regular use for freight."""
    LIMITED = "limited"
    """In use with restrictions of goods, days, direction or volume."""
    SUSPENDED = "suspended"
    """Not in use for now."""
    CLOSED = "closed"
    """Given up."""
    CONSTRUCTION = "construction"
    """Being built."""
    PLANNED = "planned"
    """Agreed or financed, not begun."""
    PROPOSED = "proposed"
    """Put forward, not agreed."""

    @property
    def is_built(self) -> bool:
        """Whether the line exists: false for construction, planned and proposed."""
        return self not in (LegStatus.CONSTRUCTION, LegStatus.PLANNED, LegStatus.PROPOSED)

    @property
    def in_use(self) -> bool:
        """Whether freight runs, with restrictions or without."""
        return self in (LegStatus.OPERATING, LegStatus.LIMITED)


PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def first_day(date: str | dt.date) -> dt.date:
    """Return the first day of a date that may be partial: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``.

    Raises
    ------
    InputError
        If it is no date of the calendar.
    """
    if isinstance(date, dt.date):
        return dt.date(date.year, date.month, date.day)
    match = PARTIAL.fullmatch(date)
    try:
        if not match:
            raise ValueError  # noqa: TRY301 - the same message for both
        return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        remedy = "write YYYY, YYYY-MM or YYYY-MM-DD"
        raise InputError([Problem("", "", f"{date[:40]!r} is no date", remedy)]) from None


def last_day(date: str | dt.date) -> dt.date:
    """Return the last day of a date that may be partial; see :func:`first_day`."""
    first = first_day(date)
    if isinstance(date, dt.date) or date.count("-") == 2:  # noqa: PLR2004
        return first
    month = first.month if "-" in date else 12
    return dt.date(first.year, month, calendar.monthrange(first.year, month)[1])
