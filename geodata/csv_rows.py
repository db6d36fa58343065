"""Tables that people edit: CSV read row by row, with every problem noted and none hidden."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from geodata.csv_text import parted, pointed, text_of
from geodata.errors import InputError, Problem, clipped, did_you_mean, suggest
from geodata.files import other_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    import pandas as pd

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters and direction overrides, which have no place in a name."""


_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


_GAUGE_MM = range(500, 1801)  # 600 mm field railways to 1,676 mm, with room


_E = TypeVar("_E", bound=StrEnum)


def read_rows(
    path: Traversable,
    *,
    required: tuple[str, ...],
    optional: tuple[str, ...] = (),
    as_saved: bool = False,
) -> tuple[list[Row], list[Problem]]:
    """Read a CSV with a header, UTF-8 with or without a byte order mark.

    Parameters
    ----------
    path
        The file; where there is nothing, there are no rows.
    required, optional
        The columns that it must and may have, in any order.
    as_saved
        Whether it may be as a spreadsheet saves it: in UTF-16 or a code page of Windows, its cells
        apart by semicolons or tabs, its numbers then with decimal commas.

    Returns
    -------
    The rows that are not blank, and the list that they note their problems in, which holds those
    of the file already.
    """
    problems: list[Problem] = []
    try:
        table, mark = _table(path, as_saved=as_saved)
    except UnicodeDecodeError as error:
        kind = other_kind(path.read_bytes()[:100].decode("latin-1"))
        note = (f"byte {error.start}", "is not UTF-8", "save the file as UTF-8")
        note = ("", f"is no CSV but looks like {kind}", "save it as CSV") if kind else note
        return [], [Problem(str(path), *note)]
    except csv.Error as error:
        return [], [Problem(str(path), "", f"is no CSV: {error}", "look for a stray quote")]
    except OSError as error:
        note = ("", f"cannot be read: {error.strerror}", "look at its permissions")
        return [], [Problem(str(path), *note)]
    if table is None:  # what is there and no file is no table that need not be there
        there = isinstance(path, Path) and (path.exists() or path.is_symlink())
        return [], [Problem(str(path), "", "is no file", "save a CSV there")] if there else []
    header = [name.strip() for name in table[0][1]] if table else []
    problems += [Problem(str(path), "line 1", *f) for f in _faults(header, required, optional)]
    if problems:
        return [], problems
    name = str(path)
    commas = mark != ","
    return [
        _row(name, line, header, cells, problems, decimal_commas=commas)
        for line, cells in table[1:]
    ], problems


def _table(path: Traversable, *, as_saved: bool) -> tuple[list[tuple[int, list[str]]] | None, str]:
    """Return the rows that are not blank, each with the number of its last line, and their mark."""
    if not path.is_file():
        return None, ","
    data = path.read_bytes()
    if as_saved and not other_kind(data[:8].decode("latin-1")):
        text, mark, above = parted(text_of(data))
    else:
        text, mark, above = data.decode("utf-8-sig"), ",", 0
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=mark)
    return [(reader.line_num + above, cells) for cells in reader if any(cells)], mark


