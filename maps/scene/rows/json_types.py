"""The JSON of what rows of a page's tables hold: findings, traffic by year, ledgers, numbers."""

from __future__ import annotations

from typing import TypedDict

from maps.words.numerals import Numerals

Point = tuple[float, float]
"""lon, lat, degrees."""

FoundJson = tuple[str, list[int], list[int], list[int]]
"""A sentence, its sources, and the hubs and legs where it lies."""
PointJson = tuple[str, float, str, int]
"""Year, value, the same in words, source (-1: none)."""


ToldJson = tuple[str, str, str, str, int, bool]
"""Status, first and last date, note, source (-1: none), and whether it is announced."""
SpanJson = tuple[str, int, int | None]
"""Status, first and last year (none: until today)."""
StateJson = tuple[str, str, str, str, int]
"""State, since, last heard of, note and source (-1: none)."""


class SeriesJson(TypedDict):
    """Traffic by year of a corridor, or of what is named `of`; `share` of the capacity in use."""

    of: str
    points: list[PointJson]
    capacity: PointJson | None
    planned: PointJson | None
    share: float | None


LoadJson = tuple[float, str, str, str, str, int, int]
"""Traffic of a leg: Mt a year; whether the `leg`, a `gate` on it or a `corridor` was counted; the
figure in words, what was counted where it is not the leg, its year, its source, and the source of
the factor where TEU were turned into tonnes (-1: none)."""


class LeastJson(TypedDict):
    """The least capacity known on a main route, at a leg or a hub (-1: not there)."""

    said: str
    year: str
    name: str
    src: int
    leg: int
    hub: int


LedgerFigureJson = tuple[float, float, float, int]
"""Low, mode, high, and the quality, 0 (measured) to 4 (assumption)."""
LedgerLineJson = tuple[
    str, str, str, float, float, LedgerFigureJson | None, LedgerFigureJson | None
]
"""What happens, where, the country, the km where it begins and its km, hours, US dollars."""


class LedgerJson(TypedDict):
    """What a shipment takes along the main route of a corridor, by the rates of a year."""

    shipped: str
    year: int
    lines: list[LedgerLineJson]


class FoundOf(TypedDict):
    """What was found of a corridor."""

    findings: list[FoundJson]
    series: list[SeriesJson]
    least: LeastJson | None


class GateJson(TypedDict):
    """A border, yard or port on a route: what changes, and its state where one is told.

    `state` holds state, since, last heard of, note and source (-1: none); `hub` is -1 where none.
    """

    km: float
    name: str
    at: Point
    changes: list[tuple[str, str]]
    hub: int
    state: StateJson | None


PresetJson = TypedDict(
    "PresetJson",
    {
        "id": str,
        "name": str,
        "from": str,
        "to": str,
        "by": str,
        "mode": str,
        "avoid": list[str],
        "close": list[str],
        "open": list[str],
        "slow": list[tuple[str, float]],
    },
)
PresetJson.__doc__ = (
    """A shipped scenario as the planner of the page asks it, for its first pair."""
)


class StripJson(TypedDict):
    """A route by km.

    Runs: km where it ends, leg, country, gauges; hubs: km, kind, name, lon, lat; events: km, kind,
    detail, place, lon, lat, whether it is sure.
    """

    runs: list[tuple[float, int, str, list[int]]]
    hubs: list[tuple[float, str, str, float, float]]
    events: list[tuple[float, str, str, str, float, float, bool]]
    gates: list[GateJson]


class NumeralsJson(Numerals):
    """How the language writes numbers."""
