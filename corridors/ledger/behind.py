"""What waits behind the ends of a way: a border or a break of gauge that it does not cross.

A route that begins at Altynkol begins behind the dearest stop of the corridor. That stop is told
with every ledger, and counted where asked for; it is never silently left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corridors.ledger.stops import Stop
from geodata import geodesy
from geodata.countries import load as load_countries
from geodata.country_names import HIGH_SEAS
from geodata.places.model import Kind
from geodata.places.nearest import nearest_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.ledger.stops import Course, Stretch
    from geodata.places.lookup import Places
    from geodata.places.model import Place

_NEAR_KM = 15.0
"""An end of a way lies at a crossing that is no farther off than this."""
_CROSSED_KM = 40.0
"""A border so near to an end, along the way, is the one that lies there."""
_BEYOND_KM = 12.0
"""So far around a crossing the country on the other side is looked for."""
_POINTS = 24


def with_behind(course: Course, places: Places, *, counted: bool = False) -> Course:
    """Return a course with the stops behind its ends among its stops.

    Parameters
    ----------
    counted
        Whether they are part of the totals.
    """
    before, after = (
        [replace(stop, counted=counted) for stop in _stops(course, places, at_start=at_start)]
        for at_start in (True, False)
    )
    return replace(course, stops=(*before, *course.stops, *after))


def _stops(course: Course, places: Places, *, at_start: bool) -> Iterator[Stop]:
    end = course.ends[0 if at_start else 1]
    stretch = course.stretches[0 if at_start else -1]
    if end not in places or stretch.mode not in ("rail", "road"):
        return
    crossing = _crossing(places[end], places, stretch.mode)
    if crossing is None or _crosses(course, at_start=at_start):
        return
    other = _beyond(crossing, stretch.country)
    at_km = 0.0 if at_start else course.length_km
    modes = (stretch.mode, stretch.mode)
    names = (crossing.id, end)
    found: list[Stop] = []
    if other:
        pair = (other, stretch.country) if at_start else (stretch.country, other)
        found.append(Stop("border", at_km, names, modes, pair))
    if gauges := _gauges(course, places[end], stretch, at_start=at_start):
        found.append(Stop("gauge", at_km, (end, crossing.id), modes, gauges=gauges))
    yield from found


def _crossing(end: Place, places: Places, mode: str) -> Place | None:
    """Return the crossing of a mode at which a place lies."""
    known = [place for place in places.of_kind(Kind.BORDER_CROSSING) if _serves(place, mode)]
    if end in known:
        return end
    if end.kind not in ("gauge_yard", "border_crossing", "dry_port"):
        return None
    return nearest_place(known, end.point, within_km=_NEAR_KM)


def _serves(place: Place, mode: str) -> bool:
    """Tell whether a crossing is one of a mode: railways have gauges."""
    return mode == "road" or bool(place.gauges_mm)


def _crosses(course: Course, *, at_start: bool) -> bool:
    end_km = 0.0 if at_start else course.length_km
    return any(
        stop.kind == "border" and abs(stop.at_km - end_km) <= _CROSSED_KM for stop in course.stops
    )


def _beyond(crossing: Place, country: str) -> str:
    """Return the country on the other side of a crossing, empty where none is near."""
    turn = np.linspace(0.0, 360.0, _POINTS, endpoint=False)
    here = np.full((2, _POINTS), [[crossing.lon], [crossing.lat]])
    for radius_km in (_BEYOND_KM / 4.0, _BEYOND_KM / 2.0, _BEYOND_KM):
        lon, lat, _ = geodesy.geod().fwd(
            here[0], here[1], turn, np.full(_POINTS, radius_km * 1000.0)
        )
        codes: list[str] = load_countries().at(lon, lat).tolist()
        others = [code for code in codes if code not in ("", country, HIGH_SEAS)]
        if others:
            return max(sorted(set(others)), key=others.count)
    return ""


def _gauges(course: Course, end: Place, stretch: Stretch, *, at_start: bool) -> str:
    """Return the change of gauge at an end, empty where there is none."""
    own = course.gauges_mm[0 if at_start else 1]
    others = [gauge for gauge in end.gauges_mm if gauge not in own]
    if stretch.mode != "rail" or len(own) != 1 or len(others) != 1:
        return ""
    pair = (others[0], own[0]) if at_start else (own[0], others[0])
    return f"{pair[0]}>{pair[1]}"
