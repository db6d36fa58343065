"""Noto Sans and Noto Sans SC, cut down to Latin, Cyrillic and the common Han (SIL OFL 1.1)."""

from __future__ import annotations

import functools
from pathlib import Path

FAMILIES: tuple[str, ...] = ("Noto Sans", "Noto Sans SC")
"""Order of fall-back: Latin and Cyrillic first, Han from the second."""


def files() -> list[Path]:
    """Return the font files, sorted by name."""
    return sorted(Path(__file__).parent.glob("*.ttf"))


@functools.cache
def coverage(*, bold: bool = False) -> frozenset[int]:
    """Return the code points that the fonts of one weight hold together."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    wanted = "SemiBold" if bold else "Regular"
    return frozenset(
        code for file in files() if wanted in file.name for code in TTFont(file).getBestCmap()
    )


@functools.cache
def register() -> None:
    """Make the fonts known to matplotlib, once."""
    from matplotlib import font_manager  # noqa: PLC0415

    for file in files():
        font_manager.fontManager.addfont(file)
