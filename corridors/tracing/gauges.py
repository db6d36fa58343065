"""Breaks of gauge along a way."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from corridors.tracing.borders import FOREIGN_KM
from corridors.tracing.landmarks import YARD_ALONG_KM, WayChainage, Wayside
from corridors.tracing.way import Event, Stretches
from geodata.files import seed
from geodata.topology.rules import gauges_by_country

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def gauge_breaks(way: Stretches, wayside: Wayside) -> list[Event]:
    """Return the breaks of gauge along a way by rail.

    The usable gauge is followed as a set; where it meets a stretch that shares none of it, there
    is a break, at the yard on the way that joins the two, else at one beside it, else where the
    change lies. A gauge that returns within 10 km was a chord on the wrong side of a border, and no
    break; so was one after which tracks of both gauges begin.

    A way that begins or ends on tracks of several gauges, as those across a border are, begins
    or ends with the gauge of the country there: a route to the yard of the other side has its
    break, whether it goes on or not.
    """
    index = WayChainage(way)
    changes = _gauge_changes(way)
    return [_break(way, index, wayside, at_km, (before, after)) for at_km, before, after in changes]


_ALIKE = frozenset({1520, 1524})
"""Both lie well within tolerances, so that trains run through between Russia and Finland
(https://liquisearch.com/russian_gauge/tolerances)."""


_RUN_IN_KM = 10.0
"""Where no yard lies on the way, trains run into one that lies no farther off it."""


_Change = tuple[float, frozenset[int], frozenset[int]]


_Run = tuple[float, frozenset[int]]


@cache
def national() -> Mapping[str, tuple[int, ...]]:
    """Return the gauges in mm of each country's main network, as the rules state them."""
    return gauges_by_country(seed())


def of_countries(way: Stretches, countries: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return the gauges along a way once its countries are known better than the map draws them.

    What has the gauge of the country that the map has it in, for want of another rule, has the
    gauge of the country that it lies in.
    """
    known = national()
    rows = zip(way.gauges_mm, way.country, countries, strict=True)
    return tuple(
        known.get(lies, ()) if lies != drawn and here == known.get(drawn) else here
        for here, drawn, lies in rows
    )


def at_end(way: Stretches, row: int) -> frozenset[int]:
    """Return the gauges that a wagon may have on the first or last stretch of a way."""
    here = frozenset(way.gauges_mm[row])
    return here & frozenset(national().get(way.country[row], ())) or here


def shared(usable: frozenset[int], here: frozenset[int]) -> frozenset[int]:
    """Return the gauges of a track on which a wagon goes that can run on some gauges.

    Wagons of 1520 and 1524 mm run on each other's tracks, as between Russia and Finland.
    """
    return here & (usable | _ALIKE if usable & _ALIKE else usable)


def _gauge_changes(way: Stretches) -> list[_Change]:
    runs = _without_slivers(_gauge_runs(way))
    return [(start, before, after) for (_, before), (start, after) in pairwise(runs)]


def _gauge_runs(way: Stretches) -> list[_Run]:
    """Return where each run of stretches that share a gauge begins, and what they share."""
    runs: list[_Run] = [(0.0, at_end(way, 0))]
    spans = _spans(way)
    for row, (start, here) in enumerate(spans):
        begun, usable = runs[-1]
        met = shared(usable, here)
        if not usable or not here or met:
            runs[-1] = begun, met or here or usable
        elif not _goes_on(spans[row:], usable):
            runs.append((start, here))
    return runs


def _spans(way: Stretches) -> list[_Run]:
    """Return where each run of stretches of the same gauges begins, and what the way ends on."""
    every = [*map(frozenset, way.gauges_mm), at_end(way, -1)]
    rows = zip(way.start_km.tolist(), [None, *every], every, strict=False)
    return [(start, here) for start, before, here in rows if here != before]


def _goes_on(spans: Sequence[_Run], usable: frozenset[int]) -> bool:
    """Tell whether the first span is a gap before tracks of both gauges, which take a wagon on."""
    if len(spans) == 1:
        return False
    (start, _), (after, ahead) = spans[:2]
    return len(ahead) > 1 and after - start < FOREIGN_KM and bool(shared(usable, ahead))


def _without_slivers(runs: Sequence[_Run]) -> list[_Run]:
    """Return the runs without the short ones between two of one gauge, the shortest first."""
    kept = list(runs)
    while short := [
        (after - start, row)
        for row, ((_, before), (start, _), (after, here)) in enumerate(
            zip(kept, kept[1:], kept[2:], strict=False), start=1
        )
        if shared(before, here) and after - start < FOREIGN_KM
    ]:
        _, row = min(short)
        begun, before = kept[row - 1]
        kept[row - 1 : row + 2] = [(begun, before & kept[row + 1][1])]
    return kept


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
        if all(shared(gauges, frozenset(yard.gauges_mm)) for gauges in change)
    ]
    best = index.near(yards, at_km, along_km=YARD_ALONG_KM) or index.near(
        yards, at_km, along_km=YARD_ALONG_KM, off_km=_RUN_IN_KM
    )
    detail = f"{before}>{after}"
    if best is None:
        return Event("break_of_gauge", at_km, lon, lat, detail)
    place, chainage = best
    return Event("break_of_gauge", chainage, place.lon, place.lat, detail, place.id, "known")
