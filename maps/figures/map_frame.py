"""What a printed map shows, in points of paper: ground, lines, symbols, labels.

One frame serves the figure and the slides, so that both draw the same scene.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypedDict, cast

import numpy as np
import shapely

from geodata.country_names import HIGH_SEAS
from maps import style
from maps.figures import labels, offset_lines, projection
from maps.figures import symbols as figures_symbols
from maps.figures.place_labels import (
    LINE_PT,
    Badge,
    Text,
    Wish,
    badge_wishes,
    corner_wish,
    country_wishes,
    name_wishes,
)
from maps.figures.text import ASCENT, DESCENT, Face
from maps.scene import basemap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from corridors.traced import Traced
    from geodata.arrays import Floats, Geometries
    from maps.figures.labels import Box
    from maps.figures.projection import View
    from maps.figures.symbols import PlaceSymbol
    from maps.words.language import Language

_SMALLEST_PART_PT2 = 0.4


class GroundLayers(TypedDict, total=False):
    """The layers of the ground: frames in EPSG:4326, outlines of countries by code, the credit."""

    land: gpd.GeoDataFrame
    countries: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    borders: gpd.GeoDataFrame
    cities: pd.DataFrame
    outlines: dict[str, shapely.Geometry]
    credit: str


@dataclass(frozen=True)
class MapFrame:
    """A map on paper; coordinates in points from its lower left corner.

    Attributes
    ----------
    scale
        Factor of type and line widths, 1 on A4.
    ground
        ``land``, ``lakes``, ``rivers``, ``borders``, ``disputed``: arrays of shapely geometries.
    texts
        Labels that found room; none overlaps another or a symbol.
    boxes
        The box of every text by its key, as placed.
    corner
        The box kept free for the scale bar.
    """

    view: View
    scale: float
    language: Language
    ground: Mapping[str, Geometries]
    offset_lines: Sequence[offset_lines.OffsetLine]
    symbols: Sequence[PlaceSymbol]
    badges: Sequence[Badge]
    texts: Sequence[Text]
    boxes: Mapping[str, Box]
    corner: Box
    credit: str

    @property
    def line_pt(self) -> float:
        """Return the width of a rail line, points."""
        return LINE_PT * self.scale


def build(  # noqa: PLR0913 - one for each thing that may differ between sheets
    traced: Traced,
    *,
    width_pt: float,
    height_pt: float,
    hubs: gpd.GeoDataFrame | None = None,
    language: Language,
    kind: projection.Kind = "auto",
    scale: float = 1.0,
    numbers: Mapping[str, int] | None = None,
    corner: tuple[float, float] = (0.0, 0.0),
    layers: GroundLayers | None = None,
    around: Floats | None = None,
    clear: bool = False,
    inset: tuple[float, float] = (0.0, 0.0),
) -> MapFrame:
    """Compose the map of traced corridors on paper of a given size.

    Parameters
    ----------
    traced
        Frames ``legs``, ``routes``, ``corridors``, ``events``, EPSG:4326.
    numbers
        Corridor to the number that marks it; none is marked where absent.
    corner
        Width and height to keep free in one corner for the scale bar, points.
    layers
        The ground as `ground_layers` returns it, read anew where absent.
    around
        Points to show, lon and lat in degrees, instead of all that is drawn.
    clear
        Names keep off all lines; one that finds no such room is left out.
    inset
        Width and height to keep free in another corner, under ``inset`` in the boxes.

    Raises
    ------
    InputError
        If there is nothing to draw or the projection is unknown.
    """
    points = extent(traced) if around is None else around
    view = projection.fit(points, width_pt=width_pt, height_pt=height_pt, kind=kind)
    layers = layers or ground_layers()
    drawn = offset_lines.place_lines(traced, view, gap_pt=LINE_PT * scale * 0.92)
    found = figures_symbols.place_symbols(
        traced, hubs, layers.get("cities"), view, language=language, scale=scale
    )
    frame = (0.0, 0.0, view.width_pt, view.height_pt)
    inked = [strand.line if clear else strand.track for strand in drawn]
    ink = labels.Ink(view.width_pt, view.height_pt, inked)
    kept = [*corner_wish(view, "corner", corner), *corner_wish(view, "inset", inset)]
    marks = [*kept, *badge_wishes(traced, view, numbers or {}, scale)]
    ahead = [node.box for node in found if node.shown and node.rank < figures_symbols.MINOR]
    first = _placed(marks, frame, ink, ahead)
    found = figures_symbols.uncovered(found, [box for key, box in first.items() if key != "corner"])
    names = [
        *name_wishes(found, scale, far=clear),
        *country_wishes(layers, view, language, scale, crossed(traced)),
    ]
    symbols = [node.box for node in found if node.shown]
    off = LINE_PT * scale if clear else None
    second = _placed(names, frame, ink, [*symbols, *first.values()], clear_pt=off)
    return MapFrame(
        view,
        scale,
        language,
        ground_of(layers, view),
        drawn,
        _named_or_known(found, second),
        [wish.badge(first) for wish in marks if wish.number and wish.label.key in first],
        [text for wish in names if wish.label.key in second for text in wish.texts(second)],
        first | second,
        first.get("corner", (0.0, 0.0, 0.0, 0.0)),
        str(layers.get("credit", "")),
    )


def _placed(
    wishes: Sequence[Wish],
    frame: Box,
    ink: labels.Ink,
    taken: Sequence[Box],
    clear_pt: float | None = None,
) -> dict[str, Box]:
    wanted = (wish.label for wish in wishes)
    return labels.place(wanted, frame=frame, ink=ink, taken=taken, clear_pt=clear_pt)


def ground_layers() -> GroundLayers:
    """Return the embedded ground, with outlines of countries coarse enough to look names up in."""
    layers = cast("GroundLayers", basemap.read(basemap.folder()))
    countries = layers.get("countries")
    if countries is not None:
        named = countries["country"].fillna("") != ""
        frame = countries[named & ~countries["disputed"]]
        coarse = shapely.simplify(frame.geometry.to_numpy(), _COARSE_DEG, preserve_topology=False)
        layers["outlines"] = dict(zip(frame["country"], shapely.make_valid(coarse), strict=True))
    return layers


_COARSE_DEG = 0.05


def crossed(traced: Traced) -> set[str]:
    """Return the countries that traced corridors run through."""
    return {str(code) for row in traced.legs["by_country"] for code in row} - {HIGH_SEAS}


def extent(traced: Traced) -> Floats:
    """Return the vertices of the legs that exist at the date, shape (n, 2), degrees."""
    legs = traced.legs[traced.legs["status"] != ""]
    points: Floats = shapely.get_coordinates(legs.geometry.to_numpy())
    return points


def ground_of(layers: GroundLayers, view: View) -> dict[str, Geometries]:
    """Return the layers of the ground on paper."""
    lines = layers.get("borders")
    apart = (
        {}
        if lines is None
        else {
            "borders": lines[lines["kind"] != "disputed"],
            "disputed": lines[lines["kind"] == "disputed"],
        }
    )
    rivers = layers.get("rivers")
    if rivers is not None:
        apart["rivers"] = rivers[(rivers["kind"] == "river") & (rivers["rank"] <= _rivers(view))]
    frames = {
        "land": layers.get("land", layers.get("countries")),
        "lakes": layers.get("lakes"),
        **apart,
    }
    return {
        name: _thinned(view.shapes(frame.geometry.to_numpy()))
        for name, frame in frames.items()
        if frame is not None
    }


_SMALL_SCALE_M_PER_PT = 6000


def _rivers(view: View) -> int:
    return 3 if view.metres_per_pt > _SMALL_SCALE_M_PER_PT else 6


def _thinned(shapes: Geometries) -> Geometries:
    parts = shapely.get_parts(shapely.simplify(shapes, 0.15))
    areal = np.isin(shapely.get_type_id(parts), (3, 6))
    kept: Geometries = parts[~areal | (shapely.area(parts) > _SMALLEST_PART_PT2)]
    return kept


def _named_or_known(found: Sequence[PlaceSymbol], boxes: Mapping[str, Box]) -> list[PlaceSymbol]:
    """Return the symbols to draw: a city of the ground goes where its name found no room."""
    return [
        node for node in found if node.shown and (node.role == "hub" or f"node:{node.id}" in boxes)
    ]


def baseline(box: Box, face: Face) -> float:
    """Return the height of the base line of a single line of text in a box, points."""
    spare = (box[3] - box[1]) - face.size * (ASCENT + DESCENT)
    return box[1] + spare / 2.0 + face.size * DESCENT


def title_of(traced: Traced, language: Language, fallback: str) -> str:
    """Return the name of a lone corridor, else the fallback."""
    if len(traced.corridors) == 1:
        return language.pick(traced.corridors["name"].iloc[0], fallback)
    return fallback


class Drawing(Protocol):
    """What can draw boxes and lines of text in points."""

    def box(self, box: Box, fill: str, edge: str = ...) -> None:
        """Draw a rectangle from x, y, width, height."""

    def text(self, text: str, at: tuple[float, float], face: Face, ink: str = ...) -> None:
        """Write a line of text from the left end of its base line."""


def draw_scale_bar(ink: Drawing, sheet: MapFrame) -> None:
    """Draw the scale bar in the corner kept for it; true on the standard parallels."""
    west, south, east, _ = sheet.corner
    scale, table = sheet.scale, sheet.language.words("print")
    km_per_pt = sheet.view.metres_per_pt / 1000.0
    room = (east - west) - 34.0 * scale
    steps = [digit * 10**power for power in range(5) for digit in (1, 2, 5)]
    km = max(step for step in steps if step / km_per_pt <= room or step == 1)
    bar = km / km_per_pt
    x, y = west + 3.0 * scale, south + 3.5 * scale
    for part, shade in ((0, style.INK), (1, "#ffffff")):
        ink.box((x + part * bar / 2, y, bar / 2, 1.8 * scale), shade)
    face = Face(5.6 * scale)
    for share in (0.0, 0.5, 1.0):
        text = sheet.language.number(km * share) if km * share % 1 == 0 else f"{km * share:g}"
        text += f" {table['km']}" if share == 1.0 else ""
        ink.text(text, (x + bar * share - (1.2 * scale if share else 0), y + 3.4 * scale), face)


def alt_text(traced: Traced, sheet: MapFrame) -> str:
    """Return what a map shows, for those who do not see it."""
    countries = crossed(traced)
    named = ", ".join(sorted(sheet.language.country_name(code) for code in countries))
    names = [sheet.language.pick(name) for name in traced.corridors["name"]]
    text = sheet.language.words("print")["map_alt"]
    return text.format("; ".join(names), len(traced.legs), named)
