"""People as points: the cities of GeoNames, or a user's own points or raster of counts.

The cities are those over 5,000 people, with the parts of cities left out (see
`geodata.snapshot.population`); villages are not among them, so that every sum says what share of
a country's people the listed cities hold.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from geodata.countries import country_at
from geodata.country_names import suggest_countries
from geodata.csv_rows import read_table, shown
from geodata.degrees import LAT_LIMIT_DEG, LON_LIMIT_DEG
from geodata.errors import InputError, Problem, did_you_mean
from geodata.files import seed
from geodata.places.model import COUNTRIES

if TYPE_CHECKING:
    import os

COLUMNS = ["country", "name", "lon", "lat", "population"]
"""Columns of every table of people; lon, lat in degrees, EPSG:4326."""


_SNAP_KM = 20.0


_LON, _LAT = ("lon", "longitude", "x"), ("lat", "latitude", "y")


_PEOPLE = ("population", "people", "pop", "count")


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Points with people.

    Attributes
    ----------
    points
        `COLUMNS`, one row per point.
    country_total
        People of each country by alpha-2 code, where known.
    source, licence
        Of the points.
    """

    points: pd.DataFrame
    country_total: dict[str, int]
    source: str
    licence: str

    def __repr__(self) -> str:
        return f"<People: {len(self.points)} points, {self.source}>"

    def at_least(self, population: float) -> People:
        """Return only the points with so many people or more."""
        kept = self.points[self.points["population"] >= population].reset_index(drop=True)
        return People(kept, self.country_total, self.source, self.licence)

    def of(self, countries: frozenset[str] | set[str]) -> People:
        """Return only the points of some countries."""
        kept = self.points[self.points["country"].isin(sorted(countries))].reset_index(drop=True)
        return People(kept, self.country_total, self.source, self.licence)

    def by_country(self) -> pd.DataFrame:
        """Return, by country: ``listed`` people of the points, ``total`` people, their ``share``.

        The share is NaN where the country's total is unknown.
        """
        listed = self.points.groupby("country", observed=True)["population"].sum()
        total = pd.Series(
            {code: float(self.country_total.get(code, np.nan)) for code in listed.index},
            dtype=float,
        )
        table = pd.DataFrame({"listed": listed.astype(float), "total": total})
        return table.assign(share=table["listed"] / table["total"])


@cache
def cities() -> People:
    """Return the shipped cities of GeoNames, CC BY 4.0."""
    path = seed("population.parquet")
    table = pq.read_table(path)
    about = json.loads(table.schema.metadata[b"corridor_atlas"])
    points = table.to_pandas().astype(
        {"country": str, "lon": float, "lat": float, "population": float}
    )
    return People(points[COLUMNS], about["country_population"], about["source"], about["licence"])


def capitals() -> list[tuple[str, float, float, float]]:
    """Return country, lon, lat and people of the capitals of the basemap, GeoNames, CC BY 4.0."""
    table = pd.read_csv(seed("basemap", "cities.csv"), keep_default_na=False)
    rows = table.loc[table["capital"] == "yes", ["country", "lon", "lat", "population"]]
    return [
        (str(code), float(lon), float(lat), float(people))
        for code, lon, lat, people in rows.itertuples(index=False)
    ]


