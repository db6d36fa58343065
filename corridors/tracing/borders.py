"""Borders along a way."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing.landmarks import CROSSING_FAR_KM, WayChainage, Wayside
from corridors.tracing.way import Event, Stretches

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geodata.places.model import Place

FOREIGN_KM = 10.0
"""A shorter stretch abroad without a known crossing belongs to the country around it."""


_CROSSING_ALONG_KM = 25.0


def with_borders(
    way: Stretches, wayside: Wayside, *, through: Collection[str] = ()
) -> tuple[Stretches, list[Event]]:
    """Return the way cut at its borders, with settled countries, and the border events.

    Where a known crossing lies on the way, the border is there; elsewhere where the boundary
    polygon puts it, marked ``inferred``. A foreign stretch under 10 km without a known crossing
    belongs to the country around it.

    Parameters
    ----------
    through
        Ids of places that the way is known to run through; a crossing among them is where the
        border is, however long a chord has strayed before.
    """
    runs = _runs(way)
    spots = _pinned(way, runs, wayside, through)
    settled = _settled(runs, spots)
    cut = way.cut([spot.at_km for _, spot in settled[1:]])
    middle = (cut.start_km[:-1] + cut.start_km[1:]) / 2.0
    bounds = np.array([spot.at_km for _, spot in settled[1:]])
    owner = np.searchsorted(bounds, middle, side="right")
    codes = tuple(settled[row][0] for row in owner)
    events = [
        replace(spot, kind="border", detail=f"{before}>{after}")
        for (before, _), (after, spot) in pairwise(settled)
    ]
    return replace(cut, columns={**cut.columns, "country": codes}), events


def _runs(way: Stretches) -> list[tuple[str, float]]:
    """Return (country, chainage where it begins) for each run of one country."""
    runs: list[tuple[str, float]] = []
    for code, start in zip(way.country, way.start_km.tolist(), strict=False):
        if not runs or runs[-1][0] != code:
            runs.append((code, start))
    return runs


def _settled(runs: list[tuple[str, float]], spots: list[Event]) -> list[tuple[str, Event]]:
    """Return (country, border before it), without false stretches abroad."""
    settled = [(runs[0][0], Event("", 0.0, 0.0, 0.0, ""))]
    for (code, _), spot in zip(runs[1:], spots, strict=True):
        before, entered = settled[-1]
        if code == before:
            continue
        returns = len(settled) > 1 and code == settled[-2][0]
        inferred = "inferred" in (spot.basis, entered.basis)
        same = bool(spot.place) and spot.place == entered.place
        if returns and (inferred or same) and spot.at_km - entered.at_km < FOREIGN_KM:
            settled.pop()
        else:
            settled.append((code, spot))
    return settled


def _pinned(
    way: Stretches, runs: list[tuple[str, float]], wayside: Wayside, through: Collection[str]
) -> list[Event]:
    """Return each border at the known crossing that lies on the way nearby, else where it is.

    A border without one takes, from farther off, a crossing of its two countries that no other
    border has taken.
    """
    index = WayChainage(way)
    spots = [
        _at_crossing(way, index, wayside.near("crossing", way.at(at)), at, _CROSSING_ALONG_KM)
        for _, at in runs[1:]
    ]
    taken = {spot.place for spot in spots}
    for row, ((before, _), (after, at)) in enumerate(pairwise(runs)):
        if not spots[row].place:
            free = [
                place
                for place in wayside.near("crossing", way.at(at))
                if place.country in (before, after) and place.id not in taken
            ]
            named = [place for place in free if place.id in through]
            reach = way.length_km if named else CROSSING_FAR_KM
            spots[row] = _at_crossing(way, index, named or free, at, reach)
            taken.add(spots[row].place)
    return spots


def _at_crossing(
    way: Stretches, index: WayChainage, crossings: Sequence[Place], at_km: float, along_km: float
) -> Event:
    best = index.near(crossings, at_km, along_km=along_km)
    if best is None:
        return Event("border", at_km, *way.at(at_km), "")
    place, chainage = best
    return Event("border", chainage, place.lon, place.lat, "", place.id, "known")
