"""Ports of the World Port Index (Pub. 150)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.csv_rows import read_cells
from geodata.errors import InputError, Problem
from geodata.facilities.suspect import angle, flagged, port_kinds
from geodata.facilities.un_locode import LOCODE
from geodata.places.model import COUNTRIES
from geodata.places.spelling import fold

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from geodata.population import People

_NUMBER = "World Port Index Number"

_THOUSANDS = re.compile(r"(?<=[0-9])[,\s](?=[0-9]{3}(?![0-9]))")
"""What spreadsheets put between thousands."""
_WPI_COLUMNS = (
    _NUMBER,
    "Main Port Name",
    "Country Code",
    "Latitude",
    "Longitude",
    "UN/LOCODE",
    "Harbor Size",
    "Harbor Type",
)
_OTHER_NAMES = {
    "portnumber": _NUMBER,
    "indexno": _NUMBER,
    "portname": "Main Port Name",
    "country": "Country Code",
    "harborsize": "Harbor Size",
    "harbortype": "Harbor Type",
}
"""Columns of the shapefiles and databases until 2019, and of what the publisher's server answers
today, letters only; codes stand for words there."""


_PART = re.compile("(lat|lon)[a-z]*(deg|min|hem)[a-z]*")
"""Columns of databases that hold a coordinate in three, letters only: ``LAT_DEG``, ``LAT_MIN``,
``LAT_HEMI``, ``Longitude Degrees``."""

_WHOLE = re.compile(r"-?[0-9]*(\.0*)?")

_AXES = {"lat": ("Latitude", "NS"), "lon": ("Longitude", "EW")}


_CODES = {
    "L": "Large",
    "M": "Medium",
    "S": "Small",
    "V": "Very Small",
    "CB": "Coastal (Breakwater)",
    "CN": "Coastal (Natural)",
    "CT": "Coastal (Tide Gates)",
    "LC": "Lake or Canal",
    "OR": "Open Roadstead",
    "RB": "River (Basin)",
    "RN": "River (Natural)",
    "RT": "River (Tide Gates)",
    "TH": "Typhoon Harbor",
}


_WPI_NEEDED = ("Main Port Name", "Country Code", "Latitude", "Longitude")


_WPI_NAMES = {
    "burma": "MM",
    "hong kong": "HK",
    "macau": "MO",
    "turkey": "TR",
    "the bahamas": "BS",
    "the gambia": "GM",
    "cabo verde": "CV",
    "federated states of micronesia": "FM",
    "falkland islands (islas malvinas)": "FK",
    "svalbard": "SJ",
    "saint helena, ascension, and tristan da cunha": "SH",
    "johnson atoll": "UM",
    "midway islands": "UM",
    "wake island": "UM",
    "south georgia and south sandwich islands": "GS",
    "saint vincent and the grenadines (windward islands)": "VC",
}
"""Names of the World Port Index that CLDR does not have, by its own spelling."""


def world_port_index(path: str | os.PathLike[str], *, people: People | None = None) -> pd.DataFrame:
    """Read Pub 150 as CSV, as the publisher ships it, answers it or shipped it until 2019.

    Coordinates may be decimal degrees or degrees and minutes (``43°39'N``), these also in columns
    of their own. Countries are given by name. A port on a river or a lake farther than 20 km from
    the sea is a ``river_port``.

    Returns
    -------
    DataFrame
        `COLUMNS`; ``functions`` holds the harbour's size and type.

    Raises
    ------
    InputError
        The file cannot be read, or columns are missing.
    """
    file = Path(path)
    rows = read_cells(file)
    header = _header(rows[0]) if rows else []
    rows = [[*row, *[""] * len(header)][: len(header)] for row in rows[1:]]
    header, rows = _joined(header, rows)
    missing = [name for name in _WPI_NEEDED if name not in header]
    if missing:
        raise InputError(Problem(str(file), "", f"column {name!r} is missing") for name in missing)
    table = pd.DataFrame(rows, columns=header).apply(lambda column: column.str.strip())
    lat = np.array([angle(text) for text in table["Latitude"]])
    lon = np.array([angle(text) for text in table["Longitude"]])
    code = table.get("UN/LOCODE", pd.Series([""] * len(table))).str.replace(" ", "")
    code = code.where(code.str.fullmatch(LOCODE), "")  # a country alone, or a stray quote
    size, harbour = (
        table.get(name, pd.Series([""] * len(table))).replace(_CODES)
        for name in ("Harbor Size", "Harbor Type")
    )
    frame = pd.DataFrame(
        {
            "id": [f"wpi-{number}" for number in _wpi_numbers(table)],
            "kind": "sea_port",
            "country": [_country(name) for name in table["Country Code"]],
            "lon": lon,
            "lat": lat,
            "name_en": table["Main Port Name"],
            "unlocode": code,
            "functions": [
                " · ".join(part for part in pair if part)
                for pair in zip(size, harbour, strict=True)
            ],
            "source": "wpi-pub150",
            "licence": "public-domain",
        }
    )
    inland = harbour.str.contains("River|Canal|Lake").to_numpy(dtype=bool) & np.isfinite(lon)
    frame["kind"] = port_kinds(frame, inland)
    return flagged(frame, people=people, malformed=np.zeros(len(frame), dtype=bool))


def is_world_port_index(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows are those of the index, by their header."""
    return bool(rows) and _NUMBER in _header(rows[0])


def _header(cells: Sequence[str]) -> list[str]:
    """Return the names of columns as the publisher writes them today, whatever their spelling."""
    known = {_plain(name): name for name in _WPI_COLUMNS} | _OTHER_NAMES
    return [known.get(_plain(cell), cell.strip()) for cell in cells]


def _joined(header: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return a table with one column for each coordinate that stands in parts."""
    parts: dict[str, dict[str, int]] = {}
    for column, label in enumerate(header):
        if match := _PART.fullmatch(_plain(label)):
            parts.setdefault(match[1], {}).setdefault(match[2], column)
    for axis, found in parts.items():
        name, sides = _AXES[axis]
        whole = name in header and _are_whole(rows, header.index(name))
        if whole and "min" in found:  # the column of the coordinate holds the degrees alone
            found.setdefault("deg", header.index(name))
            header = [f"{label} degrees" if label == name else label for label in header]
        if name not in header and "deg" in found:
            header = [*header, name]
            rows = [[*row, _coordinate(row, found, sides)] for row in rows]
    return header, rows


def _are_whole(rows: Sequence[Sequence[str]], column: int) -> bool:
    return all(_WHOLE.fullmatch(row[column].strip()) for row in rows)


def _coordinate(row: Sequence[str], at: Mapping[str, int], sides: str) -> str:
    """Return a coordinate as `angle` reads it; a sign stands for a hemisphere that is not told."""
    degrees, minutes, side = (
        row[at[part]].strip() if part in at else "" for part in ("deg", "min", "hem")
    )
    side = side[:1].upper() or sides[degrees.startswith("-")]
    whole = _WHOLE.fullmatch(degrees)
    if not degrees or (minutes and not whole):  # parts of degrees beside minutes say two things
        return ""
    size = degrees.removeprefix("-")
    return f"{size.split('.')[0]}°{minutes or '0'}'{side}" if whole else f"{size}{side}"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower().replace("harbour", "harbor"))


def _wpi_numbers(table: pd.DataFrame) -> list[str]:
    """Return the index numbers fit for an id, those that stand twice with a number of their own."""
    column = table.get(_NUMBER, pd.Series(range(1, len(table) + 1)).astype(str))
    plain = [_THOUSANDS.sub("", cell).removesuffix(".0") for cell in column.astype(str)]
    numbers = pd.Series(plain, dtype=str).str.replace(".", "-")
    again = numbers.groupby(numbers).cumcount()
    return [f"{n}-{k + 1}" if k else n for n, k in zip(numbers, again, strict=True)]


def _country(name: str) -> str:
    """Return the code of a country given by code or English name, empty where unknown."""
    text = str(name).strip().replace("St. ", "Saint ")
    if text.upper() in COUNTRIES:
        return text.upper()
    last, _, first = text.partition(",")  # Korea, South
    spellings = (text, f"{first.strip()} {last}")
    found = (_WPI_NAMES.get(s.lower()) or _territories().get(fold(s), "") for s in spellings)
    return next(filter(None, found), "")


@cache
def _territories() -> dict[str, str]:
    from babel import Locale

    names = {code: name for code, name in Locale("en").territories.items() if code in COUNTRIES}
    spelled = {fold(name): code for code, name in names.items()}
    # CLDR writes "&" and "St." where the index writes "and" and "Saint".
    longer = {
        fold(name.replace("&", "and").replace("St.", "Saint")): code for code, name in names.items()
    }
    return {**longer, **spelled}
