"""The slide of a finding: its sentence, the map at its place, what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps import style
from maps.figures import map_frame
from maps.figures import text as lettering
from maps.figures.canvas import drawing_order
from maps.figures.text import Face
from maps.slides import shapes, tables
from maps.slides.map_shapes import draw_ground, draw_leg, draw_marks
from maps.slides.slide import MAP, MARGIN, PAGE_PT, SCALE, SIDE, DeckBuilder, add_box, add_slide
from maps.story.teller import Speaker
from maps.story.told import blocks_of, notes_of
from maps.story.twelve import choose
from maps.words.language import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pptx.slide import Slide

    from corridors.findings.model import Finding, Findings
    from corridors.traced import Traced
    from geodata.arrays import Floats

_HALO = "#ffd98a"
_HALO_PT = 7.0
_AROUND_DEG = 2.5
_TEXT_PT = 11.0
_LINE_PT = 13.5


def add_findings(made: DeckBuilder, traced: Traced) -> None:
    """Add a slide for each finding of a story, its pages as notes."""
    found = traced.findings()
    for finding in choose(found, traced.atlas.catalogue):
        _add(made, traced, found, finding)


def _add(made: DeckBuilder, traced: Traced, found: Findings, finding: Finding) -> None:
    shown = traced.only(finding.corridor) if finding.corridor else traced
    slide = add_slide(made, finding.say(made.lang), lines=2)
    name = map_frame.title_of(shown, made.lang, made.words["overview"])
    across = PAGE_PT[0] - 2 * MARGIN
    add_box(slide, (MARGIN, 72, across, 18), name, 10.5, made.lang, ink=style.QUIET)
    _map(made, slide, shown, finding)
    words, sources = Speaker(made.lang), traced.atlas.catalogue.sources
    blocks = blocks_of(words, found, finding, sources, leg_name=_leg_name(traced, made))
    top = MAP[1]
    for block in blocks:
        top = _add_block(made, slide, block, top, _accent(shown))
    add_notes(slide, notes_of(words, finding, sources))


def add_notes(slide: Slide, text: str) -> None:
    """Write the notes of a slide."""
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = shapes.printable(text)


def _accent(traced: Traced) -> str:
    families = set(traced.corridors["family"])
    return style.family(families.pop()).colour if len(families) == 1 else style.INK


def _leg_name(traced: Traced, made: DeckBuilder) -> Any:  # noqa: ANN401 - a function to text
    places = traced.atlas.places

    def name(ref: str) -> str:
        leg = traced.by_ref[ref].leg if ref in traced.by_ref else None
        if leg is None:
            return ref
        return " \u2013 ".join(
            shorten(places[end].name(made.language.base)) for end in (leg.start, leg.end)
        )

    return name


def _around(traced: Traced, finding: Finding) -> Floats | None:
    """Return the points that a map of a finding shows, None for all."""
    legs = traced.legs[traced.legs["leg"].isin(finding.legs)]
    points = [shapely.get_coordinates(legs.geometry.to_numpy())] if len(legs) else []
    known = traced.atlas.places
    for place in (known[key] for key in finding.places if key in known):
        spot = np.array(place.point)
        points.append(spot + _AROUND_DEG * np.array([[-1.6, -1.0], [1.6, 1.0]]))
    return np.vstack(points) if points else None


def _map(made: DeckBuilder, slide: Slide, traced: Traced, finding: Finding) -> None:
    left, top, across, up = MAP
    sheet = map_frame.build(
        traced,
        width_pt=across,
        height_pt=up,
        hubs=made.hubs,
        lang=made.lang,
        scale=SCALE,
        layers=made.layers,
        around=_around(traced, finding),
    )
    canvas = shapes.Canvas(shapes.tree(slide), left, top + up, made.lang)
    draw_ground(canvas, sheet, finding.say(made.lang))
    _halo(canvas, sheet, traced, finding)
    lines = canvas.within(made.words["corridors"])
    for look in drawing_order({line.look for line in sheet.offset_lines}):
        tracks = [line.line for line in sheet.offset_lines if line.look == look]
        draw_leg(lines, tracks, look, sheet.line_pt, made.words)
    draw_marks(canvas, sheet)


def _halo(
    canvas: shapes.Canvas, sheet: map_frame.MapFrame, traced: Traced, finding: Finding
) -> None:
    """Draw a band under the legs that a finding is about."""
    legs = traced.legs[traced.legs["leg"].isin(finding.legs)]
    chains = shapes.chains(sheet.view.shapes(legs.geometry.to_numpy()), tolerance=0.5)
    if chains:
        canvas.freeform(chains, name="finding", stroke=shapes.Stroke(_HALO, _HALO_PT, (), True))


def _add_block(
    made: DeckBuilder, slide: Slide, block: Mapping[str, Any], top: float, accent: str
) -> float:
    """Add a block beside the map; returns where it ends, points from the top."""
    across = PAGE_PT[0] - SIDE - MARGIN
    rows = block["rows"]
    if block["kind"] == "bars":
        high = 40.0 + 24.0 * len(rows)
        frame = tables.bars(
            slide.shapes,
            [str(row[0]) for row in rows],
            {block["name"]: [float(row[1]) for row in rows]},
            box=(SIDE, top, across, high),
            colours=[accent],
            title=block["name"],
            size=10,
        )
        shapes.describe(frame, block["name"])
        return top + high + 8.0
    add_box(slide, (SIDE, top, across, 16), block["name"], _TEXT_PT, made.lang, bold=True)
    top += 18.0
    for row in rows:
        text = row if isinstance(row, str) else ": ".join(part for part in row if part)
        high = _LINE_PT * len(lettering.wrapped(text, Face(_TEXT_PT), across * 0.94))
        add_box(slide, (SIDE, top, across, high), text, _TEXT_PT, made.lang, ink=style.QUIET)
        top += high + 3.0
    return top + 8.0
