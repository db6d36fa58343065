"""How findings are written: numbers, amounts, names and dates in each language.

A sentence is a template of ``findings.csv`` and what fills its gaps. What fills a gap is a function
from a language to text, so that a rule says what it found once and it is written in each language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from corridors.definitions.series import label
from corridors.definitions.vocabulary import first_day
from geodata.country_names import country_name as _country_name
from geodata.places.languages import pick_name, plural_forms, read_words, speakers, tongues

if TYPE_CHECKING:
    from corridors.definitions.series import Figure
    from geodata.places.model import Place

Lang = str


Said = Callable[[Lang], str]
"""Something that can be said in a language by its tag, such as ``en``."""


_DASH = re.compile(r" [-–—] |(?<=[\u4e00-\u9fff])[-–—]+(?=[\u4e00-\u9fff])")


_LEAST_SHARE = 0.005
"""A share below it would be written as 0%."""

_DECIMALS_UNDER, _WHOLE_FROM = 10, 100

_WAN = 1e4
"""Chinese counts in ten thousands, and so do languages with a word for them."""

_MILLION = 1e6


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return read_words(resources.files("corridors.findings") / "findings.csv")


def _word(key: str, lang: Lang) -> str:
    return pick_name(_words()[key], lang)


def sentence(key: str, **gaps: Said) -> dict[Lang, str]:
    """Return a template of ``findings.csv`` with its gaps filled, by language.

    Where a language has no template the whole sentence is that of the language that stands in, so
    that none is half in one and half in another.
    """
    said = write(key, **gaps)
    return {lang: _opened(said(_speaker(key, lang))) for lang in tongues()}


def _speaker(key: str, lang: Lang) -> Lang:
    return next((tag for tag in speakers(lang) if _words()[key].get(tag)), lang)


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]


def write(key: str, *parts: Said, **gaps: Said) -> Said:
    """Return a word or template with its gaps filled."""
    return lambda lang: _word(key, lang).format(
        *(part(lang) for part in parts), **{name: gap(lang) for name, gap in gaps.items()}
    )


def text(words: str) -> Said:
    """Return what is written the same in every language."""
    return lambda _: words


def named(names: Mapping[str, str], *, otherwise: str = "") -> Said:
    """Return a name by language, or what stands in for it."""
    return lambda lang: pick_name(names, lang) or otherwise


def place_name(place: Place) -> Said:
    """Return the name of a place without what stands in brackets after it."""
    return lambda lang: _short(place.name(lang))


def leg_end(place: Place) -> Said:
    """Return the name of a place beside a dash: one that holds a dash itself has a stroke."""
    said = place_name(place)
    return lambda lang: _DASH.sub("/", said(lang))


def leg_ends(start: Place, end: Place) -> tuple[Said, Said]:
    """Return the names of a leg's ends, told apart by their countries where they are the same."""
    first, last = leg_end(start), leg_end(end)
    return _apart(first, last, start), _apart(last, first, end)


def _apart(own: Said, other: Said, place: Place) -> Said:
    told = write("brackets", own, country(place.country))
    return lambda lang: told(lang) if own(lang) == other(lang) else own(lang)


def _short(name: str) -> str:
    for bracket in (" (", "（", "("):
        head = name.split(bracket, maxsplit=1)[0].strip()
        if head and head != name:
            return head
    return name


def country(code: str) -> Said:
    """Return the name of a country."""
    return lambda lang: _country_name(code, lang)


def whole(value: float) -> Said:
    """Return a whole number with the language's thousands."""
    return lambda lang: _number(round(value), lang)


def percent(share: float) -> Said:
    """Return a share of one in whole per cent; what rounds to nothing as less than one."""

    def said(lang: Lang) -> str:
        if 0 < share < _LEAST_SHARE:
            return f"<{percent(0.01)(lang)}"
        from babel.numbers import format_percent

        return str(format_percent(math.floor(share * 100 + 0.5 + 1e-9) / 100, locale=lang))

    return said


def times(ratio: float) -> Said:
    """Return how many times: with a decimal under ten."""
    if ratio < _DECIMALS_UNDER:
        return write("times", lambda lang: _number(round(ratio, 1), lang, places=1))
    number = round(ratio)
    few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    return write("times" if few else "times_many", whole(number))


def aside(*items: Said) -> Said:
    """Return items that tell more of one thing, parted by commas."""
    return lambda lang: _word("aside", lang).join(item(lang) for item in items)


