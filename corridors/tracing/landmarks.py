"""Crossings and gauge yards, found by where a way passes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from corridors.definitions import transits
from geodata import geodesy
from geodata.network.columns import Lines, pack_lines
from geodata.places.model import Kind
from geodata.routing.line_boxes import LineBoxes
from geodata.routing.snap import SegmentIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corridors.definitions.states import Crossing, Passage
    from corridors.definitions.transits import BoundaryRules
    from corridors.tracing.way import Stretches
    from geodata.arrays import Floats
    from geodata.places.model import Place
    from geodata.routing.path import Snapped

OFF_KM = 3.0
"""A place that is no farther off a way lies on it."""


CROSSING_FAR_KM = 60.0
"""A chord may enter a country long before its road does: then so far, for crossings of the two."""


YARD_ALONG_KM = 60.0


_NEAR_KM = {"crossing": CROSSING_FAR_KM + OFF_KM, "yard": YARD_ALONG_KM + OFF_KM}
"""No place farther off than this in a straight line can lie on the way nearby."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A point whose country is surer than the drawn boundary; lon, lat in degrees."""

    name: str
    country: str
    point: tuple[float, float]


class Wayside:
    """The border crossings and gauge yards that events along a way may be pinned to.

    Parameters
    ----------
    places
        All places; crossings and yards among them are kept.
    crossings
        What is known of crossings, by place.
    passages
        Canals and straits.
    rules
        How far the drawn boundary errs and where trains pass without control; the shipped rules
        where absent.
    """

    def __init__(
        self,
        places: Iterable[Place],
        *,
        crossings: Mapping[str, Crossing] | None = None,
        passages: Iterable[Passage] = (),
        rules: BoundaryRules | None = None,
    ) -> None:
        known = list(places)
        self._countries = {place.id: place.country for place in known}
        self.passages = tuple(passages)
        self.rules = transits.load() if rules is None else rules
        self._known_crossings = dict(crossings or {})
        self._crossings = [place for place in known if place.kind == Kind.BORDER_CROSSING]
        self._yards = [place for place in known if _is_yard(place)]
        self._points = {
            kind: geodesy.unit_vectors([(place.lon, place.lat) for place in group] or [(0.0, 0.0)])
            for kind, group in (("crossing", self._crossings), ("yard", self._yards))
        }

    @cached_property
    def digest(self) -> str:
        """Return the sha256 over the places and rules that events are made by."""
        known = sorted(
            (place.id, place.country, place.lon, place.lat, place.gauges_mm)
            for place in {*self._crossings, *self._yards}
        )
        crossings = [repr(self._known_crossings[key]) for key in sorted(self._known_crossings)]
        return hashlib.sha256(
            json.dumps([known, crossings, repr(self.passages), repr(self.rules)]).encode()
        ).hexdigest()

    def country(self, place: str) -> str:
        """Return the country of a place, empty where it is none of the catalogue's."""
        return self._countries.get(place, "")

    def near(self, kind: str, point: tuple[float, float]) -> list[Place]:
        """Return the crossings or yards that an event at a point may be pinned to."""
        group = self._crossings if kind == "crossing" else self._yards
        if not group:
            return []
        away = np.linalg.norm(self._points[kind] - geodesy.unit_vectors(point), axis=1)
        return [group[row] for row in np.flatnonzero(away < geodesy.chord_radius(_NEAR_KM[kind]))]

    def fits(self, crossing: Place, pair: Iterable[str], *, mode: str = "") -> bool:
        """Tell whether a crossing lies between two countries and serves a mode.

        Of one without a row in ``crossings.csv`` only its own country is known.
        """
        known = self._known_crossings.get(crossing.id)
        if known is None:
            return crossing.country in pair
        return set(known.countries) == set(pair) and (not mode or mode in known.modes)

    def handovers(self, crossing: str) -> list[Landmark]:
        """Return the hand-over stations of a crossing."""
        known = self._known_crossings.get(crossing)
        return [
            Landmark(each.name, each.country, (each.lon, each.lat))
            for each in (known.handovers if known else ())
        ]

    def yards(self, point: tuple[float, float]) -> list[Landmark]:
        """Return the gauge yards around a point with their countries."""
        return [Landmark(each.id, each.country, each.point) for each in self.near("yard", point)]


def _is_yard(place: Place) -> bool:
    """Tell whether gauges may change at a place: a crossing is a line, and no yard."""
    many = len(place.gauges_mm) > 1 and place.kind != Kind.BORDER_CROSSING
    return place.kind == Kind.GAUGE_YARD or many


class WayChainage:
    """Projects places onto the part of a way around a chainage."""

    def __init__(self, way: Stretches) -> None:
        self._way = way
        self._start_km = way.start_km

    @cached_property
    def _boxes(self) -> LineBoxes:
        return LineBoxes(pack_lines(self._way.lines))

    def project(
        self,
        points: Sequence[tuple[float, float]],
        at_km: float,
        *,
        along_km: float,
        off_km: float = OFF_KM,
    ) -> tuple[Floats, Floats]:
        """Return the chainage of each point on a part of the way, and how far off it lies in km.

        What lies farther off than ``off_km`` is infinitely far; all where the way has no such
        part.
        """
        nowhere = np.full(len(points), np.inf), np.full(len(points), np.inf)
        if not len(points):
            return nowhere
        start_km = self._start_km
        within = (start_km[1:] >= at_km - along_km) & (start_km[:-1] <= at_km + along_km)
        rows = np.flatnonzero(within & self._boxes.near(points, within_km=off_km))
        if not len(rows):
            return nowhere
        lines = pack_lines([self._way.lines[row] for row in rows])
        asked = np.asarray(points, dtype=np.float64).tobytes()
        offsets = lines.offsets.tobytes()
        found = _nearest(lines.coords.tobytes(), offsets, asked, off_km)
        chainage = start_km[rows[found.edge]] + found.share * self._way.km[rows[found.edge]]
        return np.asarray(chainage), found.distance_km.copy()

    def near(
        self, places: Sequence[Place], at_km: float, *, along_km: float, off_km: float = OFF_KM
    ) -> tuple[Place, float] | None:
        """Return the place on the way that is nearest to a chainage, and its chainage.

        It lies no farther off the way than ``off_km``.
        """
        if not places:
            return None
        points = [p.point for p in places]
        chainage, off = self.project(points, at_km, along_km=along_km, off_km=off_km)
        away = np.where(off <= off_km, np.abs(chainage - at_km), np.inf)
        best = int(np.argmin(away))
        return (places[best], float(chainage[best])) if away[best] <= along_km else None


@lru_cache(maxsize=4096)
def _nearest(coords: bytes, offsets: bytes, points: bytes, limit_km: float) -> Snapped:
    """Return where points meet lines: many routes pass the same border on the same lines."""
    lines = Lines(np.frombuffer(coords).reshape(-1, 2), np.frombuffer(offsets, dtype=np.int64))
    return SegmentIndex(lines).nearest(np.frombuffer(points), limit_km=limit_km)
