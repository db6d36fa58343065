"""One slide: its title, its boxes, its margins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.util import Pt

from maps import style
from maps.figures import text as lettering
from maps.figures.text import Face
from maps.slides import shapes
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from pptx.slide import Slide

PAGE_PT = (960.0, 540.0)


MARGIN = 28.0


MAP = (MARGIN, 92.0, 566.0, 380.0)


SIDE = 612.0


SCALE = 1.3


ROUTES_A_SLIDE = 15


SOURCES_A_SLIDE = 52


COUNTRIES = 9


GROUND = style.GROUND["light"]


_LEAST_TITLE_PT = 14


@dataclass(frozen=True, slots=True, eq=False)
class DeckBuilder:
    """What every slide needs."""

    file: Any
    lang: str
    hubs: gpd.GeoDataFrame | None
    layers: Mapping[str, Any]
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
    across = PAGE_PT[0] - 2 * MARGIN
    while size > _LEAST_TITLE_PT and _lines(title, size, across) > lines:
        size -= 1.0
    box = slide.shapes.title
    if box is None:
        raise LookupError("the layout of the slide has no title")
    box.left, box.top, box.width, box.height = (
        Pt(MARGIN),
        Pt(18),
        Pt(across),
        Pt(34 if lines == 1 else 52),
    )
    write_box(box, title, size, made.lang, bold=True)
    return slide


def _lines(title: str, size: float, across: float) -> int:
    """Return how many lines a bold title takes; one that no break helps counts by its width."""
    face = Face(size, bold=True)
    return max(
        len(lettering.wrapped(title, face, across * 0.96)),
        1 + (lettering.width(title, face) > across),
    )


def write_box(box: Any, text: str, size: float, lang: str, **options: Any) -> None:  # noqa: ANN401
    """Write text into a box."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame = shapes.bare(box.text_frame, wrap=True)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    shapes.write(frame.paragraphs[0], text, size, lang=lang, **options)


def add_box(
    slide: Slide,
    box: tuple[float, float, float, float],
    text: str,
    size: float,
    lang: str,
    **options: Any,  # noqa: ANN401
) -> None:
    """Add a box of text."""
    shape = slide.shapes.add_textbox(*(Pt(x) for x in box))
    write_box(shape, text, size, lang, **options)
