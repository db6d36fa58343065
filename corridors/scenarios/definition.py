"""What a scenario is: its records as they stand in ``scenario.toml``, and when a change holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from corridors.definitions.fields import (
    GaugeMm,
    Label,
    LengthKm,
    Number,
    PartialDate,
    Prose,
    Record,
    Slug,
    Url,
    Year,
)
from corridors.definitions.states import Openness, Scope, State
from corridors.definitions.vocabulary import first_day
from geodata.errors import InputError

if TYPE_CHECKING:
    import datetime as dt

    from corridors.graph.data import By

CAVEAT = "a detour of one shipment, capacity not modelled"
"""What stands on every output."""
VERBS = ("close", "open", "stop", "leg", "price", "add")
"""Keys of a change, of which it has exactly one."""
FIGURES = ("factor", "hours", "speed_kmh", "usd", "usd_per_km")
"""Keys that say by how much."""
TAKES = {
    "close": (),
    "open": (),
    "add": (),
    "stop": ("factor", "hours"),
    "leg": ("factor", "speed_kmh"),
    "price": ("factor", "usd", "usd_per_km"),
}
"""The figures of which a change of each verb has one."""
_GRAPH_BY: dict[str, By] = {"km": "km", "time": "hours", "cost": "usd", "co2e": "co2e"}
"""What is minimised, and its name on the corridor graph."""

Mode = Literal["rail", "road", "sea"]
ScenarioBy = Literal["km", "time", "cost", "co2e"]

_RANGE = ("low", "mode", "high")


def _as_three(value: object) -> object:
    """Return one figure as low, mode and high; a list of three stays."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value, value, value)
    if isinstance(value, list | tuple) and len(value) == len(_RANGE):
        return value
    raise ValueError(f"{value!r} is no figure; write a number, or [low, mode, high]")


def graph_measure(by: str) -> By:
    """Return what is minimised as the corridor graph calls it.

    Raises
    ------
    InputError
        An unknown word.
    """
    if by not in _GRAPH_BY:
        raise InputError.unknown("measure", by, _GRAPH_BY, item="by")
    return _GRAPH_BY[by]


Amount = Annotated[tuple[Number, Number, Number], BeforeValidator(_as_three)]
"""One figure, or its low, mode and high."""


class AddedLine(Record):
    """A line that is not in the atlas.

    Attributes
    ----------
    start, end
        Places of the atlas; keys ``from`` and ``to``.
    gauge_mm
        Needed of a railway.
    """

    id: Slug
    start: Label = Field(alias="from")
    end: Label = Field(alias="to")
    mode: Mode
    length_km: LengthKm
    gauge_mm: GaugeMm | None = None


class Change(Record):
    """One change, and when it holds.

    Attributes
    ----------
    close, open
        A place, a pair of countries, a country, a passage, or ``corridor:leg``.
    stop
        A place, or a pair of countries, whose hours change by a factor or to hours of one's own.
    leg
        ``corridor:leg``, whose hours change by a factor or by a speed.
    price
        What costs other dollars: a leg, a stop, a country.
    add
        A line.
    mode
        Only this mode.
    since, until
        It holds from the first day of ``from``, and no longer on the first day of ``until``.
    season
        ``MM-DD/MM-DD``: only on these days of the year, both included.
    """

    close: Label | None = None
    open: Label | None = None
    stop: Label | None = None
    leg: Label | None = None
    price: Label | None = None
    add: AddedLine | None = None
    mode: Mode | None = None
    factor: Number | None = None
    hours: Amount | None = None
    speed_kmh: Amount | None = None
    usd: Amount | None = None
    usd_per_km: Amount | None = None
    since: PartialDate | None = Field(default=None, alias="from")
    until: PartialDate | None = None
    season: Label | None = None
    note: Prose = ""

    @property
    def verbs(self) -> tuple[str, ...]:
        """Return the verbs that it has; exactly one when it is right."""
        return tuple(verb for verb in VERBS if getattr(self, verb) is not None)

    @property
    def verb(self) -> str:
        """Return its verb."""
        return self.verbs[0]

    @property
    def word(self) -> str:
        """Return what it changes: a word, or the id of an added line."""
        return self.add.id if self.add is not None else str(getattr(self, self.verb))

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the keys that say by how much."""
        return tuple(key for key in FIGURES if getattr(self, key) is not None)

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether it holds on a day."""
        span = State(
            Scope.PLACE, "", "", Openness.OPEN,
            self.since or "", self.until or "", self.season or "",
        )  # fmt: skip
        return span.holds_on(day)

    def overlaps(self, other: Change) -> bool:
        """Tell whether there may be a day and a mode for which both hold; seasons are not asked."""
        if self.mode is not None and other.mode is not None and self.mode != other.mode:
            return False
        return not (_is_before(self, other) or _is_before(other, self))


class Scenario(Record):
    """A scenario: a question between places, and the changes under which it is asked again.

    Attributes
    ----------
    date
        Of the baseline; the last check of the atlas by default.
    at
        Days on which the scenario is seen; the day of the baseline by default.
    avoid
        What is closed before and after: places, countries, pairs of them, passages, legs.
    pairs, corridors, hubs
        Between which places: pairs, the ends of the routes of corridors, all hubs of a set.
    """

    schema_: Literal[1] = Field(alias="schema")
    name: Label
    date: PartialDate | None = None
    at: tuple[PartialDate, ...] = ()
    mode: Literal["any", "rail", "road", "sea"] = "any"
    by: ScenarioBy = "time"
    profile: Label | None = None
    year: Year | None = None
    avoid: tuple[Label, ...] = ()
    pairs: tuple[tuple[Label, Label], ...] = ()
    corridors: tuple[Label, ...] = ()
    hubs: tuple[Label, ...] = ()
    changes: tuple[Change, ...] = Field(default=(), alias="change")
    note: Prose = ""
    sources: tuple[Url, ...] = ()


def _is_before(one: Change, other: Change) -> bool:
    return bool(one.until and other.since and first_day(one.until) <= first_day(other.since))
