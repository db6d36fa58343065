"""Projections fitted to what a printed map shows.

Conic projections with their standard parallels a sixth of the height from its edges, the rule of
Deetz and Adams (1921) as given by Snyder, *Map Projections: A Working Manual* (1987), p. 99: the
error of scale is then spread evenly. On the standard parallels scale is true, so a scale bar is
exact there.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyproj
import shapely

from geodata.degrees import LON_LIMIT_DEG
from geodata.errors import InputError, Problem, suggest
from maps.scene.rows.seam import rejoined

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from geodata.arrays import Floats, Geometries

Kind = Literal["auto", "albers", "lcc"]


KINDS: tuple[Kind, ...] = ("auto", "albers", "lcc")


WIDE_DEG = 40.0
"""A wider extent is drawn in Albers' equal-area projection, where areas stay comparable; a
smaller one in Lambert's conformal, where shapes do."""


FLATTEST_CONE_DEG = 6.0
"""Below this distance of the standard parallels' mean from the equator a cone is next to a
cylinder, and a cylindrical projection takes its place."""


LOWEST_DEG, HIGHEST_DEG = -15.0, 82.0
"""Where the embedded ground ends; a frame is moved off what lies beyond, if it can."""


_DENSE = 60


_MOST_MERIDIANS = 10


