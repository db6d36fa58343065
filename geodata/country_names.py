"""Names of countries in any language: CLDR's, but for those that trade usage writes otherwise."""

from __future__ import annotations

import difflib
import itertools
import re
from functools import cache
from typing import TYPE_CHECKING

from geodata.errors import MOST_TOLD
from geodata.places.languages import tongues
from geodata.places.model import COUNTRIES
from geodata.places.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HIGH_SEAS = "XZ"
"""The code of what lies in no country: at sea, or outside the region that the boundaries cover.

UN/LOCODE gives it to installations at sea.
"""


_OWN_NAMES = {
    ("KG", "ru"): "Кыргызстан",
    ("MM", "en"): "Myanmar",
    ("MM", "ru"): "Мьянма",
}
"""Where the trade's usage, and that of the catalogue's own texts, is not that of CLDR."""


_SHORT_NAMES = {"Turkey": "TR", "UAE": "AE"}
"""What people write beside the names of CLDR."""


_CODE = re.compile("[A-Z]{2}")


def is_country_code(word: str) -> bool:
    """Tell whether a word has the form of ISO 3166-1 alpha-2, whether or not it names a country."""
    return _CODE.fullmatch(word) is not None


def in_order(word: str) -> str:
    """Return a pair of countries in the order of its codes, any other word as it is.

    Examples
    --------
    >>> in_order("UA-RU"), in_order("suez")
    ('RU-UA', 'suez')
    """
    match word.split("-"):
        case [one, other] if is_country_code(one) and is_country_code(other):
            return "-".join(sorted((one, other)))
    return word


def country_name(code: str, lang: str) -> str:
    """Return a country's short name in a language, or the code where it is unknown.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-2.
    lang
        BCP-47 tag, such as ``en``, ``ru`` or ``zh-Hans``.

    Examples
    --------
    >>> country_name("KZ", "en"), country_name("KG", "ru"), country_name("QQ", "zh")
    ('Kazakhstan', 'Кыргызстан', 'QQ')
    """
    return _territories(lang).get(code, code)


def code_of_country(text: str) -> str | None:
    """Return the code of the country that a text names in a language of the product.

    Examples
    --------
    >>> code_of_country("Russia"), code_of_country("иран"), code_of_country("Khorgos")
    ('RU', 'IR', None)
    """
    return _codes().get(fold(text))


_ALIKE = 0.75


@cache
def suggest_country(word: str) -> str:
    """Return ``did you mean 'KZ'?`` for a name of a country, about as it is spelled, or nothing.

    Examples
    --------
    >>> suggest_country("kazakstan"), suggest_country("Кыргызстн"), suggest_country("nowhere")
    ("did you mean 'KZ'?", "did you mean 'KG'?", '')
    """
    names = _codes()
    near = difflib.get_close_matches(fold(word), names, n=1, cutoff=_ALIKE)
    return f"did you mean {names[near[0]]!r}?" if near else ""


def suggest_countries(words: Iterable[str]) -> dict[str, str]:
    """Return what `suggest_country` says of the first different words, as many as an error tells.

    It takes milliseconds a word, and a table may hold a million that are no country.
    """
    first = itertools.islice(dict.fromkeys(words), MOST_TOLD)
    return {word: suggest_country(word) for word in first}


@cache
def _codes() -> Mapping[str, str]:
    names = {
        fold(country_name(code, tongue.written)): code
        for tongue in tongues().values()
        for code in sorted(COUNTRIES)
    }
    return {**names, **{fold(name): code for name, code in _SHORT_NAMES.items()}}


@cache
def _territories(lang: str) -> Mapping[str, str]:
    from babel import Locale

    locale = Locale.parse(lang.replace("-", "_"))
    names = {str(code): str(name) for code, name in locale.territories.items()}
    own = {code: name for (code, tongue), name in _OWN_NAMES.items() if tongue == locale.language}
    return {**names, **own}
