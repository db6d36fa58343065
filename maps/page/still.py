"""A still picture of a map, for where no script runs: land, borders, lines as inline SVG, a key."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from maps import style
from maps.scene.rows.seam import NO_SEAM, turned_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

    from geodata.arrays import Floats
    from maps.scene.basemap import Layers
    from maps.scene.model import Scene

WIDTH = 1200
_MARGIN = 0.06
_LINE_TOLERANCE, _LAND_TOLERANCE = 0.8, 1.0
_LEAST_LAND, _POLYGON = 12.0, 2
_WIDE = 2.4
_POLE_DEG = 84.0
_NARROW = 0.4
"""A picture is at least so high, as a share of its width, and at most as high as it is wide."""


class _View(NamedTuple):
    """A window on Mercator's projection: its corner, units of the picture a radian, its height."""

    west: float
    top: float
    scale: float
    height: int

    def placed(self, shapes: Sequence[shapely.Geometry]) -> Sequence[shapely.Geometry]:
        """Return shapes in degrees in units of the picture."""
        found: Sequence[shapely.Geometry] = shapely.transform(np.asarray(shapes), self._points)
        return found

    def _points(self, lonlat: Floats) -> Floats:
        x = (np.radians(lonlat[:, 0]) - self.west) * self.scale
        return np.column_stack([x, (self.top - _mercator(lonlat[:, 1])) * self.scale])


def still(
    scene: Scene,
    lines: Sequence[shapely.Geometry],
    layers: Layers | None,
    *,
    title: str,
    names: Mapping[str, str],
) -> str:
    """Return a picture of a scene as SVG with its key below, empty where nothing is drawn.

    Parameters
    ----------
    lines
        Those of the legs of the scene, in their order, lon and lat.
    layers
        The basemap; without one the lines stand on plain ground.
    names
        Words of the language; those of the families stand beside their colours.
    """
    if scene.bounds is None:
        return ""
    view = _view(scene.bounds)
    frame = shapely.box(0.0, 0.0, WIDTH, view.height)
    light = style.GROUND["light"]
    families = sorted({row.family for row in scene.corridors})
    parts = [
        f'<rect width="{WIDTH}" height="{view.height}" fill="{light["sea"]}"/>',
        *_ground(layers, view, frame, scene.seam),
        *_legs(scene, lines, view, frame),
        f'<rect width="{WIDTH}" height="{view.height}" fill="none" stroke="{light["border"]}"/>',
    ]
    box = f'viewBox="0 0 {WIDTH} {view.height}"'
    name = html.escape(title)
    key = "".join(_key_row(_family(at), names) for at in families)
    drawn = f'<svg {box} role="img" aria-label="{name}">{"".join(parts)}</svg>'
    caption = f"<figcaption><b>{name}</b>{key}</figcaption>"
    return f'<figure class="atlas-still">{drawn}{caption}</figure>'


def _view(bounds: tuple[float, float, float, float]) -> _View:
    west, south, east, north = bounds
    low, high = (float(_mercator(np.array([lat]))[0]) for lat in (south, north))
    wide, tall = max(np.radians(east - west), 0.02), max(high - low, 0.02)
    across = max(wide, tall) * (1.0 + 2.0 * _MARGIN)
    down = max(tall * (1.0 + 2.0 * _MARGIN), across * _NARROW)
    return _View(
        float(np.radians((west + east) / 2.0) - across / 2.0),
        (low + high) / 2.0 + down / 2.0,
        WIDTH / across,
        round(WIDTH * down / across),
    )


def _mercator(lat: Floats) -> Floats:
    bounded = np.radians(np.clip(lat, -_POLE_DEG, _POLE_DEG))
    return np.asarray(np.arcsinh(np.tan(bounded)))


def _ground(
    layers: Layers | None, view: _View, frame: shapely.Geometry, seam: float
) -> Iterable[str]:
    if layers is None:
        return
    light = style.GROUND["light"]
    land = layers["land"] if "land" in layers else layers["countries"]
    filled = f'fill="{light["land"]}" fill-rule="evenodd"'
    yield _path(_within(_shapes(land, seam), view, frame, _LAND_TOLERANCE), filled)
    if "borders" not in layers:
        return
    borders = layers["borders"]
    disputed = borders["kind"] == "disputed"
    stroke = f'fill="none" stroke="{light["border"]}"'
    for rows, drawn in ((borders[~disputed], stroke), (borders[disputed], f"{stroke} {_DOUBTFUL}")):
        yield _path(_within(_shapes(rows, seam), view, frame, _LAND_TOLERANCE), drawn)


