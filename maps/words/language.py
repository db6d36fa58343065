"""The language of a map: its words, numbers, days and names.

The texts stand in tables beside this module, ``key,en,ru,zh``, for translators to edit.
"""

from __future__ import annotations

import csv
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

if TYPE_CHECKING:
    from collections.abc import Mapping

Table = Literal["page", "story", "print", "layers", "ledger", "planner"]
"""The page; what briefings, figures and slides say besides; layers; charts of ledgers; ledgers and
the planner of the page."""


LANGUAGES = ("en", "ru", "zh")


_FORMS = {"en": ("one", "other"), "ru": ("one", "few", "many"), "zh": ("other",)}
"""Plural categories (CLDR) in the order in which a word's forms stand, parted by a bar."""


_REGIONS = {"en": "GB", "ru": "RU", "zh": "CN"}
"""The region whose habits of writing a language follows where its tag names none."""


@functools.cache
def translations(table: Table) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of a table by key, each by language, in the order of the file."""
    text = (resources.files("maps.words") / f"{table}.csv").read_text(encoding="utf-8")
    return {row.pop("key"): row for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its tag, as ``en``, ``ru`` or ``zh-Hans``."""

    tag: str

    @property
    def base(self) -> str:
        """The tag without script and region, in lower case."""
        return self.tag.replace("_", "-").split("-")[0].lower()

    @property
    def locale(self) -> babel.Locale:
        """What babel knows of it."""
        return babel.Locale.parse(self.tag.replace("-", "_"))

    @property
    def region(self) -> str:
        """The tag with a region, as ``en-GB``: what office files want."""
        return f"{self.base}-{_REGIONS[self.base]}"

    @property
    def is_chinese(self) -> bool:
        """Whether sentences follow each other without a space and letters have no case."""
        return self.base == "zh"

    def words(self, *further: Table) -> Mapping[str, str]:
        """Return the page's words by key, those of further tables after them.

        Raises
        ------
        InputError
            If they are not translated into the language.
        """
        return _words(self._known, ("page", *further))

    def words_of(self, table: Table) -> Mapping[str, str]:
        """Return the words of one table alone by key, as `words` does."""
        return _words(self._known, (table,))

    @property
    def _known(self) -> str:
        if self.base not in LANGUAGES:
            fault = "the page is not translated into it"
            remedy = f"use one of {', '.join(LANGUAGES)}"
            raise InputError([Problem("", f"lang={self.tag!r}", fault, remedy)])
        return self.base

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
        forms = dict(zip(_FORMS[self.base], self.words()[key].split("|"), strict=True))
        return forms[self.locale.plural_form(count)].format(self.decimal(count))

    def country_name(self, code: str) -> str:
        """Return a country's short name (CLDR by babel), or the code if it is unknown."""
        if code == HIGH_SEAS:
            return self.words()["high_seas"]
        return country_name(code, self.tag)

    def pick(self, names: object, fallback: str = "") -> str:
        """Return the name in the language, else in English, else any, else the fallback.

        Anything but a table of names is taken as the name itself.
        """
        if not isinstance(names, dict):
            return str(names) if isinstance(names, str) and names else fallback
        known = {key: value for key, value in names.items() if isinstance(value, str) and value}
        for key in (self.tag, self.base, "en"):
            if key in known:
                return known[key]
        return next(iter(known.values()), fallback)


@functools.cache
def _words(base: str, tables: tuple[Table, ...]) -> Mapping[str, str]:
    return {key: texts[base] for table in tables for key, texts in translations(table).items()}


def shorten(name: str) -> str:
    """Return a name without what stands in brackets after it."""
    for bracket in (" (", "（", "("):
        head = name.split(bracket, maxsplit=1)[0].strip()
        if head and head != name:
            return head
    return name
