"""Legs traced over the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.tracing import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.atlas import Atlas
    from corridors.definitions.model import Leg
    from corridors.tracing.trace import TracedLeg, Travelled
    from geodata.routing.router import Router


class Tracer:
    """Traces the legs of one request, so that what they share is done once."""

    def __init__(self, atlas: Atlas, legs: Sequence[Leg]) -> None:
        self._atlas = atlas
        self._legs = legs
        self._keys: dict[str, str] = {}
        self._met: set[str] = set()

    def trace(self, corridor: str, leg: Leg) -> TracedLeg:
        """Return a traced leg, from the cache where it is there."""
        atlas = self._atlas
        status = leg.status_on(atlas.date)
        known = atlas.catalogue.published
        lengths = [known[key] for key in leg.published if key in known]
        sketched = trace.is_sketched(leg)
        # A sketch takes its length from whatever is published; a ratio needs what is comparable.
        published = trace.published_for(
            leg, (length for length in lengths if length.comparable or sketched)
        )
        stops = trace.waypoints(leg, atlas.places)
        if sketched:
            way, events, access = self._sketched(leg, published)
        else:
            way, events, access = self._travelled(leg)
        points = tuple(stop.point for stop in stops)
        return trace.TracedLeg(corridor, leg, status, way, events, access, published, points)

    def _sketched(self, leg: Leg, length_km: float | None) -> Travelled:
        from corridors.tracing import cache

        stops = trace.waypoints(leg, self._atlas.places)
        parts = ["sketch", [stop.point for stop in stops], length_km, leg.gauge_mm, leg.countries]
        return cache.remembered(
            cache.key(self._atlas, parts),
            lambda: trace.sketched(leg, stops, self._atlas.wayside, length_km=length_km),
        )

    def _travelled(self, leg: Leg) -> Travelled:
        from corridors.tracing import cache

        mode = trace.NETWORK_OF[leg.mode]
        if mode not in self._keys:
            self._keys[mode] = self._atlas.networks.key(mode)
        stops = trace.waypoints(leg, self._atlas.places)
        anchors = trace.anchored(stops, self._atlas.places, mode)
        parts = [mode, [stop.id for stop in stops], anchors, self._keys[mode], leg.countries]

        def make() -> Travelled:
            router = self._atlas.networks.router(mode)
            self._meet(router, mode)
            wayside = self._atlas.wayside
            return trace.travelled(
                router, stops, self._atlas.places, wayside, countries=leg.countries
            )

        return cache.remembered(cache.key(self._atlas, parts), make)

    def _meet(self, router: Router, mode: str) -> None:
        """Look for all places of a mode in the network at once; one by one takes far longer."""
        if mode in self._met:
            return
        self._met.add(mode)
        places = self._atlas.places
        stops = [
            stop
            for leg in self._legs
            if trace.NETWORK_OF[leg.mode] == mode
            for stop in trace.waypoints(leg, places)
        ]
        router.meet(trace.anchored(stops, places, mode))
