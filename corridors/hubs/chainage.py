"""Where things lie along corridors: chainage of legs, and points sampled along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.degrees import LON_LIMIT_DEG, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats, Ints

STEP_KM = 2.0
"""Points along legs are no farther apart than this."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a leg lies within a corridor.

    Attributes
    ----------
    route
        The route whose chainage is used: the main one where the leg is part of it, else the
        first that has it; empty for a leg of no route, which is counted from its own start.
    start_km
        Chainage at which the leg begins on that route.
    """

    route: str
    start_km: float
    length_km: float
    backwards: bool = False

    def chainage(self, at_km: Floats | float) -> Floats:
        """Return km from the corridor's start of points at ``at_km`` from the leg's own start."""
        along = np.asarray(at_km, dtype=float)
        return self.start_km + (self.length_km - along if self.backwards else along)


def placements(traced: TracedData, corridor: str) -> dict[str, Placement]:
    """Return, for every leg that a corridor runs over or states, where it lies."""
    routes = traced.refs[corridor]
    main = traced.atlas.catalogue.corridor(corridor).main_route.id
    found: dict[str, Placement] = {}
    for route in sorted(routes, key=lambda name: name != main):
        start = 0.0
        for ref in routes[route]:
            length = traced.by_ref[ref.key].length_km
            found.setdefault(ref.key, Placement(route, start, length, ref.backwards))
            start += length
    for key, leg in traced.by_ref.items():
        if leg.corridor == corridor:
            found.setdefault(key, Placement("", 0.0, leg.length_km))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points along legs, in order; arrays of one length.

    Attributes
    ----------
    refs
        The legs, ``corridor:leg``.
    leg
        Index of each point's leg in `refs`.
    at_km
        Along-track km from the leg's own start.
    lonlat
        Shape (n, 2), degrees.
    vertex
        Whether the point is one of the drawn line's own.
    joined
        Shape (n,): whether the point and the next one bound an interval of the same stretch.
    country
        Code of the interval after the point.
    """

    refs: tuple[str, ...]
    leg: Ints
    at_km: Floats
    lonlat: Floats
    vertex: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    country: NDArray[np.str_]

    def line(self, rows: Ints, from_km: float, to_km: float) -> Floats:
        """Return the drawn line between two chainages of a leg whose points are ``rows``."""
        at, points = self.at_km[rows], self.lonlat[rows]
        first, last = (_between(at, points, km) for km in (from_km, to_km))
        inner = points[(at > from_km) & (at < to_km) & self.vertex[rows]]
        return np.vstack([first, inner, last])


def _between(at: Floats, points: Floats, km: float) -> Floats:
    """Return the point at a chainage; neighbours are so near that a straight piece will do."""
    row = int(np.clip(np.searchsorted(at, km, side="right") - 1, 0, len(at) - 1))
    after = min(row + 1, len(at) - 1)
    span = at[after] - at[row]
    share = float(np.clip((km - at[row]) / span, 0.0, 1.0)) if span > 0.0 else 0.0
    step = points[after] - points[row]
    step[0] -= 360.0 * np.round(step[0] / 360.0)
    lon, lat = points[row] + share * step
    return np.array([wrapped(lon) if abs(lon) > LON_LIMIT_DEG else lon, lat])


def sample(legs: Mapping[str, TracedLeg], *, step_km: float = STEP_KM) -> Samples:
    """Return points along legs, no farther apart than ``step_km`` on the drawn line.

    Along-track km are shared out over each stretch in proportion to its drawn length.
    """
    refs = tuple(legs)
    ways = [legs[ref].way for ref in refs]
    lines = [line for way in ways for line in way.lines]
    if not lines:
        empty = np.zeros(0)
        none = empty.astype(bool)
        return Samples(
            refs, empty.astype(np.int64), empty, np.zeros((0, 2)), none, none, empty.astype("<U2")
        )
    owner = np.repeat(np.arange(len(ways)), [len(way.lines) for way in ways])
    start = np.concatenate([way.start_km[:-1] for way in ways])
    km = np.concatenate([way.km for way in ways])
    country = np.array([code for way in ways for code in way.country])
    stretch, points, share, vertex = _dense(lines, step_km)
    return Samples(
        refs,
        owner[stretch],
        start[stretch] + share * km[stretch],
        points,
        vertex,
        np.append(stretch[1:] == stretch[:-1], [False]),
        country[stretch],
    )


def _dense(
    lines: Sequence[Floats], step_km: float
) -> tuple[Ints, Floats, Floats, NDArray[np.bool_]]:
    """Return stretch, place, share of the drawn length and whether a vertex, for each point."""
    coords = np.concatenate(lines)
    number = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    inner = np.append(number[1:] == number[:-1], [False])
    here, there = coords, np.roll(coords, -1, axis=0)
    azimuth, _, metres = geodesy.geod().inv(*here.T.copy(), *there.T.copy())
    length = np.where(inner, np.asarray(metres) / 1000.0, 0.0)
    before = np.concatenate([[0.0], np.cumsum(length)[:-1]])
    drawn = np.bincount(number, weights=length)
    along = before - before[np.searchsorted(number, np.arange(len(lines)))][number]
    count = np.maximum(np.ceil(length / step_km), 1.0).astype(np.int64)
    row = np.repeat(np.arange(len(coords)), count)
    part = (np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)) / count[row]
    points = coords[row]
    between = np.flatnonzero(part > 0.0)
    origin = row[between]
    from_lon, from_lat = points[between].T.copy()
    metres = part[between] * length[origin] * 1000.0
    lon, lat, _ = geodesy.geod().fwd(from_lon, from_lat, np.asarray(azimuth)[origin], metres)
    points[between] = np.column_stack([lon, lat])
    share = np.divide(
        along[row] + part * length[row],
        drawn[number[row]],
        out=np.zeros(len(row)),
        where=drawn[number[row]] > 0.0,
    )
    share[~inner[row]] = 1.0
    return number[row], points, share, part == 0.0


def rows_of(samples: Samples) -> dict[str, Ints]:
    """Return the rows of each leg's points."""
    bounds = np.searchsorted(samples.leg, np.arange(len(samples.refs) + 1))
    return {
        ref: np.arange(bounds[number], bounds[number + 1])
        for number, ref in enumerate(samples.refs)
    }
