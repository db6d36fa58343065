"""Candidate sites from a table or a layer of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geodata.csv_rows import live_text, read_cells, shown
from geodata.degrees import LAT_LIMIT_DEG, LON_LIMIT_DEG
from geodata.errors import InputError, Problem

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
    table = _rows(file) if file.suffix.lower() == ".csv" else _layer(file)
    missing = [name for name in ("id", "lon", "lat") if name not in table.columns]
    if missing:
        raise InputError(Problem(str(file), "", f"column {name!r} is missing") for name in missing)
    if table.empty:
        raise InputError([Problem(str(file), "", "holds no candidate")])
    return _placed(file, table)


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

    lon, lat = (pd.to_numeric(table[axis], errors="coerce") for axis in ("lon", "lat"))
    bad = ~((lon.abs() <= LON_LIMIT_DEG) & (lat.abs() <= LAT_LIMIT_DEG))
    if bad.any():
        raise InputError(
            Problem(str(file), shown(str(name)), "has no lon and lat in degrees")
            for name in table["id"][bad][:20]
        )
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
