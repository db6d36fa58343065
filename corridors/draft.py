"""A line that somebody drew becomes the definition of a corridor, to be filled in and checked."""

from __future__ import annotations

import json
import re
import tomllib
import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridors.definitions.fields import OWN
from corridors.definitions.model import Corridor
from corridors.definitions.vocabulary import Mode
from geodata import geodesy
from geodata.countries import cut_by_country
from geodata.country_names import HIGH_SEAS
from geodata.csv_rows import CONTROL
from geodata.degrees import LAT_LIMIT_DEG, LON_LIMIT_DEG, line_within
from geodata.errors import InputError, Problem
from geodata.layer_files import lines_in, read_layers, why_unreadable
from geodata.places.nearest import nearest_place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geodata.arrays import Floats
    from geodata.places.lookup import Places
    from geodata.places.model import Place

END_KM = 25.0
"""How far the end of a line may lie from the place that it stands for."""


VIA_KM = 3.0
"""A place so near to the line lies on it."""


APART_KM = 100.0
"""Places on the way are named about so far apart: enough to hold a route to the line."""


_DECIMALS = 6
"""Two points 0.1 m apart are one."""


class Drawn(NamedTuple):
    """A line and what its file calls it."""

    name: str
    points: Floats


def read_lines(file: Path) -> list[Drawn]:
    """Return the lines of a file of GeoJSON, KML, GPX or any other layer that GDAL reads.

    Raises
    ------
    InputError
        The file cannot be read, or holds no line.
    """
    import shapely

    found = []
    for row, shape in _shapes(file):
        parts = [shapely.transform(part, line_within) for part in lines_in(shape)]
        if not parts:
            continue
        points = shapely.get_coordinates(parts)
        if not (np.abs(points) <= (LON_LIMIT_DEG, LAT_LIMIT_DEG)).all():
            message = f"{_called(row) or 'a line'} has a point that is no place on the Earth"
            raise InputError([Problem(str(file), "", message, "lon, lat in degrees")])
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
        called = _called(row)
        found += [
            Drawn(called, shapely.get_coordinates(part)) for part in merged if part.length > 0.0
        ]
    if not found:
        raise InputError([Problem(str(file), "", "holds no line", _FORMATS)])
    # A line that stands in two layers is one; the first has the name.
    return list({_course(line): line for line in reversed(found)}.values())[::-1]


def _course(line: Drawn) -> frozenset[bytes]:
    """Return what is the same for all lines through the same points, either way round."""
    points = line.points.round(_DECIMALS)
    return frozenset((points.tobytes(), points[::-1].tobytes()))


def _shapes(file: Path) -> Iterator[tuple[dict[str, object], BaseGeometry]]:
    """Yield the rows of all layers of a file, with their shapes in degrees where there are any."""
    if not file.is_file():
        raise InputError([Problem(str(file), "", "cannot be read: is no file", _FORMATS)])
    for layer in read_layers(file, refused=_unreadable):
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # of NaN
            placed = layer if layer.crs is None else layer.to_crs("EPSG:4326")
        rows = zip(layer.to_dict("records"), placed.geometry, strict=True)
        yield from ((row, shape) for row, shape in rows if shape is not None)


def _unreadable(file: Path, error: Exception) -> InputError:
    message = f"cannot be read: {why_unreadable(file, error)}"
    return InputError([Problem(str(file), "", message, _FORMATS)])


_FORMATS = "give a line as GeoJSON, KML or GPX"


def _called(row: dict[str, object]) -> str:
    words = (row.get(key) for key in ("name", "Name", "NAME", "title"))
    text = next((word for word in words if isinstance(word, str) and word.strip()), "")
    return CONTROL.sub(" ", text).strip()


def draft(lines: list[Drawn], places: Places, *, corridor: str, mode: str, day: dt.date) -> str:
    """Return the TOML of a corridor along drawn lines, each line a leg.

    Parameters
    ----------
    places
        Ends and places on the way are looked for among these.
    corridor
        The id, which is the name of the file too.
    day
        When it was drawn.

    Raises
    ------
    InputError
        An end lies too far from every place; names it, and the row that would add one.
    """
    if mode not in set(Mode):
        raise InputError.unknown("mode", mode, Mode)
    ground = _Ground(places, mode)
    legs = [_leg(line, ground, mode, day) for line in lines]
    refs = [line.split('"')[1] for text in legs for line in text.splitlines()[1:2]]
    if twins := sorted({ref for ref in refs if refs.count(ref) > 1}):
        raise InputError(f"two lines join the same places: {', '.join(twins)}; draw one of them")
    name = next((line.name for line in lines if line.name), corridor)
    text = "\n".join([_head(corridor, name, day), *legs, _route(name, refs)])
    Corridor.model_validate(tomllib.loads(text), context={OWN: True})
    return text


