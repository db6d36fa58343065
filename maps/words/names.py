"""Names of countries and places in a language."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import babel

from maps.words.page import furniture

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN_NAMES = {
    ("KG", "ru"): "Кыргызстан",
    ("MM", "en"): "Myanmar",
    ("MM", "ru"): "Мьянма",
}
"""Where the trade's usage, and that of the catalogue's own texts, is not that of CLDR."""


@functools.cache
def _territories(lang: str) -> Mapping[str, str]:
    locale = babel.Locale.parse(lang.replace("-", "_"))
    names = {str(code): str(name) for code, name in locale.territories.items()}
    own = {code: name for (code, tongue), name in _OWN_NAMES.items() if tongue == locale.language}
    return {**names, **own}


def country_name(code: str, lang: str) -> str:
    """Return a country's short name in a language (CLDR by babel), or the code if unknown."""
    if code == "XZ":
        return furniture(lang)["high_seas"]
    return _territories(lang).get(code, code)


def pick(names: object, lang: str, fallback: str = "") -> str:
    """Return the name in a language, else in English, else any, else the fallback.

    Anything but a table of names is taken as the name itself.
    """
    if not isinstance(names, dict):
        return str(names) if isinstance(names, str) and names else fallback
    known = {key: value for key, value in names.items() if isinstance(value, str) and value}
    base = lang.replace("_", "-").split("-")[0]
    for key in (lang, base, "en"):
        if key in known:
            return known[key]
    return next(iter(known.values()), fallback)