def _faults(
    header: list[str], required: tuple[str, ...], optional: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    if not header:
        yield "is empty", f"begin with {','.join(required)}"
        return
    known = (*required, *optional)
    if kind := other_kind(",".join(header)):
        yield f"is no CSV but looks like {kind}", f"save it as CSV with {','.join(required)}"
        return
    alien = not any(did_you_mean(name.lower(), known) for name in header)
    if alien and not any(mark in header[0] for mark in _MARKS):
        yield "is no such table: it has none of its columns", f"begin with {','.join(required)}"
        return
    if kind := _marks_between(header, known):
        yield f"has its columns apart by {kind}", "separate the columns by commas"
        return
    for name in header:
        if name not in known:
            remedy = did_you_mean(name, known) or f"the columns are {', '.join(known)}"
            apart = any(mark in name for mark in _MARKS)
            yield (
                f"unknown column {shown(name)}",
                "separate the columns by commas" if apart else remedy,
            )
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield f"column {shown(name)} comes twice", "keep one"
    for name in required:
        if name not in header:
            yield f"column {name!r} is missing", "add it"


def _marks_between(header: list[str], known: Iterable[str]) -> str:
    """Return what stands between columns that commas should part, or nothing."""
    apart = (kind for mark, kind in _MARKS.items() if len({*header[0].split(mark)} & {*known}) > 1)
    return next(apart, "")


_MARKS = {";": "semicolons", "\t": "tabs"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def inert_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before.

    Full-width signs count too, as OWASP's page on CSV injection lists them.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def live_text(text: str) -> str:
    """Return a text without the apostrophe that `inert_text` put before it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _row(
    path: str,
    line: int,
    header: list[str],
    cells: list[str],
    into: list[Problem],
    *,
    decimal_commas: bool,
) -> Row:
    text = "".join(cells)
    values = dict(zip(header, map(str.strip, cells), strict=False))
    if "'" in text:
        values = {name: live_text(cell) for name, cell in values.items()}
    row = Row(path, line, values, into, decimal_commas=decimal_commas)
    if CONTROL.search(text):
        for name, cell in values.items():
            if found := CONTROL.search(cell):
                row.complain(
                    name, f"holds the control character U+{ord(found[0]):04X}", "remove it"
                )
    if len(cells) != len(header):
        count = f"{len(cells)} cells under {len(header)} columns"
        row.complain("", count, "quote cells that hold a comma")
    return row


def shown(text: str) -> str:
    """Quote a text for a message: short, and without control characters."""
    return repr(_brief(text))


def _brief(text: str) -> str:
    return CONTROL.sub("?", clipped(text, 80))


class Row:
    """One row of a table; reads typed cells and complains of those that are not."""

    def __init__(
        self,
        file: str,
        line: int,
        cells: Mapping[str, str],
        into: list[Problem],
        *,
        decimal_commas: bool = False,
    ) -> None:
        self.file = file
        self.line = line
        self.where = f"{file} line {line}"
        self.faulty = False
        self._cells = cells
        self._into = into
        self._decimal_commas = decimal_commas

    def complain(self, column: str, message: str, remedy: str = "") -> None:
        """Note a problem with a cell, or with the row."""
        self.faulty = True
        subject = _brief(self._cells.get("id") or self._cells.get("place") or "")
        item = " ".join(part for part in (f"line {self.line}", subject, column) if part)
        self._into.append(Problem(self.file, item, message, remedy))

    def text(self, column: str, *, needed: bool = False) -> str:
        """Return a cell."""
        cell = self._cells.get(column, "")
        if needed and not cell:
            self.complain(column, "is empty", "fill it in")
        return cell

    def texts(self, columns: Mapping[str, str]) -> dict[str, str]:
        """Return the cells that are filled, by the keys of their columns."""
        return {key: cell for key, name in columns.items() if (cell := self._cells.get(name))}

    def figure(self, column: str, *, needed: bool = False) -> str:
        """Return a cell that should hold a number, with a decimal point."""
        cell = self.text(column, needed=needed)
        return pointed(cell) if self._decimal_commas else cell

    def words(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell between ``|``."""
        cell = self.text(column)
        if "|" not in cell:
            return (cell,) if cell else ()
        return tuple(word for part in cell.split("|") if (word := part.strip()))

    def degrees(self, column: str, limit: int) -> float:
        """Return a coordinate; nan where it is none."""
        cell = self.figure(column, needed=True)
        if not _DECIMAL.fullmatch(cell):
            if cell:
                remedy = "use a decimal point" if "," in cell else "give decimal degrees"
                self.complain(column, f"{shown(cell)} is no number", remedy)
            return math.nan
        if abs(value := float(cell)) > limit:
            self.complain(column, f"{cell} is beyond {limit} degrees", "lon comes before lat")
        return value

    def choice(self, column: str, members: Mapping[str, _E]) -> _E | None:
        """Return the member of a vocabulary that a cell names."""
        cell = self.text(column, needed=True)
        if cell and cell not in members:
            remedy = suggest(cell, sorted(members))
            self.complain(column, f"unknown {column} {shown(cell)}", remedy)
        return members.get(cell)

    def gauges(self, column: str) -> tuple[int, ...]:
        """Return rail gauges in mm, ascending."""
        cells = self.words(column)
        for cell in cells:
            if not (cell.isascii() and cell.isdigit() and int(cell[:9]) in _GAUGE_MM):
                self.complain(column, f"{shown(cell)} is no gauge in mm", "such as 1435|1520")
                return ()
        return tuple(sorted({int(cell) for cell in cells}))

    def date(self, column: str) -> dt.date | None:
        """Return a date, None where the cell is empty."""
        cell = self.text(column)
        if not cell:
            return None
        try:
            return dt.date.fromisoformat(cell if _ISO_DATE.fullmatch(cell) else "-")
        except ValueError:
            self.complain(column, f"{shown(cell)} is no date", "write YYYY-MM-DD")
            return None


def read_cells(file: Path) -> list[list[str]]:
    """Return the rows of a table as people save it, as lists of text; see `read_parted`."""
    return read_parted(file)[0]


def read_parted(file: Path) -> tuple[list[list[str]], str]:
    """Return the rows of a table as people save it, as lists of text, and what parts the cells.

    The text may be in any encoding that `text_of` tells, the cells apart by commas, semicolons,
    tabs or bars; a line ``sep=;`` of Excel is no row.

    Raises
    ------
    InputError
        It cannot be read, or is a file of another kind.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(file), "", f"cannot be read: {error.strerror}")]) from error
    text = text_of(data)
    if kind := other_kind(text[:100]) or other_kind(data[:8].decode("latin-1")):
        raise InputError(
            [Problem(str(file), "", f"is no CSV but looks like {kind}", "save it as CSV")]
        )
    body, mark, _ = parted(text)
    try:
        rows = csv.reader(io.StringIO(body, newline=""), delimiter=mark)
        return [row for row in rows if any(row)], mark
    except csv.Error as error:
        raise InputError([Problem(str(file), "", f"is no CSV: {error}")]) from error


def read_table(file: Path, *, begin: str) -> pd.DataFrame:
    """Return a table as people save it (see `read_cells`), every cell as text.

    Parameters
    ----------
    begin
        The header that an empty file is told to begin with.

    Raises
    ------
    InputError
        It cannot be read, a row is longer or shorter than the header, a column comes twice.
    """
    import pandas as pd

    rows = read_cells(file)
    if not rows:
        raise InputError([Problem(str(file), "", "is empty", f"begin with {begin}")])
    header = [name.strip() for name in rows[0]]
    uneven = [line for line, row in enumerate(rows[1:], start=2) if len(row) != len(header)]
    twice = sorted({name for name in header if header.count(name) > 1})
    faults = {f"line {n}": f"does not have {len(header)} cells" for n in uneven}
    if twice:
        faults["line 1"] = f"column {', '.join(map(shown, twice))} comes twice"
    if faults:
        raise InputError(Problem(str(file), *fault) for fault in faults.items())
    bare = (list(map(str.strip, column)) for column in zip(*rows[1:], strict=True))
    live = (list(map(live_text, cells)) if "'" in "".join(cells) else cells for cells in bare)
    return pd.DataFrame(dict(zip(header, live, strict=False)), columns=header)  # may be no rows
