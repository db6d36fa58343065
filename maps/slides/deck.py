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
from maps.figures.save import write_whole
from maps.figures.text import Face
from maps.scene.hubs import hubs_of
from maps.slides import package, shapes
from maps.slides.corridor_slides import add_corridor
from maps.slides.deck_tables import add_sources
from maps.slides.finding_slide import add_findings
from maps.slides.ledger_slide import add_ledger
from maps.slides.map_shapes import Shown, add_map, draw_leg
from maps.slides.slide import (
    FOOT,
    LEAST_PT,
    MARGIN,
    PAGE_PT,
    DeckBuilder,
    add_box,
    add_notes,
    add_slide,
    text_height,
    write_box,
)
from maps.words.language import shorten

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    from pptx.slide import Slide

    from corridors.ledger.ledger import Ledger
    from corridors.traced import Traced
    from maps.figures.offset_lines import Look
    from maps.scene.hubs import Hubs


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

    def __repr__(self) -> str:
        return f"<Deck: {len(self.titles)} slides, {len(self.content):,} bytes>"

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
    heading = title or map_frame.title_of(traced, made.language, made.words["title"])
    _about(made, heading, read)
    _title_slide(made, traced, heading)
    found = traced.findings()
    if findings:
        add_findings(made, traced, found)
    if len(traced.ids) > 1:
        _overview(made, traced)
    for corridor in traced.ids:
        add_corridor(made, traced.only(corridor), corridor, found)
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
    high = PAGE_PT[1] / len(style.FAMILIES)
    for row, family in enumerate(reversed(style.FAMILIES)):
        corner = np.array([[0, 0], [14, 0], [14, high], [0, high]], dtype=float)
        band.freeform([corner + np.array([0, high * row])], name=family.id, fill=family.colour)
    for box, top, tall in ((slide.shapes.title, 170, 70), (slide.placeholders[1], 262, 26)):
        box.left, box.top, box.width, box.height = Pt(64), Pt(top), Pt(820), Pt(tall)
    write_box(slide.shapes.title, heading, 36, made.lang, bold=True)
    km = made.language.number(traced.legs["length_km"].sum())
    counts = made.words["counted"].format(made.language.plural("n_corridors", len(traced.ids)), km)
    date = made.words["as_of"].format(made.language.day(made.date))
    write_box(slide.placeholders[1], counts, 16, made.lang, ink=style.QUIET)
    add_box(slide, (64, 290, 820, 24), date, 16, made.lang, ink=style.QUIET)
    _credit(made, slide, traced)
    add_notes(slide, f"{counts}\n\n{made.words['deck_note']}")


def _credit(made: DeckBuilder, slide: Slide, traced: Traced) -> None:
    credit = str(made.layers.get("credit", ""))
    read = str(traced.sources["accessed"].max()) if len(traced.sources) else ""
    joint = " " if made.language.is_spaced else ""
    text = joint.join(
        [
            made.words["credit_lines"].format(credit),
            made.words["credit_sources"].format(len(traced.sources), made.language.day(read)),
            made.words["boundaries"].format(credit or made.words["own_boundaries"]),
        ]
    ).replace("..", ".")
    left, across = 64.0, PAGE_PT[0] - 64.0 - MARGIN
    high = text_height(text, LEAST_PT, across)
    box = (left, FOOT - high, across, high)
    add_box(slide, box, text, LEAST_PT, made.lang, ink=style.QUIET)


def _overview(made: DeckBuilder, traced: Traced) -> None:
    slide = add_slide(made, made.words["overview"])
    numbers = legend.number_corridors(traced)
    alt = made.words["overview"]
    box = (MARGIN, _TOP, _WIDE, _KEY_PT)
    add_map(made, slide, traced, alt, box=box, shown=Shown(numbers=numbers))
    entries = _entries(made, traced, numbers, _KEY_WIDE / LEAST_PT)
    columns = list(_columns(entries))
    for at, column in enumerate(columns[:_BESIDE]):
        _column(made, slide, column, MARGIN + _WIDE + 16.0 + at * (_KEY_WIDE + _GAP))
    add_notes(slide, _listed(made, traced, numbers))
    for start in range(_BESIDE, len(columns), _COLUMNS):
        further = add_slide(made, made.words["overview"])
        for at, column in enumerate(columns[start : start + _COLUMNS]):
            _column(made, further, column, MARGIN + at * (_KEY_WIDE + _GAP))
        add_notes(further, _listed(made, traced, numbers))


def _listed(made: DeckBuilder, traced: Traced, numbers: Mapping[str, int]) -> str:
    names = dict(zip(traced.corridors["corridor"], traced.corridors["name"], strict=True))
    return "\n".join(
        f"{number}. {made.language.pick(names[corridor], corridor)}"
        for corridor, number in numbers.items()
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the overview's key; its height is given in type sizes."""

    lines: tuple[str, ...]
    rise: float
    number: int = 0
    family: str = ""
    look: Look | None = None


_TOP, _WIDE, _KEY_PT = 62.0, 590.0, 446.0
_BESIDE, _GAP = 2, 16.0
_KEY_WIDE = (PAGE_PT[0] - 2 * MARGIN - _WIDE - 16.0 - _GAP) / _BESIDE
_COLUMNS = 5


def _columns(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Yield the lines of the key by column, as many as fit."""
    column: list[_Entry] = []
    used = 0.0
    for entry in entries:
        high = entry.rise * LEAST_PT
        if column and used + high > _KEY_PT:
            yield column
            column, used = [], 0.0
        column.append(entry)
        used += high
    yield column


def _column(made: DeckBuilder, slide: Slide, entries: Sequence[_Entry], left: float) -> None:
    canvas = shapes.Canvas(shapes.tree(slide), left, PAGE_PT[1], made.lang)
    y = PAGE_PT[1] - _TOP - LEAST_PT
    for entry in entries:
        _entry(made, canvas, entry, (y, LEAST_PT))
        y -= entry.rise * LEAST_PT


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
        own = made.language.pick(records[corridor].name, corridor)
        short = traced.atlas.catalogue.corridor(corridor).short
        name = made.language.pick(dict(short)) or shorten(own)
        lines = tuple(lettering.wrapped(name, Face(1.0), room - 2.4))
        entries.append(_Entry(lines, 1.2 * len(lines) + 0.14, mark, family))
    entries += [
        _Entry(row.lines, 1.35 if row.look else 1.5, look=row.look)
        for row in legend.line_rows(traced, made.language)
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
        canvas.text(text, (left, y - row * size * 1.2), size, width=wide, ink=ink, bold=bold)
