"""Noto Sans and Noto Sans SC, cut down to Latin, Cyrillic and the common Han (SIL OFL 1.1)."""

from __future__ import annotations

import functools
from pathlib import Path

FAMILIES: tuple[str, ...] = ("Noto Sans", "Noto Sans SC")
"""Order of fall-back: Latin and Cyrillic first, Han from the second."""

REGULAR, BOLD = 400, 600
_WEIGHTS = {"Regular": REGULAR, "SemiBold": BOLD}


def files(*, bold: bool | None = None) -> list[Path]:
    """Return the font files of one weight, or of both, in order of fall-back."""
    found = sorted(Path(__file__).parent.glob("*.ttf"))
    return [file for file in found if bold is None or bold == (_weight(file) == BOLD)]


def _weight(file: Path) -> int:
    return _WEIGHTS[file.stem.split("-")[1]]


def alias(family: str) -> str:
    """Return the name under which matplotlib knows a shipped family.

    Another one than its own: a machine may hold a different cut of the same font.
    """
    return f"Corridor Atlas {family}"


def aliases() -> list[str]:
    """Return the names under which matplotlib knows the shipped families."""
    return [alias(family) for family in FAMILIES]


@functools.cache
def coverage(*, bold: bool = False) -> frozenset[int]:
    """Return the code points that the fonts of one weight hold together."""
    return frozenset(advances(bold=bold))


@functools.cache
def advances(*, bold: bool = False) -> dict[int, float]:
    """Return the advance width of every code point in font sizes, in order of fall-back."""
    from fontTools.ttLib import TTFont

    widths: dict[int, float] = {}
    for file in reversed(files(bold=bold)):
        with TTFont(file, lazy=True) as font:
            em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
            widths |= {code: metrics[name][0] / em for code, name in font.getBestCmap().items()}
    return widths


@functools.cache
def register() -> None:
    """Make the fonts known to matplotlib, once."""
    from matplotlib.font_manager import FontEntry, fontManager

    for file in files():
        family = FAMILIES["SC" in file.name]
        fontManager.ttflist.append(
            FontEntry(
                fname=str(file),
                name=alias(family),
                style="normal",
                variant="normal",
                weight=_weight(file),
                stretch="normal",
                size="scalable",
            )
        )
