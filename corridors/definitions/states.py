"""What is open and what is shut: crossings, passages, and their states with dates.

``crossings.csv`` names for each border crossing the two countries, the modes and the hand-over
stations; ``passages.csv`` the canals and straits that lanes at sea pass, each with a gate that
they cross; ``states.csv`` what is open, limited, suspended or closed, and when, of places, pairs
of countries and passages.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import first_day, is_season, last_day
from geodata.csv_rows import read_rows, shown
from geodata.errors import InputError, did_you_mean
from geodata.places.languages import tongues
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from geodata.csv_rows import Row
    from geodata.errors import Problem


class Scope(StrEnum):
    """What a state is told of."""

    PLACE = "place"
    """A crossing, a port, or any other place."""
    PAIR = "pair"
    """The whole boundary between two countries, as ``RU-UA``."""
    PASSAGE = "passage"
    """A canal or strait."""


class Openness(StrEnum):
    """Whether freight may pass, from the least to the most severe."""

    OPEN = "open"
    """Without a limit that was heard of."""
    LIMITED = "limited"
    """Some goods, days, vehicles or directions."""
    SUSPENDED = "suspended"
    """Shut for now."""
    CLOSED = "closed"
    """Shut."""

    @property
    def is_shut(self) -> bool:
        """Whether nothing passes."""
        return self in (Openness.SUSPENDED, Openness.CLOSED)


_SEVERITY = {state: rank for rank, state in enumerate(Openness)}
MODES = ("rail", "road", "sea")


@dataclass(frozen=True, slots=True)
class State:
    """A row of ``states.csv``.

    Attributes
    ----------
    id
        A place, two country codes in alphabetical order with a hyphen, or a passage.
    mode
        ``rail``, ``road`` or ``sea``; empty where it holds for all.
    since, until
        ``YYYY[-MM[-DD]]``; empty where it always was, and where it still is. On the day of
        ``until`` it no longer is.
    season
        ``MM-DD/MM-DD``: only on these days of the year, both included.
    """

    scope: Scope
    id: str
    mode: str
    state: Openness
    since: str = ""
    until: str = ""
    season: str = ""
    announced: str = ""
    last_heard: str = ""
    checked: str = ""
    source: str = ""
    note: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the state holds on a day."""
        begun = not self.since or first_day(self.since) <= day
        return begun and not (self.until and first_day(self.until) <= day) and self._in_season(day)

    def _in_season(self, day: dt.date) -> bool:
        if not self.season:
            return True
        first, last = self.season.split("/")
        today = f"{day:%m-%d}"
        return first <= today <= last if first <= last else today >= first or today <= last

    def concerns(self, mode: str) -> bool:
        """Tell whether the state holds for a mode; ``any`` asks for all."""
        return not self.mode or mode in ("any", self.mode)


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over station of a crossing; lon, lat in degrees."""

    name: str
    country: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """A row of ``crossings.csv``: the countries, modes and hand-over stations of a crossing."""

    place: str
    countries: tuple[str, str]
    modes: tuple[str, ...]
    handovers: tuple[Handover, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A row of ``passages.csv``.

    Attributes
    ----------
    gate
        Two points, lon, lat; every lane through the passage crosses the line between them.
    countries
        Those that border it.
    inland_of
        The country whose water it is, empty where it is open sea.
    places
        Those that stand on it: to avoid one closes the passage.
    """

    id: str
    kind: str
    names: Mapping[str, str] = field(hash=False)
    gate: tuple[tuple[float, float], tuple[float, float]]
    countries: tuple[str, ...]
    inland_of: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Gates:
    """The three tables, crossings and passages by id."""

    crossings: Mapping[str, Crossing] = field(default_factory=dict)
    passages: Mapping[str, Passage] = field(default_factory=dict)
    states: tuple[State, ...] = ()

    def on(self, date: str | dt.date) -> States:
        """Return the states that hold on a day; of a partial date, on its last one."""
        day = last_day(date)
        return States(day, tuple(state for state in self.states if state.holds_on(day)))


@dataclass(frozen=True, slots=True, repr=False)
class States:
    """The states of one day; what is not in them is open as far as is known."""

    day: dt.date
    rows: tuple[State, ...]

    def of(self, scope: Scope, id_: str, *, mode: str = "any") -> State | None:
        """Return the most severe state of a thing for a mode, None where nothing is told."""
        told = [row for row in self.rows if (row.scope, row.id) == (scope, id_)]
        told = [row for row in told if row.concerns(mode)]
        return max(told, key=lambda row: _SEVERITY[row.state], default=None)

    def of_pair(self, first: str, second: str, *, mode: str = "any") -> State | None:
        """Return the state of the boundary between two countries."""
        return self.of(Scope.PAIR, "-".join(sorted((first, second))), mode=mode)

    def shut(self, *, mode: str = "any") -> tuple[State, ...]:
        """Return what is shut for a mode, pairs of countries first."""
        found = [row for row in self.rows if row.state.is_shut and row.concerns(mode)]
        order = (Scope.PAIR, Scope.PLACE, Scope.PASSAGE)
        return tuple(sorted(found, key=lambda row: (order.index(row.scope), row.id)))


_STATES = ("scope", "id", "state", "source")
_STATES_MORE = (
    "mode", "from", "until", "season", "announced", "last_heard", "checked", "note",
)  # fmt: skip
_CROSSINGS = ("place", "country_a", "country_b", "modes")
_CROSSINGS_MORE = (
    "handover_a", "lon_a", "lat_a", "handover_b", "lon_b", "lat_b", "source", "note",
)  # fmt: skip
_PASSAGES = ("id", "kind", "name_en", "lon1", "lat1", "lon2", "lat2", "countries")
_PASSAGES_MORE = ("inland_of", "places", "source", "checked")


