"""Reads tables of rates and sources, and says all that is wrong with them at once."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from corridors.ledger.rates.factors import FILE as FACTORS
from corridors.ledger.rates.factors import factor_rows
from corridors.ledger.rates.folders import TABLES
from corridors.ledger.rates.model import (
    Measure,
    Quality,
    Rate,
    Scope,
    Side,
    units_of,
)
from geodata.csv_rows import read_rows, shown
from geodata.errors import InputError, Problem, did_you_mean, suggest
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from importlib.resources.abc import Traversable

    from corridors.ledger.rates.model import RateSource
    from geodata.csv_rows import Row

REQUIRED = ("id", "scope", "mode", "measure", "unit", "mode_value", "year", "quality", "source")
OPTIONAL = (
    "place",
    "service",
    "direction",
    "low",
    "high",
    "spread",
    "from",
    "until",
    "n",
    "includes",
    "licence",
    "note",
)
MODES = ("rail", "road", "sea", "transfer", "any")
SERVICES = ("block-train", "wagonload", "lorry", "container", "feeder", "roro", "any")
SPREADS = ("years", "stated", "none")
_FIRST_YEAR = 1990
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COUNT = re.compile("[0-9]{1,15}")  # what float and JSON hold to the unit
_SIDE = re.compile(r"(in|out|at):(?:([A-Z]{2})>)?([A-Z]{2})")
_WEB = re.compile(r"https?://\S+")


def read_rates(
    folder: Traversable,
    *,
    places: Collection[str],
    unions: Collection[str],
    corridors: Collection[str],
    sources: Mapping[str, RateSource],
) -> list[Rate]:
    """Return the rates of a folder, in order of their ids.

    Parameters
    ----------
    places, unions, corridors
        What a scope may name.
    sources
        Known sources; a source may also be an address.

    Raises
    ------
    InputError
        With every problem of every table: an unknown word, a wrong unit, low above high, no
        source, a negative figure, a year to come, an id that comes twice.
    """
    known = _Known(places, unions, corridors, sources)
    problems = list(_strangers(folder))
    found: list[Rate] = []
    for table in TABLES:
        file = folder / f"{table}.csv"
        rows, faults = read_rows(file, required=REQUIRED, optional=OPTIONAL, as_saved=True)
        found += [rate for row in rows if (rate := _rate(row, known)) is not None]
        problems += faults
    rows, faults = factor_rows(folder)
    found += [rate for row in rows if (rate := _rate(row, known)) is not None]
    problems += faults
    problems += _twice(found)
    if problems:
        raise InputError(problems)
    return sorted(found, key=lambda rate: rate.id)


def _strangers(folder: Traversable) -> Iterable[Problem]:
    """Yield a problem for each table that nobody would read."""
    names = {f"{table}.csv" for table in TABLES} | {"sources.csv", FACTORS}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".csv") and entry.name not in names:
            remedy = did_you_mean(entry.name, names) or f"the tables are {', '.join(sorted(names))}"
            yield Problem(str(entry), "", "is no table of rates", remedy)


def _twice(rates: Iterable[Rate]) -> Iterable[Problem]:
    seen: set[str] = set()
    for rate in rates:
        if rate.id in seen:
            yield Problem(rate.file, rate.id, "is the id of two rates", "give each its own")
        seen.add(rate.id)


class _Known:
    """What the cells of a rate may refer to."""

    def __init__(
        self,
        places: Collection[str],
        unions: Collection[str],
        corridors: Collection[str],
        sources: Mapping[str, RateSource],
    ) -> None:
        self.places = places
        self.groups = {"union": unions, "corridor": corridors, "country": COUNTRIES}
        self.sources = sources


def _rate(row: Row, known: _Known) -> Rate | None:
    """Return the rate of a row, None where anything in it is wrong."""
    measure = row.choice("measure", {str(one): one for one in Measure})
    quality = row.choice("quality", {str(one): one for one in Quality})
    scope, side, year = _scope(row, known), _side(row), _year(row)
    value = _number(row, "mode_value", needed=True)
    low, high = _number(row, "low"), _number(row, "high")
    _check_order(row, low, value, high)
    _check_source(row, known, quality)
    unit = _unit(row, measure, scope)
    mode, service = _word(row, "mode", MODES), _word(row, "service", SERVICES, default="any")
    spread = _word(row, "spread", SPREADS, default="none")
    starts, ends = _span(row)
    samples, includes, name = _count(row, "n"), _includes(row), row.text("id", needed=True)
    if measure is None or quality is None or scope is None or value is None or row.faulty:
        return None
    return Rate(
        id=name,
        scope=scope,
        mode=mode,
        service=service,
        side=side,
        measure=measure,
        unit=unit,
        low=low,
        mode_value=value,
        high=high,
        spread=spread,
        year=year,
        starts=starts,
        ends=ends,
        samples=samples,
        quality=quality,
        source=row.text("source"),
        includes=includes,
        licence=row.text("licence"),
        note=row.text("note"),
        file=row.file,
    )


def _span(row: Row) -> tuple[dt.date | None, dt.date | None]:
    starts, ends = row.date("from"), row.date("until")
    if starts and ends and ends < starts:
        row.complain("until", f"{ends} is before {starts}", "from comes before until")
    return starts, ends


def _word(row: Row, column: str, words: Collection[str], *, default: str = "") -> str:
    cell = row.text(column) or default
    if cell not in words:
        remedy = suggest(cell, words)
        row.complain(column, f"unknown {column} {shown(cell)}", remedy)
    return cell


def _number(row: Row, column: str, *, needed: bool = False) -> float | None:
    cell = row.figure(column, needed=needed)
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell) or not math.isfinite(float(cell)):
        remedy = "use a decimal point" if "," in cell else "write a number"
        row.complain(column, f"{shown(cell)} is no number", remedy)
        return None
    if float(cell) < 0.0:
        row.complain(column, f"{cell} is negative", "hours, money and CO2e are never below 0")
        return None
    return float(cell)


def _check_order(row: Row, low: float | None, value: float | None, high: float | None) -> None:
    if value is None:
        return
    if low is not None and low > value:
        row.complain("low", f"{low:g} is above the mode {value:g}", "low <= mode <= high")
    if high is not None and high < value:
        row.complain("high", f"{high:g} is below the mode {value:g}", "low <= mode <= high")


def _check_source(row: Row, known: _Known, quality: Quality | None) -> None:
    source = row.text("source")
    if not source:
        if quality is not None and quality is not Quality.ASSUMPTION:
            remedy = "name the page, or call the figure an assumption"
            row.complain("source", "is empty", remedy)
        return
    if source not in known.sources and not _WEB.fullmatch(source):
        remedy = did_you_mean(source, known.sources) or "a row of sources.csv, or an address"
        row.complain("source", f"unknown source {shown(source)}", remedy)


def _unit(row: Row, measure: Measure | None, scope: Scope | None) -> str:
    unit = row.text("unit", needed=True)
    if measure is None or not unit:
        return unit
    allowed = units_of(measure)
    if unit not in allowed:
        row.complain("unit", f"{shown(unit)} is no unit of {measure}", f"use {', '.join(allowed)}")
    elif measure is Measure.SPEED_MOVING:
        _check_speed(row, unit, scope)
    return unit


def _check_speed(row: Row, unit: str, scope: Scope | None) -> None:
    if unit == "h" and scope is not None and scope.kind != "link":
        remedy = "give km/h, km/day or kn, or the scope link:a>b"
        row.complain("unit", "hours are a speed for a link only", remedy)
    for column in ("low", "mode_value"):
        if row.text(column) and _number(row, column) == 0.0 and unit != "h":
            row.complain(column, "is a speed of 0", "a speed is above 0")


def _scope(row: Row, known: _Known) -> Scope | None:
    text = row.text("scope", needed=True)
    place = row.text("place")
    if text == "place":
        return _place_scope(row, place, known)
    if place:
        row.complain("place", f"a place beside the scope {shown(text)}", "write the scope `place`")
        return None
    kind, _, code = text.partition(":")
    if text == "global":
        return Scope("global")
    if kind == "link":
        return _link_scope(row, code, known)
    if kind in known.groups:
        return _group_scope(row, kind, code, known.groups[kind])
    if text:
        remedy = "place, link:a>b, country:KZ, union:eu, corridor:trans-caspian or global"
        row.complain("scope", f"unknown scope {shown(text)}", remedy)
    return None


def _place_scope(row: Row, place: str, known: _Known) -> Scope | None:
    if place in known.places:
        return Scope("place", place)
    row.complain("place", f"unknown place {shown(place)}", did_you_mean(place, known.places))
    return None


_LINK_ENDS = ("from", "to")


def _link_scope(row: Row, code: str, known: _Known) -> Scope | None:
    ends = code.split(">")
    strange = [place for place in ends if place not in known.places]
    if len(ends) == len(_LINK_ENDS) and not strange:
        return Scope("link", code)
    remedy = did_you_mean(strange[0], known.places) if strange else "write link:a>b"
    row.complain("scope", f"{shown(code)} is no link of two places", remedy)
    return None


def _group_scope(row: Row, kind: str, code: str, codes: Collection[str]) -> Scope | None:
    if code in codes:
        return Scope(kind, code)
    row.complain("scope", f"unknown {kind} {shown(code)}", did_you_mean(code, codes))
    return None


def _side(row: Row) -> Side | None:
    text = row.text("direction") or "both"
    if text == "both":
        return None
    match = _SIDE.fullmatch(text)
    if match is None:
        remedy = "both, in:KZ, out:KZ, at:KZ, or with the other country in:CN>KZ, out:KZ>CN"
        row.complain("direction", f"unknown direction {shown(text)}", remedy)
        return None
    way, before, after = match[1], match[2] or "", match[3]
    for code in filter(None, (before, after)):
        if code not in COUNTRIES:
            row.complain("direction", f"unknown country {shown(code)}", "ISO alpha-2")
    if way == "out" and before:
        return Side("out", before, after)
    return Side(way, after, before)


def _year(row: Row) -> int:
    cell = row.text("year", needed=True)
    if not re.fullmatch(r"[0-9]{4}", cell):
        if cell:
            row.complain("year", f"{shown(cell)} is no year", "such as 2024")
        return 0
    year = int(cell)
    this_year = dt.datetime.now(dt.UTC).year
    if year > this_year:
        row.complain("year", f"{year} is still to come", "give the year of the figure")
    elif year < _FIRST_YEAR:
        row.complain("year", f"{year} is before {_FIRST_YEAR}", "give the year of the figure")
    return year


def _count(row: Row, column: str) -> int | None:
    cell = row.text(column)
    if cell and not _COUNT.fullmatch(cell):
        row.complain(column, f"{shown(cell)} is no count", "a whole number of samples")
        return None
    return int(cell) if cell else None


def _includes(row: Row) -> tuple[str, ...]:
    words = row.words("includes")
    for word in words:
        if word not in {str(one) for one in Measure}:
            row.complain("includes", f"unknown measure {shown(word)}", "such as dwell.gauge")
    return words
