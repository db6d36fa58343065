"""Breaks of gauge along a way."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from corridors.tracing.borders import FOREIGN_KM
from corridors.tracing.landmarks import YARD_ALONG_KM, WayChainage, Wayside
from corridors.tracing.way import Event, Stretches
from geodata.topology.rules import gauges_by_country

if TYPE_CHECKING:
    from collections.abc import Mapping


def gauge_breaks(way: Stretches, wayside: Wayside) -> list[Event]:
    """Return the breaks of gauge along a way by rail.

    The usable gauge is followed as a set; where it meets a stretch that shares none of it, there
    is a break, at the yard on the way that joins the two, else where the change lies. A gauge
    that returns within 10 km was a chord on the wrong side of a border, and no break.

    A way that begins or ends on tracks of several gauges, as those across a border are, begins
    or ends with the gauge of the country there: a route to the yard of the other side has its
    break, whether it goes on or not.
    """
    index = WayChainage(way)
    changes = _gauge_changes(way)
    return [_break(way, index, wayside, at_km, (before, after)) for at_km, before, after in changes]


_Change = tuple[float, frozenset[int], frozenset[int]]


@cache
def national() -> Mapping[str, tuple[int, ...]]:
    """Return the gauges in mm of each country's main network, as the rules state them."""
    return gauges_by_country(files("seeds"))


def at_end(way: Stretches, row: int) -> frozenset[int]:
    """Return the gauges that a wagon may have on the first or last stretch of a way."""
    here = frozenset(way.gauges_mm[row])
    return here & frozenset(national().get(way.country[row], ())) or here


def _gauge_changes(way: Stretches) -> list[_Change]:
    changes: list[_Change] = []
    usable: frozenset[int] = at_end(way, 0)
    stretches = [frozenset(gauges) for gauges in way.gauges_mm]
    for here, start in zip([*stretches, at_end(way, -1)], way.start_km.tolist(), strict=True):
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
