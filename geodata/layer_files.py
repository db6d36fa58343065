"""Layers as files of GDAL: read with all that is no shape, written whole or not at all."""

from __future__ import annotations

import io
import sqlite3
import warnings
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.errors import InputError, Problem
from geodata.files import atomic, file_kind, fixed_gdal_date

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    import geopandas


def read_layers(
    file: Path, *, refused: Callable[[Path, Exception], InputError]
) -> list[geopandas.GeoDataFrame]:
    """Return the layers of a file that have geometries; what is no shape is none there.

    Parameters
    ----------
    refused
        Makes the error of a file that cannot be read.
    """
    import pyogrio
    import shapely

    try:
        names = [name for name, kind in pyogrio.list_layers(file).tolist() if kind is not None]
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # of NaN
            return [pyogrio.read_dataframe(file, layer=name, on_invalid="ignore") for name in names]
    except (ValueError, OSError, RuntimeError, shapely.errors.GEOSException) as error:
        raise refused(file, error) from error


def why_unreadable(file: Path, error: Exception) -> str:
    """Return what a file is instead, else the first line of what its reader says."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return file_kind(file) or said.partition("; It might help")[0][:160]


def write_layer(
    layer: geopandas.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    driver: str,
    name: str,
    options: Mapping[str, int] | None = None,
) -> Path:
    """Write one layer in a text format, whole or not at all, the same bytes for the same input.

    GDAL writes into memory, and Python, which hears of a full disk, to the disk.

    Parameters
    ----------
    driver
        ``GeoJSON`` or ``KML``.
    name
        Of the layer.
    options
        Of the driver.
    """
    import pyogrio

    target = Path(path)
    buffer = io.BytesIO()
    with fixed_gdal_date():
        pyogrio.write_dataframe(layer, buffer, layer=name, driver=driver, **(options or {}))
    with atomic(target) as temporary:
        temporary.write_bytes(buffer.getvalue())
    return target


def write_geopackage(
    layers: Mapping[str, geopandas.GeoDataFrame], path: str | os.PathLike[str]
) -> Path:
    """Write layers into one GeoPackage, whole or not at all, the same bytes for the same input.

    Raises
    ------
    InputError
        GDAL could not write it, or wrote less than it was given, as on a full disk.
    """
    import pyogrio

    target = Path(path)
    with atomic(target) as temporary, fixed_gdal_date():
        for name, layer in layers.items():
            try:
                pyogrio.write_dataframe(
                    layer, temporary, layer=name, driver="GPKG", append=temporary.exists()
                )
            except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
                raise _cut(target, str(error)) from error
        if missing := _missing(temporary, layers):
            raise _cut(target, missing)
    return target


def _cut(target: Path, what: str) -> InputError:
    message = f"cannot be written whole: {what.strip().splitlines()[0] if what else 'no reason'}"
    return InputError([Problem(str(target), "", message, "is the disk full?")])


def _missing(file: Path, layers: Mapping[str, geopandas.GeoDataFrame]) -> str:
    """Return what a GeoPackage lacks of the layers: rows, or the index of places; empty if none."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as book:
        try:
            for name, layer in layers.items():
                rows = _count(book, name)
                if rows != len(layer):
                    return f"layer {name} has {rows} of {len(layer)} rows"
                drawn = int((~(layer.geometry.isna() | layer.geometry.is_empty)).sum())
                # The rows of an R-tree stand in a plain table, which any SQLite can read.
                if _count(book, f"rtree_{name}_geom_rowid") != drawn:
                    return f"layer {name} has no whole spatial index"
        except sqlite3.DatabaseError as error:
            return str(error)
    return ""


def _count(book: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    (count,) = book.execute(f'select count(*) from "{quoted}"').fetchone()  # noqa: S608 - quoted
    return int(count)