_DOUBTFUL = 'stroke-dasharray="4 3"'


def _shapes(rows: gpd.GeoDataFrame, seam: float) -> Sequence[shapely.Geometry]:
    shapes = rows.geometry.to_numpy()
    return shapes if seam == NO_SEAM else list(turned_parts(shapes, seam))


def _within(
    shapes: Sequence[shapely.Geometry], view: _View, frame: shapely.Geometry, tolerance: float
) -> Iterable[shapely.Geometry]:
    """Return what a picture shows of shapes, without what is too small to be seen."""
    placed = np.asarray(view.placed(shapes))
    near = placed[shapely.intersects(shapely.box(*shapely.bounds(placed).T), frame)]
    cut = shapely.clip_by_rect(near, *frame.bounds)
    parts = shapely.get_parts(shapely.simplify(cut, tolerance, preserve_topology=False))
    small = (shapely.get_dimensions(parts) == _POLYGON) & (shapely.area(parts) < _LEAST_LAND)
    seen: Iterable[shapely.Geometry] = parts[~small & ~shapely.is_empty(parts)]
    return seen


def _legs(
    scene: Scene, lines: Sequence[shapely.Geometry], view: _View, frame: shapely.Geometry
) -> Iterable[str]:
    """Return the lines, those in use above those that are not."""
    if not len(lines):
        return
    turned = [_turned(line, scene.seam) for line in lines]
    known = {status.id: status for status in style.STATUSES}
    rows = [(leg, line) for leg, line in zip(scene.legs, turned, strict=True) if leg.status]
    for leg, line in sorted(rows, key=lambda row: bool(known[row[0].status].dash), reverse=True):
        family = _family(scene.corridors[leg.corridor].family)
        (pen, *_) = style.pens(family.id, leg.mode, leg.status)
        yield _path(_within([line], view, frame, _LINE_TOLERANCE), _stroke(pen))


def _stroke(pen: style.Pen) -> str:
    dash = " ".join(f"{_WIDE * part:.3g}" for part in pen.dash)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    caps = ' stroke-linecap="round"' if pen.round_caps else ""
    return f'fill="none" stroke="{pen.colour}" stroke-width="{_WIDE}"{dashed}{caps}'


def _turned(line: shapely.Geometry, seam: float) -> shapely.Geometry:
    """Return a line of parts that end at 180 degrees as one of parts east of the seam."""
    if seam == NO_SEAM:
        return line
    parts = [shapely.get_coordinates(part) for part in shapely.get_parts(line)]
    moved = [np.add(part, (360.0 * (part[:, 0].mean() < seam), 0.0)) for part in parts]
    return shapely.multilinestrings([shapely.linestrings(part) for part in moved])


def _family(at: int) -> style.Family:
    return style.FAMILIES[at] if at < len(style.FAMILIES) else style.OTHER_FAMILY


def _key_row(family: style.Family, names: Mapping[str, str]) -> str:
    line = f'<path d="M0 4h30" stroke="{family.colour}" stroke-width="4"/>'
    name = html.escape(names.get(family.id, family.id))
    return f'<span><svg width="30" height="8">{line}</svg> {name}</span>'


def _path(shapes: Iterable[shapely.Geometry], drawn: str) -> str:
    text = "".join(_outline(shape) for shape in shapes)
    return f'<path d="{text}" {drawn}/>' if text else ""


def _outline(shape: shapely.Geometry) -> str:
    """Return a shape as the commands of a path, in whole units, steps from point to point."""
    if shape.geom_type == "Polygon":
        rings = (shape.exterior, *shape.interiors)
        return "".join(f"{text}z" for ring in rings if (text := _steps(ring)))
    return _steps(shape)


def _steps(line: shapely.Geometry) -> str:
    points = np.rint(shapely.get_coordinates(line)).astype(int)
    steps = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    if not len(steps):
        return ""
    told = "".join(f"{'' if x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}" for x, y in steps.tolist())
    return f"M{points[0][0]} {points[0][1]}l{told.strip()}"
