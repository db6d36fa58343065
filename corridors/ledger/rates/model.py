"""Rates: what one claim says of hours, money or CO2e, for whom it holds, and its range."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

KNOT_KMH = 1.852
"""One nautical mile (1,852 m) an hour."""


class Quality(StrEnum):
    """What a figure rests on, best first."""

    MEASURED = "measured"
    """A sample or a log of shipments."""
    OFFICIAL = "official"
    """A ministry, a railway, a port or an index says so."""
    PROVIDER = "provider"
    """A forwarder, a carrier, or the press on one service."""
    ESTIMATE = "estimate"
    """A parameter of a model, or second hand."""
    ASSUMPTION = "assumption"
    """Taken over from elsewhere, or set by us for want of a figure."""


class Measure(StrEnum):
    """What a rate measures."""

    SPEED_MOVING = "speed.moving"
    """Speed between stops."""
    DWELL_BORDER = "dwell.border"
    """Hours on one side of a border, from arrival to departure."""
    DWELL_GAUGE = "dwell.gauge"
    """Hours of a change of gauge."""
    DWELL_HANDLING = "dwell.handling"
    """Hours of loading, unloading or transfer."""
    DWELL_WAIT = "dwell.wait"
    """Hours of waiting before handling: for a berth, a ferry, a slot."""
    DWELL_REST = "dwell.rest"
    """Hours of rest of the driver for each hour of driving."""
    RATE = "rate"
    """Money for moving."""
    CHARGE = "charge"
    """Money at a stop of any kind."""
    CHARGE_BORDER = "charge.border"
    """Money on one side of a border."""
    CHARGE_GAUGE = "charge.gauge"
    """Money for a change of gauge."""
    CHARGE_HANDLING = "charge.handling"
    """Money for loading, unloading or transfer."""
    CO2E = "co2e"
    """Greenhouse gas, well to wheel."""


DWELLS = {
    Measure.DWELL_BORDER,
    Measure.DWELL_GAUGE,
    Measure.DWELL_HANDLING,
    Measure.DWELL_WAIT,
}
CHARGES = {
    Measure.CHARGE,
    Measure.CHARGE_BORDER,
    Measure.CHARGE_GAUGE,
    Measure.CHARGE_HANDLING,
}
SPEED_UNITS = {"km/h": 1.0, "km/day": 1.0 / 24.0, "kn": KNOT_KMH}
"""Unit to km/h. A link of two places may also have hours, ``h``."""
MOVING_UNITS = (
    "USD/FEU-km",
    "USD/TEU-km",
    "USD/t-km",
    "USD/500km-20t",
    "USD/shipment-km",
)
LUMP_UNITS = ("USD/FEU", "USD/TEU", "USD/t", "USD/shipment")


def units_of(measure: Measure) -> tuple[str, ...]:
    """Return the units that a measure may have."""
    if measure is Measure.SPEED_MOVING:
        return (*SPEED_UNITS, "h")
    if measure in DWELLS:
        return ("h",)
    if measure is Measure.DWELL_REST:
        return ("h/h",)
    if measure in CHARGES:
        return LUMP_UNITS
    if measure is Measure.CO2E:
        return ("g/tkm", "kg/t")
    return (*MOVING_UNITS, *LUMP_UNITS)


@dataclass(frozen=True, slots=True)
class Side:
    """On which side of a border, and in which direction, a rate holds.

    Attributes
    ----------
    way
        ``in`` or ``out`` of the country, or ``at`` it in either direction.
    country
        The country on whose side it is.
    other
        The country on the other side, empty for any.
    """

    way: str
    country: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rate holds.

    Attributes
    ----------
    kind
        ``place``, ``link``, ``country``, ``union``, ``corridor`` or ``global``.
    code
        Id of the place, ``a>b`` of a link, country code, name of the union, id of the corridor.
    """

    kind: str
    code: str = ""

    @property
    def ends(self) -> frozenset[str]:
        """Return the two places of a link."""
        return frozenset(self.code.split(">"))


@dataclass(frozen=True, slots=True)
class Range:
    """Low, mode and high of a figure; high is never below mode, nor mode below low."""

    low: float
    mode: float
    high: float

    def times(self, factor: float) -> Range:
        """Return the range of a multiple."""
        return Range(self.low * factor, self.mode * factor, self.high * factor)

    def plus(self, other: Range) -> Range:
        """Return the sum, low with low and high with high."""
        return Range(self.low + other.low, self.mode + other.mode, self.high + other.high)


ZERO = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rate:
    """One claim: what a source says of a place, a country or a kind of service.

    Attributes
    ----------
    mode
        ``rail``, ``road``, ``sea``, ``transfer`` (between modes) or ``any``.
    service
        Kind of service, such as ``block-train``, ``wagonload``, ``lorry``, ``container``,
        ``feeder``, ``roro``, or ``any``.
    side
        None where it holds in both directions and on any side.
    low, high
        None where the source states no such end of the range.
    spread
        What the range is: ``years`` (of the same figure), ``stated`` or ``none``.
    year
        Year of the figure, and of its prices.
    starts, ends
        Days between which it holds, None where open.
    includes
        Measures that the hours hold already, so that they are not added again.
    file
        Where it stands, for messages and to tell one's own rates from ours.
    """

    id: str
    scope: Scope
    mode: str
    service: str
    side: Side | None
    measure: Measure
    unit: str
    low: float | None
    mode_value: float
    high: float | None
    spread: str
    year: int
    starts: dt.date | None
    ends: dt.date | None
    samples: int | None
    quality: Quality
    source: str
    includes: tuple[str, ...]
    licence: str
    note: str
    file: str

    def value(self, low_factor: float, high_factor: float) -> Range:
        """Return the range in the rate's own unit; missing ends are multiples of the mode."""
        low = self.mode_value * low_factor if self.low is None else self.low
        high = self.mode_value * high_factor if self.high is None else self.high
        return Range(low, self.mode_value, high)

    @property
    def has_range(self) -> bool:
        """Tell whether both ends of the range are stated."""
        return self.low is not None and self.high is not None

    def holds_in(self, year: int) -> bool:
        """Tell whether the claim holds at some day of a year."""
        began = self.starts is None or self.starts.year <= year
        return began and (self.ends is None or self.ends.year >= year)


@dataclass(frozen=True, slots=True)
class RateSource:
    """A page that rates rest on, read on a day."""

    id: str
    title: str
    publisher: str
    url: str
    read: dt.date
    licence: str
