"""Events of a route, its legs joined."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import Mode
from corridors.tracing import cache
from corridors.tracing.borders import with_borders
from corridors.tracing.gauges import at_end, gauge_breaks
from corridors.tracing.mixed import WATER, Gauges
from corridors.tracing.trace import NODE_KM, TracedLeg
from corridors.tracing.water import arrival, with_waters
from corridors.tracing.way import Event, Stretches, joined
from geodata.country_names import HIGH_SEAS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.tracing.landmarks import Wayside


def route_events(route: Sequence[tuple[TracedLeg, bool]], wayside: Wayside) -> list[Event]:
    """Return what happens along a route, by chainage.

    Borders, transits, breaks of gauge, passages and changes of mode.

    Legs of one mode that follow each other on land are looked at as one way, so that a border or
    a break at a joint counts once. Over water each leg ends at a port of call, where the border
    with the country of departure lies.

    Parameters
    ----------
    route
        Traced legs in order, each with whether it is run backwards.
    """
    course = _Course(wayside)
    for mode, group in groupby(route, key=lambda pair: str(pair[0].leg.mode)):
        legs = list(group)
        if mode in WATER:
            for leg in legs:
                course.sail(mode, leg)
        else:
            course.ride(mode, legs)
    return sorted(course.events, key=lambda event: (event.at_km, event.kind))


def remembered(route: Sequence[tuple[TracedLeg, bool]], wayside: Wayside) -> list[Event]:
    """Return `route_events`, from the cache where the route's legs were kept in it."""
    if not all(leg.key for leg, _ in route):
        return route_events(route, wayside)
    legs = [
        [leg.key, str(leg.leg.mode), back, [(stop, wayside.country(stop)) for stop in leg.stops]]
        for leg, back in route
    ]
    key = cache.key(wayside.digest, ["route", *legs])
    return cache.remembered_events(key, lambda: route_events(route, wayside))


def _from(leg: tuple[TracedLeg, bool]) -> str:
    traced, back = leg
    return traced.leg.end if back else traced.leg.start


def _to(leg: tuple[TracedLeg, bool]) -> str:
    traced, back = leg
    return traced.leg.start if back else traced.leg.end


def _way(leg: tuple[TracedLeg, bool]) -> Stretches:
    traced, back = leg
    return traced.way.reversed() if back else traced.way


class _Course:
    """Gathers the events of a route, part by part."""

    def __init__(self, wayside: Wayside) -> None:
        self.events: list[Event] = []
        self._wayside = wayside
        self._at_km = 0.0
        self._mode = ""
        self._country = ""
        self._gauges = Gauges()

    def ride(self, mode: str, legs: Sequence[tuple[TracedLeg, bool]]) -> None:
        """Add legs of one mode on land."""
        way = joined([_way(leg) for leg in legs])
        through = {place for leg, _ in legs for place in leg.stops}
        cut, found = with_borders(way, self._wayside, mode=mode, through=through)
        gauges = self._gauges.change_to(cut) if mode == Mode.RAIL else ""
        self._join(mode, _from(legs[0]), cut, gauges)
        found += _at_nodes(gauge_breaks(cut, self._wayside), legs) if mode == Mode.RAIL else []
        self._add(found, cut.length_km)
        self._country = cut.country[-1]
        if mode == Mode.RAIL:
            self._gauges = Gauges(at_end(cut, -1))

    def sail(self, mode: str, leg: tuple[TracedLeg, bool]) -> None:
        """Add a leg over water, from port to port."""
        way = _way(leg)
        self._join(mode, _from(leg), way, "")
        before = self._country or self._wayside.country(_from(leg))
        after = self._wayside.country(_to(leg))
        cut, found = with_waters(way, self._wayside)
        found += arrival(cut, before, after, port=_to(leg))
        self._add(found, cut.length_km)
        self._country = after or before

    def _add(self, found: Sequence[Event], length_km: float) -> None:
        self.events += [replace(event, at_km=self._at_km + event.at_km) for event in found]
        self._at_km += length_km

    def _join(self, mode: str, place: str, way: Stretches, gauges: str) -> None:
        """Add the change of mode where a part begins, and the border, where that is the joint."""
        lon, lat = (float(x) for x in way.lines[0][0])
        before, self._mode = self._mode, mode
        if not before or before == mode:
            return
        change = Event(
            "mode_change", self._at_km, lon, lat, f"{before}>{mode}", place, "known", gauges=gauges
        )
        pair = (self._country, way.country[0])
        if all(pair) and HIGH_SEAS not in pair and pair[0] != pair[1]:
            self.events.append(replace(change, kind="border", detail=">".join(pair), gauges=""))
        self.events.append(change)


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
