"""Values of tables as the page's cells."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

import numpy as np
import pandas as pd

from corridors.definitions.vocabulary import first_day, last_day
from maps.words.terms import translated

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from maps.scene.rows.json_types import SpanJson
    from maps.words.language import Language


def number(value: object) -> float | None:
    """Return a finite number rounded to 3 decimals, or None for anything else."""
    if value is None or isinstance(value, str):
        return None
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    if not math.isfinite(found):
        return None
    return int(found) if found == int(found) else round(found, 3)


def words(value: object) -> str:
    """Return a cell as text; an empty or missing one as an empty text."""
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    return str(value)


def split(value: object) -> list[str]:
    """Return the items of a list, or of a cell that separates them by a vertical bar."""
    if isinstance(value, str):
        return [item.strip() for item in value.split("|") if item.strip()]
    if isinstance(value, (list, tuple, np.ndarray)):
        return [str(item) for item in value]
    return []


def share_table(value: object) -> dict[str, float]:
    """Return a table of km without its zeros."""
    if not isinstance(value, dict):
        return {}
    pairs = ((str(key), number(km)) for key, km in value.items())
    return {key: km for key, km in pairs if km}


Row: TypeAlias = "Mapping[str, object]"
"""A row of a frame: what a cell holds, the functions here find out."""


def share_records(frame: pd.DataFrame | None) -> list[Row]:
    """Return the rows of a frame as records."""
    return [] if frame is None else [*map(_record, frame.to_dict("records"))]


def _record(row: Mapping[Hashable, object]) -> Row:
    return {str(key): value for key, value in row.items()}


def spoken_facts(aliases: object) -> str:
    """Return the aliases that are names; ``osm:node/1`` and the like are for machines."""
    parts = words(aliases).split("|")
    return "|".join(part for part in parts if not part.startswith("osm:"))


_PREFIXES = frozenset({"about", "more than", "up to"})
"""Notes that qualify a number stand before it, as one says them."""
_MILLION_T = {"t": "Mt", "t/year": "Mt/year"}
_MILLION = 1e6
_BREAK = re.compile("[;；] ?")


class FactRow(TypedDict):
    """A figure that is told of a leg or a hub, as the definitions hold it."""

    quantity: str
    value: float
    unit: str
    year: int
    source: str
    note: str | None


def fact_cells(
    value: object, language: Language, source_at: Mapping[str, int]
) -> list[tuple[str, str, str, int]]:
    """Return capacity and traffic: what, how much, when, and the number of the source or -1."""
    facts = cast("list[FactRow]", value) if isinstance(value, list | tuple) else []
    return [_fact(fact, language, source_at) for fact in facts]


class AttributeRow(TypedDict):
    """What a leg or a hub is besides its figures, as the definitions hold it."""

    attribute: str
    value: str
    year: int
    source: str
    note: str


def attribute_cells(
    value: object, language: Language, source_at: Mapping[str, int]
) -> list[tuple[str, str, str, int]]:
    """Return who runs it and under which regime, in the form of `fact_cells`."""
    rows = cast("list[AttributeRow]", value) if isinstance(value, list | tuple) else []
    return [_attribute(row, language, source_at) for row in rows]


def _attribute(
    row: AttributeRow, language: Language, source_at: Mapping[str, int]
) -> tuple[str, str, str, int]:
    when = [str(row["year"] or ""), translated(row["note"], language.tag)]
    comma = ", " if language.is_spaced else "\uff0c"
    source = source_at.get(row["source"].split("|")[0], -1)
    name, told = (
        translated(row["attribute"].replace("_", " "), language.tag),
        translated(row["value"], language.tag),
    )
    return name, told, comma.join(filter(None, when)), source


def _fact(
    fact: FactRow, language: Language, source_at: Mapping[str, int]
) -> tuple[str, str, str, int]:
    value, unit = fact["value"], fact["unit"]
    if unit in _MILLION_T and value >= _MILLION:
        value, unit = value / _MILLION, _MILLION_T[unit]
    before, rest = _qualified(fact.get("note") or "", language)
    amount = language.decimal(value, pattern="#,##0.######")
    figure = f"{before}{amount} {translated(unit, language.tag)}"
    when = str(fact["year"])
    if rest:
        when = language.words()["fact_note"].format(when, rest)
    source = source_at.get(words(fact.get("source")), -1)
    return translated(fact["quantity"], language.tag), figure, when, source


def _qualified(note: str, language: Language) -> tuple[str, str]:
    """Return what of a note stands before the number, with its gap, and the rest of it."""
    if note.split(";", maxsplit=1)[0] not in _PREFIXES:
        return "", translated(note, language.tag)
    before, *rest = _BREAK.split(translated(note, language.tag), maxsplit=1)
    return f"{before}{' ' if language.is_spaced else ''}", "".join(rest)


def history_cells(value: object) -> list[SpanJson]:
    """Return the statuses at the ends of years: value, first year, last year or None.

    A status that begins and ends within a year holds at no year's end. The later one wins where
    two hold, so they are ordered by their beginning.
    """
    if not isinstance(value, (list, tuple)):
        return []
    found: list[SpanJson] = []
    for item in sorted(value, key=lambda item: first_day(item["from"])):
        until = item.get("until")
        last = None if until is None else last_day(until)
        whole = last is None or (last.month, last.day) == (12, 31)
        year = None if last is None else last.year - (not whole)
        found.append((words(item["value"]), first_day(item["from"]).year, year))
    return found


def search_names(*values: object) -> list[str]:
    """Return the names to search by, each once, of tables of names, lists and texts."""
    found: dict[str, None] = {}
    for value in values:
        items = value.values() if isinstance(value, dict) else split(value)
        found.update(dict.fromkeys(str(item) for item in items if item))
    return list(found)
