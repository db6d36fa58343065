"""Slides: findings, then per corridor a map, lengths and a chart; nothing is a picture."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pptx import Presentation
from pptx.util import Pt

from maps import style
from maps.figures import legend, map_frame, place_labels
from maps.figures import text as lettering
from maps.figures.canvas import drawing_order
from maps.figures.save import write_whole
from maps.figures.text import Face
from maps.scene.hubs import hubs_of
from maps.slides import package, shapes
from maps.slides.deck_tables import add_chart, add_long_table, add_sources, add_table, route_rows
from maps.slides.finding_slide import add_findings
from maps.slides.ledger_slide import add_ledger
from maps.slides.map_shapes import draw_ground, draw_leg, draw_marks, draw_samples, legs_on_paper
from maps.slides.slide import (
    MAP,
    MARGIN,
    PAGE_PT,
    SCALE,
    SIDE,
    DeckBuilder,
    add_box,
    add_slide,
    write_box,
)
from maps.words.language import shorten

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from pptx.slide import Slide

    from corridors.ledger.ledger import Ledger
    from corridors.traced import Traced
    from maps.figures.offset_lines import Look
    from maps.scene.hubs import Hubs

_ROUTES_BESIDE = 6


_SUMMARY_LINES = 3


@dataclass(frozen=True, eq=False)
class Deck:
    """A PowerPoint deck, composed.

    Attributes
    ----------
    content
        The bytes of the file.
    titles
        What each slide is called.
    """

    content: bytes
    titles: tuple[str, ...]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the deck, whole or not at all.

        Raises
        ------
        InputError
            If the suffix is not ``.pptx``.
        """
        target = Path(path)
        package.check_suffix(target)
        return write_whole(target, self.content)

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{escape(title)}</li>" for title in self.titles)
        return f"<ol>{rows}</ol>"


def deck(
    traced: Traced,
    *,
    hubs: Hubs = None,
    lang: str = "en",
    title: str | None = None,
    ledgers: Mapping[str, Ledger] | None = None,
    findings: bool = True,
) -> Deck:
    """Compose traced corridors as a PowerPoint deck; nothing in it is a picture.

    Parameters
    ----------
    traced
        Traced corridors, as ``atlas.trace()`` returns them; the deck bears the day of their atlas.
    hubs
        Places with the columns of ``places.csv`` and points, EPSG:4326, instead of the hubs of
        the atlas; ``()`` for none.
    ledgers
        By corridor; each has a slide with its time/cost-distance charts behind the corridor's.
    findings
        Open with the findings that a story opens with, twelve at most.

    Returns
    -------
    Deck
        The same input gives the same bytes.

    Raises
    ------
    InputError
        If the language is unknown.
    """
    read = str(traced.sources["accessed"].max()) if len(traced.sources) else ""
    made = DeckBuilder(
        Presentation(),
        lang,
        hubs_of(traced, hubs),
        map_frame.ground_layers(),
        traced.atlas.date or read,
    )
    made.file.slide_width, made.file.slide_height = (Pt(side) for side in PAGE_PT)
    package.with_fonts(made.file)
    heading = title or map_frame.title_of(traced, lang, made.words["title"])
    _about(made, heading, read)
    _title_slide(made, traced, heading)
    if findings:
        add_findings(made, traced)
    if len(traced.ids) > 1:
        _overview(made, traced)
    for corridor in traced.ids:
        _corridor(made, traced.only(corridor), corridor)
        if ledgers and corridor in ledgers:
            add_ledger(made, ledgers[corridor], traced.atlas.places)
    add_sources(made, traced)
    titles = tuple(slide.shapes.title.text for slide in made.file.slides)
    return Deck(package.packed(made.file, package.stamp(read)), titles)


def _about(made: DeckBuilder, heading: str, read: str) -> None:
    properties = made.file.core_properties
    properties.title, properties.language = shapes.printable(heading), made.lang
    properties.author = "Corridor Atlas"
    properties.last_modified_by = "Corridor Atlas"
    properties.created = properties.modified = package.stamp(read)


