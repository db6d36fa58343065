"""Lines and discs for any Folium map, with what is told of them, escaped."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.geodesy import split_at_antimeridian

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import folium
    from numpy.typing import ArrayLike

    from geodata.arrays import Floats

    Drawn = folium.PolyLine | folium.CircleMarker

TOLERANCE_DEG = 0.002
"""How far a drawn line may lie off the traced one: about 200 m, less than its width at zoom 9."""

_DECIMALS = 4


def lines_of(geometry: shapely.Geometry) -> Iterator[Floats]:
    """Yield the parts of a line, each on one side of the antimeridian, with fewer points."""
    for part in shapely.get_parts(geometry):
        yield from _cut(shapely.get_coordinates(part))


def _cut(points: ArrayLike) -> Iterator[Floats]:
    for part in split_at_antimeridian(points):
        if len(part) > 1:
            line = shapely.simplify(shapely.linestrings(part), TOLERANCE_DEG)
            yield np.round(shapely.get_coordinates(line), _DECIMALS)


def polyline(line: Floats, **options: object) -> folium.PolyLine:
    """Return a line of lon, lat in degrees, shape (n, 2)."""
    import folium  # half a second to load, and the page itself needs none of it

    points = [(lat, lon) for lon, lat in line.tolist()]
    return folium.PolyLine(points, **options)  # type: ignore[no-untyped-call]


def told_by(drawn: Drawn, rows: Mapping[str, str]) -> Drawn:
    """Return what is drawn with a tooltip of its first row and a popup of all, escaped."""
    import folium

    first = next(f"{key}: {value}" for key, value in rows.items())
    drawn.add_child(folium.Tooltip(escaped(first)))
    drawn.add_child(folium.Popup(_table(rows), max_width=320))
    return drawn


def _table(rows: Mapping[str, str]) -> str:
    cells = "".join(
        f'<tr><th style="text-align:left">{escaped(key)}</th><td>{escaped(value)}</td></tr>'
        for key, value in rows.items()
    )
    return f"<table>{cells}</table>"


def escaped(text: str) -> str:
    """Return a text that neither HTML nor a template literal of JavaScript reads as more.

    Folium writes tooltips and popups between backticks.
    """
    shown = html.escape(text)
    for sign in "`$\\{}":
        shown = shown.replace(sign, f"&#{ord(sign)};")
    return shown
