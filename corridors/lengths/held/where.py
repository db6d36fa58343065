"""Checks of where ways on land lie: at sea, deep abroad, off a boundary; and how they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing.mixed import WATER
from geodata import geodesy
from geodata.countries import load as load_countries
from geodata.country_names import HIGH_SEAS
from geodata.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.way import Event, Stretches
    from geodata.arrays import Floats, Mask, Strings

OUT_KM = 2.0
"""The drawn coast and the drawn boundaries are generalised to about so much."""


SEA_KM = 10.0
"""A leg on land may be drawn so far out at sea in all, bridges and coasts included."""


ABROAD_KM = 5.0
"""A leg may be drawn so far in all in a country that it does not state."""


BORDER_KM = 7.5
"""No rule moves a border farther off the drawn boundary: past a station that lies 5 km beyond it,
and half as far again (``rules/countries.toml``)."""


MAPPED_KM = 25.0


_STEP_KM = 1.0


_AROUND = 8


def check_where(traced: TracedLeg) -> Iterator[Problem]:
    """Yield what is wrong with where a leg in use on land is drawn."""
    file, item = f"{traced.corridor}.toml", f"leg[{traced.leg.id}]"
    if not traced.in_use or str(traced.leg.mode) in WATER:
        return
    own = traced.leg.countries or tuple(traced.way.sums("country"))
    transits = [event.detail for event in traced.events if event.kind == "transit"]
    for message, remedy in (
        *strayed(traced.way.coords(), {*own, *transits}),
        *off_boundary(traced.events),
        *straight_mapped(traced.way),
        *breaks_off_yards(traced.events),
    ):
        yield Problem(file, item, message, remedy)


def strayed(coords: Floats, own: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, remedy) where a line runs out at sea or deep in other countries.

    Parameters
    ----------
    coords
        Shape (n, 2), degrees; a point every km is looked at.
    own
        Countries in which it may run.
    """
    points, codes = _sampled(coords)
    out = np.flatnonzero(~np.isin(codes, list(own)))
    deep = out[~_near(points[out], own, within_km=OUT_KM)]
    for at_sea, bound_km in ((True, SEA_KM), (False, ABROAD_KM)):
        rows = deep[(codes[deep] == HIGH_SEAS) == at_sea]
        km = len(rows) * _STEP_KM
        if km > bound_km:
            lon, lat = points[rows[len(rows) // 2]]
            where = "out at sea" if at_sea else f"in {' '.join(sorted(set(codes[rows])))}"
            yield (
                f"runs {km:.0f} km more than {OUT_KM:.0f} km {where}, as at {lat:.3f},{lon:.3f}",
                "add points on the real line, or state the country",
            )


def _sampled(coords: Floats) -> tuple[Floats, Strings]:
    """Return a point every km of a line, shape (n, 2), and the drawn country of each."""
    length_km = geodesy.line_length_km(coords)
    points = geodesy.interpolate(coords, np.arange(0.0, length_km, _STEP_KM))
    return points, load_countries().at(points[:, 0], points[:, 1])


def _near(points: Floats, own: Collection[str], *, within_km: float) -> Mask:
    """Tell which points have one of the countries within some km, in any of eight directions."""
    near = np.zeros(len(points), dtype=bool)
    metres = np.full(len(points), within_km * 1000.0)
    for azimuth in np.arange(0.0, 360.0, 360.0 / _AROUND):
        headings = np.full(len(points), azimuth)
        lon, lat, _ = geodesy.geod().fwd(points[:, 0], points[:, 1], headings, metres)
        near |= np.isin(load_countries().at(lon, lat), list(own))
    return near


def off_boundary(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, remedy) of borders by land that lie off the drawn boundary."""
    for event in events:
        pair = event.detail.split(">")
        if event.kind != "border" or event.basis == "by_sea" or HIGH_SEAS in pair:
            continue
        points = np.array([[event.lon, event.lat]])
        here = load_countries().at(points[:, 0], points[:, 1])[0]
        others = [code for code in pair if code != here]
        if not _near(points, others, within_km=BORDER_KM)[0]:
            spot = f"{event.lat:.3f},{event.lon:.3f}"
            yield (
                f"crosses {event.detail} at {spot}, over {BORDER_KM:g} km off the boundary",
                "mend the line there, or the crossing",
            )


def breaks_off_yards(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, remedy) of breaks of gauge at which no yard of both gauges lies."""
    for event in events:
        if event.kind == "break_of_gauge" and not event.place:
            spot = f"{event.lat:.3f},{event.lon:.3f}"
            yield (
                f"changes gauge {event.detail} where no yard is, at {spot}",
                "add the yard with both gauges, or mend the gauges of the line",
            )


def straight_mapped(way: Stretches) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, remedy) of straight pieces that are called mapped."""
    km = way.straight_km(longer_than_km=MAPPED_KM)
    rows = np.flatnonzero((np.array(way.shape) == "mapped") & (km > 0.0))
    if len(rows):
        lon, lat = way.lines[rows[0]][0]
        straight = f"{km[rows].sum():.0f} km of straight pieces over {MAPPED_KM:.0f} km"
        yield (
            f"is called mapped on {straight}, as from {lat:.3f},{lon:.3f}",
            "add points on the real line, or call it a chord",
        )
