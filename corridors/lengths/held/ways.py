"""Checks of traced ways: where they turn back, and whether borders and countries agree."""

from __future__ import annotations

import csv
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridors.tracing.mixed import WATER
from geodata import geodesy
from geodata.country_names import HIGH_SEAS
from geodata.errors import Problem
from geodata.files import seed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
    from corridors.tracing.way import Event, Stretches
    from geodata.arrays import Floats
    from geodata.places.lookup import Places

_STEP_KM = 0.25


_ARM = 4
"""Headings are taken over arms of so many steps: 1 km."""


_TURN_COS = float(np.cos(np.radians(150.0)))


_BESIDE_KM = 0.6


SPUR_KM = 3.0
"""A shorter run back is a detail of the drawing, or a hairpin in the mountains, as at Veresk."""


_REVERSAL_KM = 3.0


_BORDER_KM = 0.01


class Spur(NamedTuple):
    """A place at which a way turns back and runs over itself; lon, lat in degrees, km each way."""

    lon: float
    lat: float
    km: float


def spurs(coords: Floats) -> list[Spur]:
    """Return where a line turns by more than 150 degrees and runs back beside itself.

    Parameters
    ----------
    coords
        Shape (n, 2), degrees. Points every 250 m are looked at; what lies within 600 m of the way
        there counts as run back over.
    """
    length_km = geodesy.line_length_km(coords)
    points = geodesy.interpolate(coords, np.arange(0.0, length_km, _STEP_KM))
    if len(points) <= 2 * _ARM:
        return []
    plane = points * [1.0, 0.0] * np.cos(np.radians(points[:, 1:])) + points * [0.0, 1.0]
    arm = plane[_ARM:] - plane[:-_ARM]
    before, after = arm[:-_ARM], arm[_ARM:]
    reach = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    turn = np.einsum("ij,ij->i", before, after) / np.where(reach > 0.0, reach, 1.0)
    sharp = np.flatnonzero(turn < _TURN_COS) + _ARM
    groups = np.split(sharp, np.flatnonzero(np.diff(sharp) > 2 * _ARM) + 1) if len(sharp) else []
    found = [_longest(points, group) for group in groups]
    return [spur for spur in found if spur.km >= SPUR_KM]


def _longest(points: Floats, rows: np.ndarray) -> Spur:
    """Return the spur around some neighbouring points that runs back farthest."""
    return max((_spur(points, int(row)) for row in rows), key=lambda spur: spur.km)


def _spur(points: Floats, row: int) -> Spur:
    most = min(row, len(points) - 1 - row)
    back, ahead = points[row - most : row][::-1], points[row + 1 : row + 1 + most]
    apart = geodesy.distance_km(back[:, 0], back[:, 1], ahead[:, 0], ahead[:, 1])
    away = np.flatnonzero(np.asarray(apart) > _BESIDE_KM)
    lon, lat = points[row]
    return Spur(float(lon), float(lat), float(away[0] if len(away) else most) * _STEP_KM)


@cache
def reversal_places() -> tuple[str, ...]:
    """Return the places of ``rules/reversals.csv``, where trains turn back."""
    text = seed("rules", "reversals.csv").read_text("utf-8")
    return tuple(row["place"] for row in csv.DictReader(text.splitlines()))


def turning(way: Stretches, places: Places, *, allowed: Collection[str]) -> list[Spur]:
    """Return the spurs of a way but those near a place at which trains turn back."""
    known = [places[place].point for place in allowed if place in places]
    return [
        spur
        for spur in spurs(way.coords())
        if not any(
            geodesy.distance_km(spur.lon, spur.lat, *point) <= _REVERSAL_KM for point in known
        )
    ]


def check_leg(traced: TracedLeg, places: Places) -> Iterator[Problem]:
    """Yield the places at which a leg in use on land turns back over itself."""
    file, item = f"{traced.corridor}.toml", f"leg[{traced.leg.id}]"
    if not traced.in_use or str(traced.leg.mode) in WATER:
        return
    for spur in turning(traced.way, places, allowed=reversal_places()):
        yield Problem(
            file,
            item,
            f"turns back at {spur.lat:.3f},{spur.lon:.3f} and runs {spur.km:.1f} km over itself",
            "move or drop the `via` there, or list the station in rules/reversals.csv",
        )


def check_routes(traced: TracedData) -> list[Problem]:
    """Return the routes whose borders and countries do not agree."""
    problems: list[Problem] = []
    rows = traced.routes.set_index(["corridor", "route"])
    for corridor in traced.ids:
        for route in traced.refs[corridor]:
            legs = traced.route_legs(corridor, route)
            (first, first_back), (last, last_back) = legs[0], legs[-1]
            ends = (
                first.leg.end if first_back else first.leg.start,
                last.leg.start if last_back else last.leg.end,
            )
            codes = [traced.atlas.wayside.country(place) for place in ends]
            row = rows.loc[(corridor, route)]
            events = traced.route_events(corridor, route)
            said = [*borders_agree(events), *_ends_told(ends, codes, row["countries"], traced)]
            file, item = f"{corridor}.toml", f"route[{route}]"
            problems += [Problem(file, item, message, remedy) for message, remedy in said]
    return problems


def borders_agree(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the borders of a way: one told twice, or one that is left out."""
    borders = [event for event in events if event.kind == "border"]
    for event in borders:
        if HIGH_SEAS in event.detail:
            yield (
                f"has a border {event.detail} at km {event.at_km:.1f}: the high sea is no country",
                "end the leg at a port of the catalogue",
            )
    for before, after in pairwise(borders):
        if after.detail == before.detail or after.at_km - before.at_km < _BORDER_KM:
            yield (
                f"crosses {after.detail} twice, at km {before.at_km:.1f} and {after.at_km:.1f}",
                "mend the line, or the crossings there",
            )
        elif before.detail.split(">")[1] != after.detail.split(">")[0]:
            left = f"{after.detail.split('>')[0]} at km {after.at_km:.1f}"
            yield (
                f"leaves {left}, which it has not entered after {before.detail}",
                "mend the countries of the legs between",
            )


def _ends_told(
    ends: tuple[str, str], codes: Sequence[str], told: Sequence[str], traced: TracedData
) -> Iterator[tuple[str, str]]:
    """Yield the end of a route whose country is not among its countries.

    An end at a crossing lies in two countries, either of which will do.
    """
    for place, code in zip(ends, codes, strict=True):
        crossing = traced.atlas.catalogue.gates.crossings.get(place)
        fits = set(crossing.countries) if crossing else {code}
        if code and not fits & set(told):
            yield (
                f"ends at {place} in {code}, but its countries are {' '.join(told)}",
                "mend the line or the place",
            )
