"""The language of a map: its words, numbers, days and names.

The texts stand in tables beside this module, ``key`` and a column a language, for translators to
edit; what a language asks for stands in ``seeds/rules/languages.csv``.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Literal

import babel
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from geodata.country_names import HIGH_SEAS, country_name
from geodata.errors import InputError, Problem
from geodata.places.languages import (
    base_of,
    pick_name,
    plural_forms,
    read_words,
    speakers,
    tongues,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.places.languages import Tongue

Table = Literal["page", "story", "print", "layers", "ledger", "planner"]
"""The page; what briefings, figures and slides say besides; layers; charts of ledgers; ledgers and
the planner of the page."""


@functools.cache
def translations(table: Table) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of a table by key, each by language, in the order of the file."""
    return read_words(resources.files("maps.words") / f"{table}.csv")


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its tag, as ``en``, ``kk`` or ``zh-Hans``."""

    tag: str

    @property
    def base(self) -> str:
        """The tag without script and region, in lower case."""
        return base_of(self.tag)

    @property
    def tongue(self) -> Tongue:
        """What it asks for.

        Raises
        ------
        InputError
            If it is none of the languages.
        """
        if self.base not in tongues():
            fault = "the page is not translated into it"
            remedy = f"use one of {', '.join(tongues())}"
            raise InputError([Problem("", f"lang={self.tag!r}", fault, remedy)])
        return tongues()[self.base]

    @property
    def locale(self) -> babel.Locale:
        """What babel knows of it."""
        return babel.Locale.parse(self.tag.replace("-", "_"))

    @property
    def region(self) -> str:
        """The tag with a region, as ``en-GB``: what office files want."""
        return f"{self.base}-{self.tongue.region}"

    @property
    def written(self) -> str:
        """The tag that a document states: browsers pick the forms of characters by the script."""
        return self.tongue.written if self.tag == self.base else self.tag

    @property
    def is_spaced(self) -> bool:
        """Whether sentences follow each other with a space and letters have cases."""
        return self.tongue.is_spaced

    @property
    def fallback(self) -> str:
        """What the language calls itself that stands in where names may miss, or nothing."""
        tongue = self.tongue
        return "" if tongue.is_named else tongues()[speakers(self.base)[1]].name

    def words(self, *further: Table) -> Mapping[str, str]:
        """Return the page's words by key, those of further tables after them.

        A word that the language has not is that of the language that stands in for it.

        Raises
        ------
        InputError
            If it is none of the languages.
        """
        return _words(self.tongue.tag, ("page", *further))

    def words_of(self, table: Table) -> Mapping[str, str]:
        """Return the words of one table alone by key, as `words` does."""
        return _words(self.tongue.tag, (table,))

    def number(self, value: float) -> str:
        """Return a whole number with the language's thousands."""
        return str(format_decimal(round(value), locale=self.locale))

    def decimal(self, value: float, *, pattern: str | None = None) -> str:
        """Return a number with its decimals, in a pattern of CLDR if one is given."""
        return str(format_decimal(value, format=pattern, locale=self.locale))

    def percent(self, share: float) -> str:
        """Return a share of one in per cent."""
        return str(format_percent(share, locale=self.locale))

    def day(self, text: str) -> str:
        """Return an ISO day in words; anything else as it is."""
        try:
            moment = dt.date.fromisoformat(text)
        except ValueError:
            return text
        # Plain "en" would put the month first.
        locale = "en_GB" if self.tag == "en" else self.locale
        return str(format_date(moment, format="long", locale=locale))

    def plural(self, key: str, count: int) -> str:
        """Return a number with its word in the form that the language asks for (CLDR by babel)."""
        speaker, forms = self.forms(key)
        return forms[Language(speaker).locale.plural_form(count)].format(self.decimal(count))

    def forms(self, key: str) -> tuple[str, Mapping[str, str]]:
        """Return the forms of a word of the page by plural category, and whose rules pick one."""
        texts = translations("page")[key]
        speaker = next(tag for tag in speakers(self.base) if texts.get(tag))
        return speaker, plural_forms(texts[speaker], speaker)

    def country_name(self, code: str) -> str:
        """Return a country's short name (CLDR by babel), or the code if it is unknown."""
        if code == HIGH_SEAS:
            return self.words()["high_seas"]
        return country_name(code, self.tag)

    def pick(self, names: object, fallback: str = "") -> str:
        """Return the name in the language or what stands in for it, else any, else the fallback.

        Anything but a table of names is taken as the name itself.
        """
        if not isinstance(names, dict):
            return str(names) if isinstance(names, str) and names else fallback
        known = {key: value for key, value in names.items() if isinstance(value, str) and value}
        own = known.get(self.tag) or pick_name(known, self.base)
        return own or next(iter(known.values()), fallback)


@functools.cache
def _words(base: str, tables: tuple[Table, ...]) -> Mapping[str, str]:
    tables_of = (translations(table).items() for table in tables)
    return {key: pick_name(texts, base) for items in tables_of for key, texts in items}


def shorten(name: str) -> str:
    """Return a name without what stands in brackets after it."""
    for bracket in (" (", "（", "("):
        head = name.split(bracket, maxsplit=1)[0].strip()
        if head and head != name:
            return head
    return name
