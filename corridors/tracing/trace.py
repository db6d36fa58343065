"""Turns legs into geometry over the networks: one leg, one table of stretches and events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions.vocabulary import Mode
from corridors.tracing.borders import with_borders
from corridors.tracing.gauges import of_countries
from corridors.tracing.mixed import WATER, observed
from corridors.tracing.way import Event, Stretches, Trace, of_path, of_sketch
from geodata.countries import load as load_countries
from geodata.errors import InputError, Problem, RouteError, SnapError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridors.definitions.model import Leg, PublishedLength, Status
    from corridors.tracing.landmarks import Wayside
    from geodata.places.lookup import Places
    from geodata.places.model import Place
    from geodata.routing.path import Path, Spot
    from geodata.routing.router import Router


@dataclass(frozen=True, slots=True)
class LegPlan:
    """What is known of a leg before it is traced.

    Attributes
    ----------
    status
        On the day asked for.
    stops
        The places that it runs through, in its own direction.
    anchors
        Where they meet its network, lon, lat.
    published_km
        The first published length with its own ends.
    """

    leg: Leg
    status: Status | None
    stops: tuple[Place, ...]
    anchors: tuple[tuple[float, float], ...]
    published_km: float | None = None

    @property
    def is_sketched(self) -> bool:
        """Whether it is drawn as a sketch: it runs on land and today no line lies there.

        The same at every date: what has been built since is drawn where it lies, and a line that
        was lifted, and is to be built anew, is in no network of today.
        """
        return self.leg.mode in (Mode.RAIL, Mode.ROAD) and not self.leg.is_built

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The coordinates of its stops, lon, lat."""
        return tuple(stop.point for stop in self.stops)


"""A way, what happens along it, and the access at both ends in km."""


DETOUR = 1.6
"""A path longer than this many great circles through its points needs a `detour_reason`."""


NODE_KM = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class TracedLeg:
    """A leg with its geometry.

    Attributes
    ----------
    way
        Stretches of the leg in its own direction, cut at borders, countries settled.
    events
        Borders and breaks of gauge by chainage.
    access_km
        From the two ends to the network, outside every length; zero at sea, where the approach
        is part of the way.
    published_km
        The first published length with the leg's own ends, if any.
    key
        What the way is kept under in the cache, empty where it is not.
    """

    corridor: str
    leg: Leg
    status: Status | None
    way: Stretches
    events: tuple[Event, ...]
    access_km: tuple[float, float]
    published_km: float | None = None
    points: tuple[tuple[float, float], ...] = field(default=())
    key: str = ""

    def __repr__(self) -> str:
        return f"<TracedLeg {self.ref}: {self.leg.mode}, {self.length_km:,.0f} km>"

    @property
    def ref(self) -> str:
        """Return ``corridor:leg``."""
        return f"{self.corridor}:{self.leg.id}"

    @property
    def stops(self) -> tuple[str, ...]:
        """Return the ids of the places that it runs through, in its own direction."""
        return self.leg.stops

    @property
    def length_km(self) -> float:
        """Return the along-track length, or the published one of a leg that is not built."""
        return self.way.length_km

    @property
    def ratio(self) -> float | None:
        """Return computed over published; None where they are one or nothing is published."""
        if self.published_km is None or "published" in self.way.basis:
            return None
        return self.length_km / self.published_km

    @property
    def status_value(self) -> str:
        """Return the status, empty where the leg did not exist at the date asked for."""
        return "" if self.status is None else str(self.status.value)

    @property
    def in_use(self) -> bool:
        """Return whether freight runs on it at the date asked for."""
        return self.status is not None and self.status.value.in_use

    @property
    def is_built(self) -> bool:
        """Return whether it exists, in use or not, at the date asked for."""
        return self.status is not None and self.status.value.is_built

    @property
    def is_ahead(self) -> bool:
        """Return whether it is still to be built, at the date asked for."""
        return self.status is not None and not self.status.value.is_built


def waypoints(leg: Leg, places: Places) -> list[Place]:
    """Return the places that a leg runs through, in order.

    Raises
    ------
    PlaceError
        A place that is unknown.
    """
    return [places.place(place) for place in leg.stops]


def anchored(stops: Sequence[Place], places: Places, mode: str) -> list[tuple[float, float]]:
    """Return where places meet the network of a mode, lon, lat."""
    return [places.anchor(stop.id, mode) if stop.id in places else stop.point for stop in stops]


def trace_path(router: Router, stops: Sequence[Place], places: Places) -> tuple[Path, list[Spot]]:
    """Return the path through places over a router's network, and where they meet it.

    Raises
    ------
    SnapError, NoPathError
        Naming the place, the distance and what is wrong.
    """
    spots = meet(router, stops, places)
    return router.route(spots), spots


