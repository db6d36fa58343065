"""The lines of a ledger: each stretch and each stop with its hours, US dollars and kg of CO2e."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corridors.ledger.rates.book import Question
from corridors.ledger.rates.model import (
    LUMP_UNITS,
    SPEED_UNITS,
    Measure,
    Quality,
    Range,
    units_of,
)
from corridors.ledger.stops import Stop, Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corridors.ledger.rates.book import Found, RateBook
    from corridors.ledger.rates.profiles import Profile
    from corridors.ledger.stops import Course

MEASURES = ("hours", "usd", "kg_co2e")
"""What a ledger counts, as its keys."""
_NEAR_KM = 30.0
"""A change of gauge and the border that holds its hours lie no farther apart."""
_KG_PER_G = 1e-3
HELD_BY_BORDER = "the hours of the border hold it"
"""Why a change of gauge has no hours of its own."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a line.

    Attributes
    ----------
    rate
        Id of the rate that it rests on.
    level
        How near to its subject the rate was found; ``sheet`` where an input sheet gave it.
    source
        Id or address of the page, empty of an assumption of our own.
    year
        Of the rate, 0 where an input sheet gives none.
    aged
        The rate is older than the profile's bound.
    assumed_range
        An end of the range is a multiple of the mode, because no source states it.
    """

    range: Range
    rate: str
    quality: Quality
    level: str
    source: str = ""
    year: int = 0
    aged: bool = False
    assumed_range: bool = False

    def times(self, factor: float) -> Figure:
        """Return a multiple of it, that rests on the same rate."""
        return replace(self, range=self.range.times(factor))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ledger.

    Attributes
    ----------
    kind
        ``leg``, ``stop`` or ``residual``.
    what
        What happens: ``rail``, ``border out of CN``, ``change of gauge 1435>1520``, ...
    leg, place, country, mode
        Empty where the line has none.
    start_km, km
        Where it begins, and its length, 0 of a stop.
    hours, usd, kg_co2e
        None where nobody says: such a figure is not included.
    note
        Why a figure is left out.
    """

    kind: str
    what: str
    leg: str
    place: str
    country: str
    mode: str
    start_km: float
    km: float
    hours: Figure | None
    usd: Figure | None
    kg_co2e: Figure | None
    note: str = ""
    counted: bool = True

    def figure(self, measure: str) -> Figure | None:
        """Return the figure of one of `MEASURES`."""
        found = {"hours": self.hours, "usd": self.usd, "kg_co2e": self.kg_co2e}
        return found[measure]

    def with_figure(self, measure: str, figure: Figure | None) -> Line:
        """Return it with another figure of one of `MEASURES`."""
        own = {name: figure if name == measure else self.figure(name) for name in MEASURES}
        return replace(self, hours=own["hours"], usd=own["usd"], kg_co2e=own["kg_co2e"])

    def times(self, factor: float) -> Line:
        """Return a share of it, as of the rest on a part of a road."""
        done = replace(self, km=self.km * factor)
        for measure in MEASURES:
            if (figure := self.figure(measure)) is not None:
                done = done.with_figure(measure, figure.times(factor))
        return done


