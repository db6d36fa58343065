"""The strip chart of a route as shapes of a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maps import style
from maps.figures import strip_chart
from maps.figures import text as lettering
from maps.figures.text import Face
from maps.slides import shapes
from maps.slides.map_shapes import draw_leg
from maps.slides.slide import GROUND, LEAST_PT, DeckBuilder

if TYPE_CHECKING:
    from pptx.slide import Slide

    from maps.scene.profile import Profile
    from maps.words.language import Language

_SCALE = 1.6
"""Of the chart as it stands on paper: its smallest text is then as large as any on a slide."""
_LINE_PT = 3.0


def strip_height(profile: Profile, across: float, language: Language) -> float:
    """Return the height of a strip chart of some width, points."""
    return strip_chart.height_pt(profile, width_pt=across / _SCALE, language=language) * _SCALE


def add_strip(
    made: DeckBuilder, slide: Slide, profile: Profile, at: tuple[float, float, float]
) -> float:
    """Draw a strip chart; left, top, width in points. Returns where it ends."""
    left, top, across = at
    bottom = top + strip_height(profile, across, made.language)
    canvas = shapes.Canvas(shapes.tree(slide), left, bottom, made.lang)
    name = made.language.pick(dict(profile.name), profile.route)
    alt = made.words["strip_alt"].format(name, made.language.number(profile.length_km))
    chart = canvas.within(made.words["strip"].split(":")[0], alt)
    for mark in strip_chart.chart_marks(profile, width_pt=across / _SCALE, language=made.language):
        _draw(made, chart, mark)
    return bottom


def _draw(made: DeckBuilder, chart: shapes.Canvas, mark: strip_chart.Mark) -> None:
    x, y, across, up = (side * _SCALE for side in (mark.x, mark.y, mark.across, mark.up))
    if mark.shape == "box":
        corners = np.array([[x, y], [x + across, y], [x + across, y + up], [x, y + up]])
        edge = shapes.Stroke("#b9b2a6", 0.4)
        chart.freeform([corners], name=mark.tip or "row", fill=mark.fill, stroke=edge)
    elif mark.shape == "rule":
        line = np.array([[x, y], [x, y + up]])
        name = mark.tip or "rule"
        chart.freeform([line], name=name, stroke=shapes.Stroke(mark.fill or style.QUIET, 0.8))
    elif mark.shape == "line" and mark.look and across > 0:
        line = np.array([[x, y], [x + across, y]])
        draw_leg(chart, [line], mark.look, _LINE_PT, made.words, name=mark.tip)
    elif mark.shape == "symbol":
        chart.symbol(mark.kind, (x, y), across, ink=GROUND["hub"], name=mark.tip)
    elif mark.shape == "text":
        size = max(mark.size * _SCALE, LEAST_PT)
        wide = lettering.width(mark.text, Face(size, bold=mark.bold))
        chart.text(mark.text, (x, y), size, width=wide, ink=mark.fill or style.INK, bold=mark.bold)
