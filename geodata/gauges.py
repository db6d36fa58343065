"""Track gauges and limits of weight, as tags and tables of others write them."""

from __future__ import annotations

import math
import re

_GAUGE_MM = range(300, 2001)


_GAUGE = re.compile(
    r"(?P<metres>[0-2]\.[0-9]{1,4})\s*m"
    r"|(?P<thousand>[12])[.,\u2009\u00a0\u202f ](?P<rest>[0-9]{3})(?:\s*mm)?"
    r"|(?P<whole>[0-9]{3,4}(?:\.[0-9]{1,3})?)(?:\s*mm)?",
    re.ASCII,
)


_IMPERIAL = re.compile(
    r"(?P<feet>[2-7])\s*(?:ft|feet|foot|')"
    r"(?:\s*(?P<inches>[0-9]{1,2}(?:\.[0-9]{1,3})?)?\s*(?P<share>[1-9]/[248])?\s*(?:in|inch|inches|\"|''))?",
    re.ASCII,
)


_SHARES = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅛": " 1/8", "⅜": " 3/8", "⅝": " 5/8"}


_FOOT_MM, _INCH_MM = 304.8, 25.4


_BETWEEN = re.compile(
    r"[;|+&_()]|/(?![248](?![0-9]))|,(?![0-9]{3}(?![0-9]))|(?<=[0-9]{3}),"
    r"|(?<=[0-9]{3})\s*[-\u2013\u2014]\s*(?=[0-9]{3})|\s(?:and|or|и|или)\s"
)
"""What stands between two gauges: also a dash, and a second one in brackets."""


_GAUGE_WORDS = {"standard": 1435, "metre": 1000, "meter": 1000, "1 m": 1000, "1m": 1000}


def gauges_mm(text: str) -> tuple[int, ...]:
    """Return the gauges in mm that a ``gauge`` tag names, ascending; ``1520;1435`` names two.

    Numbers may be written as people do: ``1,520``, ``1.435``, ``1 000 mm``, ``1.435 m``,
    ``1520.0``, ``4 ft 8½ in``. What is no number of mm between 300 and 2000 is left out, and so
    are words that mean one gauge here and another there, as ``broad``.

    Examples
    --------
    >>> gauges_mm("1,520"), gauges_mm("1520,1435"), gauges_mm("609.6"), gauges_mm("14350")
    ((1520,), (1435, 1520), (610,), ())
    >>> gauges_mm("1520 (1435)"), gauges_mm("1520-1524"), gauges_mm("5 ft 6 in")
    ((1435, 1520), (1520, 1524), (1676,))
    """
    plain = "".join(_SHARES.get(letter, letter) for letter in text.lower()).replace("мм", "mm")
    words = [part.strip(" \t~?≈") for part in _BETWEEN.split(plain)]
    found = {_GAUGE_WORDS.get(word) or _gauge(word) or _imperial(word) for word in words}
    return tuple(sorted(gauge for gauge in found if gauge in _GAUGE_MM))


def _gauge(word: str) -> int:
    """Return a gauge in mm, 0 where a word is none."""
    match = _GAUGE.fullmatch(word)
    if match is None:
        return 0
    if match["metres"]:
        return round(float(match["metres"]) * 1000.0)
    if match["thousand"]:
        return int(match["thousand"] + match["rest"])
    return round(float(match["whole"]))


def _imperial(word: str) -> int:
    """Return a gauge in mm of feet and inches, 0 where a word is none."""
    match = _IMPERIAL.fullmatch(word)
    if match is None:
        return 0
    above, _, below = (match["share"] or "0/1").partition("/")
    inches = float(match["inches"] or 0.0) + int(above) / int(below)
    return round(int(match["feet"]) * _FOOT_MM + inches * _INCH_MM)


_WEIGHT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(t|to|tons?|tonnes?|kg|st|lbs?)?", re.ASCII)


_TONNES = {"kg": 0.001, "st": 0.90718474, "lb": 0.00045359237, "lbs": 0.00045359237}
"""Units of ``maxweight`` besides the tonne; ``st`` is the short ton of 2,000 pounds."""


def tonnes(text: str) -> float:
    """Return a limit of weight in tonnes, infinite where a text states none.

    Examples
    --------
    >>> tonnes("3.5"), tonnes("3,5 t"), tonnes("7500 kg"), tonnes("none")
    (3.5, 3.5, 7.5, inf)
    """
    match = _WEIGHT.fullmatch(text.strip().lower())
    if match is None:
        return math.inf
    value = float(match[1].replace(",", ".")) * _TONNES.get(match[2] or "t", 1.0)
    return value or math.inf
