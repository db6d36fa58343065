"""Values of tables as the page's cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridors.definitions.terms import translated
from corridors.definitions.vocabulary import first_day, last_day
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def share_records(frame: pd.DataFrame | None) -> list[Mapping[str, Any]]:
    """Return the rows of a frame as records."""
    return [] if frame is None else list(frame.to_dict("records"))


def spoken_facts(aliases: object) -> str:
    """Return the aliases that are names; ``osm:node/1`` and the like are for machines."""
    parts = words(aliases).split("|")
    return "|".join(part for part in parts if not part.startswith("osm:"))


def fact_cells(value: object, lang: str) -> list[str]:
    """Return capacity and traffic as lines: quantity, value, unit, year and note as sourced."""
    return [_fact(fact, lang) for fact in value] if isinstance(value, list | tuple) else []


def _fact(fact: Mapping[str, Any], lang: str) -> str:
    said = Language(lang).words()
    number = Language(lang).decimal(fact["value"], pattern="#,##0.######")
    when = str(fact["year"])
    if fact.get("note"):
        when = said["fact_note"].format(when, translated(fact["note"], lang))
    quantity, unit = (translated(fact[key], lang) for key in ("quantity", "unit"))
    return said["fact"].format(quantity, number, unit, when)


def history_cells(value: object) -> list[list[str | int | None]]:
    """Return the statuses at the ends of years: value, first year, last year or None.

    A status that begins and ends within a year holds at no year's end. The later one wins where
    two hold, so they are ordered by their beginning.
    """
    if not isinstance(value, (list, tuple)):
        return []
    found: list[list[str | int | None]] = []
    for item in sorted(value, key=lambda item: first_day(item["from"])):
        until = item.get("until")
        last = None if until is None else last_day(until)
        whole = last is None or (last.month, last.day) == (12, 31)
        year = None if last is None else last.year - (not whole)
        found.append([words(item["value"]), first_day(item["from"]).year, year])
    return found
