"""Folders of rates: ours and one's own, the tables they may hold, and the sources they cite."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from corridors.ledger.rates.model import RateSource
from geodata.csv_rows import read_rows
from geodata.errors import InputError, Problem
from geodata.files import seed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from geodata.csv_rows import Row

TABLES = ("dwell", "speed", "rate", "charge", "co2e")
"""The tables of a folder of rates, each a file ``.csv``; a folder may hold some of them."""
_SOURCE_COLUMNS = ("id", "title", "publisher", "url", "read", "licence")


def shipped() -> Traversable:
    """Return the folder of rates that comes with the project."""
    return seed("rates")


def read_sources(folder: Traversable) -> dict[str, RateSource]:
    """Return the sources of a folder by id, from its ``sources.csv``.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    rows, problems = read_rows(folder / "sources.csv", required=_SOURCE_COLUMNS, as_saved=True)
    found = {row.text("id", needed=True): _source(row) for row in rows}
    if problems:
        raise InputError(problems)
    return found


def _source(row: Row) -> RateSource:
    read = row.date("read")
    if read is None:
        row.complain("read", "is empty", "give the day on which the page was read, YYYY-MM-DD")
    return RateSource(
        row.text("id"),
        row.text("title", needed=True),
        row.text("publisher", needed=True),
        row.text("url", needed=True),
        read or dt.date.min,
        row.text("licence", needed=True),
    )


def check_folder(folder: Path) -> Path:
    """Return a folder of one's own rates, if it is one.

    Raises
    ------
    InputError
        There is no such folder, or it holds none of `TABLES`.
    """
    if not folder.is_dir():
        raise InputError([Problem(str(folder), "", "no such folder", "name a folder of rates")])
    names = [f"{table}.csv" for table in (*TABLES, "factors")]
    if not any((folder / name).is_file() for name in names):
        remedy = f"it may hold {', '.join(names)}"
        raise InputError([Problem(str(folder), "", "holds no table of rates", remedy)])
    return folder
