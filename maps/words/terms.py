"""What facts say in other languages: units, quantities and notes, from ``seeds/terms.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from geodata.files import read_toml, seed
from geodata.places.languages import pick_name

if TYPE_CHECKING:
    from collections.abc import Mapping


def translated(text: str, lang: str) -> str:
    """Return a unit, quantity or note of a fact in a language or what stands in for it.

    Only whole texts are looked up, so that a number within a note is never taken apart. The value
    of a fact is not part of it and keeps its unit: no term converts one.

    Parameters
    ----------
    text
        As the catalogue states it, in English.
    lang
        BCP-47 tag; what follows the language, as in ``zh-CN``, does not count.

    Examples
    --------
    >>> translated("Mt/year", "ru"), translated("capacity", "zh-CN"), translated("furlongs", "ru")
    ('млн т/год', '能力', 'furlongs')
    """
    return pick_name(_terms().get(text, {}), lang) or text


@cache
def _terms() -> Mapping[str, Mapping[str, str]]:
    """Return the shipped terms by their English text."""
    return {term["en"]: term for term in read_toml(seed("terms.toml"))["term"]}
