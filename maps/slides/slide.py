"""One slide: its title, its boxes, its margins, its notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from maps import style
from maps.figures import text as lettering
from maps.figures.text import Face
from maps.slides import shapes
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from pptx.presentation import Presentation
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.placeholder import SlidePlaceholder
    from pptx.slide import Slide

    from maps.figures.map_frame import GroundLayers

PAGE_PT = (960.0, 540.0)


MARGIN = 28.0


MAP = (MARGIN, 92.0, 566.0, 380.0)


SIDE = 612.0


ACROSS = PAGE_PT[0] - 2 * MARGIN
BESIDE = PAGE_PT[0] - SIDE - MARGIN
"""Width of what stands beside a map."""


SCALE = 1.8
"""Of a map's type and lines: the smallest name is just over `LEAST_PT`."""


LEAST_PT = 9.0
"""Nothing on a slide is set smaller."""
TEXT_PT = 11.0
LINE = 1.23
"""From base line to base line, in type sizes."""
FOOT = 532.0
"""Where the lowest line of a slide ends, points from the top."""


COUNTRIES = 7


GROUND = style.GROUND["light"]


_LEAST_TITLE_PT = 14
_TIGHTER = 0.94
"""How much of a box a text may take, for fonts of the reader that run wider than ours."""


@dataclass(frozen=True, slots=True, eq=False)
class DeckBuilder:
    """What every slide needs."""

    file: Presentation
    lang: str
    hubs: gpd.GeoDataFrame | None
    layers: GroundLayers
    date: str

    @property
    def language(self) -> Language:
        """The language of the deck."""
        return Language(self.lang)

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the deck's language."""
        return self.language.words("print")


def add_slide(made: DeckBuilder, title: str, *, size: float = 24.0, lines: int = 1) -> Slide:
    """Return a new slide with a title of so many lines at most; a long one is set smaller."""
    slide: Slide = made.file.slides.add_slide(made.file.slide_layouts[5])
    while size > _LEAST_TITLE_PT and _lines(title, size) > lines:
        size -= 1.0
    box = slide.shapes.title
    if box is None:
        raise LookupError("the layout of the slide has no title")
    box.left, box.top = Pt(MARGIN), Pt(18)
    box.width, box.height = Pt(ACROSS), Pt(34 if lines == 1 else 52)
    write_box(box, title, size, made.lang, bold=True)
    return slide


def _lines(title: str, size: float) -> int:
    """Return how many lines a bold title takes; one that no break helps counts by its width."""
    face = Face(size, bold=True)
    return max(
        len(lettering.wrapped(title, face, ACROSS * 0.96)),
        1 + (lettering.width(title, face) > ACROSS),
    )


def write_box(
    box: Shape | SlidePlaceholder,
    text: str,
    size: float,
    lang: str,
    *,
    ink: str = shapes.INK,
    bold: bool = False,
) -> None:
    """Write text into a box."""
    frame = shapes.bare(box.text_frame, wrap=True)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    shapes.write(frame.paragraphs[0], text, size, lang=lang, ink=ink, bold=bold)


def add_box(
    slide: Slide,
    box: tuple[float, float, float, float],
    text: str,
    size: float,
    lang: str,
    *,
    ink: str = shapes.INK,
    bold: bool = False,
) -> None:
    """Add a box of text; left, top, width, height in points."""
    canvas = shapes.Canvas(shapes.tree(slide), 0.0, 0.0, lang)
    canvas.paragraphs(box, [text], size, ink=ink, bold=bold)


def text_height(text: str, size: float, across: float, *, bold: bool = False) -> float:
    """Return the height that a text takes in a box of some width, points."""
    return LINE * size * len(lettering.wrapped(text, Face(size, bold=bold), across * _TIGHTER))


def add_rows(
    made: DeckBuilder, slide: Slide, heading: str, rows: Sequence[str], top: float, *, end: float
) -> float:
    """Add a heading and rows beside the map; returns where they end.

    Parameters
    ----------
    top, end
        Points from the top; rows that would end below `end` are left out, and all of it where
        not one fits.
    """
    heights = [text_height(row, TEXT_PT, BESIDE) for row in rows]
    kept: list[str] = []
    used = 18.0
    for row, high in zip(rows, heights, strict=True):
        if top + used + high > end:
            break
        kept.append(row)
        used += high + 3.0
    if not kept:
        return top
    add_box(slide, (SIDE, top, BESIDE, 16.0), heading, TEXT_PT, made.lang, bold=True)
    y = top + 18.0
    for row, high in zip(kept, heights, strict=False):
        add_box(slide, (SIDE, y, BESIDE, high), row, TEXT_PT, made.lang, ink=style.QUIET)
        y += high + 3.0
    return y + 8.0


def add_notes(slide: Slide, text: str) -> None:
    """Write the notes of a slide."""
    frame = slide.notes_slide.notes_text_frame
    if frame is None:
        raise LookupError("the page of notes has no place for text")
    frame.text = shapes.printable(text)
