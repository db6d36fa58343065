"""How a language writes numbers, for the page's script, which does without the browser's `Intl`."""

from __future__ import annotations

from typing import TypedDict

import babel
from babel.numbers import format_decimal


class Numerals(TypedDict):
    """What stands in a number between thousands, from the least that is parted, and around them."""

    group: str
    least: int
    decimal: str
    minus: str


def numerals(tag: str) -> Numerals:
    """Return what stands in numbers by the habits of a language (CLDR by babel).

    Raises
    ------
    babel.UnknownLocaleError
        If babel does not know the tag.
    """
    locale = babel.Locale.parse(tag.replace("-", "_"))
    small, great = (str(format_decimal(size, locale=locale)) for size in (1234, 12345))
    return {
        "group": great[2:-3],
        "least": 10_000 if small == "1234" else 1000,
        "decimal": str(format_decimal(0.5, locale=locale))[1:-1],
        "minus": str(format_decimal(-1, locale=locale))[:-1],
    }
