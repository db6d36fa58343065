"""Candidate sites from a table or a layer of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geodata.country_names import suggest_country
from geodata.csv_rows import live_text, read_cells, shown
from geodata.degrees import LAT_LIMIT_DEG, LON_LIMIT_DEG
from geodata.errors import InputError, Problem
from geodata.facilities.suspect import angle
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
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
    table = _named(_rows(file) if file.suffix.lower() in _TEXTS else _layer(file))
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


def _rows(file: Path) -> pd.DataFrame:
    """Return a CSV as a table of text."""
    import pandas as pd

    rows = read_cells(file)
    if not rows:
        raise InputError([Problem(str(file), "", "is empty", "begin with id,lon,lat")])
    header = [name.strip() for name in rows[0]]
    uneven = [line for line, row in enumerate(rows[1:], start=2) if len(row) != len(header)]
    twice = sorted({name for name in header if header.count(name) > 1})
    problems = [
        *(
            Problem(str(file), f"line {n}", f"does not have {len(header)} cells")
            for n in uneven[:20]
        ),
        *(Problem(str(file), "line 1", f"column {shown(name)} comes twice") for name in twice),
    ]
    if problems:
        raise InputError(problems)
    cells = [[live_text(cell.strip()) for cell in row] for row in rows[1:]]
    return pd.DataFrame(cells, columns=header)


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
            [cell if isinstance(cell, float) else angle(str(cell)) for cell in table[axis]],
            index=table.index,
        )
        for axis in ("lon", "lat")
    )
    bad = ~((lon.abs() <= LON_LIMIT_DEG) & (lat.abs() <= LAT_LIMIT_DEG))
    if bad.any():
        raise InputError(
            Problem(str(file), shown(str(name)), "has no lon and lat in degrees")
            for name in table["id"][bad][:20]
        )
    _check_words(file, table)
    codes = [str(code) for code in country_at(lon.to_numpy(), lat.to_numpy(), snap_km=20.0)]
    stated = table["country"].tolist() if "country" in table.columns else [""] * len(table)
    names = table["name_en"] if "name_en" in table.columns else table["id"]
    return geopandas.GeoDataFrame(
        {
            "id": table["id"].astype(str),
            "name_en": names,
            "country": [own or code for own, code in zip(stated, codes, strict=True)],
        },
        geometry=geopandas.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )


def _check_words(file: Path, table: pd.DataFrame) -> None:
    """Refuse rows without an id, and countries that are no codes."""
    import pandas as pd

    problems = [
        Problem(str(file), f"row {row}", "has no id", "give every candidate one")
        for row, name in enumerate(table["id"], start=1)
        if pd.isna(name) or not str(name).strip()
    ]
    stated = table["country"] if "country" in table.columns else []
    problems += [
        Problem(str(file), f"row {row}", f"unknown country {word!r}", suggest_country(word))
        for row, word in enumerate(stated, start=1)
        if isinstance(word, str) and word and word not in COUNTRIES
    ]
    if problems:
        raise InputError(problems[:20])