def meet(router: Router, stops: Sequence[Place], places: Places) -> list[Spot]:
    """Return where places meet a router's network.

    Raises
    ------
    SnapError
        Naming every place that lies too far off, and how far.
    """
    anchors = anchored(stops, places, router.network.mode)
    points = [_meeting(router, stop, anchor) for stop, anchor in zip(stops, anchors, strict=True)]
    return router.snap(points, labels=[stop.id or stop.name() for stop in stops])


def _meeting(router: Router, stop: Place, anchor: tuple[float, float]) -> tuple[float, float]:
    """Return the anchor of a place, or its own point where only that is on the network.

    Anchors are set for the embedded networks; on a network of one's own, with the track in its
    true place, the place itself may be nearer.
    """
    if anchor == stop.point or _on_network(router, anchor):
        return anchor
    return stop.point if _on_network(router, stop.point) else anchor


def _on_network(router: Router, point: tuple[float, float]) -> bool:
    try:
        router.snap([point])
    except SnapError:
        return False
    return True


def travelled(
    router: Router,
    stops: Sequence[Place],
    places: Places,
    wayside: Wayside,
    *,
    countries: Sequence[str] = (),
) -> Trace:
    """Return the way through places with its events and the access at both ends.

    Where ``countries`` are stated, the way runs in no other; see `stated`.
    """
    path, spots = trace_path(router, stops, places)
    through = [stop.id for stop in stops]
    ends = stops[0].country, stops[-1].country
    return along(router, path, spots, wayside, countries=countries, through=through, ends=ends)


def along(
    router: Router,
    path: Path,
    spots: Sequence[Spot],
    wayside: Wayside,
    *,
    countries: Sequence[str] = (),
    through: Sequence[str] = (),
    ends: tuple[str, str] = ("", ""),
) -> Trace:
    """Return the way of a path over one mode, its events and the access at both ends.

    Parameters
    ----------
    ends
        The countries of both ends, for ways over water.
    """
    mode = router.network.mode
    drawn = of_path(router.network, path)
    codes = tuple(stated(drawn.country, countries))
    known = {"country": codes, "gauges_mm": of_countries(drawn, codes)}
    settled = replace(drawn, columns={**drawn.columns, **known})
    if mode in WATER:
        settled = drawn
    way, events = observed(
        settled,
        wayside,
        mode=mode,
        ends=ends,
        through=through,
        stated=countries,
        port=through[-1] if through else "",
    )
    access = (spots[0].access_km, spots[-1].access_km)
    return Trace(way, tuple(events), (0.0, 0.0) if mode in WATER else access)


def sketched(plan: LegPlan, wayside: Wayside) -> Trace:
    """Return an unbuilt leg as straight pieces between its places; it needs no access.

    Its length is the published one where there is one.

    Raises
    ------
    InputError
        Its places all lie at one point.
    """
    leg, points = plan.leg, np.array(plan.points)
    if (points == points[0]).all():
        names = ", ".join(stop.id for stop in plan.stops)
        raise InputError(f"a line between {names} has no length: they lie at the same point")
    pieces = load_countries().cut(points, snap_km=20.0)
    codes = stated([piece.country for piece in pieces], leg.countries)
    gauges = (leg.gauge_mm,) if leg.gauge_mm and leg.mode is Mode.RAIL else ()
    way = of_sketch(
        points,
        length_km=plan.published_km,
        gauges_mm=gauges,
        countries=[
            (code, piece.start_km, piece.end_km) for code, piece in zip(codes, pieces, strict=True)
        ],
    )
    through = [stop.id for stop in plan.stops]
    way, borders = with_borders(
        way, wayside, mode=str(leg.mode), through=through, stated=leg.countries
    )
    return Trace(way, tuple(borders))


def stated(codes: Sequence[str], countries: Sequence[str]) -> list[str]:
    """Return the countries along a way, none but those that its leg states.

    Neither a sketch nor a chord is the alignment, and boundaries are generalised: along a river
    the drawn line strays to the other bank. Such a piece belongs to the stated country before
    it, or to the first one.
    """
    if not countries:
        return list(codes)
    inside: list[str] = []
    for code in codes:
        before = inside[-1] if inside else countries[0]
        inside.append(code if code in countries else before)
    return inside


def published_for(leg: Leg, lengths: Iterable[PublishedLength]) -> float | None:
    """Return the first published length in km that has the leg's own ends, either way round."""
    ends = {leg.start, leg.end}
    return next(
        (length.length_km for length in lengths if {length.start, length.end} == ends), None
    )


def detour(traced: TracedLeg) -> float:
    """Return the length over the great circle through the leg's points."""
    from geodata import geodesy

    straight = geodesy.line_length_km(np.array(traced.points))
    return traced.length_km / straight if straight else 1.0


def failures(problems: Sequence[tuple[str, str, Exception]]) -> InputError:
    """Return one error for all legs that could not be traced, each with file and leg."""
    return InputError(
        Problem(file, item, str(error), _remedy(error)) for file, item, error in problems
    )


def _remedy(error: Exception) -> str:
    if isinstance(error, RouteError):
        return "check the places and `via`, add an anchor, or declare the missing line"
    return ""
