"""Events of a route, its legs joined."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import Mode
from corridors.tracing.borders import with_borders
from corridors.tracing.gauges import gauge_breaks
from corridors.tracing.trace import NODE_KM, TracedLeg
from corridors.tracing.way import Event, Stretches, joined
from geodata.boundaries import HIGH_SEAS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridors.tracing.landmarks import Wayside


def route_events(route: Sequence[tuple[TracedLeg, bool]], wayside: Wayside) -> list[Event]:
    """Return what happens along a route by chainage: borders, breaks of gauge, mode changes.

    Legs of one mode that follow each other are looked at as one way, so that a border or a break
    at a joint counts once.

    Parameters
    ----------
    route
        Traced legs in order, each with whether it is run backwards.
    """
    events: list[Event] = []
    at_km, before, country = 0.0, "", ""
    for mode, group in groupby(route, key=lambda pair: str(pair[0].leg.mode)):
        legs = list(group)
        way = joined([leg.way.reversed() if back else leg.way for leg, back in legs])
        if before:
            events += _at_joint(legs[0], way, at_km, (before, mode), (country, way.country[0]))
        through = {place for leg, _ in legs for place in (leg.leg.start, *leg.leg.via, leg.leg.end)}
        cut, found = with_borders(way, wayside, through=through)
        found += _at_nodes(gauge_breaks(way, wayside), legs) if mode == Mode.RAIL else []
        events += [replace(event, at_km=at_km + event.at_km) for event in found]
        at_km, before, country = at_km + way.length_km, mode, cut.country[-1]
    return sorted(events, key=lambda event: (event.at_km, event.kind))


def _at_nodes(breaks: Sequence[Event], legs: Sequence[tuple[TracedLeg, bool]]) -> list[Event]:
    """Give breaks that no yard explains the node at which they lie, if they lie at one."""
    nodes: list[tuple[float, str]] = []
    at_km = 0.0
    for leg, back in legs:
        nodes.append((at_km, leg.leg.end if back else leg.leg.start))
        at_km += leg.length_km
    return [
        next(
            (replace(event, place=node) for km, node in nodes if abs(km - event.at_km) <= NODE_KM),
            event,
        )
        if not event.place
        else event
        for event in breaks
    ]


def _at_joint(
    leg: tuple[TracedLeg, bool],
    way: Stretches,
    at_km: float,
    modes: tuple[str, str],
    countries: tuple[str, str],
) -> Iterator[Event]:
    """Yield the change of mode where a leg begins, and the border, where that is the joint."""
    traced, back = leg
    lon, lat = (float(x) for x in way.lines[0][0])
    place = traced.leg.end if back else traced.leg.start
    change = Event("mode_change", at_km, lon, lat, ">".join(modes), place, "known")
    if len({*countries, HIGH_SEAS}) > 2:  # noqa: PLR2004 - two countries, none of them the sea
        yield replace(change, kind="border", detail=">".join(countries))
    yield change
