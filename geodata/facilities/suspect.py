"""What is doubtful about the coordinates of a published table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy
from geodata.countries import KNOWN_DEG, country_at
from geodata.countries import load as countries
from geodata.country_names import HIGH_SEAS
from geodata.degrees import LAT_LIMIT_DEG
from geodata.places.spelling import fold
from geodata.population import cities

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

    from geodata.arrays import Floats
    from geodata.population import People

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


_SIDE = {"N": "N", "S": "S", "E": "E", "W": "W", "С": "N", "Ю": "S", "В": "E", "З": "W", "Е": "E"}
"""Sides of the world in Latin and Russian letters, and the Cyrillic one that looks like an E."""


_RUSSIAN = re.compile(r"\b([СЮВЗ])\.?\s*[ШД]\.?")
"""``с.ш.``, ``ю. ш.``, ``в.д.``, ``з.д.``."""


_MARKS = str.maketrans(
    {
        **dict.fromkeys("\u2032\u2019\u02b9\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u2033\u201d\u02ba\u201c", '"'),
        **dict.fromkeys("\u00ba\u02da", "°"),
        **dict.fromkeys("\u00a0\u2009\u202f", " "),
    }
)


_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")


_COMPACT = re.compile(r"([0-9]{2,3})([0-9]{2})\s?([NSEW])")


_ANGLE = re.compile(
    r"([NSEW]?)\s*([0-9]{1,3}(?:\.[0-9]*)?)\s*[°D]?\s*"
    r"(?:([0-9]{1,2}(?:\.[0-9]*)?)\s*['\s]\s*(?:([0-9]{1,2}(?:\.[0-9]*)?)\s*\"?)?)?\s*([NSEW]?)"
)
"""A side before or after degrees, minutes and seconds."""


_MINUTE_KM = 1.86
"""A minute of latitude; a place given to the minute lies within this of what is stated."""

_BORDER_KM = 4.0
"""So much the drawn boundaries err; a crossing is at the border, on whichever side it is drawn."""


_MINUTES = 60


POLE, DATE_LINE = 90.0, 180.0


_COAST_KM = 20.0


_NAMESAKE_KM = 50.0


_TOLERANCE_KM = 20.0


_WEST, _SOUTH, _, _NORTH = KNOWN_DEG


def angle(text: str) -> float:
    r"""Return decimal degrees of ``51.15``, ``51.15E``, ``51°09'E`` or ``05109E``; NaN if none.

    Signs for minutes and seconds are read as people type them, sides also in Russian.

    Examples
    --------
    >>> angle("4339N"), angle("05109E"), angle("51°09'00\"E"), angle("0030W")
    (43.65, 51.15, 51.15, -0.5)
    >>> angle("43°39′ с.ш."), angle("E 51°09’00’’"), angle("51,15")
    (43.65, 51.15, 51.15)
    """
    if _DECIMAL.fullmatch(text):  # as most are, in tables of half a million
        return float(text)
    plain = _plain(text)
    if _DECIMAL.fullmatch(plain):
        return float(plain)
    match = _COMPACT.fullmatch(plain)
    if match:
        return _degrees(match[1], match[2], "0", match[3])
    match = _ANGLE.fullmatch(plain)
    if match is None or bool(match[1]) == bool(match[5]):
        return float("nan")
    return _degrees(match[2], match[3] or "0", match[4] or "0", match[1] or match[5])


def _plain(text: str) -> str:
    """Return an angle in capitals, with plain signs and Latin letters for the sides."""
    plain = text.strip().upper().translate(_MARKS).replace(",", ".").replace("''", '"')
    plain = _RUSSIAN.sub(lambda found: _SIDE[found[1]], plain)
    return re.sub("[СЮВЗЕ]", lambda found: _SIDE[found[0]], plain)


def _degrees(degrees: str, minutes: str, seconds: str, side: str) -> float:
    parts = float(minutes) or float(seconds)
    if float(minutes) >= _MINUTES or float(seconds) >= _MINUTES or ("." in degrees and parts):
        return float("nan")
    value = float(degrees) + float(minutes) / _MINUTES + float(seconds) / _MINUTES**2
    return -value if side in "SW" else value


def both(text: str) -> tuple[float, float]:
    """Return latitude and longitude of ``4339N 05109E`` or ``26.9826N 88.9391E``; NaN if none.

    Examples
    --------
    >>> both("4339N 05109E"), both("26.9826N, 88.9391E"), both("0545N 9500")
    ((43.65, 51.15), (26.9826, 88.9391), (nan, nan))
    """
    match = re.fullmatch(r"(.*[NS])[\s.;]*(.*[EW])", _plain(text))
    lat, lon = (angle(match[1]), angle(match[2])) if match else (np.nan, np.nan)
    fits = np.isfinite(lat) and np.isfinite(lon) and abs(lat) <= POLE and abs(lon) <= DATE_LINE
    return (lat, lon) if fits else (float("nan"), float("nan"))


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
    abroad[abroad] = ~_at_border(table[abroad])
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


def _at_border(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows lie in their country within the minute that a source states.

    A crossing stands on the border, so that it is allowed what the boundaries err as well.
    """
    lon, lat = (table[axis].to_numpy(dtype=float) for axis in ("lon", "lat"))
    reach = np.where(table["kind"] == "border_crossing", _BORDER_KM, _MINUTE_KM)
    codes, near = table["country"].to_numpy(dtype=str), np.zeros(len(table), dtype=bool)
    for share in (0.5, 1.0):
        for bearing in range(0, 360, 15):
            metres = reach * share * 1000.0
            x, y, _ = geodesy.geod().fwd(lon, lat, np.full(len(lon), float(bearing)), metres)
            near |= country_at(x, y) == codes
    return near


def _turned(lon: float, lat: float, country: str) -> str:
    """Return a sign or an order that would put a point into its country, else nothing."""
    ways = {
        "west for east": (-lon, lat),
        "south for north": (lon, -lat),
        "latitude and longitude exchanged": (lat, lon),
    }
    for why, (x, y) in ways.items():
        there = country_at(x, y, snap_km=_TOLERANCE_KM)[0] if abs(y) <= LAT_LIMIT_DEG else ""
        if there == country:
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


def port_kinds(frame: pd.DataFrame, doubtful: NDArray[np.bool_]) -> list[str]:
    """Return kinds, where a doubtful port far from the sea is one on a river."""
    kinds = frame["kind"].to_numpy(dtype=object).copy()
    rows = np.flatnonzero(doubtful)
    if len(rows):
        near = near_sea(
            frame["lon"].to_numpy(dtype=float)[rows], frame["lat"].to_numpy(dtype=float)[rows]
        )
        kinds[rows[~near]] = "river_port"
    return [str(kind) for kind in kinds]
