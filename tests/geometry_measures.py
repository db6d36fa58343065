"""How far drawn lines lie from where things are: the measures behind the bars of the geometry.

Each is independent of the build: real tracks of an extract that takes no part, the drawn land of
the basemap, the straight runs of a line found from its own points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata import geodesy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corridors.tracing.traced import Traced

    from corridors.tracing.trace import TracedLeg

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STEP_KM = 0.5
COVERED_KM = 30.0
OFF_KM = 1.0
STRAY_KM = 3.0
LEAST_KM = 10.0
OUT_AT_SEA_KM = 2.0


@dataclass(frozen=True, slots=True)
class Tracks:
    """Real tracks as points at most 100 m apart, and the dead ends of the extract."""

    tree: cKDTree
    dead_ends: cKDTree

    def off_km(self, points: Floats) -> Floats:
        """Return the distance to the nearest track; NaN where the extract does not tell."""
        xyz = geodesy.unit_vectors(points)
        away, row = self.tree.query(xyz)
        km = 2.0 * geodesy.EARTH_RADIUS_KM * np.arcsin(np.minimum(away / 2.0, 1.0))
        at_end = self.dead_ends.query(self.tree.data[row])[0] < geodesy.chord_radius(0.15)
        untold = (km > COVERED_KM) | ((km > OFF_KM) & at_end)
        return np.where(untold, np.nan, km)


@cache
def tracks(extract: Path) -> Tracks:
    """Return the tracks of an OpenStreetMap extract."""
    lines = [
        np.array([(node.lon, node.lat) for node in way.nodes])
        for way in osmium.FileProcessor(str(extract)).with_locations()
        if way.is_way() and way.tags.get("railway") == "rail"
    ]
    ends = np.array([end for line in lines for end in (line[0], line[-1])])
    inner = {tuple(p) for line in lines for p in line[1:-1].tolist()}
    points, count = np.unique(ends, axis=0, return_counts=True)
    dead = np.array(
        [p for p, n in zip(points, count, strict=True) if n == 1 and tuple(p) not in inner]
    )
    dense = np.concatenate([geodesy.densify(line, step_km=0.1) for line in lines if len(line) > 1])
    return Tracks(cKDTree(geodesy.unit_vectors(dense)), cKDTree(geodesy.unit_vectors(dead)))


def in_use(traced: Traced, *modes: str) -> list[TracedLeg]:
    """Return the legs in use of some modes."""
    return [
        leg
        for leg in traced.by_ref.values()
        if leg.status_value in ("operating", "limited") and str(leg.leg.mode) in modes
    ]


def sampled(leg: TracedLeg) -> Floats:
    """Return points every 500 m on a drawn leg."""
    line = leg.way.coords()
    return geodesy.interpolate(line, np.arange(0.0, geodesy.line_length_km(line), STEP_KM))


def off_tracks(traced: Traced, extract: Path) -> dict[str, Floats]:
    """Return, per rail leg in use with 10 km covered or more, km off the real track by point."""
    known = tracks(extract)
    found = {leg.ref: known.off_km(sampled(leg)) for leg in in_use(traced, "rail")}
    told = {ref: off[~np.isnan(off)] for ref, off in found.items()}
    return {ref: off for ref, off in told.items() if len(off) * STEP_KM >= LEAST_KM}


def off_by_shape(traced: Traced, extract: Path, *, skip: set[str]) -> dict[str, Floats]:
    """Return, per shape, km off the real track at points every 500 m of the legs in use."""
    known = tracks(extract)
    found: dict[str, list[Floats]] = {}
    for leg in in_use(traced, "rail"):
        if leg.ref in skip:
            continue
        for line, shape in zip(leg.way.lines, leg.way.shape, strict=True):
            km = geodesy.line_length_km(line)
            off = known.off_km(geodesy.interpolate(line, np.arange(0.0, km, STEP_KM)))
            found.setdefault(shape, []).append(off[~np.isnan(off)])
    return {shape: np.concatenate(parts) for shape, parts in found.items()}


def straight_km(line: Floats, *, over_km: float, within_km: float = 0.1) -> float:
    """Return the km of a line on runs over a length that keep within 100 m of their chord.

    Greedy from each point on: a run grows while every point passed stays near its chord.
    """
    along = geodesy.cumulative_km(line)
    total, start = 0.0, 0
    while start < len(line) - 1:
        end = start + 1
        while end + 1 < len(line) and _near_chord(line[start : end + 2], within_km):
            end += 1
        if along[end] - along[start] > over_km:
            total += along[end] - along[start]
        start = end
    return float(total)


def _near_chord(points: Floats, within_km: float) -> bool:
    lat = np.radians(points[:, 1].mean())
    xy = (points - points[0]) * [111.32 * np.cos(lat), 110.57]
    end = xy[-1]
    length = np.hypot(*end)
    if length == 0.0:
        return False
    return bool(np.abs(xy[:, 0] * end[1] - xy[:, 1] * end[0]).max() / length <= within_km)


def straight_shares(traced: Traced, mode: str) -> tuple[float, float, float]:
    """Return the km in use of a mode, and the shares of it on straight pieces over 25 and 50 km."""
    legs = in_use(traced, mode)
    km = sum(leg.length_km for leg in legs)
    shares = [
        sum(leg.way.straight_km(longer_than_km=over).sum() for leg in legs) / km
        for over in (25, 50)
    ]
    return km, shares[0], shares[1]


@cache
def land() -> NDArray[np.object_]:
    """Return the parts of the basemap's countries, prepared."""
    from importlib.resources import files

    table = gpd.read_parquet(str(files("seeds") / "basemap" / "countries.parquet"))
    parts = shapely.get_parts(table.geometry.to_numpy())
    shapely.prepare(parts)
    return parts


def at_sea_km(legs: Sequence[TracedLeg]) -> dict[str, float]:
    """Return, by leg that has any, the km of its drawn line that lie over 2 km out at sea."""
    drawn = [sampled(leg) for leg in legs]
    points = np.concatenate(drawn)
    leg_of = np.repeat(np.arange(len(legs)), [len(each) for each in drawn])
    wet = _off_land(points)
    tree = shapely.STRtree(land())
    here = shapely.points(points[wet])
    to_shore = shapely.shortest_line(here, land()[tree.nearest(here)])
    shore = shapely.get_coordinates(shapely.get_point(to_shore, 1))
    out = wet[geodesy.distance_km(*points[wet].T, *shore.T) > OUT_AT_SEA_KM]
    counts = np.bincount(leg_of[out], minlength=len(legs))
    return {leg.ref: float(n * STEP_KM) for leg, n in zip(legs, counts, strict=True) if n}


def _off_land(points: Floats) -> Ints:
    off = np.ones(len(points), dtype=bool)
    off[shapely.STRtree(shapely.points(points)).query(land(), predicate="intersects")[1]] = False
    return np.flatnonzero(off)