@dataclass(frozen=True)
class View:
    """A projection and the rectangle of it that is drawn.

    Attributes
    ----------
    kind
        ``albers``, ``lcc``, or ``cea``, ``merc`` astride the equator.
    lon_0
        Central meridian, degrees.
    parallels
        Standard parallels, south and north, degrees; equal for a cylinder.
    frame
        West, south, east, north in metres of the projection.
    width_pt
        Width of the drawn rectangle on paper, points of 1/72 inch.
    """

    kind: str
    lon_0: float
    parallels: tuple[float, float]
    frame: tuple[float, float, float, float]
    width_pt: float

    @property
    def height_pt(self) -> float:
        """Return the height of the drawn rectangle on paper, points."""
        west, south, east, north = self.frame
        return self.width_pt * (north - south) / (east - west)

    @property
    def metres_per_pt(self) -> float:
        """Return the ground length of a point of paper, true on the standard parallels."""
        return (self.frame[2] - self.frame[0]) / self.width_pt

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        return _transformer(self.kind, self.lon_0, self.parallels)

    def to_paper(self, lonlat: ArrayLike) -> Floats:
        """Return points, shape (n, 2), on paper: points right of and above the lower left corner.

        Parameters
        ----------
        lonlat
            Shape (n, 2), degrees, EPSG:4326.
        """
        here = np.asarray(lonlat, dtype=float)
        x, y = self._transformer.transform(here[:, 0], here[:, 1])
        corner = np.array(self.frame[:2])
        paper: Floats = (np.column_stack([x, y]) - corner) / self.metres_per_pt
        return paper

    def shapes(self, geometries: ArrayLike) -> Geometries:
        """Return geometries (EPSG:4326) on paper, cut to the frame; what lies outside is dropped.

        Geometries are first cut to the window of the frame, for a projection turns inside out
        what lies behind the Earth.
        """
        near = self._near(np.asarray(geometries, dtype=object))
        drawn = shapely.transform(near, self.to_paper)
        cut = shapely.clip_by_rect(shapely.make_valid(drawn), 0, 0, self.width_pt, self.height_pt)
        kept: Geometries = cut[~shapely.is_empty(cut)]
        return kept

    def aligned(self, geometries: ArrayLike) -> Geometries:
        """Return geometries on paper one for one, empty where outside the frame."""
        shapes = np.asarray(geometries, dtype=object)
        near = shapely.clip_by_rect(shapes, *self.window)
        west, _, east, _ = self.window
        for turn in (-360.0, 360.0):
            if west < turn + 180.0 and east > turn - 180.0:
                beyond = shapely.clip_by_rect(_shifted(shapes, turn), *self.window)
                there = np.flatnonzero(~(shapely.is_empty(beyond) | shapely.is_missing(beyond)))
                near[there] = shapely.union(near[there], beyond[there])
        drawn = shapely.transform(shapely.segmentize(near, 1.0), self.to_paper)
        cut: Geometries = shapely.clip_by_rect(
            shapely.make_valid(drawn), 0, 0, self.width_pt, self.height_pt
        )
        return cut

    def _near(self, shapes: Geometries) -> Geometries:
        west, south, east, north = self.window
        copies = [
            shapely.clip_by_rect(_shifted(shapes, turn), west, south, east, north)
            for turn in (-360.0, 0.0, 360.0)
            if west < turn + 180.0 and east > turn - 180.0
        ]
        cut = np.concatenate(copies)
        for meridian in (-LON_LIMIT_DEG, LON_LIMIT_DEG):
            if west < meridian < east:  # land is parted there, and no coast
                cut = rejoined(shapely.get_parts(cut[~shapely.is_empty(cut)]), meridian)
        # The edges along which the window cuts bend on paper.
        near: Geometries = shapely.segmentize(cut[~shapely.is_empty(cut)], 1.0)
        return near

    @cached_property
    def window(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north of the least lon, lat box that holds the frame."""
        lonlat = self._grid()
        turned = (lonlat[:, 0] - self.lon_0 + 180.0) % 360.0 - 180.0
        west, east = self.lon_0 + turned.min() - 1.0, self.lon_0 + turned.max() + 1.0
        return (
            max(west, self.lon_0 - 179.0),
            max(float(lonlat[:, 1].min()) - 1.0, -80.0),
            min(east, self.lon_0 + 179.0),
            min(float(lonlat[:, 1].max()) + 1.0, 89.0),
        )

    def _grid(self) -> Floats:
        west, south, east, north = self.frame
        x, y = np.meshgrid(np.linspace(west, east, _DENSE), np.linspace(south, north, _DENSE))
        lon, lat = self._transformer.transform(x.ravel(), y.ravel(), direction="INVERSE")
        lonlat = np.column_stack([lon, lat])
        seen: Floats = lonlat[np.isfinite(lonlat).all(axis=1)]
        return seen


def fit(
    lonlat: ArrayLike,
    *,
    width_pt: float,
    height_pt: float,
    kind: Kind = "auto",
    margin: float = 0.045,
) -> View:
    """Return the view that holds points on paper of a given size.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees, EPSG:4326.
    margin
        Clear share of the paper on each side.

    Raises
    ------
    InputError
        If the kind is unknown or there is no point.
    """
    here = _checked(np.asarray(lonlat, dtype=float), kind)
    lon_0 = _middle(here[:, 0])
    lons = lon_0 + (here[:, 0] - lon_0 + 180.0) % 360.0 - 180.0
    name, parallels = _named(kind, lons, here[:, 1])
    x, y = _transformer(name, lon_0, parallels).transform(lons, here[:, 1])
    frame = _frame((x.min(), y.min(), x.max(), y.max()), width_pt / height_pt, margin)
    return _off_the_edge(View(name, lon_0, parallels, frame, width_pt))


_EURASIA = ((-14.0, 2.0), (-14.0, 72.0), (60.0, 75.0), (148.0, 72.0), (148.0, 2.0), (60.0, 0.0))


def eurasia(points: Floats, *, width_pt: float, height_pt: float) -> View:
    """Return the view of Eurasia that a small map shows, wider where points leave it.

    Parameters
    ----------
    points
        Shape (n, 2), degrees.
    """

    def view(corners: ArrayLike) -> View:
        return fit(corners, width_pt=width_pt, height_pt=height_pt, kind="albers", margin=0.0)

    usual = view(_EURASIA)
    on = usual.to_paper(points)
    outside = points[((on < 0.0) | (on > (width_pt, height_pt))).any(axis=1)]
    return view([*_EURASIA, *outside]) if len(outside) else usual


def _checked(points: Floats, kind: str) -> Floats:
    if kind not in KINDS:
        raise InputError(
            [Problem("", f"projection={kind!r}", "is not known", suggest(kind, KINDS))]
        )
    if not len(points):
        raise InputError([Problem("", "the map", "there is nothing to draw", "name a corridor")])
    return points


def _middle(lons: Floats) -> float:
    """Return the middle of the shortest arc that holds all longitudes."""
    around = np.sort(np.unique(np.mod(lons, 360.0)))
    gaps = np.diff(np.append(around, around[0] + 360.0))
    widest = int(np.argmax(gaps))
    west = around[(widest + 1) % len(around)]
    middle = west + (360.0 - gaps[widest]) / 2.0
    return round(float((middle + 180.0) % 360.0 - 180.0), 1)


def _named(kind: Kind, lons: Floats, lats: Floats) -> tuple[str, tuple[float, float]]:
    south, north = float(lats.min()), float(lats.max())
    sixth = max(north - south, 0.6) / 6.0
    parallels = (round(south + sixth, 1), round(north - sixth, 1))
    wanted = kind if kind != "auto" else "albers" if np.ptp(lons) > WIDE_DEG else "lcc"
    if abs(sum(parallels)) / 2.0 >= FLATTEST_CONE_DEG:
        return wanted, parallels
    true = round(max(abs(south), abs(north)) * 2.0 / 3.0, 1)
    return {"albers": "cea", "lcc": "merc"}[wanted], (true, true)


@functools.lru_cache(maxsize=64)
def _transformer(kind: str, lon_0: float, parallels: tuple[float, float]) -> pyproj.Transformer:
    south, north = parallels
    shape = {
        "albers": f"+proj=aea +lat_1={south} +lat_2={north} +lat_0={(south + north) / 2}",
        "lcc": f"+proj=lcc +lat_1={south} +lat_2={north} +lat_0={(south + north) / 2}",
        "cea": f"+proj=cea +lat_ts={south}",
        "merc": f"+proj=merc +lat_ts={south}",
    }[kind]
    target = f"{shape} +lon_0={lon_0} +datum=WGS84 +units=m +no_defs"
    return pyproj.Transformer.from_crs("EPSG:4326", target, always_xy=True)


def _frame(
    box: tuple[float, float, float, float], aspect: float, margin: float
) -> tuple[float, float, float, float]:
    west, south, east, north = (float(edge) for edge in box)
    # A lone place, or a corridor of a few km, still needs ground around it.
    wide, high = max(east - west, 2e4), max(north - south, 2e4)
    height = max(high, wide / aspect) / (1.0 - 2.0 * margin)
    x, y = (west + east) / 2.0, (south + north) / 2.0
    half = (height * aspect / 2.0, height / 2.0)
    return x - half[0], y - half[1], x + half[0], y + half[1]


def _off_the_edge(view: View) -> View:
    """Return the view moved north as far as ends the sight of where the ground is cut off."""
    lon = np.full(2, view.lon_0)
    _, (edge, ceiling) = view._transformer.transform(lon, [LOWEST_DEG, HIGHEST_DEG])  # noqa: SLF001
    west, south, east, north = view.frame
    if south >= edge:
        return view
    by = min(edge - south, max(0.0, ceiling - north))
    return View(
        view.kind, view.lon_0, view.parallels, (west, south + by, east, north + by), view.width_pt
    )


def _shifted(shapes: Geometries, turn: float) -> Geometries:
    if not turn:
        return shapes
    moved: Geometries = shapely.transform(shapes, lambda xy: xy + np.array([turn, 0.0]))
    return moved


def graticule(view: View) -> list[tuple[str, Floats]]:
    """Return meridians and parallels on paper, each with its name, curved as the projection is."""
    west, south, east, north = view.window
    step = next((s for s in (1, 2, 5, 10, 15, 20) if (east - west) / s <= _MOST_MERIDIANS), 30)
    lines: list[tuple[str, Floats]] = []
    for lon in np.arange(np.ceil(west / step) * step, east, step):
        here = np.column_stack([np.full(_DENSE, lon), np.linspace(south, north, _DENSE)])
        lines.append((_degrees(lon, "EW"), view.to_paper(here)))
    for lat in np.arange(np.ceil(south / step) * step, north, step):
        here = np.column_stack([np.linspace(west, east, 3 * _DENSE), np.full(3 * _DENSE, lat)])
        lines.append((_degrees(lat, "NS"), view.to_paper(here)))
    return lines


def _degrees(value: float, sides: str) -> str:
    turned = (value + 180.0) % 360.0 - 180.0
    return f"{abs(turned):.0f}°" + ("" if not turned else sides[0 if turned > 0 else 1])
