"""The input sheet of a ledger: its lines as a table that an analyst changes and reads back."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from corridors.ledger.data import LedgerData
from corridors.ledger.lines import MEASURES, Figure, Line
from corridors.ledger.rates.model import Quality, Range
from corridors.ledger.report import figure_record
from geodata.csv_rows import read_rows, shown
from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.csv_rows import Row

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
_ABOUT = ("seq", "kind", "what", "place", "leg", "country", "mode", "km")
_OF_EACH = ("low", "mode", "high", "rate", "quality", "level", "source", "year", "aged", "range")
_SHORT = {"hours": "h", "usd": "usd", "kg_co2e": "kg"}
COLUMNS = (
    *_ABOUT,
    *(f"{_SHORT[measure]}_{part}" for measure in MEASURES for part in _OF_EACH),
    "counted",
    "note",
)
"""Columns of the sheet: what the line is, then range and origin of each measure."""


_L = TypeVar("_L", bound=LedgerData)


def frame(ledger: LedgerData) -> pd.DataFrame:
    """Return the lines of a ledger as a table with `COLUMNS`; empty where nobody says."""
    import pandas as pd

    return pd.DataFrame(
        [_cells(number, line) for number, line in enumerate(ledger.lines, start=1)],
        columns=list(COLUMNS),
    )


def _cells(number: int, line: Line) -> dict[str, object]:
    cells: dict[str, object] = {
        "seq": number,
        "kind": line.kind,
        "what": line.what,
        "place": line.place,
        "leg": line.leg,
        "country": line.country,
        "mode": line.mode,
        "km": line.km,
        "counted": "yes" if line.counted else "no",
        "note": line.note,
    }
    for measure in MEASURES:
        figure = line.figure(measure)
        if figure is not None:
            cells |= {f"{_SHORT[measure]}_{key}": cell for key, cell in _parts(figure).items()}
    return cells


def _parts(figure: Figure) -> dict[str, object]:
    told = figure_record(figure)
    told["year"] = str(figure.year or "")  # a column of numbers with gaps would say 2024.0
    told["aged"] = "yes" if figure.aged else ""
    return {key: told[key] for key in _OF_EACH}


def sheet_text(ledger: LedgerData) -> str:
    """Return the input sheet of a ledger as CSV."""
    text: str = frame(ledger).to_csv(index=False, lineterminator="\n")
    return text


def read_sheet(ledger: _L, path: Path) -> _L:
    """Return a ledger with the lines of a sheet in place of its own.

    A figure whose rate is still named is drawn with it; one without is drawn by itself. Lines may
    be changed, added or left out.

    Raises
    ------
    InputError
        With every problem of the sheet.
    """
    if not path.is_file():
        raise InputError([Problem(str(path), "", "no such file")])
    rows, problems = read_rows(
        path, required=_ABOUT, optional=COLUMNS[len(_ABOUT) :], as_saved=True
    )
    lines: list[Line] = []
    for row in rows:
        start = lines[-1].start_km + lines[-1].km if lines else 0.0
        lines.append(_line(row, start))
    if problems:
        raise InputError(problems)
    if not lines:
        raise InputError([Problem(str(path), "", "holds no lines")])
    return replace(ledger, lines=tuple(lines))


def _line(row: Row, start_km: float) -> Line:
    kind = row.text("kind", needed=True)
    if kind not in ("leg", "stop"):
        row.complain("kind", f"unknown kind {shown(kind)}", "leg or stop")
    return Line(
        kind,
        row.text("what", needed=True),
        row.text("leg"),
        row.text("place"),
        row.text("country"),
        row.text("mode"),
        start_km,
        _number(row, "km") or 0.0,
        _figure(row, "h"),
        _figure(row, "usd"),
        _figure(row, "kg"),
        row.text("note"),
        row.text("counted") != "no",
    )


def _figure(row: Row, name: str) -> Figure | None:
    low, mode, high = (_number(row, f"{name}_{end}") for end in ("low", "mode", "high"))
    if mode is None:
        return None
    low, high = (mode if end is None else end for end in (low, high))
    if not low <= mode <= high:
        row.complain(f"{name}_mode", "is not between its low and its high", "low <= mode <= high")
    quality = row.choice(f"{name}_quality", {str(one): one for one in Quality})
    source = row.text(f"{name}_source")
    if quality is not None and quality is not Quality.ASSUMPTION and not source:
        row.complain(f"{name}_source", "is empty", "name the page, or call it an assumption")
    year = _number(row, f"{name}_year")
    level = row.text(f"{name}_level") or "sheet"
    return Figure(
        Range(low, mode, high),
        row.text(f"{name}_rate"),
        quality or Quality.ASSUMPTION,
        level,
        source,
        int(year or 0),
        row.text(f"{name}_aged") == "yes",
        row.text(f"{name}_range") == "assumed",
    )


def _number(row: Row, column: str) -> float | None:
    cell = row.figure(column)
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell) or not math.isfinite(float(cell)):
        row.complain(column, f"{shown(cell)} is no number of 0 or more", "write a number")
        return None
    return float(cell)
