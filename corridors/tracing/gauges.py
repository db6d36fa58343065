"""Breaks of gauge along a way."""

from __future__ import annotations

from corridors.tracing.borders import FOREIGN_KM
from corridors.tracing.landmarks import YARD_ALONG_KM, WayChainage, Wayside
from corridors.tracing.way import Event, Stretches


def gauge_breaks(way: Stretches, wayside: Wayside) -> list[Event]:
    """Return the breaks of gauge along a way by rail.

    The usable gauge is followed as a set; where it meets a stretch that shares none of it, there
    is a break, at the yard on the way that joins the two, else where the change lies. A gauge
    that returns within 10 km was a chord on the wrong side of a border, and no break.
    """
    index = WayChainage(way)
    changes = _gauge_changes(way)
    return [_break(way, index, wayside, at_km, (before, after)) for at_km, before, after in changes]


_Change = tuple[float, frozenset[int], frozenset[int]]


def _gauge_changes(way: Stretches) -> list[_Change]:
    changes: list[_Change] = []
    usable: frozenset[int] = frozenset()
    for gauges, start in zip(way.gauges_mm, way.start_km.tolist(), strict=False):
        here = frozenset(gauges)
        if usable and here and not usable & here:
            if changes and start - changes[-1][0] < FOREIGN_KM and changes[-1][1] & here:
                usable = changes.pop()[1] & here
                continue
            changes.append((start, usable, here))
            usable = here
        else:
            usable = usable & here or here or usable
    return changes


def _break(
    way: Stretches,
    index: WayChainage,
    wayside: Wayside,
    at_km: float,
    change: tuple[frozenset[int], frozenset[int]],
) -> Event:
    before, after = (min(gauges) for gauges in change)
    lon, lat = way.at(at_km)
    yards = [
        yard
        for yard in wayside.near("yard", (lon, lat))
        if change[0] & set(yard.gauges_mm) and change[1] & set(yard.gauges_mm)
    ]
    best = index.near(yards, at_km, along_km=YARD_ALONG_KM)
    detail = f"{before}>{after}"
    if best is None:
        return Event("break_of_gauge", at_km, lon, lat, detail)
    place, chainage = best
    return Event("break_of_gauge", chainage, place.lon, place.lat, detail, place.id, "known")