def _head(corridor: str, name: str, day: dt.date) -> str:
    return f"""\
schema = 1
id = {_quoted(corridor)}
family = "belt-and-road"  # or trans-caspian, north-south, central-south-asia, northern-eurasia
sources = ["drawn"]
[name]
en = {_quoted(name)}

[[source]]  # put the page here that states the corridor
id = "drawn"
title = "A line that was drawn"
url = "https://example.org/drawn"
accessed = {day.isoformat()}
"""


def _leg(line: Drawn, ground: _Ground, mode: str, day: dt.date) -> str:
    start, end = (ground.end(line.points[row]) for row in (0, -1))
    if start.id == end.id:
        raise InputError(f"the line {line.name or '1'!r} begins and ends at {start.id}; draw it on")
    via = [place.id for place in ground.on_way(line.points, {start.id, end.id})]
    pieces = cut_by_country(line.points, snap_km=5.0)
    countries = [code for code in dict.fromkeys(p.country for p in pieces) if code != HIGH_SEAS]
    return f"""\
[[leg]]
id = {_quoted(f"{start.id}-{end.id}")}
from = {_quoted(start.id)}
to = {_quoted(end.id)}
mode = {_quoted(mode)}
via = {json.dumps(via)}
countries = {json.dumps(countries)}
sources = ["drawn"]
note = "drawn as {geodesy.line_length_km(line.points):.1f} km"
[[leg.status]]  # operating, limited, suspended, closed, construction, planned, proposed
value = "operating"
from = "{day.year}"
source = "drawn"
verified = {day.isoformat()}
"""


def _route(name: str, legs: list[str]) -> str:
    return f"""\
[[route]]
id = "main"
legs = {json.dumps(legs)}
[route.name]
en = {_quoted(name)}
"""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_ON_THE_WAY = {
    "rail": ("station", "junction", "rail_terminal", "gauge_yard"),
    "road": ("city", "border_crossing", "logistics_centre"),
}
"""What a route is led by on land; elsewhere, ports."""


class _Ground:
    """Places, and how far they lie from points."""

    def __init__(self, places: Places, mode: str) -> None:
        self._places = [*places.values()]
        self._led_by = _ON_THE_WAY.get(mode, ("sea_port", "river_port"))
        self._lonlat = np.array([place.point for place in self._places]).reshape(-1, 2)

    def end(self, point: Floats) -> Place:
        """Return the place that an end of a line stands for."""
        away = geodesy.distance_km(*point, *self._lonlat.T)
        best = int(np.argmin(away)) if len(away) else -1
        if best >= 0 and away[best] <= END_KM:
            return self._places[best]
        lon, lat = point
        near = (
            f"; the nearest is {self._places[best].id}, {away[best]:.0f} km off"
            if best >= 0
            else ""
        )
        row = f"add it to places.csv: ID,city,CC,{lon:.4f},{lat:.4f},NAME"
        if turned := self._turned(lon, lat):
            row = f"{turned} lies at {lon:.4f},{lat:.4f}: write lon first"
        message = f"no place within {END_KM:g} km of the end {lat:.4f},{lon:.4f}{near}"
        raise InputError([Problem("", "", message, row)])

    def _turned(self, lon: float, lat: float) -> str:
        """Return the place that a point stands for whose lat was written first, or nothing."""
        if abs(lon) > LAT_LIMIT_DEG:
            return ""
        meant = nearest_place(self._places, (lat, lon), within_km=END_KM)
        return meant.id if meant else ""

    def on_way(self, points: Floats, ends: set[str]) -> list[Place]:
        """Return places on a line in its order, not too many."""
        along, chainage = _sampled(points)
        found: list[tuple[float, Place]] = []
        west, south = points.min(axis=0) - 1.0
        east, north = points.max(axis=0) + 1.0
        for place, (lon, lat) in zip(self._places, self._lonlat.tolist(), strict=True):
            if place.id in ends or str(place.kind) not in self._led_by:
                continue
            if not (west < lon < east and south < lat < north):
                continue
            away = geodesy.distance_km(lon, lat, *along.T)
            if away.min() <= VIA_KM:
                found.append((float(chainage[int(np.argmin(away))]), place))
        kept, last, whole = [], 0.0, float(chainage[-1])
        for km, place in sorted(found, key=lambda pair: pair[0]):
            if km - last >= APART_KM and whole - km >= APART_KM / 2.0:
                kept.append(place)
                last = km
        return kept


def _sampled(points: Floats) -> tuple[Floats, Floats]:
    """Return points at most a km apart along a line, and their km from its start."""
    km = np.concatenate([[0.0], np.cumsum(geodesy.segment_lengths_km(points))])
    at = np.linspace(0.0, km[-1], max(int(km[-1]), 2))
    return np.column_stack([np.interp(at, km, axis) for axis in points.T]), at


def id_of(text: str) -> str:
    """Return an id made of a name of a file: small ascii letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "corridor"