def read(path: str | os.PathLike[str]) -> People:
    """Read people from a file of one's own.

    Parameters
    ----------
    path
        A CSV with ``lon, lat, population`` (also ``name`` and ``country``; the country is looked
        up where absent), a layer of points with a ``population`` column that geopandas reads
        (``.gpkg``, ``.geojson``, ``.shp``, ``.parquet``), or a raster of counts (``.tif``,
        ``.tiff``, ``.vrt``; needs the extra ``raster``).

    Raises
    ------
    InputError
        Naming the file and every row or column at fault.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError([Problem(str(file), "", "no such file")])
    suffix = file.suffix.lower()
    if suffix in (".tif", ".tiff", ".vrt"):
        points = _raster(file)
    elif suffix == ".csv":
        points = _csv(file)
    else:
        points = _layer(file)
    return People(_checked(points, file), cities().country_total, str(file.name), "")


def _csv(file: Path) -> pd.DataFrame:
    table = read_table(file, begin="lon,lat,population")
    cells = {
        name: table[_column(table, file, wanted)]
        for name, wanted in (("lon", _LON), ("lat", _LAT), ("population", _PEOPLE))
    }
    for axis in ("lon", "lat"):  # a count is not mended: 1,000 may be one or a thousand
        cells[axis] = cells[axis].str.replace(",", ".", regex=False)
    plain = {name: pd.to_numeric(column, errors="coerce") for name, column in cells.items()}
    return pd.DataFrame({**_labels(table), **plain})


def _labels(table: pd.DataFrame) -> dict[str, pd.Series]:
    blank = pd.Series([""] * len(table), index=table.index, dtype=str)
    return {
        name: table[name].fillna("").astype(str) if name in table.columns else blank
        for name in ("country", "name")
    }


def _column(table: pd.DataFrame, file: Path, wanted: tuple[str, ...]) -> str:
    lower = {str(name).strip().lower(): str(name) for name in table.columns}
    for name in wanted:
        if name in lower:
            return lower[name]
    raise InputError(
        [
            Problem(
                str(file),
                "",
                f"column {wanted[0]!r} is missing",
                did_you_mean(wanted[0], lower) or f"name it {wanted[0]}",
            )
        ]
    )


def _layer(file: Path) -> pd.DataFrame:
    import geopandas as gpd
    import pyogrio

    try:
        frame = gpd.read_parquet(file) if file.suffix.lower() == ".parquet" else gpd.read_file(file)
    except (pyogrio.errors.DataSourceError, ValueError, RuntimeError, OSError) as error:
        raise InputError(
            [
                Problem(
                    str(file),
                    "",
                    f"cannot be read: {error}",
                    "a CSV, a GeoPackage, GeoJSON, GeoParquet or a GeoTIFF",
                )
            ]
        ) from error
    if frame.crs is None or not (frame.geom_type == "Point").all():
        raise InputError([Problem(str(file), "", "needs points with a stated CRS")])
    points = frame.to_crs("EPSG:4326").geometry
    people = pd.to_numeric(frame[_column(frame, file, _PEOPLE)], errors="coerce")
    return pd.DataFrame({**_labels(frame), "lon": points.x, "lat": points.y, "population": people})


def _raster(file: Path) -> pd.DataFrame:
    """Return the cells of a raster of counts that hold people, at their centres."""
    try:
        import rasterio
        import rasterio.warp
    except ImportError as error:
        raise InputError(
            [Problem(str(file), "", "a raster needs rasterio", 'install "corridor-atlas[raster]"')]
        ) from error
    try:
        with rasterio.open(file) as source:
            counts = source.read(1, masked=True).filled(0).astype(float)
            crs, transform = source.crs, tuple(source.transform)
    except (rasterio.errors.RasterioError, OSError) as error:
        why = f"cannot be read: {error}"
        raise InputError([Problem(str(file), "", why, "a GeoTIFF of counts")]) from error
    if crs is None:
        raise InputError([Problem(str(file), "", "states no CRS")])
    row, column = np.nonzero(np.nan_to_num(counts) > 0)
    a, b, c, d, e, f = transform[:6]
    x = a * (column + 0.5) + b * (row + 0.5) + c
    y = d * (column + 0.5) + e * (row + 0.5) + f
    lon, lat = rasterio.warp.transform(crs, "EPSG:4326", x, y)
    people = counts[row, column]
    return pd.DataFrame({"country": "", "name": "", "lon": lon, "lat": lat, "population": people})


def _checked(points: pd.DataFrame, file: Path) -> pd.DataFrame:
    table = points.reset_index(drop=True)
    if table.empty:
        raise InputError([Problem(str(file), "", "holds no people")])
    faults = {
        "lon is no number within 180": ~(table["lon"].abs() <= LON_LIMIT_DEG),
        "lat is no number within 90": ~(table["lat"].abs() <= LAT_LIMIT_DEG),
        "population is no number of 0 or more": ~(table["population"] >= 0.0)
        | np.isinf(table["population"]),
    }
    problems = [
        Problem(str(file), f"row {row + 1}", message)
        for message, bad in faults.items()
        for row in np.flatnonzero(bad).tolist()
    ]
    problems += _strangers(table, file)
    if problems:
        raise InputError(problems)
    unknown = table["country"] == ""
    if unknown.any():
        found = country_at(table.loc[unknown, "lon"], table.loc[unknown, "lat"], snap_km=_SNAP_KM)
        table["country"] = table["country"].astype(object)
        table.loc[unknown, "country"] = [str(code) for code in found]
    return table[COLUMNS].astype({"country": str, "name": str})


def _strangers(table: pd.DataFrame, file: Path) -> list[Problem]:
    """Return the countries that are no codes, and the named points that stand there twice."""
    strange = table["country"][~table["country"].isin(["", *COUNTRIES])]
    again = table.index[table.duplicated() & (table["name"] != "")]
    hints = suggest_countries(strange)
    return [
        *(
            Problem(
                str(file),
                f"row {row + 1}",
                f"unknown country {shown(word)}",
                hints.get(word, ""),
            )
            for row, word in strange.items()
        ),
        *(
            Problem(str(file), f"row {row + 1}", "says the same as a row before it", "keep one")
            for row in again
        ),
    ]
