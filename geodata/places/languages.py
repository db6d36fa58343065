"""The languages of names and words: one row each of ``seeds/rules/languages.csv``.

A further language is a row and a column in each table of words. It may also stand in a folder of
one's own that the environment names (``CORRIDORS_LANGUAGES``): ``languages.csv`` with its row, and
any table of words by its name, as ``page.csv``, with ``key`` and a column for the language. What a
language does not say is said in its fallback, name by name and word by word.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.csv_rows import read_rows
from geodata.csv_text import parted, text_of
from geodata.errors import InputError, Problem, did_you_mean, suggest
from geodata.files import seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from geodata.csv_rows import Row

OWN_FOLDER = "CORRIDORS_LANGUAGES"
"""The variable of the environment that names a folder with further languages."""
_REQUIRED = ("tag", "name", "fallback", "region", "script", "plurals")
_OPTIONAL = ("named", "spaced", "written", "habits", "day", "month", "year")
_DATES = ("d MMMM y", "MMMM y", "y")


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a language asks for.

    Attributes
    ----------
    tag, name
        BCP-47, without script and region; what the language calls itself.
    fallback
        The tag of the language that stands in where this one has no word or name; empty for none.
    region
        ISO 3166-1 of the habits of writing, where a tag names none.
    script
        What letters a name holds at least one of, as Unicode calls them: ``Latin``, ``Han``.
    is_named
        Whether every corridor, route and hub of the shipped catalogue has a name in it.
    plurals
        Categories (CLDR) in the order in which a word's forms stand, parted by a bar.
    is_spaced
        Whether sentences follow each other with a space.
    written
        The tag that documents state.
    habits
        The tag by which browsers write numbers and days: where they know nothing of the language,
        another that writes both alike.
    dates
        Patterns (CLDR) of a day, a month and a year within a sentence.
    """

    tag: str
    name: str
    fallback: str
    region: str
    script: str
    is_named: bool
    plurals: tuple[str, ...]
    is_spaced: bool
    written: str
    habits: str
    dates: tuple[str, str, str]


@cache
def tongues() -> Mapping[str, Tongue]:
    """Return the languages by tag, in the order of the tables; those of one's own come last.

    Raises
    ------
    InputError
        With every problem of the tables.
    """
    found: dict[str, Tongue] = {}
    problems: list[Problem] = []
    for folder in (seed("rules"), own_folder()):
        if folder is None:
            continue
        rows, noted = read_rows(folder / "languages.csv", required=_REQUIRED, optional=_OPTIONAL)
        found |= {row.text("tag", needed=True): _tongue(row) for row in rows}
        for row in rows:
            _check_fallback(row, found)
        problems += noted
    if problems:
        raise InputError(problems)
    return found


def _tongue(row: Row) -> Tongue:
    tag = row.text("tag")
    day, month, year = (row.text(name) for name in ("day", "month", "year"))
    return Tongue(
        tag=tag,
        name=row.text("name", needed=True),
        fallback=row.text("fallback"),
        region=row.text("region", needed=True),
        script=row.text("script", needed=True),
        is_named=row.text("named") == "yes",
        plurals=row.words("plurals") or ("other",),
        is_spaced=row.text("spaced") != "no",
        written=row.text("written") or tag,
        habits=row.text("habits") or tag,
        dates=(day or _DATES[0], month or _DATES[1], year or _DATES[2]),
    )


def _check_fallback(row: Row, known: Mapping[str, Tongue]) -> None:
    other = row.text("fallback")
    if other and other not in known:
        row.complain("fallback", f"unknown language {other!r}", suggest(other, known))


def own_folder() -> Path | None:
    """Return the folder of further languages that the environment names, or None.

    Raises
    ------
    InputError
        It holds no ``languages.csv``.
    """
    named = os.environ.get(OWN_FOLDER)
    if not named:
        return None
    folder = Path(named)
    if not (folder / "languages.csv").is_file():
        remedy = f"give it a row for each language, or unset {OWN_FOLDER}"
        raise InputError([Problem(named, OWN_FOLDER, "holds no languages.csv", remedy)])
    return folder


def base_of(lang: str) -> str:
    """Return a BCP-47 tag without script and region, in lower case.

    >>> base_of("zh-Hans"), base_of("kk_KZ")
    ('zh', 'kk')
    """
    return lang.replace("_", "-").split("-", maxsplit=1)[0].lower()


@cache
def speakers(lang: str) -> tuple[str, ...]:
    """Return the tags that are asked in turn for a word or name; the last is English.

    >>> speakers("kk"), speakers("zh-Hans"), speakers("fa")
    (('kk', 'ru', 'en'), ('zh', 'en'), ('fa', 'en'))
    """
    return tuple(dict.fromkeys((*_line(base_of(lang)), "en")))


def _line(tag: str) -> Iterator[str]:
    passed: set[str] = set()
    while tag and tag not in passed:
        passed.add(tag)
        yield tag
        tag = tongues()[tag].fallback if tag in tongues() else ""


def pick_name(names: Mapping[str, str], lang: str) -> str:
    """Return a name in a language, else in those that stand in for it, else nothing.

    >>> pick_name({"en": "Aktau", "ru": "Актау"}, "kk")
    'Актау'
    """
    return next((names[tag] for tag in speakers(lang) if names.get(tag)), "")


def plural_forms(word: str, lang: str) -> dict[str, str]:
    """Return the forms of a word by plural category; a word of one form has it for all.

    >>> plural_forms("{0} day|{0} days", "en")
    {'one': '{0} day', 'other': '{0} days'}
    """
    kinds, forms = tongues()[base_of(lang)].plurals, word.split("|")
    return dict(zip(kinds, forms * len(kinds) if len(forms) == 1 else forms, strict=False))


def read_words(file: Traversable) -> Mapping[str, Mapping[str, str]]:
    """Read a table of words, ``key`` and a column a language, with one's own columns beside.

    Returns
    -------
    mapping
        By key, in the order of the file, what each language says; nothing where it says nothing.
    """
    words = _by_key(file)
    folder = own_folder()
    if folder is None or not (folder / file.name).is_file():
        return words
    own = _by_key(folder / file.name)
    problems = [
        Problem(str(folder / file.name), key, "is no word of this table", did_you_mean(key, words))
        for key in own
        if key not in words
    ]
    if problems:
        raise InputError(problems)
    return {key: {**texts, **own.get(key, {})} for key, texts in words.items()}


def _by_key(file: Traversable) -> dict[str, dict[str, str]]:
    """Return the rows of a table; spaces about a word are part of it."""
    text, separator, _ = parted(text_of(file.read_bytes()))
    try:
        rows = [*csv.DictReader(text.splitlines(), delimiter=separator)]
    except csv.Error as error:
        raise InputError([Problem(str(file), "", f"is no table: {error}")]) from error
    if any(not row.get("key") or None in row or None in row.values() for row in rows):
        remedy = "begin with key and the tags of languages, and quote cells that hold a comma"
        raise InputError([Problem(str(file), "", "is no table of words", remedy)])
    return {row.pop("key"): row for row in rows}
