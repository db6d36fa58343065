"""What cells of foreign tables say: lists written as text, lengths with units, shapes as WKT."""

from __future__ import annotations

import ast
import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata.csv_rows import read_cells
from geodata.degrees import LAT_LIMIT_DEG, LON_LIMIT_DEG
from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

ROWS_TOLD = 20
"""A message names so many rows at most."""

_WKT = ("geometry", "wkt", "geom", "the_geom", "wkt_geom", "wkb", "wkb_geometry")

_LENGTH = re.compile(r"([0-9][0-9.,\s]*)(km|m|mi)?", re.IGNORECASE)
_KM = {"km": 1.0, "m": 0.001, "mi": 1.609344}


def rows_text(rows: Sequence[int]) -> str:
    """Return ``rows 3, 4 and 2 more``."""
    told = ", ".join(map(str, rows[:ROWS_TOLD]))
    more = f" and {len(rows) - ROWS_TOLD} more" if len(rows) > ROWS_TOLD else ""
    return f"{'rows' if len(rows) > 1 else 'row'} {told}{more}"


def is_empty(cell: object) -> bool:
    """Tell whether a table says nothing in a cell: none, NaN, no time."""
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return True
    return isinstance(cell, float | np.floating) and math.isnan(cell)


def filled(record: Mapping[Hashable, object]) -> dict[str, object]:
    """Return a row without its empty cells."""
    return {str(name): cell for name, cell in record.items() if not is_empty(cell)}


def value_of(cell: object) -> object:
    """Return what a text such as ``[10, 11]`` stands for; other cells as they are."""
    if not isinstance(cell, str) or not cell.startswith("["):
        return cell
    try:
        return ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return cell


_EWKT = re.compile(r"(?is)\s*(?:SRID\s*=\s*([0-9]+)\s*;)?(.*)")


_HEX = re.compile(r"(?i)0[01][0-9a-f]{16,}")


def shape_of(text: str) -> tuple[str | None, BaseGeometry | None]:
    """Return the EPSG code, where one is stated, and the shape of WKT, EWKT or WKB in hex."""
    if _HEX.fullmatch(text.strip()):
        shape = _shape(shapely.from_wkb, text.strip())
        srid = int(shapely.get_srid(shape)) if shape is not None else 0
        return (str(srid) if srid else None), shape
    found = _EWKT.match(text)
    stated, wkt = found.groups() if found else (None, "")
    return stated, _shape(shapely.from_wkt, wkt)


def _shape(read: Callable[..., BaseGeometry | None], text: str) -> BaseGeometry | None:
    """Return a shape; what is none, and curves, which shapely does not know, are nothing."""
    try:
        return read(text, on_invalid="ignore") if text else None
    except NotImplementedError:
        return None


def lengths_km(file: Path | str, cells: Sequence[object]) -> list[float]:
    """Return lengths in km of numbers and of texts such as ``12,5 km``; NaN where there is none.

    Raises
    ------
    InputError
        Naming the rows whose cell is no length.
    """
    found = [_length(cell) for cell in cells]
    bad = [row for row, km in enumerate(found, start=1) if km is None]
    if bad:
        message = "length_km is no length"
        raise InputError(
            [Problem(str(file), rows_text(bad), message, "a number of km, or 12.5 km")]
        )
    return [float("nan") if km is None else km for km in found]


def _length(cell: object) -> float | None:
    """Return km, NaN for an empty cell, None for what is no length."""
    text = "" if is_empty(cell) else str(cell).strip()
    if not text:
        return float("nan")
    match = _LENGTH.fullmatch(text)
    if match is None:
        return None
    number = re.sub(r"\s", "", match[1])
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", number):
        number = number.replace(",", "")
    try:
        return float(number.replace(",", ".")) * _KM[(match[2] or "km").lower()]
    except ValueError:
        return None


_WKT_LIKE = "such as LINESTRING (70 43, 71 43)"


def read_wkt(file: Path) -> gpd.GeoDataFrame:
    """Return a CSV with a column of WKT as a table.

    Raises
    ------
    InputError
        Naming the lines that are uneven or hold no WKT.
    """
    import geopandas as gpd

    rows = read_cells(file)
    header = rows[0] if rows else []
    uneven = [line for line, row in enumerate(rows, start=1) if len(row) != len(header)]
    if uneven:
        message = f"does not have the {len(header)} cells of the header"
        raise InputError([Problem(str(file), rows_text(uneven), message, "quote the geometries")])
    table = pd.DataFrame(rows[1:], columns=header)
    column = next((name for name in table.columns if str(name).strip().lower() in _WKT), None)
    if column is None:
        raise InputError([Problem(str(file), "line 1", "has no column of WKT", "name it geometry")])
    shapes, bad, crs = [], [], set()
    for line, text in enumerate(table[column], start=2):
        srid, shape = shape_of(text)
        crs.add(srid)
        shapes.append(shape)
        bad += [line] if text.strip() and shape is None else []
    if bad:
        raise InputError(
            [Problem(str(file), rows_text(bad), "is no WKT of straight lines", _WKT_LIKE)]
        )
    return gpd.GeoDataFrame(table.drop(columns=column), geometry=shapes, crs=crs_of(shapes, crs))


def crs_of(
    shapes: Sequence[BaseGeometry | None], stated: Collection[str | None] = ()
) -> str | None:
    """Return the one that WKT states, EPSG:4326 where all coordinates are degrees, else nothing."""
    if len(stated) == 1 and (srid := next(iter(stated))):
        return f"EPSG:{srid}"
    if all(shape is None for shape in shapes):
        return "EPSG:4326"
    low_x, low_y, high_x, high_y = shapely.total_bounds(shapes)
    fits = max(-low_x, high_x) <= LON_LIMIT_DEG and max(-low_y, high_y) <= LAT_LIMIT_DEG
    return "EPSG:4326" if fits else None