def either(items: Sequence[Said]) -> Said:
    """Return items of which one holds."""
    return lambda lang: _word("or", lang).join(item(lang) for item in items)


def listed(items: Sequence[Said], *, at_most: int = 4) -> Said:
    """Return items one after the other; behind the first few how many more there are."""
    shown = [*items[:at_most]]
    if len(items) > at_most:
        shown.append(write("more", whole(len(items) - at_most)))
    return lambda lang: _word("comma", lang).join(item(lang) for item in shown)


def year(figure: Figure) -> Said:
    """Return the year of a figure, ``2024/25`` where it runs over two."""
    return write("in_year", text(label(figure)))


def calendar_year(number: int) -> Said:
    """Return a year."""
    return write("in_year", text(str(number)))


def date(partial: str, *, alone: bool = False) -> Said:
    """Return a date that may be partial: as it stands after a preposition, or alone."""
    from babel.dates import format_date

    known = 2 - partial.count("-")

    def said(lang: Lang) -> str:
        pattern = tongues()[lang].dates[known]
        if alone and known == 1 and not pattern.startswith("y"):  # behind a year it is as alone
            pattern = pattern.replace("MMMM", "LLLL")
        return str(format_date(first_day(partial), format=pattern, locale=lang))

    return said


def amount(figure: Figure) -> Said:
    """Return a figure as one says it of its year: ``4.5 Mt``, ``more than 7,000 trains``."""
    counted, _, per = figure.unit.partition("/")
    said_counted, _, said_per = figure.said_unit.partition("/")
    if said_counted == counted and said_per in ("day", "week"):
        return _bounded(figure, rate(figure.said_value, figure.said_unit))
    if said_counted == counted and per == "day":
        return _bounded(figure, _counted(figure.said_value, counted))
    return _bounded(figure, rate(figure.value, figure.unit) if per == "day" else _of(figure))


def capacity(figure: Figure) -> Said:
    """Return a figure as a rate: ``6 Mt a year``, ``120 trains a day``."""
    return _bounded(figure, rate(figure.value, figure.unit))


def rate(value: float, unit: str) -> Said:
    """Return a value with its unit a year or a day."""
    counted, _, per = unit.partition("/")
    return write(per, _counted(value, counted))


def _of(figure: Figure) -> Said:
    return _counted(figure.value, figure.unit.partition("/")[0])


def _bounded(figure: Figure, said: Said) -> Said:
    return write(figure.bound, said) if figure.bound else said


def _counted(value: float, counted: str) -> Said:
    """Return a value with what is counted, in the words of the language."""
    if counted == "t":
        return lambda lang: _tonnes(value, lang)
    if counted == "TEU":
        return lambda lang: _teu(value, lang)
    return lambda lang: _plural(counted, value, lang)


def _tonnes(value: float, lang: Lang) -> str:
    if value >= _WAN and (word := _word("wan_t", lang)):
        return word.format(_figures(value / _WAN, lang))
    if value >= _MILLION / 10:
        return _word("Mt", lang).format(_figures(value / _MILLION, lang))
    return _word("kt", lang).format(_figures(value, lang))


def _teu(value: float, lang: Lang) -> str:
    if value >= _WAN and (word := _word("wan_TEU", lang)):
        return word.format(_figures(value / _WAN, lang))
    return _word("TEU", lang).format(_figures(value, lang))


def _plural(key: str, value: float, lang: Lang) -> str:
    from babel import Locale

    speaker = _speaker(key, lang)
    forms = plural_forms(_words()[key][speaker], speaker)
    shown = round(value) if value >= _DECIMALS_UNDER else round(value, 1)
    kind = Locale.parse(speaker).plural_form(shown)
    form = forms.get(kind) or forms.get("few") or next(iter(forms.values()))
    return form.format(_number(shown, lang, places=1))


def _figures(value: float, lang: Lang) -> str:
    """Return a number with three figures; a whole one that has more with all of its own."""
    if value >= _WHOLE_FROM:
        return _number(round(value), lang)
    places = 1 if value >= _DECIMALS_UNDER else 2 if value >= 1 else 3
    return _number(round(value, places), lang, places=places)


def _number(value: float, lang: Lang, *, places: int = 0) -> str:
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "#" * places if places else "")
    return str(format_decimal(value, format=pattern, locale=lang))
