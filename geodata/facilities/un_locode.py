"""Places of the UN/LOCODE code list."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geodata.csv_rows import read_cells
from geodata.errors import InputError, Problem
from geodata.facilities.suspect import (
    COLUMNS,
    both,
    flagged,
    port_kinds,
)
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from geodata.population import People

LOCODE = "[A-Z]{2}[A-Z2-9]{3}"


_LOCODE_WIDTH = 12


_LOCODE_HEADER = (
    "Change",
    "Country",
    "Location",
    "Name",
    "NameWoDiacritics",
    "Subdivision",
    "Function",
    "Status",
    "Date",
    "IATA",
    "Coordinates",
    "Remarks",
)


_OTHER_NAMES = {
    "ch": "Change",
    "subdiv": "Subdivision",
    "namewodiacritics": "NameWoDiacritics",
    "nameascii": "NameWoDiacritics",
}
"""Names of columns in copies of the list, letters only."""

_JOINED = ("locode", "unlocode")

_FUNCTION = re.compile(r"[0-8B-]{7,8}")


_KINDS = {"6": "dry_port", "1": "sea_port", "2": "rail_terminal", "B": "border_crossing"}


def un_locode(path: str | os.PathLike[str], *, people: People | None = None) -> pd.DataFrame:
    """Read a part of the UN/LOCODE code list as CSV: no header, coordinates as ``4339N 05109E``.

    Headed copies with the publisher's column names are read as well. Files in UTF-8 or
    Windows-1252. Only entries that are ports, rail terminals, inland clearance depots or border
    crossings are kept; those marked for removal (``X``) are not.

    Returns
    -------
    DataFrame
        `COLUMNS`; ``functions`` as published.

    Raises
    ------
    InputError
        The file cannot be read or is no such list.
    """
    file = Path(path)
    rows = read_cells(file)
    if not is_un_locode(rows):
        raise InputError(
            [
                Problem(
                    str(file),
                    "",
                    "is no UN/LOCODE code list",
                    f"{_LOCODE_WIDTH} columns, the country in the second",
                )
            ]
        )
    entries = [entry for row in _in_order(rows) if (entry := _entry(row)) is not None]
    frame = pd.DataFrame(entries, columns=[*COLUMNS[:10], "malformed"])
    malformed = frame.pop("malformed").to_numpy(dtype=bool)
    ports = (frame["kind"] == "sea_port").to_numpy(dtype=bool)
    frame["kind"] = port_kinds(frame, ports & np.isfinite(frame["lon"].to_numpy(dtype=float)))
    return flagged(frame, people=people, malformed=malformed)


def is_un_locode(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows are those of the UN/LOCODE code list."""
    if rows and _places_of(_apart(rows[:1])[0]):
        return True
    head = [row for row in rows[:5] if len(row) >= _LOCODE_WIDTH - 1]
    return any(row[1].strip() in COUNTRIES for row in head)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _places_of(header: Sequence[str]) -> dict[str, int]:
    """Return where each column stands under a header; nothing where a row is no header."""
    known = {_plain(name): name for name in _LOCODE_HEADER} | _OTHER_NAMES
    found = {known[_plain(cell)]: at for at, cell in enumerate(header) if _plain(cell) in known}
    return found if {"Country", "Location", "Name", "Function"} <= found.keys() else {}


def _apart(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Return rows with a code of their own for country and location, as the web pages join them."""
    at = next((n for n, cell in enumerate(rows[0]) if _plain(cell) in _JOINED), -1) if rows else -1
    if at < 0 or {"country", "location"} <= {_plain(cell) for cell in rows[0]}:
        return rows
    codes = [["Country", "Location"]]
    codes += [
        [row[at].strip()[:2], row[at].strip()[2:].strip()] for row in rows[1:] if len(row) > at
    ]
    rest = [[*row[:at], *row[at + 1 :]] for row in rows if len(row) > at]
    return [[*code, *row] for code, row in zip(codes, rest, strict=True)]


def _in_order(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return rows with their cells in the publisher's order, whatever order a header gives."""
    rows = _apart(rows)
    places = _places_of(rows[0]) if rows else {}
    if not places:
        return list(rows)
    width = max(places.values())
    return [
        [row[places[name]] if name in places else "" for name in _LOCODE_HEADER]
        for row in rows[1:]
        if len(row) > width
    ]


def _entry(row: Sequence[str]) -> tuple[Any, ...] | None:
    """Return an entry of the code list, None where the row is none that is wanted."""
    cells = [cell.strip() for cell in [*row, *[""] * _LOCODE_WIDTH][:_LOCODE_WIDTH]]
    change, country, location, name, plain = cells[:5]
    if not location or country not in COUNTRIES or change == "X":
        return None
    # Editions differ in whether the function or the status comes first.
    function = next((cell for cell in cells[6:8] if _FUNCTION.fullmatch(cell)), "")
    kind = next((kind for sign, kind in _KINDS.items() if sign in function), None)
    if kind is None:
        return None
    lat, lon = both(cells[10])
    malformed = bool(cells[10]) and not np.isfinite(lat)
    code = country + location
    return (
        code.lower(),
        kind,
        country,
        lon,
        lat,
        plain or name,
        code,
        function,
        "unlocode",
        "public-domain",
        malformed,
    )
