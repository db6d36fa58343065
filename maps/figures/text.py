"""Measuring, breaking and drawing text in the shipped fonts."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maps.figures import fonts

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path as Outline

ASCENT, DESCENT = 0.80, 0.26
"""Height of a line above and below its base line, in font sizes; no glyph in use is taller."""


@dataclass(frozen=True, slots=True)
class Face:
    """A size in points and a weight; ``spare`` adds matplotlib's own font, for foreign scripts."""

    size: float
    bold: bool = False
    spare: bool = False


@functools.cache
def properties(face: Face) -> FontProperties:
    """Return matplotlib's properties of a face; missing glyphs are looked for down the families."""
    from matplotlib.font_manager import FontProperties as Properties

    fonts.register()
    weight = fonts.BOLD if face.bold else fonts.REGULAR
    families = [*fonts.aliases(), "DejaVu Sans"] if face.spare else fonts.aliases()
    return Properties(family=families, weight=weight, size=face.size)


def fitting(face: Face, text: str) -> Face:
    """Return the face that has the glyphs of a text: bold as asked, else regular, else spare."""
    codes = {ord(char) for char in text}
    if codes <= fonts.coverage(bold=face.bold):
        return face
    return Face(face.size, spare=not codes <= fonts.coverage())


_UNKNOWN = 0.7
"""Advance assumed of a glyph that the shipped fonts lack, in font sizes."""


@functools.lru_cache(maxsize=1 << 14)
def width(text: str, face: Face) -> float:
    """Return the width of a line of text in points, without kerning, which only narrows it."""
    widths = fonts.advances(bold=fitting(face, text).bold)
    return face.size * sum(widths.get(ord(char), _UNKNOWN) for char in text)


def height(face: Face) -> float:
    """Return the height of a line of text, points."""
    return face.size * (ASCENT + DESCENT)


def wrapped(text: str, face: Face, across: float) -> list[str]:
    """Return text broken into lines no wider than so many points; Han breaks between any two."""
    lines = [""]
    for piece in _pieces(text):
        longer = lines[-1] + piece
        if lines[-1] and width(longer.rstrip(), face) > across:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] = longer
    return [line for line in (line.strip() for line in lines) if line] or [""]


_CLOSING = "、，。；：）》”—"


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for char in text:
        glue = pieces and char in _CLOSING
        joins = pieces and not (pieces[-1][-1] == " " or _is_han(pieces[-1][-1]) or _is_han(char))
        if glue or char == " " or joins:
            pieces = [*pieces[:-1], pieces[-1] + char] if pieces else [char]
        else:
            pieces.append(char)
    return pieces


def _is_han(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"


def outline(text: str, face: Face, at: tuple[float, float]) -> Outline:
    """Return the outline of a line of text with its base line's left end at a point."""
    from matplotlib.textpath import TextPath

    prop = properties(fitting(face, text))
    return TextPath(at, text, size=face.size, prop=prop)
