"""A map frame as shapes of a slide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from maps import style
from maps.figures import map_frame, place_labels
from maps.figures import text as lettering
from maps.figures.canvas import drawing_order
from maps.figures.offset_lines import Look
from maps.figures.text import Face
from maps.slides import shapes
from maps.slides.slide import GROUND, LEAST_PT, MAP, SCALE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pptx.slide import Slide

    from corridors.traced import Traced
    from geodata.arrays import Floats, Geometries
    from maps.slides.slide import DeckBuilder

_ROUGH_PT = 0.35


_BARE_SYMBOL = 0.8
"""Symbols on slides have no glyph inside and need less room."""


@dataclass(frozen=True)
class Shown:
    """How a slide's map shows its corridors.

    Attributes
    ----------
    around, numbers
        See `maps.figures.map_frame.build`.
    lines
        Each leg as a shape of its own, or corridors side by side.
    under
        Draws between the ground and the lines.
    """

    around: Floats | None = None
    numbers: Mapping[str, int] | None = None
    lines: Literal["legs", "corridors"] = "corridors"
    under: Callable[[shapes.Canvas, map_frame.MapFrame], None] | None = None


SIDE_BY_SIDE = Shown()


def add_map(
    made: DeckBuilder,
    slide: Slide,
    traced: Traced,
    alt: str,
    *,
    box: tuple[float, float, float, float] = MAP,
    shown: Shown = SIDE_BY_SIDE,
) -> map_frame.MapFrame:
    """Add the map of traced corridors as shapes.

    Parameters
    ----------
    alt
        What the map shows, for those who do not see it.
    box
        Left, top, width and height, points.
    """
    left, top, across, up = box
    sheet = map_frame.build(
        traced,
        width_pt=across,
        height_pt=up,
        hubs=made.hubs,
        language=made.language,
        scale=SCALE,
        numbers=shown.numbers,
        layers=made.layers,
        around=shown.around,
        clear=True,
    )
    canvas = shapes.Canvas(shapes.tree(slide), left, top + up, made.lang)
    draw_ground(canvas, sheet, alt)
    if shown.under is not None:
        shown.under(canvas, sheet)
    within = canvas.within(made.words[shown.lines])
    for look, name, tracks in _tracks(traced, sheet) if shown.lines == "legs" else _by_look(sheet):
        draw_leg(within, tracks, look, sheet.line_pt, made.words, name=name)
    draw_marks(canvas, sheet)
    return sheet


def _by_look(sheet: map_frame.MapFrame) -> Iterator[tuple[Look, str, list[Floats]]]:
    for look in drawing_order({line.look for line in sheet.offset_lines}):
        lines = [line.line for line in sheet.offset_lines if line.look == look]
        # A figure cuts what runs over its frame as it paints; a slide shows all that it is given.
        inside = shapely.clip_by_rect(
            [shapely.LineString(line) for line in lines if len(line) > 1],
            0.0,
            0.0,
            sheet.view.width_pt,
            sheet.view.height_pt,
        )
        yield look, "", shapes.chains(inside, tolerance=0.0)


def _tracks(traced: Traced, sheet: map_frame.MapFrame) -> Iterator[tuple[Look, str, list[Floats]]]:
    """Yield every leg with its lines on paper, those out of use first."""
    family = str(traced.corridors["family"].iloc[0])
    legs = traced.legs[traced.legs["status"] != ""]
    rows = zip(legs["mode"], legs["status"], legs["leg"], legs.geometry, strict=True)
    found = [(Look(family, mode, status), leg, shape) for mode, status, leg, shape in rows]
    order = drawing_order({look for look, _, _ in found})
    for look, leg, shape in sorted(found, key=lambda item: (order.index(item[0]), item[1])):
        drawn = sheet.view.shapes(np.array([shape], dtype=object))
        yield look, leg, shapes.chains(drawn, tolerance=_ROUGH_PT)


def draw_ground(canvas: shapes.Canvas, sheet: map_frame.MapFrame, alt: str) -> None:
    """Draw sea, land, lakes, rivers and boundaries as freeforms of one group."""
    ground = canvas.within("basemap", alt)
    wide, high = sheet.view.width_pt, sheet.view.height_pt
    frame = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=float)
    ground.freeform([frame], name="sea", fill=GROUND["sea"])
    coast = shapes.Stroke(GROUND["coast"], 0.4)
    for name in ("land", "lakes"):
        areas = shapes.rings(sheet.ground.get(name, _NONE), tolerance=_ROUGH_PT)
        fill = GROUND["land" if name == "land" else "lake"]
        ground.freeform(areas, name=name, fill=fill, stroke=coast)
    for name, stroke in (
        ("rivers", shapes.Stroke(GROUND["river"], 0.4)),
        ("borders", shapes.Stroke(GROUND["border"], 0.5)),
        ("disputed", shapes.Stroke(GROUND["border"], 0.5, (3.0, 2.2), round_caps=False)),
    ):
        lines = shapes.chains(sheet.ground.get(name, _NONE), tolerance=_ROUGH_PT)
        ground.freeform(lines, name=name, stroke=stroke)


_NONE: Geometries = np.array([], dtype=object)


def draw_leg(
    canvas: shapes.Canvas,
    lines: Sequence[Floats],
    look: Look,
    base: float,
    table: Mapping[str, str],
    *,
    name: str = "",
) -> None:
    """Draw lines as mode and status ask, a road as a line within a line."""
    label = (
        name or f"{table.get(look.family, look.family)}, {table[look.mode]}, {table[look.status]}"
    )
    pens = style.pens(*look)
    where = canvas.within(label) if len(pens) > 1 else canvas
    for pen in pens:
        stroke = shapes.Stroke(pen.colour, base * pen.width, pen.dash, pen.round_caps)
        part = "" if pen.part == "line" else f": {pen.part}"
        where.freeform(lines, name=f"{label}{part}", stroke=stroke)


def draw_marks(canvas: shapes.Canvas, sheet: map_frame.MapFrame) -> None:
    """Draw symbols, numbers and labels, each in a group of its own."""
    symbols = canvas.within("hubs") if sheet.symbols else canvas
    for node in reversed(sheet.symbols):
        symbols.symbol(
            node.kind,
            (node.x, node.y),
            node.radius * _BARE_SYMBOL,
            ink=GROUND["hub"],
            name=node.name or node.id,
        )
    badges = canvas.within("numbers") if sheet.badges else canvas
    for badge in sheet.badges:
        badges.badge(
            str(badge.number),
            (badge.x, badge.y),
            place_labels.badge_size(sheet.scale),
            style.family(badge.family).colour,
        )
    texts = canvas.within("labels") if sheet.texts else canvas
    inks = {"hub": GROUND["hub"], "city": GROUND["city"], "country": GROUND["country"]}
    for text in sheet.texts:
        wide = lettering.width(text.text, text.face)
        texts.text(
            text.text,
            (text.x, text.y),
            max(text.face.size * 0.97, LEAST_PT),
            width=wide,
            ink=inks[text.role],
            bold=text.face.bold,
        )


def draw_samples(made: DeckBuilder, slide: Slide, looks: Sequence[Look], base: float) -> None:
    """Draw the legend of the lines under the map."""
    left, top, across, up = MAP
    canvas = shapes.Canvas(shapes.tree(slide), left, top + up, made.lang)
    x, y = 0.0, -13.0
    for look in looks:
        text = f"{made.words[look.mode]}: {made.words[look.status].lower()}"
        wide = lettering.width(text, Face(LEAST_PT))
        if x + wide + 28.0 > across:
            x, y = 0.0, y - 12.5
        line = np.array([[x, y + 3.0], [x + 24.0, y + 3.0]])
        draw_leg(canvas, [line], look, base * 0.7, made.words)
        canvas.text(text, (x + 28.0, y), LEAST_PT, width=wide)
        x += wide + 40.0


def looks_of(traced: Traced) -> list[Look]:
    """Return the looks of a lone corridor's legs, in order."""
    family = str(traced.corridors["family"].iloc[0])
    legs = traced.legs[traced.legs["status"] != ""]
    pairs = zip(legs["mode"], legs["status"], strict=True)
    return sorted({Look(family, mode, status) for mode, status in pairs})
