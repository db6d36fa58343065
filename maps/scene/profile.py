"""Strip charts: what a route runs through, by chainage in km.

One layout of marks serves two renderers: matplotlib for print and inline SVG for pages. In the SVG
every mark says where it is (``data-km``, ``data-from-km``, ``data-to-km``, ``data-leg``,
``data-lon``, ``data-lat``), and the root carries ``data-track``, km, lon, lat along the route, so
that a page can point from the chart to the map and back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from maps import style
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corridors.traced import Traced
    from corridors.tracing.trace import TracedLeg
    from geodata.places.lookup import Places

_TRACK_POINTS = 160


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one leg along which nothing changes.

    Attributes
    ----------
    start_km, end_km
        Chainage along the route.
    country
        ISO alpha-2, ``XZ`` on the high seas.
    gauges_mm
        Usable gauges; empty where unknown, and off the rails.
    """

    start_km: float
    end_km: float
    leg: str
    country: str
    mode: str
    status: str
    gauges_mm: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place or an event on the route.

    Attributes
    ----------
    kind
        Of a place: of `style.HUB_KINDS`, ``station`` or ``junction``. Of an event: ``border``,
        ``break_of_gauge``, ``mode_change``.
    detail
        What changes, as ``CN>KZ`` or ``1435>1520``; empty for a place.
    place
        Id of the place, empty where none is known.
    """

    km: float
    kind: str
    names: Mapping[str, str]
    lon: float
    lat: float
    detail: str = ""
    basis: str = "known"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A route by chainage.

    Attributes
    ----------
    track
        Shape (n, 3): km, lon, lat along the route.
    """

    corridor: str
    route: str
    family: str
    name: Mapping[str, str]
    length_km: float
    runs: tuple[Run, ...]
    hubs: tuple[Stop, ...]
    events: tuple[Stop, ...]
    track: tuple[tuple[float, float, float], ...] = field(repr=False)


def of_route(
    traced: Traced,
    corridor: str,
    route: str,
    *,
    tracked: bool = True,
) -> Profile:
    """Return the profile of a route of traced corridors, without its track where none is asked."""
    legs = traced.route_legs(corridor, route)
    places = traced.atlas.places
    record = traced.atlas.catalogue.corridor(corridor)
    events = [
        Stop(
            event.at_km,
            event.kind,
            _names(places, event.place),
            event.lon,
            event.lat,
            event.detail,
            event.basis,
            event.place,
        )
        for event in traced.route_events(corridor, route)
        if event.kind in style.EVENT_KINDS
    ]
    return Profile(
        corridor,
        route,
        str(record.family),
        dict(record.route(route).name),
        sum(leg.length_km for leg, _ in legs),
        tuple(_runs(legs)),
        tuple(_hubs(legs, places)),
        tuple(events),
        tuple(_track(legs)) if tracked else (),
    )


def of_main(traced: Traced) -> Profile | None:
    """Return the profile of the main route of a lone corridor, None where there are several."""
    if len(traced.corridors) != 1:
        return None
    corridor = str(traced.corridors["corridor"].iloc[0])
    routes = traced.routes
    main = routes[routes["main"]] if routes["main"].any() else routes
    return of_route(traced, corridor, str(main["route"].iloc[0])) if len(main) else None


def _names(places: Places, place: str) -> dict[str, str]:
    return dict(places[place].names) if place and place in places else {}


def _runs(legs: Iterable[tuple[TracedLeg, bool]]) -> list[Run]:
    """Return the runs of a route, neighbours that say the same made one."""
    runs: list[Run] = []
    end = 0.0
    for leg, backwards in legs:
        way = leg.way.reversed() if backwards else leg.way
        gauges_mm = way.gauges_mm if leg.leg.mode == "rail" else ((),) * len(way.km)
        stretches = zip(way.country, gauges_mm, way.km.tolist(), strict=True)
        for (country, gauges), same in groupby(stretches, key=itemgetter(0, 1)):
            start = end
            for *_, km in same:
                end += km
            here = Run(
                start, end, leg.ref, country, str(leg.leg.mode), leg.status_value, tuple(gauges)
            )
            if runs and _traits(runs[-1]) == _traits(here):
                here = replace(here, start_km=runs.pop().start_km)
            runs.append(here)
    return runs


def _traits(run: Run) -> tuple[str, str, str, str, tuple[int, ...]]:
    return run.leg, run.country, run.mode, run.status, run.gauges_mm


def _hubs(legs: Sequence[tuple[TracedLeg, bool]], places: Places) -> list[Stop]:
    stops, at_km = [], 0.0
    for row, (leg, backwards) in enumerate(legs):
        first, last = (leg.leg.end, leg.leg.start) if backwards else (leg.leg.start, leg.leg.end)
        for km, place in ((at_km, first), (at_km + leg.length_km, last)):
            if km or not row:
                here = places[place]
                stops.append(
                    Stop(km, str(here.kind), dict(here.names), here.lon, here.lat, place=place)
                )
        at_km += leg.length_km
    return [stop for row, stop in enumerate(stops) if not row or stops[row - 1].km != stop.km]


def _track(legs: Iterable[tuple[TracedLeg, bool]]) -> list[tuple[float, float, float]]:
    """Return km, lon, lat at even steps along each leg, its drawn line scaled to its length."""
    from geodata import geodesy

    legs = list(legs)
    whole = sum(leg.length_km for leg, _ in legs)
    track: list[tuple[float, float, float]] = []
    start = 0.0
    for leg, backwards in legs:
        line = (leg.way.reversed() if backwards else leg.way).coords()
        many = max(2, round(_TRACK_POINTS * leg.length_km / whole)) if whole else 2
        shares = np.linspace(0.0, 1.0, many)
        points = geodesy.interpolate(line, shares * geodesy.line_length_km(line))
        track += [
            (round(start + share * leg.length_km, 1), round(float(lon), 3), round(float(lat), 3))
            for share, (lon, lat) in zip(shares, points, strict=True)
        ]
        start += leg.length_km
    return track


class StopRow(TypedDict):
    """A stop of a route as a row: km, what, name, detail."""

    km: float
    kind: str
    name: str
    detail: str


def table(profile: Profile, *, lang: str = "en") -> list[StopRow]:
    """Return the twin of the chart as rows: km, what, name, detail; by chainage."""
    rows: list[StopRow] = [
        {
            "km": round(stop.km, 1),
            "kind": stop.kind,
            "name": Language(lang).pick(stop.names),
            "detail": stop.detail,
        }
        for stop in (*profile.hubs, *profile.events)
    ]
    return sorted(rows, key=lambda row: (row["km"], row["kind"]))
