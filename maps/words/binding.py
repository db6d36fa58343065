"""Spaces at which no line ends, for titles; the page's script does the same in ``bound``."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
_UNIT = re.compile(r"(?<=\d) (?=[^\W\d_])")
_SCALED = re.compile(r"(?<=\d\u00a0млн) ")


def bind(text: str) -> str:
    """Return a text in which a number stays on one line with the word behind it.

    >>> bind("4.5 Mt in 2024").replace(NO_BREAK, "_")
    '4.5_Mt in 2024'
    """
    return _SCALED.sub(NO_BREAK, _UNIT.sub(NO_BREAK, text))
