"""Legs traced over the networks."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import LegRef
from corridors.tracing import cache, trace
from corridors.tracing.trace import LegPlan
from corridors.tracing.traced_data import TracedData
from geodata.errors import AtlasError, InputError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corridors.definitions.model import Leg
    from corridors.tracing.data import AtlasData
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.way import Trace
    from geodata.routing.router import Router

    Make = Callable[[], Trace]


_SEE_LIST = "see `corridors list`"


class Tracer:
    """Traces the legs of one request, so that what they share is done once."""

    def __init__(self, atlas: AtlasData, legs: Sequence[Leg]) -> None:
        self._atlas = atlas
        self._legs = legs
        self._keys: dict[str, str] = {}
        self._met: set[str] = set()

    def trace(self, corridor: str, leg: Leg) -> TracedLeg:
        """Return a traced leg, from the cache where it is there."""
        plan = self._plan(leg)
        key, make = self._sketch(plan) if plan.is_sketched else self._travel(plan)
        found = cache.remembered(key, make)
        return trace.TracedLeg(
            corridor,
            leg,
            plan.status,
            found.way,
            found.events,
            found.access_km,
            plan.published_km,
            plan.points,
            key,
        )

    def _plan(self, leg: Leg) -> LegPlan:
        atlas, known = self._atlas, self._atlas.catalogue.published
        lengths = [known[key] for key in leg.published if key in known]
        stops = tuple(trace.waypoints(leg, atlas.places))
        plan = LegPlan(
            leg,
            leg.status_on(atlas.date),
            stops,
            tuple(trace.anchored(stops, atlas.places, leg.mode.network)),
        )
        # A sketch takes its length from whatever is published; a ratio needs what is comparable.
        fit = (length for length in lengths if length.comparable or plan.is_sketched)
        return replace(plan, published_km=trace.published_for(leg, fit))

    def _sketch(self, plan: LegPlan) -> tuple[str, Make]:
        """Return the key of a sketch, and what makes it."""
        wayside, leg = self._atlas.wayside, plan.leg
        parts = ["sketch", plan.points, plan.published_km, leg.gauge_mm, leg.countries]
        return cache.key(wayside.digest, parts), partial(trace.sketched, plan, wayside)

    def _travel(self, plan: LegPlan) -> tuple[str, Make]:
        """Return the key of a leg over a network, and what makes it."""
        mode, countries = plan.leg.mode.network, plan.leg.countries
        if mode not in self._keys:
            self._keys[mode] = self._atlas.networks.key(mode)
        through = [stop.id for stop in plan.stops]
        parts = [mode, through, plan.anchors, self._keys[mode], countries]

        def make() -> Trace:
            router = self._atlas.networks.router(mode)
            self._meet(router, mode)
            wayside, places = self._atlas.wayside, self._atlas.places
            return trace.travelled(router, plan.stops, places, wayside, countries=countries)

        return cache.key(self._atlas.wayside.digest, parts), make

    def _meet(self, router: Router, mode: str) -> None:
        """Look for all places of a mode in the network at once; one by one takes far longer."""
        if mode in self._met:
            return
        self._met.add(mode)
        places = self._atlas.places
        stops = [
            stop
            for leg in self._legs
            if leg.mode.network == mode and {*leg.stops} <= places.keys()
            for stop in trace.waypoints(leg, places)
        ]
        router.meet(trace.anchored(stops, places, mode))


def trace_corridors(atlas: AtlasData, ids: Sequence[str] = ()) -> TracedData:
    """Return corridors traced over the networks; all of them where none is named.

    Raises
    ------
    InputError
        Naming unknown corridors, and every leg that cannot be traced.
    """
    catalogue = atlas.catalogue
    wanted = known_corridors(atlas, ids)
    refs = {corridor: _refs(atlas, corridor) for corridor in wanted}
    owners = dict.fromkeys(
        ref.key for routes in refs.values() for legs in routes.values() for ref in legs
    )
    stated = dict.fromkeys(
        LegRef(corridor, leg.id).key
        for corridor in wanted
        for leg in catalogue.corridor(corridor).legs
    )
    legs = _legs(atlas, [*dict.fromkeys([*owners, *stated])])
    return TracedData(atlas, tuple(wanted), legs, refs)


def known_corridors(atlas: AtlasData, ids: Sequence[str]) -> list[str]:
    """Return the ids of corridors, each once; of all where none is named.

    Raises
    ------
    InputError
        Naming those that are unknown, with the nearest that are known.
    """
    named = [atlas.catalogue.corridor_id(name) for name in ids]
    unknown = [name for name in named if name not in atlas.catalogue.corridors]
    if unknown:
        raise InputError(
            "\n".join(
                f"no corridor {name!r} ({did_you_mean(name, atlas.ids) or _SEE_LIST})"
                for name in unknown
            )
        )
    return list(dict.fromkeys(named)) or atlas.ids


def _refs(atlas: AtlasData, corridor: str) -> dict[str, tuple[LegRef, ...]]:
    """Return the references of each route to its legs."""
    return {
        route.id: tuple(leg.ref for leg in atlas.catalogue.resolve(corridor, route))
        for route in atlas.catalogue.corridor(corridor).routes
    }


def _legs(atlas: AtlasData, refs: Iterable[str]) -> dict[str, TracedLeg]:
    wanted = {ref: atlas.catalogue.leg(ref).leg for ref in refs}
    tracer = Tracer(atlas, list(wanted.values()))
    traced: dict[str, TracedLeg] = {}
    failed: list[tuple[str, str, Exception]] = []
    for ref, leg in wanted.items():
        corridor = LegRef.read(ref).corridor
        try:
            traced[ref] = tracer.trace(corridor, leg)
        except AtlasError as error:
            failed.append((f"{corridor}.toml", f"leg[{leg.id}]", error))
    if failed:
        raise trace.failures(failed)
    return traced
