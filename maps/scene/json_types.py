"""The JSON of a page, key by key: what `maps.page.document` writes and the page's script reads.

`maps.page.typescript` makes ``maps/page/src/scene.d.ts`` of it, so that the script is checked
against the same types; a test holds that pages are so.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from maps.scene.rows.json_types import (
    FoundJson,
    FoundOf,
    LedgerJson,
    LoadJson,
    NumeralsJson,
    Point,
    SpanJson,
    StripJson,
    ToldJson,
)

Chain = list[int]
"""Arcs in their order; one that is run backwards is ``~number``."""
Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""
Cell = bool | float | str
Fact = tuple[str, str, str, int]
"""What, how much, when, number of the source (-1: none)."""
LayerKind = Literal["bands", "gaps", "arcs", "areas", "hubs", "sites"]
"""Lines in two classes; lines; thin lines that answer a click; polygons; points by size; points
that are proposed."""
EventKind = Literal["border", "break_of_gauge", "mode_change"]


class CorridorJson(FoundOf):
    """A corridor; `f` is the number of its family, `names` in all languages.

    `short` may be empty; the map names the corridor of the lowest `rank` first.
    """

    id: str
    f: int
    name: str
    short: str
    about: str
    names: list[str]
    rank: int
    ledger: LedgerJson | None


LegJson = TypedDict(
    "LegJson",
    {
        "id": str,
        "name": str,
        "from": str,
        "to": str,
        "places": tuple[str, str],
        "mode": str,
        "status": str,
        "since": str,
        "opened": bool,
        "heard": str,
        "hist": list[SpanJson],
        "told": list[ToldJson],
        "km": float | None,
        "basis": str,
        "pub": float | None,
        "ratio": float | None,
        "by": dict[str, float],
        "origin": dict[str, float],
        "shape": dict[str, float],
        "chord": float | None,
        "access": list[float | None],
        "src": list[int],
        "note": str,
        "facts": list[Fact],
        "load": LoadJson | None,
        "c": int,
        "parts": list[Chain],
        "users": list[int],
    },
)
LegJson.__doc__ = """A leg of corridor `c`, drawn for all `users`; `hist` holds status, first and
last year; `opened` whether it is known to have opened when its history begins; `told` status, first
and last date, note, source (-1: none) and whether it is announced; `pub` is the published length,
`by` km by country, `parts` its line."""


class RouteJson(TypedDict):
    """A route of corridor `c`; `now` are km in use, `later` not yet built, `legs` signed."""

    c: int
    id: str
    name: str
    names: list[str]
    legs: Chain
    main: bool
    km: float | None
    modes: dict[str, float]
    by: dict[str, float]
    now: float | None
    later: float | None
    borders: int
    breaks: int
    pub: float | None
    ratio: float | None


class EventJson(TypedDict):
    """What happens on a leg at a km; not `sure` where it was inferred."""

    leg: int
    kind: EventKind
    km: float | None
    place: str
    detail: str
    sure: bool
    at: Point


class HubJson(TypedDict):
    """A hub; `tier` 0 at the end of a route, 1 of a leg, 2 of none."""

    id: str
    kind: str
    cc: str
    name: str
    names: list[str]
    at: Point
    code: str
    gauges: list[int]
    status: str
    src: list[int]
    facts: list[Fact]
    tier: int


class SourceJson(TypedDict):
    """Where a figure was read."""

    id: str
    title: str
    publisher: str
    url: str
    accessed: str


class FeatureJson(TypedDict):
    """A row of a layer: chains `p` or a point `at`, value `v`, label `t`, leg `l`, cells `c`."""

    c: list[Cell]
    at: NotRequired[Point]
    p: NotRequired[list[Chain]]
    v: NotRequired[Cell]
    t: NotRequired[str]
    l: NotRequired[int]  # noqa: E741 - as it is written


class OverlayJson(TypedDict):
    """A layer beside the corridors; `note` says it in numbers."""

    name: str
    kind: LayerKind
    shown: bool
    unit: str
    classes: list[str]
    note: str
    heads: list[str]
    features: list[FeatureJson]


class SearchJson(TypedDict):
    """What names are folded by, and the abbreviations of each corridor."""

    letters: dict[str, str]
    spellings: dict[str, str]
    gaps: str
    initials: list[list[str]]


class FamilyJson(TypedDict):
    """Colours of a family of corridors."""

    id: str
    colour: str
    colour_dark: str


class ModeJson(TypedDict):
    """How a mode is drawn: widths and dashes in units of the line."""

    id: str
    width: float
    dash: list[float]
    hollow: bool


class StatusJson(TypedDict):
    """How a status is drawn."""

    id: str
    dash: list[float]
    run: float
    tint: float
    grey: bool
    tick: list[float]
    in_use: bool


class LineJson(TypedDict):
    """How wide the parts of a line are, in widths of the line."""

    hollowOuter: float
    hollowInner: float
    tickAcross: float


class HubKindJson(TypedDict):
    """The symbol of a kind of hub, as SVG paths; a low `rank` comes first."""

    id: str
    outline: str
    glyph: str
    rank: int


class ThemeJson(TypedDict):
    """A set of colours for light and one for dark screens."""

    light: dict[str, str]
    dark: dict[str, str]


class StyleJson(TypedDict):
    """The tables of `maps.style`."""

    families: list[FamilyJson]
    modes: list[ModeJson]
    statuses: list[StatusJson]
    hubKinds: list[HubKindJson]
    ground: ThemeJson
    overlays: ThemeJson
    line: LineJson
    dashes: dict[str, dict[str, list[float]]]


LabelJson = tuple[str, float, float, float, list[float]]
"""Name of a country, lon, lat, size in degrees, and round places where it may stand."""
CityJson = tuple[str, float, float, int, int, list[str], str]
"""Name, lon, lat, rank, whether it is a capital, names in all languages, country."""


class GroundJson(TypedDict):
    """The ground: shapes as chains, names with where they stand."""

    land: list[list[Chain]]
    lakes: list[list[Chain]]
    borders: list[list[Chain]]
    disputed: list[list[Chain]]
    rivers: list[list[Chain]]
    window: Box
    grid: float
    credit: str
    countries: list[LabelJson]
    cities: list[CityJson]


class BlockJson(TypedDict):
    """A block of a step: facts, bars, a list or a note."""

    kind: str
    name: str
    rows: list[str | tuple[str, float | str]]
    beside: NotRequired[list[tuple[str, float]]]


class StepJson(TypedDict):
    """A step of a story: what it tells, and shows (null: all); the appendix is counted apart."""

    title: str
    over: str
    text: str
    notes: str
    chapter: str
    view: Box | None
    only: list[int] | None
    lit: int | None
    legs: list[int]
    places: list[int]
    modes: list[str] | None
    statuses: list[str] | None
    hubs: list[str] | None
    events: list[str] | None
    overlays: list[int]
    year: int | None
    strip: int | None
    blocks: list[BlockJson]
    key: list[str]
    appendix: NotRequired[bool]


class StoryJson(TypedDict):
    """A story."""

    steps: list[StepJson]


class TablesJson(TypedDict):
    """The tables of a scene; numbers of corridors, legs and so on are places in these lists."""

    corridors: list[CorridorJson]
    findings: list[FoundJson]
    legs: list[LegJson]
    routes: list[RouteJson]
    events: list[EventJson]
    hubs: list[HubJson]
    sources: list[SourceJson]
    countries: dict[str, str]
    strips: list[StripJson]
    overlays: list[OverlayJson]


class SceneJson(TablesJson):
    """All that a page draws."""

    search: SearchJson
    lang: str
    plurals: dict[str, tuple[str, dict[str, str]]]
    habits: str
    numerals: NumeralsJson
    namesFrom: str
    title: str
    subtitle: str
    asOf: str
    verified: str
    days: dict[str, str]
    bounds: Box | None
    seam: float
    core: Box | None
    compare: tuple[str, str] | None
    story: NotRequired[StoryJson]
    words: dict[str, str]
    style: StyleJson
    grid: float
    gridExtra: float
    levelZooms: list[int]
    ground: GroundJson | None
