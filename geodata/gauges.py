"""Track gauges, as tags and tables of others write them."""

from __future__ import annotations

import re

_GAUGE_MM = range(300, 2001)


_GAUGE = re.compile(
    r"(?P<metres>[0-2]\.[0-9]{1,4})\s*m"
    r"|(?P<thousand>[12])[.,\u2009\u00a0\u202f ](?P<rest>[0-9]{3})(?:\s*mm)?"
    r"|(?P<whole>[0-9]{3,4}(?:\.[0-9]{1,3})?)(?:\s*mm)?",
    re.ASCII,
)


_BETWEEN = re.compile(r"[;|/+&]|,(?![0-9]{3}(?![0-9]))|(?<=[0-9]{3}),|\s(?:and|or)\s")


_GAUGE_WORDS = {"standard": 1435}


def gauges_mm(text: str) -> tuple[int, ...]:
    """Return the gauges in mm that a ``gauge`` tag names, ascending; ``1520;1435`` names two.

    Numbers may be written as people do: ``1,520``, ``1.435``, ``1 000 mm``, ``1.435 m``,
    ``1520.0``. What is no number of mm between 300 and 2000 is left out.

    Examples
    --------
    >>> gauges_mm("1,520"), gauges_mm("1520,1435"), gauges_mm("609.6"), gauges_mm("14350")
    ((1520,), (1435, 1520), (610,), ())
    """
    words = [part.strip().lower() for part in _BETWEEN.split(text)]
    found = {_GAUGE_WORDS.get(word) or _gauge(word) for word in words}
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
