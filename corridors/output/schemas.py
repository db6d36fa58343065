"""The public tables: their columns, what type they have, in which unit, and what they mean.

``frames.csv`` lists the tables and their columns in order, ``?`` after one that only some of them
have. ``columns.csv`` tells a column once for all tables, and again for one that means it otherwise.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_CELLS = {"text": str, "list": list, "map": dict, "date": dt.date | None}
"""Types of columns that pandas holds as objects, and what their cells are."""

_DTYPES = {"number": "f", "count": "iu", "truth": "b"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    kind
        ``text``, ``number``, ``count``, ``truth``, ``date``, ``list``, ``map`` or ``shape``.
    unit
        Of numbers, also of those in a list or map; empty where there is none.
    is_optional
        Whether only some tables have it.
    """

    name: str
    kind: str
    unit: str
    meaning: str
    is_optional: bool = False

    def holds(self, cells: pd.Series) -> bool:
        """Tell whether the cells of a table are what the column says."""
        if self.kind == "shape":
            return str(cells.dtype) == "geometry"
        if self.kind in _DTYPES:
            return cells.dtype.kind in _DTYPES[self.kind]
        return all(isinstance(cell, _CELLS[self.kind]) for cell in cells)


@dataclass(frozen=True, slots=True)
class Schema:
    """A public table.

    Attributes
    ----------
    made_by
        The expression that returns it.
    """

    frame: str
    made_by: str
    columns: tuple[Column, ...]

    def faults(self, table: pd.DataFrame) -> list[str]:
        """Return what of a table is not as the schema says."""
        there = [str(name) for name in table.columns]
        wanted = [each.name for each in self.columns if each.name in there or not each.is_optional]
        if there != wanted:
            return [f"{self.frame}: columns are {there}, not {wanted}"]
        return [
            f"{self.frame}: {each.name} is no {each.kind}, but {table[each.name].dtype}"
            for each in self.columns
            if each.name in there and not each.holds(table[each.name])
        ]


@cache
def schemas() -> Mapping[str, Schema]:
    """Return the schemas of the public tables by name."""
    told = {(row["column"], row["frame"]): row for row in _rows("columns.csv")}
    return {
        row["frame"]: Schema(
            row["frame"],
            row["made_by"],
            tuple(_column(told, row["frame"], name) for name in row["columns"].split("|")),
        )
        for row in _rows("frames.csv")
    }


def _column(told: Mapping[tuple[str, str], Mapping[str, str]], frame: str, written: str) -> Column:
    name = written.removesuffix("?")
    row = told.get((name, frame)) or told[name, ""]
    return Column(name, row["type"], row["unit"], row["meaning"], written != name)


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("corridors.output") / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
