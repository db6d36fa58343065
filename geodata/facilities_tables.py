"""Hubs from published tables: the World Port Index (Pub 150) and the UN/LOCODE code list.

Both hold wrong coordinates. Nothing is mended in silence: a row is flagged, with a suggestion
where one can be made, and keeps the coordinates that its publisher gives.

The World Port Index is a work of the US National Geospatial-Intelligence Agency, in the public
domain; UN/LOCODE is UNECE's, and its columns are described on
https://service.unece.org/trade/locode/Service/LocodeColumn.htm.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata import geodesy
from geodata.countries import HIGH_SEAS, country_at
from geodata.countries import load as countries
from geodata.errors import InputError, Problem
from geodata.places import COUNTRIES
from geodata.population import cities
from geodata.spelling import fold

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from geodata.population import People

Floats = NDArray[np.float64]

COLUMNS = [
    "id",
    "kind",
    "country",
    "lon",
    "lat",
    "name_en",
    "unlocode",
    "functions",
    "source",
    "licence",
    "faults",
    "suggestion",
]
"""Columns of every table read here.

``lon``, ``lat`` in degrees, EPSG:4326, NaN where none is given. ``faults`` are separated by ``|``:
``no coordinates``, ``malformed coordinates``, ``lies in XX`` (another country, or over 20 km out at
sea, which is XZ; beyond 25 W to 180 E and 15 S to 82 N, where no boundaries reach, only
if the mirror image lies in the country),
``namesake 123 km away``, ``unknown country``. ``suggestion`` is ``lat,lon: why`` or empty.
"""

_LOCODE = "[A-Z]{2}[A-Z2-9]{3}"
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
_FUNCTION = re.compile(r"[0-8B-]{7,8}")
_COORDINATES = re.compile(r"([0-9]{2})([0-9]{2})([NS]) ([0-9]{3})([0-9]{2})([EW])")
_MINUTES = 60
_POLE, _DATE_LINE = 90.0, 180.0
_COAST_KM = 20.0
_NAMESAKE_KM = 50.0
_TOLERANCE_KM = 20.0
_WEST, _SOUTH, _NORTH = -25.0, -15.0, 82.0
_KINDS = {"6": "dry_port", "1": "sea_port", "2": "rail_terminal", "B": "border_crossing"}
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
    "johnson atoll": "UM",
    "midway islands": "UM",
    "wake island": "UM",
    "south georgia and south sandwich islands": "GS",
    "saint vincent and the grenadines (windward islands)": "VC",
}
"""Names of the World Port Index that CLDR does not have, by its own spelling."""


def read(path: str | os.PathLike[str], *, people: People | None = None) -> pd.DataFrame:
    """Read a table of the World Port Index or of UN/LOCODE, whichever it is.

    Parameters
    ----------
    people
        Cities to look for namesakes among; the shipped ones where absent.

    Returns
    -------
    DataFrame
        `COLUMNS`.

    Raises
    ------
    InputError
        The file cannot be read, or is neither.
    """
    file = Path(path)
    rows = _rows(file)
    header = [cell.strip() for cell in rows[0]] if rows else []
    if "World Port Index Number" in header:
        return world_port_index(file, people=people)
    if _is_locode(rows):
        return un_locode(file, people=people)
    raise InputError(
        [
            Problem(
                str(file),
                "",
                "is neither the World Port Index nor UN/LOCODE",
                "Pub 150 as CSV with its header, or a part of the code list as CSV",
            )
        ]
    )


def world_port_index(path: str | os.PathLike[str], *, people: People | None = None) -> pd.DataFrame:
    """Read Pub 150 as CSV, as the publisher ships it.

    Coordinates may be decimal degrees or degrees and minutes (``43°39'N``). Countries are given by
    name. A port on a river or a lake farther than 20 km from the sea is a ``river_port``.

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
    rows = _rows(file)
    header = [cell.strip() for cell in rows[0]] if rows else []
    missing = [name for name in _WPI_NEEDED if name not in header]
    if missing:
        raise InputError(Problem(str(file), "", f"column {name!r} is missing") for name in missing)
    table = pd.DataFrame(
        [row[: len(header)] for row in rows[1:] if len(row) >= len(header)], columns=header
    ).apply(lambda column: column.str.strip())
    lat = np.array([angle(text) for text in table["Latitude"]])
    lon = np.array([angle(text) for text in table["Longitude"]])
    code = table.get("UN/LOCODE", pd.Series([""] * len(table))).str.replace(" ", "")
    code = code.where(code.str.fullmatch(_LOCODE), "")  # a country alone, or a stray quote
    size, harbour = (
        table.get(name, pd.Series([""] * len(table))) for name in ("Harbor Size", "Harbor Type")
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
    frame["kind"] = _port_kinds(frame, inland)
    return flagged(frame, people=people, malformed=np.zeros(len(frame), dtype=bool))


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
    rows = _rows(file)
    if not _is_locode(rows):
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
    entries = [entry for row in rows if (entry := _entry(row)) is not None]
    frame = pd.DataFrame(entries, columns=[*COLUMNS[:10], "malformed"])
    malformed = frame.pop("malformed").to_numpy(dtype=bool)
    ports = (frame["kind"] == "sea_port").to_numpy(dtype=bool)
    frame["kind"] = _port_kinds(frame, ports & np.isfinite(frame["lon"].to_numpy(dtype=float)))
    return flagged(frame, people=people, malformed=malformed)


def angle(text: str) -> float:
    r"""Return decimal degrees of ``51.15``, ``51°09'E``, ``05109E`` or ``4339N``; NaN if none.

    Examples
    --------
    >>> angle("4339N"), angle("05109E"), angle("51°09'00\"E"), angle("0030W")
    (43.65, 51.15, 51.15, -0.5)
    """
    plain = text.strip().upper().replace(",", ".")
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?", plain):
        return float(plain)
    if match := re.fullmatch(r"([0-9]{2,3})([0-9]{2})([NSEW])", plain):
        degrees, minutes, seconds, side = match[1], match[2], "0", match[3]
    elif match := re.fullmatch(
        r"([0-9]{1,3})[°\s]+([0-9]{1,2}(?:\.[0-9]*)?)['\u2032\s]*(?:([0-9]{1,2}(?:\.[0-9]*)?)[\"\u2033\s]*)?([NSEW])",
        plain,
    ):
        degrees, minutes, seconds, side = match[1], match[2], match[3] or "0", match[4]
    else:
        return float("nan")
    if float(minutes) >= _MINUTES or float(seconds) >= _MINUTES:
        return float("nan")
    value = int(degrees) + float(minutes) / _MINUTES + float(seconds) / _MINUTES**2
    return -value if side in "SW" else value


def _rows(file: Path) -> list[list[str]]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(file), "", f"cannot be read: {error.strerror}")]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    try:
        return [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    except csv.Error as error:
        raise InputError([Problem(str(file), "", f"is no CSV: {error}")]) from error


def _is_locode(rows: Sequence[Sequence[str]]) -> bool:
    head = [row for row in rows[:5] if len(row) >= _LOCODE_WIDTH - 1]
    return any(row[1].strip() in COUNTRIES or row[1].strip() == "Country" for row in head)


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
    text = cells[10].upper()
    match = _COORDINATES.fullmatch(text)
    lat, lon = (angle(part) for part in text.split()) if match else (np.nan, np.nan)
    malformed = bool(text) and not (
        np.isfinite(lat) and np.isfinite(lon) and abs(lat) <= _POLE and abs(lon) <= _DATE_LINE
    )
    if malformed:
        lat, lon = np.nan, np.nan
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


def _wpi_numbers(table: pd.DataFrame) -> list[str]:
    """Return the index numbers fit for an id, those that stand twice with a number of their own."""
    column = table.get("World Port Index Number", pd.Series(range(1, len(table) + 1)).astype(str))
    numbers = column.astype(str).str.removesuffix(".0").str.replace(".", "-")
    again = numbers.groupby(numbers).cumcount()
    return [f"{n}-{k + 1}" if k else n for n, k in zip(numbers, again, strict=True)]


def _country(name: str) -> str:
    """Return the code of a country given by code or English name, empty where unknown."""
    text = str(name).strip()
    if text.upper() in COUNTRIES:
        return text.upper()
    return _WPI_NAMES.get(text.lower()) or _territories().get(fold(text), "")


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


def _port_kinds(frame: pd.DataFrame, doubtful: NDArray[np.bool_]) -> list[str]:
    """Return kinds, where a doubtful port far from the sea is one on a river."""
    kinds = frame["kind"].to_numpy(dtype=object).copy()
    rows = np.flatnonzero(doubtful)
    if len(rows):
        near = near_sea(
            frame["lon"].to_numpy(dtype=float)[rows], frame["lat"].to_numpy(dtype=float)[rows]
        )
        kinds[rows[~near]] = "river_port"
    return [str(kind) for kind in kinds]


def near_sea(lon: Floats, lat: Floats, *, within_km: float = _COAST_KM) -> NDArray[np.bool_]:
    """Return which points have the sea, the Caspian included, within about a distance.

    Looks at the point and at two rings of twelve around it.
    """
    found = country_at(lon, lat) == HIGH_SEAS
    for radius in (within_km / 2.0, within_km):
        for bearing in range(0, 360, 30):
            there = geodesy.geod().fwd(
                lon, lat, np.full(len(lon), float(bearing)), np.full(len(lon), radius * 1000.0)
            )
            found |= country_at(there[0], there[1]) == HIGH_SEAS
    return np.asarray(found)


def flagged(
    table: pd.DataFrame, *, people: People | None = None, malformed: NDArray[np.bool_]
) -> pd.DataFrame:
    """Return a table with what is doubtful about its coordinates.

    Parameters
    ----------
    table
        ``country, lon, lat, name_en`` among its columns.
    malformed
        Rows whose coordinates could not be read.
    """
    lon, lat = (table[axis].to_numpy(dtype=float) for axis in ("lon", "lat"))
    given = np.isfinite(lon) & np.isfinite(lat)
    codes = table["country"].to_numpy(dtype=str)
    lies = np.full(len(table), "", dtype="<U2")
    known = given & (lon >= _WEST) & (lat >= _SOUTH) & (lat <= _NORTH)
    lies[known] = country_at(lon[known], lat[known])
    out = known & (lies == HIGH_SEAS)
    lies[out] = country_at(lon[out], lat[out], snap_km=_TOLERANCE_KM)
    abroad = known & (lies != codes) & (codes != "")
    # Beyond the boundaries only a wrong sign can be told: its mirror image lies in the country.
    beyond = given & ~known & np.isin(codes, np.unique(countries().codes))
    for row in np.flatnonzero(beyond).tolist():
        abroad[row] = bool(_turned(lon[row], lat[row], codes[row]))
        lies[row] = HIGH_SEAS
    away, namesake = _namesakes(table, given, people or cities())
    faults, suggestions = [], []
    for row in range(len(table)):
        mine = [
            *(["malformed coordinates"] if malformed[row] else []),
            *(["no coordinates"] if not given[row] and not malformed[row] else []),
            *(["unknown country"] if not codes[row] else []),
            *([f"lies in {lies[row]}"] if abroad[row] else []),
            *([f"namesake {away[row]:.0f} km away"] if np.isfinite(away[row]) else []),
        ]
        faults.append("|".join(mine))
        turned = _turned(lon[row], lat[row], codes[row]) if abroad[row] else ""
        suggestions.append(turned or (namesake[row] if mine else ""))
    return table.assign(faults=faults, suggestion=suggestions)[COLUMNS]


def _turned(lon: float, lat: float, country: str) -> str:
    """Return a sign or an order that would put a point into its country, else nothing."""
    ways = {
        "west for east": (-lon, lat),
        "south for north": (lon, -lat),
        "latitude and longitude exchanged": (lat, lon),
    }
    for why, (x, y) in ways.items():
        if abs(y) <= 90.0 and str(country_at(x, y, snap_km=_TOLERANCE_KM)[0]) == country:  # noqa: PLR2004
            return f"{y:.4f},{x:.4f}: {why}"
    return ""


def _namesakes(
    table: pd.DataFrame, given: NDArray[np.bool_], people: People
) -> tuple[Floats, list[str]]:
    """Return how far each place is from its nearest namesake among cities, if over 50 km.

    Where a place has no coordinates, a single namesake is suggested.
    """
    known: dict[tuple[str, str], list[tuple[float, float]]] = {}
    cities_ = people.points
    for country, name, lon, lat in zip(
        cities_["country"], cities_["name"], cities_["lon"], cities_["lat"], strict=True
    ):
        known.setdefault((country, fold(name)), []).append((lon, lat))
    away, suggestions = np.full(len(table), np.inf), [""] * len(table)
    for row, (country, name, lon, lat) in enumerate(_named(table)):
        same = known.get((country, fold(name)), [])
        if not same:
            continue
        km = [float(geodesy.distance_km(lon, lat, *other)) for other in same] if given[row] else []
        best = int(np.argmin(km)) if km else 0
        if km and km[best] > _NAMESAKE_KM:
            away[row] = km[best]
        if (km and km[best] > _NAMESAKE_KM) or (not km and len(same) == 1):
            suggestions[row] = f"{same[best][1]:.4f},{same[best][0]:.4f}: GeoNames {name}"
    return away, suggestions


def _named(table: pd.DataFrame) -> Iterable[tuple[str, str, float, float]]:
    return zip(table["country"], table["name_en"], table["lon"], table["lat"], strict=True)


def as_places(table: pd.DataFrame, *, checked: str) -> pd.DataFrame:
    """Return the rows with coordinates and without a flag in the columns of ``places.csv``.

    A place that stands once per language, as in UN/LOCODE, is one row; its other names are
    aliases.

    Parameters
    ----------
    checked
        The day of the import, ``YYYY-MM-DD``.
    """
    sound = table[(table["faults"] == "") & np.isfinite(table["lon"].astype(float))]
    good = sound.drop_duplicates("id")
    names = sound.groupby("id")["name_en"].agg(lambda column: "|".join(dict.fromkeys(column)))
    others = names[good["id"]].str.partition("|")[2]
    return pd.DataFrame(
        {
            "id": good["id"],
            "kind": good["kind"],
            "country": good["country"],
            "lon": good["lon"].round(5),
            "lat": good["lat"].round(5),
            "name_en": good["name_en"],
            "name_ru": "",
            "name_zh": "",
            "aliases": others.to_numpy(),
            "unlocode": good["unlocode"],
            "gauges_mm": "",
            "status": "operating",
            "sources": good["source"],
            "checked": checked,
            "licence": good["licence"],
        }
    ).reset_index(drop=True)