def read(
    folder: Traversable, *, places: Collection[str], extends: Gates | None = None
) -> tuple[Gates, list[Problem]]:
    """Read the three tables of a folder over those that stand already, each of which may miss.

    A crossing or passage replaces that of the same id, and the states of a thing those of the
    same scope and id.

    Parameters
    ----------
    places
        The ids of the known places.
    """
    base = extends or Gates()
    rows, faults = read_rows(
        folder / "crossings.csv", required=_CROSSINGS, optional=_CROSSINGS_MORE
    )
    crossings = [_crossing(row, places) for row in rows]
    further = (f"name_{lang}" for lang in tongues() if lang != "en")
    rows, more = read_rows(
        folder / "passages.csv", required=_PASSAGES, optional=(*further, *_PASSAGES_MORE)
    )
    passages = {**base.passages, **{each.id: each for each in map(_passage, rows)}}
    rows, last = read_rows(folder / "states.csv", required=_STATES, optional=_STATES_MORE)
    known = {Scope.PLACE: places, Scope.PASSAGE: passages}
    states = [_state(row, known) for row in rows]
    own = {(state.scope, state.id) for state in states}
    kept = [state for state in base.states if (state.scope, state.id) not in own]
    gates = Gates(
        {**base.crossings, **{each.place: each for each in crossings}},
        passages,
        (*kept, *states),
    )
    return gates, [*faults, *more, *last]


def _crossing(row: Row, places: Collection[str]) -> Crossing:
    place = _known(row, "place", places)
    first, second = _country(row, "country_a"), _country(row, "country_b")
    if first and first == second:
        row.complain("country_b", f"{second} stands on both sides", "name the other country")
    for mode in row.words("modes"):
        if mode not in MODES:
            row.complain("modes", f"unknown mode {shown(mode)}", "rail, road or sea")
    stations = [*_handover(row, "a", first), *_handover(row, "b", second)]
    return Crossing(place, (first, second), row.words("modes"), tuple(stations))


def _handover(row: Row, side: str, country: str) -> Iterator[Handover]:
    if name := row.text(f"handover_{side}"):
        yield Handover(
            name, country, row.degrees(f"lon_{side}", 180), row.degrees(f"lat_{side}", 90)
        )


def _passage(row: Row) -> Passage:
    gate = tuple((row.degrees(f"lon{end}", 180), row.degrees(f"lat{end}", 90)) for end in "12")
    if gate[0] == gate[1] and not math.isnan(gate[0][0]):
        row.complain("lon2", "the gate has no length", "give a point on either shore")
    inland = row.text("inland_of")
    names = {lang: row.text(f"name_{lang}") for lang in tongues()}
    return Passage(
        row.text("id", needed=True),
        row.text("kind"),
        names,
        (gate[0], gate[1]),
        tuple(code for code in row.words("countries") if _is_country(row, "countries", code)),
        inland if not inland or _is_country(row, "inland_of", inland) else "",
        row.words("places"),
    )


def _state(row: Row, known: Mapping[Scope, Collection[str]]) -> State:
    scope = row.choice("scope", {str(scope): scope for scope in Scope}) or Scope.PLACE
    id_ = _pair(row) if scope is Scope.PAIR else _known(row, "id", known[scope])
    mode = row.text("mode")
    if mode and mode not in MODES:
        row.complain("mode", f"unknown mode {shown(mode)}", "rail, road, sea or nothing")
    since, until, announced, heard = (
        _day(row, column) for column in ("from", "until", "announced", "last_heard")
    )
    if since and until and first_day(until) <= first_day(since):
        row.complain("until", f"{until} is not after {since}", "correct one of the two")
    return State(
        scope,
        id_,
        mode,
        row.choice("state", {str(state): state for state in Openness}) or Openness.OPEN,
        since,
        until,
        _season(row),
        announced,
        heard,
        _day(row, "checked"),
        row.text("source", needed=True),
        row.text("note"),
    )


def _known(row: Row, column: str, known: Collection[str]) -> str:
    cell = row.text(column, needed=True)
    if cell and cell not in known:
        row.complain(column, f"{shown(cell)} is unknown", did_you_mean(cell, known))
    return cell


def _country(row: Row, column: str) -> str:
    cell = row.text(column, needed=True)
    return cell if cell and _is_country(row, column, cell) else ""


def _is_country(row: Row, column: str, code: str) -> bool:
    if code not in COUNTRIES:
        row.complain(column, f"{shown(code)} is no country", "ISO 3166-1 alpha-2, such as KZ")
    return code in COUNTRIES


def _pair(row: Row) -> str:
    cell = row.text("id", needed=True)
    one, _, other = cell.partition("-")
    if not (one < other and {one, other} <= COUNTRIES):
        row.complain("id", f"{shown(cell)} is no pair", "two codes in order, such as RU-UA")
    return cell


def _day(row: Row, column: str) -> str:
    cell = row.text(column)
    try:
        if cell:
            first_day(cell)
    except InputError:
        row.complain(column, f"{shown(cell)} is no date", "write YYYY, YYYY-MM or YYYY-MM-DD")
        return ""
    return cell


def _season(row: Row) -> str:
    cell = row.text("season")
    if cell and not is_season(cell):
        row.complain("season", f"{shown(cell)} is no season", "write MM-DD/MM-DD")
        return ""
    return cell
