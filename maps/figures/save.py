"""Paper, a sheet, and writing it: the same sheet gives the same bytes, text stays text."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import InputError, Problem, did_you_mean
from geodata.files import atomic
from maps.figures import fonts

if TYPE_CHECKING:
    import os

    from matplotlib.figure import Figure


_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "corridor-atlas",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "text.hinting": "none",
    "path.simplify": False,
}


SUFFIXES = (".svg", ".pdf", ".png")


MM = 72.0 / 25.4


SIZES_MM: dict[str, tuple[float, float]] = {
    "a4": (297.0, 210.0),
    "a4-portrait": (210.0, 297.0),
    "a3": (420.0, 297.0),
    "16:9": (338.667, 190.5),
}


_SMALLEST_MM, _LARGEST_MM = 80.0, 2000.0


FIT = "fit"
"""The size that is chosen by the shape of what is drawn."""


def paper(size: str) -> tuple[float, float]:
    """Return width and height in points of a named size or of ``WxHmm``.

    Raises
    ------
    InputError
        If it is neither, or outside 80 to 2,000 mm.
    """
    wide, high = SIZES_MM.get(size.lower()) or _sides(size)
    if not all(_SMALLEST_MM <= side <= _LARGEST_MM for side in (wide, high)):
        raise InputError(
            [
                Problem(
                    "",
                    f"size={size!r}",
                    "is out of bounds",
                    f"each side from {_SMALLEST_MM:.0f} to {_LARGEST_MM:.0f} mm",
                )
            ]
        )
    return wide * MM, high * MM


def _sides(size: str) -> tuple[float, float]:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)mm", size.lower())
    if found is None:
        known = (*SIZES_MM, FIT)
        hint = did_you_mean(size, known) or f"use {', '.join(known)} or 297x210mm"
        raise InputError([Problem("", f"size={size!r}", "is not known", hint)])
    return float(found[1]), float(found[2])


@dataclass(frozen=True, eq=False)
class Sheet:
    """A figure for print: a matplotlib figure, its only axes in points.

    Attributes
    ----------
    alt
        What a reader who does not see it is told.
    """

    figure: Figure
    title: str
    alt: str

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}>"

    def save(self, path: str | os.PathLike[str], *, dpi: int = 300) -> Path:
        """Write the sheet, whole or not at all; the suffix chooses SVG, PDF or PNG.

        The same sheet gives the same bytes. Text stays text in SVG and PDF; an SVG carries the
        glyphs that it uses.

        Raises
        ------
        InputError
            If the suffix is none of `SUFFIXES`.
        """
        target = Path(path)
        check_suffix(target)
        return write_whole(target, _WRITERS[target.suffix](self, dpi))

    def _repr_svg_(self) -> str:
        return _svg(self, 72).decode("utf-8")


def check_suffix(target: Path) -> None:
    """Raise an `InputError` if a file's suffix is none that a figure can be written to."""
    if target.suffix not in SUFFIXES:
        raise InputError.unknown("format", target.suffix, SUFFIXES, file=str(target))


def write_whole(target: Path, content: bytes) -> Path:
    """Write bytes to a file, whole or not at all."""
    with atomic(target) as temporary:
        temporary.write_bytes(content)
    return target


def _rendered(figure: Figure, **options: Any) -> bytes:  # noqa: ANN401
    import matplotlib as mpl

    buffer = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(buffer, **options)
    return buffer.getvalue()


def _png(sheet: Sheet, dpi: int) -> bytes:
    about = {"Software": None, "Title": sheet.title, "Description": sheet.alt}
    return _rendered(sheet.figure, format="png", dpi=dpi, metadata=about)


def _pdf(sheet: Sheet, dpi: int) -> bytes:
    about = {
        "Title": sheet.title,
        "Subject": sheet.alt,
        "CreationDate": None,
        "Creator": "Corridor Atlas",
    }
    return _rendered(sheet.figure, format="pdf", dpi=dpi, metadata=about)


def _svg(sheet: Sheet, dpi: int) -> bytes:
    about = {"Date": None, "Title": sheet.title, "Creator": "Corridor Atlas"}
    text = _rendered(sheet.figure, format="svg", dpi=dpi, metadata=about).decode("utf-8")
    text = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", text)
    for family in fonts.FAMILIES:
        text = text.replace(fonts.alias(family), family)
    text = re.sub(r"(<svg [^>]*?)>", r'\1 role="img">', text, count=1)
    extra = f"<desc>{escape(sheet.alt)}</desc>\n <style>{_faces(_used(text))}</style>\n "
    return text.replace("<metadata>", f"{extra}<metadata>", 1).encode("utf-8")


_WRITERS = {".png": _png, ".pdf": _pdf, ".svg": _svg}


def _used(svg: str) -> dict[bool, set[int]]:
    """Return the code points of the text of an SVG by weight, bold or not."""
    used: dict[bool, set[int]] = {False: set(), True: set()}
    for style, text in re.findall(r"<text style=\"([^\"]*)\"[^>]*>([^<]*)</text>", svg):
        used["600" in style] |= {ord(char) for char in text}
    return used


def _faces(used: dict[bool, set[int]]) -> str:
    """Return CSS that carries the glyphs in use as fonts of their own, each in the first font."""
    rules = []
    for bold, codes in used.items():
        left = set(codes)
        for file, family in zip(fonts.files(bold=bold), fonts.FAMILIES, strict=True):
            glyphs, held = _cut(file, left)
            left -= held
            if glyphs:
                coded = base64.b64encode(glyphs).decode("ascii")
                weight = fonts.BOLD if bold else fonts.REGULAR
                rules.append(
                    f"@font-face{{font-family:'{family}';font-weight:{weight};"
                    f"src:url(data:font/woff;base64,{coded})}}"
                )
    return "".join(rules)


def _cut(file: Path, codes: set[int]) -> tuple[bytes, set[int]]:
    """Return a font of some code points, and those of them that it holds."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True, recalcTimestamp=False) as font:
        held = codes & set(font.getBestCmap())
        if not held:
            return b"", held
        cutter = subset.Subsetter(subset.Options(layout_features=["kern"]))
        cutter.populate(unicodes=held)
        cutter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=False)
    return buffer.getvalue(), held
