"""The scene: what is drawn, as records made once from traced corridors.

Numbers of corridors, legs, hubs and sources are their places in the scene's own lists; -1 stands
for none. What the page's script reads is made of it by `maps.scene.to_json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from maps.scene.json_types import Box, Cell, Chain, EventKind, Fact, LayerKind
    from maps.scene.rows.json_types import (
        FoundJson,
        LedgerJson,
        LoadJson,
        Point,
        SeriesJson,
        SpanJson,
        StateJson,
        ToldJson,
    )


@dataclass(frozen=True, slots=True)
class Least:
    """The least capacity known on a main route, at a leg or a hub."""

    said: str
    year: str
    name: str
    source: int
    leg: int
    hub: int


@dataclass(frozen=True, slots=True)
class FoundOf:
    """What was found of a corridor, or of the whole atlas."""

    findings: Sequence[FoundJson]
    series: Sequence[SeriesJson]
    least: Least | None


@dataclass(frozen=True, slots=True)
class Corridor:
    """A corridor.

    Attributes
    ----------
    family
        Number of its family in `maps.style.FAMILIES`; their count for any other.
    short
        May be empty.
    names
        In all languages, to search by.
    rank
        The map names the corridor of the lowest rank first.
    ledger
        What a shipment takes along the main route, where rates hold for it.
    """

    id: str
    family: int
    name: str
    short: str
    about: str
    names: Sequence[str]
    rank: int
    found: FoundOf
    ledger: LedgerJson | None


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg, drawn for all corridors that use it.

    Attributes
    ----------
    start, end, places
        Names and ids of its ends.
    status
        At the date; empty where it did not exist.
    since, heard
        In words: when it opened, came back or changed, and when it was last heard of.
    opened
        Whether it is known to have opened when its history begins.
    history, told
        Statuses at the ends of years; statuses with dates, notes and sources, announced ones too.
    by_country, by_origin, by_shape
        Its km by each.
    chord_km
        Km on straight pieces of over 50 km between drawn points.
    sources
        Numbers of those of its way.
    load
        What traffic it carries, where a figure is published.
    corridor, users
        Its own corridor, else the first that runs over it, and all that do.
    parts
        Its line as chains of arcs.
    """

    id: str
    name: str
    start: str
    end: str
    places: tuple[str, str]
    mode: str
    status: str
    since: str
    opened: bool
    heard: str
    history: Sequence[SpanJson]
    told: Sequence[ToldJson]
    km: float | None
    basis: str
    published_km: float | None
    ratio: float | None
    by_country: Mapping[str, float]
    by_origin: Mapping[str, float]
    by_shape: Mapping[str, float]
    chord_km: float | None
    access_km: Sequence[float | None]
    sources: Sequence[int]
    note: str
    facts: Sequence[Fact]
    load: LoadJson | None
    corridor: int
    users: Sequence[int]
    parts: Sequence[Chain]


@dataclass(frozen=True, slots=True)
class Route:
    """A route of a corridor.

    Attributes
    ----------
    legs
        Numbers of its legs; one that is run backwards is ``~number``.
    in_use_km, ahead_km
        Km that freight runs on, and km that are still to be built.
    """

    corridor: int
    id: str
    name: str
    names: Sequence[str]
    legs: Chain
    is_main: bool
    km: float | None
    by_mode: Mapping[str, float]
    by_country: Mapping[str, float]
    in_use_km: float | None
    ahead_km: float | None
    borders: int
    breaks: int
    published_km: float | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """What happens on a leg at a km; not sure where it was inferred."""

    leg: int
    kind: EventKind
    km: float | None
    place: str
    detail: str
    is_sure: bool
    at: Point


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub; its tier is 0 at the end of a route, 1 of a leg, 2 of none."""

    id: str
    kind: str
    country: str
    name: str
    names: Sequence[str]
    at: Point
    code: str
    gauges_mm: Sequence[int]
    status: str
    sources: Sequence[int]
    facts: Sequence[Fact]
    tier: int


@dataclass(frozen=True, slots=True)
class StripRun:
    """A stretch of one leg along which nothing changes, from the end of the one before it."""

    end_km: float
    leg: int
    country: str
    gauges_mm: Sequence[int]


@dataclass(frozen=True, slots=True)
class StripPlace:
    """A place of a route."""

    km: float
    kind: str
    name: str
    at: Point


@dataclass(frozen=True, slots=True)
class StripEvent:
    """What changes on a route at a km; not sure where it was inferred."""

    km: float
    kind: str
    detail: str
    name: str
    at: Point
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """A border, yard or port on a route: what changes, and its state where one is told."""

    km: float
    name: str
    at: Point
    changes: Sequence[tuple[str, str]]
    hub: int
    state: StateJson | None


@dataclass(frozen=True, slots=True)
class Strip:
    """A route by km."""

    runs: Sequence[StripRun]
    places: Sequence[StripPlace]
    events: Sequence[StripEvent]
    gates: Sequence[Gate]


@dataclass(frozen=True, slots=True)
class Feature:
    """A row of a layer: the cells of its table, and chains of arcs or a point."""

    cells: Sequence[Cell]
    at: Point | None = None
    parts: Sequence[Chain] | None = None
    value: Cell | None = None
    label: str | None = None
    leg: int | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer beside the corridors, as `maps.scene.overlay.Overlay` describes it."""

    name: str
    kind: LayerKind
    shown: bool
    unit: str
    classes: Sequence[str]
    note: str
    heads: Sequence[str]
    features: Sequence[Feature]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read."""

    id: str
    title: str
    publisher: str
    url: str
    accessed: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn.

    Attributes
    ----------
    findings
        Of the whole atlas.
    countries
        Names of countries by code.
    strips
        One a route.
    shapes, extra
        Arcs of the legs and of the layers, as `encode.pack` writes them.
    bounds
        West, south, east, north of all that is drawn, degrees.
    core
        The same of where most of the lines on land lie: what a narrow screen shows first.
    leg_boxes
        West, south, east, north of each leg, degrees; None where it has no line.
    seam
        The meridian at which the map is cut; boxes lie up to 360 degrees east of it.
    """

    corridors: Sequence[Corridor]
    findings: Sequence[FoundJson]
    legs: Sequence[Leg]
    routes: Sequence[Route]
    events: Sequence[Event]
    hubs: Sequence[Hub]
    sources: Sequence[Source]
    countries: Mapping[str, str]
    strips: Sequence[Strip]
    layers: Sequence[Layer]
    shapes: bytes
    bounds: Box | None
    core: Box | None = None
    extra: bytes = b"\0"
    leg_boxes: Sequence[Box | None] = ()
    seam: float = -180.0
