"""Candidate sites from a table or a layer of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    import geopandas
    import pandas as pd

    if not file.is_file():
        raise InputError([Problem(str(file), "", "no such file")])
    if file.suffix.lower() != ".csv":
        frame = geopandas.read_file(file).to_crs("EPSG:4326")
        table = pd.DataFrame(frame.drop(columns="geometry")).assign(
            lon=frame.geometry.x, lat=frame.geometry.y
        )
    else:
        table = pd.read_csv(file, keep_default_na=False, dtype=str, encoding="utf-8-sig")
    missing = [name for name in ("id", "lon", "lat") if name not in table.columns]
    if missing:
        raise InputError(Problem(str(file), "", f"column {name!r} is missing") for name in missing)
    if table.empty:
        raise InputError([Problem(str(file), "", "holds no candidate")])
    return _placed(file, table)


def _placed(file: Path, table: pd.DataFrame) -> geopandas.GeoDataFrame:
    import geopandas
    import pandas as pd

    from geodata.countries import country_at

    lon, lat = (pd.to_numeric(table[axis], errors="coerce") for axis in ("lon", "lat"))
    bad = ~((lon.abs() <= 180.0) & (lat.abs() <= 90.0))  # noqa: PLR2004
    if bad.any():
        raise InputError(
            Problem(str(file), str(name), "has no lon and lat in degrees")
            for name in table["id"][bad]
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