def _title_slide(made: DeckBuilder, traced: Traced, heading: str) -> None:
    slide = made.file.slides.add_slide(made.file.slide_layouts[0])
    band = shapes.Canvas(shapes.tree(slide), 0, PAGE_PT[1], made.lang)
    for row, family in enumerate(style.FAMILIES):
        corner = np.array([[0, 0], [14, 0], [14, 135], [0, 135]], dtype=float)
        band.freeform([corner + np.array([0, 135 * (3 - row)])], name=family.id, fill=family.colour)
    for box, top, high in ((slide.shapes.title, 170, 70), (slide.placeholders[1], 262, 26)):
        box.left, box.top, box.width, box.height = Pt(64), Pt(top), Pt(820), Pt(high)
    write_box(slide.shapes.title, heading, 36, made.lang, bold=True)
    km = made.language.number(traced.legs["length_km"].sum())
    counts = made.words["counted"].format(made.language.plural("n_corridors", len(traced.ids)), km)
    date = made.words["as_of"].format(made.language.day(made.date))
    write_box(slide.placeholders[1], counts, 16, made.lang, ink=style.QUIET)
    add_box(slide, (64, 290, 820, 24), date, 16, made.lang, ink=style.QUIET)
    _footer(made, slide, traced)


def _footer(made: DeckBuilder, slide: Slide, traced: Traced) -> None:
    credit = str(made.layers.get("credit", ""))
    read = str(traced.sources["accessed"].max()) if len(traced.sources) else ""
    joint = "" if made.language.is_chinese else " "
    text = joint.join(
        [
            made.words["credit_lines"].format(credit),
            made.words["credit_sources"].format(len(traced.sources), made.language.day(read)),
            made.words["boundaries"].format(credit or made.words["own_boundaries"]),
        ]
    ).replace("..", ".")
    left = 64.0 if slide.slide_layout == made.file.slide_layouts[0] else MARGIN
    add_box(slide, (left, 512, PAGE_PT[0] - left - MARGIN, 22), text, 7, made.lang, ink=style.QUIET)


def _overview(made: DeckBuilder, traced: Traced) -> None:
    slide = add_slide(made, made.words["overview"])
    numbers = legend.number_corridors(traced)
    left, top, across, up = MARGIN, 62.0, 690.0, 440.0
    sheet = map_frame.build(
        traced,
        width_pt=across,
        height_pt=up,
        hubs=made.hubs,
        lang=made.lang,
        scale=1.1,
        numbers=numbers,
        layers=made.layers,
    )
    canvas = shapes.Canvas(shapes.tree(slide), left, top + up, made.lang)
    draw_ground(canvas, sheet, made.words["overview"])
    lines = canvas.within(made.words["corridors"])
    for look in drawing_order({line.look for line in sheet.offset_lines}):
        tracks = [line.line for line in sheet.offset_lines if line.look == look]
        draw_leg(lines, tracks, look, sheet.line_pt, made.words)
    draw_marks(canvas, sheet)
    _key(made, slide, traced, numbers, left + across + 16)
    _footer(made, slide, traced)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the overview's key; its height is given in type sizes."""

    lines: tuple[str, ...]
    rise: float
    number: int = 0
    family: str = ""
    look: Look | None = None


_KEY_PT = 440.0


_KEY_SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)


def _key(
    made: DeckBuilder,
    slide: Slide,
    traced: Traced,
    numbers: Mapping[str, int],
    left: float,
) -> None:
    """Write the numbered names of the corridors and explain the lines, as large as fits."""
    room = PAGE_PT[0] - left - MARGIN
    for size in _KEY_SIZES:
        entries = _entries(made, traced, numbers, room / size)
        if sum(entry.rise for entry in entries) * size <= _KEY_PT:
            break
    canvas = shapes.Canvas(shapes.tree(slide), left, PAGE_PT[1], made.lang)
    y = PAGE_PT[1] - 62.0 - size
    for entry in entries:
        _entry(made, canvas, entry, (y, size))
        y -= entry.rise * size


