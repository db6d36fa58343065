"""Candidate sites from a table or a layer of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geodata.country_names import suggest_countries
from geodata.csv_rows import CONTROL, read_table, shown
from geodata.degrees import LAT_LIMIT_DEG, LON_LIMIT_DEG
from geodata.errors import InputError, Problem
from geodata.facilities.suspect import angle
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas
    import pandas as pd


def read_candidates(file: Path) -> geopandas.GeoDataFrame:
    """Read candidates: a CSV with ``id, lon, lat`` and, if known, ``country, name_en``, or a layer.

    Raises
    ------
    InputError
        Naming the file and every row at fault.
    """
    if not file.is_file():
        raise InputError([Problem(str(file), "", "no such file")])
    table = _named(
        read_table(file, begin="id,lon,lat") if file.suffix.lower() in _TEXTS else _layer(file)
    )
    missing = [name for name in ("id", "lon", "lat") if name not in table.columns]
    if missing:
        raise InputError(Problem(str(file), "", f"column {name!r} is missing") for name in missing)
    if table.empty:
        raise InputError([Problem(str(file), "", "holds no candidate")])
    return _placed(file, table)


_TEXTS = (".csv", ".tsv", ".txt")


_OTHER_NAMES = {
    "longitude": "lon",
    "lng": "lon",
    "long": "lon",
    "latitude": "lat",
    "name": "name_en",
}


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its columns under our names; one that has our name already keeps it."""
    plain = {name: str(name).strip().lower() for name in table.columns}
    ours = {name: _OTHER_NAMES.get(word, word) for name, word in plain.items()}
    wanted = {
        name: word
        for name, word in ours.items()
        if word in _OURS and word not in table.columns and list(ours.values()).count(word) == 1
    }
    return table.rename(columns=wanted)


_OURS = ("id", "lon", "lat", "country", "name_en")


def _layer(file: Path) -> pd.DataFrame:
    """Return a layer of points as a table with lon and lat."""
    import geopandas
    import pandas as pd
    import pyogrio

    try:
        frame = geopandas.read_file(file)
    except (pyogrio.errors.DataSourceError, ValueError, RuntimeError, OSError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0][:160]
        problem = Problem(
            str(file), "", f"cannot be read: {why}", "CSV with id, lon, lat, or a layer"
        )
        raise InputError([problem]) from error
    if not isinstance(frame, geopandas.GeoDataFrame) or frame.geometry.isna().all():
        raise InputError(
            [Problem(str(file), "", "holds no points", "CSV with id, lon, lat, or a layer")]
        )
    if frame.crs is None:
        raise InputError([Problem(str(file), "", "has no CRS", "save it with one, as EPSG:4326")])
    points = frame.geometry.to_crs("EPSG:4326").representative_point()
    return pd.DataFrame(frame.drop(columns=frame.geometry.name)).assign(lon=points.x, lat=points.y)


def _placed(file: Path, table: pd.DataFrame) -> geopandas.GeoDataFrame:
    import geopandas
    import pandas as pd

    from geodata.countries import country_at

    lon, lat = (
        pd.Series(
            [
                cell if isinstance(cell, float) else angle(str(cell))
                for cell in table[axis].to_numpy(dtype=object)
            ],
            index=table.index,
        )
        for axis in ("lon", "lat")
    )
    bad = ~((lon.abs() <= LON_LIMIT_DEG) & (lat.abs() <= LAT_LIMIT_DEG))
    if bad.any():
        raise InputError(
            Problem(str(file), shown(str(name)), "has no lon and lat in degrees")
            for name in table["id"][bad]
        )
    _check_words(file, table)
    codes = pd.Series(country_at(lon.to_numpy(), lat.to_numpy(), snap_km=20.0), index=table.index)
    names = table["id"].astype(str)
    return geopandas.GeoDataFrame(
        {
            "id": names,
            "name_en": _stated(table, "name_en").fillna(names),
            "country": _stated(table, "country").fillna(codes.astype(str)),
        },
        geometry=geopandas.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )


def _stated(table: pd.DataFrame, column: str) -> pd.Series:
    """Return the words of a column that need not be there, nothing where a cell is blank."""
    import pandas as pd

    if column not in table.columns:
        return pd.Series([None] * len(table), index=table.index, dtype=object)
    cells = zip(table[column].tolist(), table[column].isna().tolist(), strict=True)
    words = ["" if blank else str(cell).strip() for cell, blank in cells]
    return pd.Series([word or None for word in words], index=table.index, dtype=object)


def _check_words(file: Path, table: pd.DataFrame) -> None:
    """Refuse rows without an id or with that of another, and words that are none."""
    if _is_sound(table):
        return
    problems = [
        Problem(str(file), f"row {row}", *fault)
        for row, fault in enumerate(_faults(table), start=1)
        if fault is not None
    ]
    if problems:
        raise InputError(problems)


def _is_sound(table: pd.DataFrame) -> bool:
    """Tell of all rows at once whether none is at fault, as in most tables."""
    names, labels, countries = (
        [word or "" for word in _stated(table, column)] for column in ("id", "name_en", "country")
    )
    words = set(names)
    return (
        len(words) == len(names)
        and "" not in words
        and not CONTROL.search("".join([*names, *labels]))
        and set(countries) <= {"", *COUNTRIES}
    )


def _faults(table: pd.DataFrame) -> Iterator[tuple[str, str] | None]:
    """Yield what is wrong with each row, and the remedy."""
    seen: set[str] = set()
    names, labels, countries = (_stated(table, column) for column in ("id", "name_en", "country"))
    hints = suggest_countries(word for word in countries if word and word not in COUNTRIES)
    for name, label, country in zip(names, labels, countries, strict=True):
        unseen = CONTROL.search(f"{name}{label or ''}")
        if not name:
            yield "has no id", "give every candidate one"
        elif unseen:
            yield f"holds the control character U+{ord(unseen[0]):04X}", "remove it"
        elif name in seen:
            yield f"the id {shown(name)} comes twice", "keep one"
        elif country and country not in COUNTRIES:
            yield f"unknown country {shown(country)}", hints.get(country, "")
        else:
            yield None
        seen.add(name)
