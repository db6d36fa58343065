"""The slide of a finding: its sentence, the map at its place, what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps import style
from maps.figures import map_frame
from maps.slides import shapes, tables
from maps.slides.map_shapes import Shown, add_map
from maps.slides.slide import (
    ACROSS,
    BESIDE,
    FOOT,
    MAP,
    MARGIN,
    SIDE,
    DeckBuilder,
    add_box,
    add_notes,
    add_rows,
    add_slide,
)
from maps.story.teller import Speaker
from maps.story.told import blocks_of, notes_of
from maps.story.twelve import choose
from maps.words.binding import bind
from maps.words.language import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pptx.slide import Slide

    from corridors.findings.model import Finding, Findings
    from corridors.traced import Traced
    from geodata.arrays import Floats

_HALO = "#ffd98a"
_HALO_PT = 7.0
_AROUND_DEG = 2.5


def add_findings(made: DeckBuilder, traced: Traced, found: Findings) -> None:
    """Add a slide for each finding of a story, its pages as notes."""
    for finding in choose(found, traced.atlas.catalogue):
        _add(made, traced, found, finding)


def _add(made: DeckBuilder, traced: Traced, found: Findings, finding: Finding) -> None:
    shown = traced.only(finding.corridor) if finding.corridor else traced
    slide = add_slide(made, bind(finding.say(made.lang)), lines=2)
    name = map_frame.title_of(shown, made.language, made.words["overview"])
    add_box(slide, (MARGIN, 76, ACROSS, 15), name, 10.5, made.lang, ink=style.QUIET)
    _map(made, slide, shown, finding)
    words, sources = Speaker(made.lang), traced.atlas.catalogue.sources
    blocks = blocks_of(words, traced, found, finding, leg_name=_leg_name(traced, made))
    top = MAP[1]
    for block in blocks:
        top = _add_block(made, slide, block, top, _accent(shown))
    add_notes(slide, notes_of(words, finding, sources))


def _accent(traced: Traced) -> str:
    families = set(traced.corridors["family"])
    return style.family(families.pop()).colour if len(families) == 1 else style.INK


def _leg_name(traced: Traced, made: DeckBuilder) -> Callable[[str], str]:
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
    def halo(canvas: shapes.Canvas, sheet: map_frame.MapFrame) -> None:
        _halo(canvas, sheet, traced, finding)

    around = _around(traced, finding)
    add_map(made, slide, traced, finding.say(made.lang), shown=Shown(around=around, under=halo))


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
    rows = block["rows"]
    if block["kind"] != "bars":
        colon = Speaker(made.lang).word("colon", "{}", "{}").format
        texts = [row if isinstance(row, str) else colon(*row) if row[1] else row[0] for row in rows]
        return add_rows(made, slide, block["name"], texts, top, end=FOOT)
    high = 40.0 + 24.0 * len(rows)
    frame = tables.bars(
        slide.shapes,
        [str(row[0]) for row in rows],
        {block["name"]: [float(row[1]) for row in rows]},
        box=(SIDE, top, BESIDE, high),
        colours=[accent],
        title=block["name"],
        size=10,
    )
    shapes.describe(frame, block["name"])
    return top + high + 8.0
