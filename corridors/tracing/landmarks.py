"""Crossings and gauge yards, found by where a way passes."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.network.build import from_lines
from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridors.tracing.way import Stretches
    from geodata.places.model import Place

_CROSSING_OFF_KM = 3.0


CROSSING_FAR_KM = 60.0
"""A chord may enter a country long before its road does: then so far, for crossings of the two."""


YARD_ALONG_KM = 60.0


_NEAR_KM = {
    "crossing": CROSSING_FAR_KM + _CROSSING_OFF_KM,
    "yard": YARD_ALONG_KM + _CROSSING_OFF_KM,
}
"""No place farther off than this in a straight line can lie on the way nearby."""


class Wayside:
    """The border crossings and gauge yards that events along a way may be pinned to."""

    def __init__(self, places: Iterable[Place]) -> None:
        known = list(places)
        self._crossings = [place for place in known if place.kind == "border_crossing"]
        self._yards = [
            place for place in known if place.kind == "gauge_yard" or len(place.gauges_mm) > 1
        ]
        self._points = {
            kind: geodesy.unit_vectors([(place.lon, place.lat) for place in group] or [(0.0, 0.0)])
            for kind, group in (("crossing", self._crossings), ("yard", self._yards))
        }

    @cached_property
    def digest(self) -> str:
        """Return the sha256 over the places that events may be pinned to."""
        known = sorted(
            (place.id, place.lon, place.lat, place.gauges_mm)
            for place in {*self._crossings, *self._yards}
        )
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()

    def near(self, kind: str, point: tuple[float, float]) -> list[Place]:
        """Return the crossings or yards that an event at a point may be pinned to."""
        group = self._crossings if kind == "crossing" else self._yards
        if not group:
            return []
        away = np.linalg.norm(self._points[kind] - geodesy.unit_vectors(point), axis=1)
        return [group[row] for row in np.flatnonzero(away < geodesy.chord_radius(_NEAR_KM[kind]))]


class WayChainage:
    """Projects places onto the part of a way around a chainage."""

    def __init__(self, way: Stretches) -> None:
        self._way = way
        self._start_km = way.start_km

    def near(
        self, places: Sequence[Place], at_km: float, *, along_km: float
    ) -> tuple[Place, float] | None:
        """Return the place on the way that is nearest to a chainage, and its chainage."""
        rows = np.flatnonzero(
            (self._start_km[1:] >= at_km - along_km) & (self._start_km[:-1] <= at_km + along_km)
        )
        if not places or not len(rows):
            return None
        index = SegmentIndex(from_lines([self._way.lines[row] for row in rows], mode="way"))
        found = index.nearest([place.point for place in places])
        chainage = self._start_km[rows[found.edge]] + found.share * self._way.km[rows[found.edge]]
        off = np.where(found.distance_km <= _CROSSING_OFF_KM, np.abs(chainage - at_km), np.inf)
        best = int(np.argmin(off))
        return (places[best], float(chainage[best])) if off[best] <= along_km else None