@dataclass(frozen=True)
class Writer:
    """Writes the lines of a course from rates, for a profile."""

    book: RateBook
    profile: Profile
    year: int

    def lines(self, course: Course) -> list[Line]:
        """Return the lines of a course in order of travel."""
        leg_km: dict[str, float] = {}
        for stretch in course.stretches:
            leg_km[stretch.leg] = leg_km.get(stretch.leg, 0.0) + stretch.km
        held = self._borders_with_gauge(course)
        written: list[Line] = []
        driven: list[Line] = []
        for item in course.in_order:
            if isinstance(item, Stretch):
                driven.append(self._leg(item, leg_km[item.leg], course.corridor))
            else:
                written += [*driven, *self._rests(driven), *self._stop(item, course.corridor, held)]
                driven = []
        return [*written, *driven, *self._rests(driven)]

    def _rests(self, driven: Sequence[Line]) -> Iterator[Line]:
        """Yield the rest of the driver on a run of road, where a rule asks for one."""
        rule: Found | None = None
        hours, last = 0.0, None
        for line in driven:
            found = self._rest_rule(line)
            if found is not None and line.hours is not None:
                rule, last = found, line
                hours += line.hours.range.mode
        if rule is None or last is None:
            return
        yield Line(
            "stop",
            "rest of the driver",
            "",
            "",
            last.country,
            "road",
            last.start_km + last.km,
            0.0,
            _figure(rule, lambda found: found.range.times(hours)),
            None,
            None,
            f"for {hours:,.0f} h of driving",
        )

    def _rest_rule(self, line: Line) -> Found | None:
        if line.mode != "road":
            return None
        asked = Question(
            (Measure.DWELL_REST,),
            ("road",),
            self.profile.services_for("road"),
            units_of(Measure.DWELL_REST),
            self.year,
            country=line.country,
            other=line.country,
        )
        return self.book.find(asked)

    def _leg(self, stretch: Stretch, leg_km: float, corridor: str) -> Line:
        asked = Question(
            (Measure.SPEED_MOVING,),
            (stretch.mode,),
            self.profile.services_for(stretch.mode, voyage_km=stretch.voyage_km),
            units_of(Measure.SPEED_MOVING),
            self.year,
            country=stretch.country,
            link=frozenset(stretch.ends),
            corridor=corridor,
        )
        share = stretch.km / leg_km if leg_km else 0.0
        speed = self.book.find(asked)
        price = self.book.find(self._priced(asked, (Measure.RATE,)))
        carbon = self.book.find(replace(asked, measures=(Measure.CO2E,), units=("g/tkm",)))
        grams = self.profile.tonnes * stretch.km * _KG_PER_G
        return Line(
            "leg",
            stretch.mode,
            stretch.leg,
            "",
            stretch.country,
            stretch.mode,
            stretch.start_km,
            stretch.km,
            _figure(speed, lambda found: _hours(found, stretch.km, share)),
            _figure(price, lambda found: self._money(found, stretch.km, share)),
            _figure(carbon, lambda found: found.range.times(grams)),
        )

    def _stop(self, stop: Stop, corridor: str, held: set[float]) -> Iterator[Line]:
        if stop.kind == "border":
            yield from self._border(stop, corridor)
        elif stop.kind == "gauge":
            yield self._gauge(stop, corridor, held)
        else:
            yield from self._handled(stop, corridor)

    def _border(self, stop: Stop, corridor: str) -> Iterator[Line]:
        before, after = stop.countries
        sides = (("out", before, after, "border out of"), ("in", after, before, "border into"))
        for way, country, other, words in sides:
            asked = self._asked(stop, Measure.DWELL_BORDER, corridor)
            asked = replace(asked, country=country, other=other, way=way)
            yield self._stopped(stop, asked, f"{words} {country}", Measure.CHARGE_BORDER)

    def _gauge(self, stop: Stop, corridor: str, held: set[float]) -> Line:
        asked = self._asked(stop, Measure.DWELL_GAUGE, corridor)
        line = self._stopped(stop, asked, f"change of gauge {stop.gauges}", Measure.CHARGE_GAUGE)
        if any(abs(at - stop.at_km) <= _NEAR_KM for at in held):
            return replace(line, hours=None, note=HELD_BY_BORDER)
        return line

    def _handled(self, stop: Stop, corridor: str) -> Iterator[Line]:
        words = {
            "origin": "loading at the origin",
            "destination": "unloading at the destination",
            "call": "call of the ship",
            "handling": f"from {stop.modes[0]} to {stop.modes[1]}",
        }
        asked = self._asked(stop, Measure.DWELL_HANDLING, corridor)
        if asked.modes == ("sea",) and stop.modes[1] == "sea" and stop.kind != "call":
            wait = replace(asked, measures=(Measure.DWELL_WAIT,))
            if self.book.find(wait):
                yield self._stopped(stop, wait, "wait for the ship", None)
        charge = None if stop.kind == "call" else Measure.CHARGE_HANDLING
        yield self._stopped(stop, asked, words[stop.kind], charge)

    def _asked(self, stop: Stop, measure: Measure, corridor: str) -> Question:
        """Return the question for the hours of a stop, by the mode that it serves."""
        mode = stop.modes[1]
        if stop.kind not in ("border", "gauge"):
            changed = stop.modes[0] != stop.modes[1] or mode == "rail"
            mode = "sea" if "sea" in stop.modes else "transfer" if changed else mode
        return Question(
            (measure,),
            (mode,),
            self.profile.services_for(mode, voyage_km=stop.voyage_km),
            ("h",),
            self.year,
            places=stop.places,
            country=stop.countries[1],
            corridor=corridor,
        )

    def _stopped(self, stop: Stop, asked: Question, what: str, charge: Measure | None) -> Line:
        hours = self.book.find(asked)
        in_price = charge is not None and asked.modes[0] in self.profile.charges_in_rate
        note = "charges are in the price of moving" if in_price else ""
        money = None
        if charge is not None and not in_price:
            money = self.book.find(self._priced(asked, (charge, Measure.CHARGE)))
        carbon = replace(asked, measures=(Measure.CO2E,), units=("kg/t",))
        hub = self.book.find(carbon) if charge is not None else None
        return Line(
            "stop",
            what,
            "",
            stop.places[0] if stop.places else "",
            asked.country,
            asked.modes[0],
            stop.at_km,
            0.0,
            _figure(hours, lambda found: found.range),
            _figure(money, lambda found: self._money(found, 0.0, 1.0)),
            _figure(hub, lambda found: found.range.times(self.profile.tonnes)),
            note,
            stop.counted,
        )

    def _priced(self, asked: Question, measures: tuple[Measure, ...]) -> Question:
        units = [unit for measure in measures for unit in units_of(measure)]
        usable = tuple(u for u in dict.fromkeys(units) if self.profile.shipments(u) > 0.0)
        return replace(asked, measures=measures, units=usable)

    def _money(self, price: Found, km: float, share: float) -> Range:
        lump = price.rate.unit in LUMP_UNITS
        return price.range.times(self.profile.shipments(price.rate.unit) * (share if lump else km))

    def _borders_with_gauge(self, course: Course) -> set[float]:
        """Return the chainages of borders whose hours hold the change of gauge already."""
        gauge = str(Measure.DWELL_GAUGE)
        held = set[float]()
        for stop in course.stops:
            if stop.kind != "border":
                continue
            for line in self._border(stop, course.corridor):
                if line.hours and gauge in self.book.by_id[line.hours.rate].includes:
                    held.add(stop.at_km)
        return held


def _hours(found: Found, km: float, share: float) -> Range:
    """Return the hours of a stretch: a low speed makes many of them."""
    if found.rate.unit == "h":
        return found.range.times(share)
    speed = found.range.times(SPEED_UNITS[found.rate.unit])
    return Range(km / speed.high, km / speed.mode, km / speed.low)


def _figure(found: Found | None, value: Callable[[Found], Range]) -> Figure | None:
    if found is None:
        return None
    rate = found.rate
    return Figure(
        value(found),
        rate.id,
        rate.quality,
        found.level,
        rate.source,
        rate.year,
        found.aged,
        not rate.has_range,
    )


def places_without(lines: Sequence[Line]) -> list[str]:
    """Return the ports at which a ship is boarded and nobody publishes the wait for it."""
    waits = {line.place for line in lines if line.what == "wait for the ship"}
    boarded = [
        line.place
        for line in lines
        if line.kind == "stop" and line.what.endswith("to sea") and line.place not in waits
    ]
    return list(dict.fromkeys(boarded))
