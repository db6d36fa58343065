"""Layers as files of GDAL: read with all that is no shape, written whole or not at all."""

from __future__ import annotations

import glob
import io
import os
import sqlite3
import struct
import warnings
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.csv_text import encoding_of
from geodata.errors import InputError, Problem
from geodata.files import atomic, file_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import geopandas
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

_DATE = "2000-01-01T00:00:00Z"
"""The date that GDAL writes into files, held so that the same input gives the same bytes."""


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
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # of NaN
            return [
                _read_layer(part, name, encoding)
                for part, encoding in _parts(file)
                for name, kind in pyogrio.list_layers(part).tolist()
                if kind is not None
            ]
    except (ValueError, OSError, RuntimeError, shapely.errors.GEOSException) as error:
        raise refused(file, error) from error


def _read_layer(part: str | Path, name: str, encoding: str | None) -> geopandas.GeoDataFrame:
    import pyogrio

    found = pyogrio.read_dataframe(part, layer=name, on_invalid="ignore", encoding=encoding)
    lost = found.geometry.isna().to_numpy()
    if not lost.any():
        return found
    packed = pyogrio.raw.read(part, layer=name, columns=[], encoding=encoding)[2]
    shapes = [
        _sound_lines(wkb) if away else shape
        for shape, wkb, away in zip(found.geometry, packed, lost, strict=True)
    ]
    return found.set_geometry(shapes, crs=found.crs)


_MULTI_LINE, _LEAST_BYTES = 5, 9
_NUMBERS_A_POINT = (2, 3, 3, 4)
"""ISO WKB: 5 is a MultiLineString; 1000 more has heights, 2000 more measures, 3000 more both."""


def _sound_lines(wkb: bytes | None) -> BaseGeometry | None:
    """Return the lines of a MultiLineString without those of one point, which no line has.

    GPX has them where a receiver had lost its signal.
    """
    import shapely

    if wkb is None or len(wkb) < _LEAST_BYTES:
        return None
    order = "<" if wkb[0] else ">"
    code, count = struct.unpack_from(f"{order}II", wkb, 1)
    if code % 1000 != _MULTI_LINE or code // 1000 >= len(_NUMBERS_A_POINT):
        return None
    lines, at = [], 9
    for _ in range(count):
        (points,) = struct.unpack_from(f"{order}I", wkb, at + 5)
        size = 9 + points * _NUMBERS_A_POINT[code // 1000] * 8
        lines.append(shapely.from_wkb(wkb[at : at + size], on_invalid="ignore"))
        at += size
    sound = [line for line in lines if line is not None and not line.is_empty]
    return shapely.multilinestrings(sound) if sound else None


def lines_in(shape: BaseGeometry | None) -> list[LineString]:
    """Return the lines of a shape, also those of collections within it."""
    import shapely

    if shape is None or shape.geom_type == "LineString":
        return [] if shape is None or shape.is_empty else [shape]
    if shape.geom_type not in ("MultiLineString", "GeometryCollection"):
        return []
    return [line for part in shapely.get_parts(shape).tolist() for line in lines_in(part)]


_IN_ZIP = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".kml", ".gml", ".tab")

_SAYS_NOTHING = (b"\0", b"W")
"""What the 30th byte of a DBF holds where its code page is nobody's, or whichever Windows had."""


def _parts(file: Path) -> list[tuple[str | Path, str | None]]:
    """Return what GDAL is to read, in a ZIP in whatever folder, with the encoding of its texts."""
    if file.suffix.lower() != ".zip" or not zipfile.is_zipfile(file):
        names = [each.name for each in file.parent.glob(f"{glob.escape(file.stem)}.*")]
        return [(file, _encoding(file.name, names, lambda name: (file.parent / name).read_bytes()))]
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        parts: list[tuple[str | Path, str | None]] = [
            (f"/vsizip/{{{file.resolve()}}}/{name}", _encoding(name, names, packed.read))
            for name in names
            if name.lower().endswith(_IN_ZIP) and not name.startswith("__MACOSX/")
        ]
    return parts or [(file, None)]


def _encoding(name: str, names: Iterable[str], read: Callable[[str], bytes]) -> str | None:
    """Return what the texts of a shapefile are in where it does not say itself, else nothing."""
    stem, _, suffix = name.rpartition(".")
    beside = {each[len(stem) :].lower(): each for each in names if each.startswith(f"{stem}.")}
    if suffix.lower() != "shp" or ".cpg" in beside or ".dbf" not in beside:
        return None
    table = read(beside[".dbf"])
    return encoding_of(table[32:]) if table[29:30] in _SAYS_NOTHING else None


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
    with _fixed_date():
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
    with atomic(target) as temporary, _fixed_date():
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


@contextmanager
def _fixed_date() -> Iterator[None]:
    """Hold the date that GDAL writes into GeoPackage, GeoJSON and KML."""
    import pyogrio

    before = os.environ.get("OGR_CURRENT_DATE")
    os.environ["OGR_CURRENT_DATE"] = _DATE
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
        if before is None:
            del os.environ["OGR_CURRENT_DATE"]
        else:
            os.environ["OGR_CURRENT_DATE"] = before
