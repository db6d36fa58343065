"""The words of definitions: families, modes, statuses, references to legs, dates known in part."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
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

    @property
    def network(self) -> str:
        """The network that it is measured over."""
        return "any" if self is LengthMode.ANY else Mode(self.value).network


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


class Subject(StrEnum):
    """What a figure is about."""

    CORRIDOR = "corridor"
    """The whole corridor."""
    FAMILY = "family"
    """All corridors of a family together."""
    LEG = "leg"
    """``corridor:leg``."""
    PLACE = "place"
    """A port, a crossing, a terminal."""
    PAIR = "pair"
    """All crossings between two countries, as ``CN-KZ``."""
    PASSAGE = "passage"
    """A canal or strait."""
    COUNTRY = "country"
    """All lines of a country."""


class Quantity(StrEnum):
    """What is counted."""

    TRAFFIC = "traffic"
    """What passed."""
    CAPACITY = "capacity"
    """What can pass as things stand."""
    PLANNED = "planned"
    """Capacity that is to come."""
    FORECAST = "forecast"
    """Traffic that was expected."""


class Flow(StrEnum):
    """Which part of the traffic is counted."""

    ALL = "all"
    """All of it."""
    CHINA_EUROPE = "china-europe"
    """China-Europe trains, those to and from Central Asia among them where the page says so."""
    TO_CHINA = "to-china"
    """Freight that leaves for China."""
    TRANSIT = "transit"
    """Freight that only passes through."""
    PART = "part"
    """Another part, told by ``wording``; never compared."""


UNITS = (
    "t/year", "TEU/year", "containers/year", "ships/year",
    "trains/day", "wagons/day", "vehicles/day",
    "t", "TEU", "containers", "ships", "trains", "wagons", "vehicles",
)  # fmt: skip
"""Units of figures of traffic and capacity: rates, and sums over a period that is no year."""


COUNTED = {
    "t": ("t", 1.0),
    "Mt": ("t", 1e6),
    "TEU": ("TEU", 1.0),
    "containers": ("containers", 1.0),
    "ships": ("ships", 1.0),
    "vessels": ("ships", 1.0),
    "trains": ("trains", 1.0),
    "train pairs": ("trains", 2.0),
    "wagons": ("wagons", 1.0),
    "vehicles": ("vehicles", 1.0),
    "lorries": ("vehicles", 1.0),
}
"""What pages count: the unit of the series, and how many of it."""


_DAYS = {"year": 365.0, "week": 7.0, "day": 1.0}
_PER = {"trains": "day", "wagons": "day", "vehicles": "day"}


def normalised(value: float, unit: str, *, yearly: bool = False) -> tuple[float, str] | None:
    """Return a value in the unit of the series, None where the unit is unknown.

    Parameters
    ----------
    unit
        As a page says it: ``Mt``, ``Mt/year``, ``train pairs/day``, ``lorries/day``.
    yearly
        Whether a unit without ``/`` counts a year.

    Examples
    --------
    >>> normalised(2.4, "Mt", yearly=True), normalised(30, "train pairs/day")
    ((2400000.0, 't/year'), (60.0, 'trains/day'))
    """
    counted, _, per = unit.partition("/")
    if counted not in COUNTED or per not in ("", *_DAYS):
        return None
    name, factor = COUNTED[counted]
    if not per and not yearly:
        return value * factor, name
    wanted = _PER.get(name, "year")
    return value * factor * _DAYS[wanted] / _DAYS[per or "year"], f"{name}/{wanted}"


_SEASON = re.compile(r"([0-9]{2}-[0-9]{2})/([0-9]{2}-[0-9]{2})")


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
    if match := PARTIAL.fullmatch(date):
        with suppress(ValueError):
            return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    remedy = "write YYYY, YYYY-MM or YYYY-MM-DD"
    raise InputError([Problem("", "", f"{date[:40]!r} is no date", remedy)])


def last_day(date: str | dt.date) -> dt.date:
    """Return the last day of a date that may be partial; see :func:`first_day`."""
    first = first_day(date)
    match = None if isinstance(date, dt.date) else PARTIAL.fullmatch(date)
    if match is None or match[3]:
        return first
    month = first.month if match[2] else 12
    return dt.date(first.year, month, calendar.monthrange(first.year, month)[1])


def is_season(text: str) -> bool:
    """Tell whether a text is ``MM-DD/MM-DD`` with days that some year has."""
    match = _SEASON.fullmatch(text)
    days = match.groups() if match else ()
    try:
        return bool([dt.date.fromisoformat(f"2024-{day}") for day in days])  # of a leap year
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class LegRef:
    """A leg of a corridor, and whether it is run backwards.

    Frames, files and the keys of mappings hold `key`, routes `str` of it.
    """

    corridor: str
    leg: str
    backwards: bool = False

    @classmethod
    def read(cls, text: str, *, corridor: str = "") -> LegRef:
        """Return the reference that a text writes: ``[-][corridor:]leg``.

        Parameters
        ----------
        corridor
            Id of the corridor whose leg it is where the text names none.

        Examples
        --------
        >>> LegRef.read("-trans-caspian:aktau-alat")
        LegRef(corridor='trans-caspian', leg='aktau-alat', backwards=True)
        >>> LegRef.read("aktau-alat", corridor="trans-caspian").key
        'trans-caspian:aktau-alat'
        """
        owner, _, leg = text.removeprefix("-").rpartition(":")
        return cls(owner or corridor, leg, text.startswith("-"))

    @property
    def key(self) -> str:
        """The leg alone, as ``corridor:leg``."""
        return f"{self.corridor}:{self.leg}"

    def __str__(self) -> str:
        return f"-{self.key}" if self.backwards else self.key
