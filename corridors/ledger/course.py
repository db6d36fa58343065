"""Courses of routes of corridors, and of routes between places."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from corridors.ledger.stops import PORTS, Course, Legs, find_course
from corridors.tracing.way import Stretches
from geodata.places.nearest import nearest_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridors.tracing.traced_data import TracedData
    from corridors.tracing.way import Event
    from geodata.places.lookup import Places


class Hop(Protocol):
    """A way between places over one network, as `corridors.lengths.route` finds it."""

    @property
    def mode(self) -> str:
        """``rail``, ``road``, ``sea`` or ``any``."""

    @property
    def stops(self) -> tuple[str, ...]:
        """Ids or labels of the places, in order."""

    @property
    def way(self) -> Stretches:
        """The stretches travelled; of a joined network with their ``mode``."""

    @property
    def events(self) -> tuple[Event, ...]:
        """Borders and breaks of gauge by chainage."""


_Part = tuple[str, tuple[str, str], str, Stretches]
"""A leg by name, ends and mode, with its way."""
_SEA_MODES = {"sea", "ferry", "waterway"}
_TRANSFERS = {*PORTS, "dry_port", "rail_terminal", "logistics_centre", "gauge_yard"}
_HUB_KM = 15.0
"""A change of mode on a network belongs to a hub no farther off than this."""


def route_course(traced: TracedData, corridor: str, route: str, *, back: bool = False) -> Course:
    """Return the course of a route of a corridor.

    Parameters
    ----------
    back
        From the last place to the first one.
    """
    run = traced.route_legs(corridor, route)
    legs = _joined(
        [
            (
                leg.ref,
                (leg.leg.end, leg.leg.start) if turned else (leg.leg.start, leg.leg.end),
                str(leg.leg.mode),
                leg.way.reversed() if turned else leg.way,
            )
            for leg, turned in run
        ]
    )
    events = traced.route_events(corridor, route)
    if back:
        legs, events = _backwards(legs, events)
    return find_course(f"{corridor}:{route}", corridor, legs, events, traced.atlas.places)


def journey_course(journey: Hop, places: Places, *, back: bool = False) -> Course:
    """Return the course of a route between places that follows no corridor.

    Parameters
    ----------
    back
        From the last place to the first one.
    """
    return hops_course([journey], places, back=back)


def hops_course(journeys: Sequence[Hop], places: Places, *, back: bool = False) -> Course:
    """Return the course of routes that follow each other, each where the one before ends.

    Parameters
    ----------
    back
        From the last place to the first one.
    """
    named = [part for journey in journeys for part in _named_parts(journey, places)]
    legs = _joined(named)
    events: list[Event] = []
    at_km = 0.0
    for journey in journeys:
        events += [replace(event, at_km=at_km + event.at_km) for event in journey.events]
        at_km += journey.way.length_km
    halts = [journeys[0].stops[0], *(stop for one in journeys for stop in one.stops[1:])]
    if back:
        legs, events, halts = *_backwards(legs, events), halts[::-1]
    course = find_course(f"{halts[0]} - {halts[-1]}", "", legs, events, places)
    return replace(course, via=tuple(halts[1:-1]))


def _named_parts(journey: Hop, places: Places) -> Iterator[_Part]:
    parts = list(_by_mode(journey))
    halts = [journey.stops[0], *(_hub(way, places) for _, way in parts[1:]), journey.stops[-1]]
    for (a, b), (mode, way) in zip(pairwise(halts), parts, strict=True):
        yield f"{a}>{b}", (a, b), mode, way


def _by_mode(journey: Hop) -> Iterator[tuple[str, Stretches]]:
    """Yield the runs of one mode; a transfer belongs to the mode before it."""
    way = journey.way
    modes = list(way.columns.get("mode", (journey.mode,) * len(way.km)))
    for row, mode in enumerate(modes):
        if mode == "transfer":
            after = [each for each in modes[row:] if each != "transfer"]
            modes[row] = modes[row - 1] if row else after[0] if after else "road"
    rows = [list(group) for _, group in groupby(range(len(modes)), key=lambda row: modes[row])]
    for group in rows:
        part = slice(group[0], group[-1] + 1)
        columns = {name: values[part] for name, values in way.columns.items()}
        yield modes[group[0]], Stretches(way.km[part], way.lines[part], columns)


def _hub(way: Stretches, places: Places) -> str:
    """Return the hub at which a run of a mode begins, its spot where none is near."""
    lon, lat = way.lines[0][0].tolist()
    hubs = [place for place in places.values() if place.kind in _TRANSFERS]
    hub = nearest_place(hubs, (lon, lat), within_km=_HUB_KM)
    return hub.id if hub else f"{lat:.3f},{lon:.3f}"


def _joined(parts: Sequence[_Part]) -> Legs:
    counts = [len(way.km) for *_, way in parts]
    return Legs(
        names=[name for name, *_ in parts],
        ends=[ends for _, ends, *_ in parts],
        modes=["sea" if mode in _SEA_MODES else mode for *_, mode, _ in parts],
        leg=np.repeat(np.arange(len(parts)), counts),
        km=np.concatenate([way.km for *_, way in parts]),
        country=[code for *_, way in parts for code in way.country],
        gauges_mm=(_gauge(parts[0][3].gauges_mm), _gauge(parts[-1][3].gauges_mm[::-1])),
    )


def _gauge(stretches: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the gauge of a way beyond the yard, of several gauges, at which it begins."""
    return next((gauges for gauges in stretches if len(gauges) == 1), ())


def _backwards(legs: Legs, events: Sequence[Event]) -> tuple[Legs, list[Event]]:
    total = float(legs.km.sum())
    turned = Legs(
        legs.names[::-1],
        [(b, a) for a, b in legs.ends[::-1]],
        legs.modes[::-1],
        len(legs.names) - 1 - legs.leg[::-1],
        legs.km[::-1],
        legs.country[::-1],
        legs.gauges_mm[::-1],
    )
    return turned, [
        replace(event, at_km=total - event.at_km, detail=">".join(event.detail.split(">")[::-1]))
        for event in events[::-1]
    ]