def _entries(
    made: DeckBuilder,
    traced: Traced,
    numbers: Mapping[str, int],
    room: float,
) -> list[_Entry]:
    """Return the key's lines; `room` is its width in type sizes."""
    records = {row.corridor: row for row in traced.corridors.itertuples()}
    entries: list[_Entry] = []
    for corridor, mark in numbers.items():
        family = records[corridor].family
        if not entries or entries[-1].family != family:
            entries.append(_Entry((made.words.get(family, family),), 1.5, family=family))
        name = shorten(made.language.pick(records[corridor].name, corridor))
        lines = tuple(lettering.wrapped(name, Face(1.0), room - 2.4))
        entries.append(_Entry(lines, 1.28 * len(lines) + 0.2, mark, family))
    entries += [
        _Entry(row.lines, 1.35 if row.look else 1.5, look=row.look)
        for row in legend.line_rows(traced, made.lang)
    ]
    return entries


def _entry(
    made: DeckBuilder, canvas: shapes.Canvas, entry: _Entry, at: tuple[float, float]
) -> None:
    y, size = at
    left, ink, bold = 0.0, style.INK, False
    if entry.number:
        left = size * 2.2
        colour = style.family(entry.family).colour
        canvas.badge(
            str(entry.number), (size * 0.85, y + size * 0.3), (size * 1.7, size * 1.2), colour
        )
    elif entry.look:
        left = size * 3.2
        line = np.array([[0.0, y + size * 0.3], [size * 2.6, y + size * 0.3]])
        draw_leg(canvas, [line], entry.look, place_labels.LINE_PT * 1.2, made.words)
    else:
        bold = True
        ink = style.family(entry.family).colour if entry.family else style.INK
    for row, text in enumerate(entry.lines):
        wide = lettering.width(text, Face(size, bold=bold))
        canvas.text(text, (left, y - row * size * 1.28), size, width=wide, ink=ink, bold=bold)


def _corridor(made: DeckBuilder, traced: Traced, corridor: str) -> None:
    record = traced.corridors.iloc[0]
    name = made.language.pick(record["name"], corridor)
    slide = add_slide(made, name)
    summary = made.language.pick(record["summary"])
    if summary:
        across = PAGE_PT[0] - 2 * MARGIN
        lines = len(lettering.wrapped(summary, Face(10.5), across))
        size = 10.5 if lines <= _SUMMARY_LINES else 8.5
        add_box(slide, (MARGIN, 50, across, 36), summary, size, made.lang, ink=style.QUIET)
    _map(made, slide, traced, name)
    accent = style.family(record["family"]).colour
    rows = route_rows(made, traced)
    bottom = add_table(made, slide, rows[: _ROUTES_BESIDE + 1], accent, (SIDE, 92.0))
    if len(rows) > _ROUTES_BESIDE + 1:
        text = made.words["more_routes"].format(len(rows) - 1 - _ROUTES_BESIDE)
        add_box(slide, (SIDE, bottom + 2, 320, 12), text, 8, made.lang, ink=style.QUIET)
        bottom += 14
    add_chart(made, slide, traced, accent, bottom + 8)
    _footer(made, slide, traced)
    if len(rows) > _ROUTES_BESIDE + 1:
        add_long_table(made, rows, name, accent)


def _map(made: DeckBuilder, slide: Slide, traced: Traced, name: str) -> None:
    left, top, across, up = MAP
    sheet = map_frame.build(
        traced,
        width_pt=across,
        height_pt=up,
        hubs=made.hubs,
        lang=made.lang,
        scale=SCALE,
        layers=made.layers,
    )
    canvas = shapes.Canvas(shapes.tree(slide), left, top + up, made.lang)
    countries = ", ".join(
        sorted(made.language.country_name(code) for code in map_frame.crossed(traced))
    )
    draw_ground(canvas, sheet, made.words["map_alt"].format(name, len(traced.legs), countries))
    lines = canvas.within(made.words["legs"])
    looks = set()
    for look, leg, tracks in legs_on_paper(traced, sheet):
        looks.add(look)
        draw_leg(lines, tracks, look, sheet.line_pt, made.words, name=leg)
    draw_marks(canvas, sheet)
    draw_samples(made, slide, sorted(looks), sheet.line_pt)
