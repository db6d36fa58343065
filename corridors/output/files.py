"""Legs, routes, hubs and events as files: GeoJSON, GeoPackage, GeoParquet, KML, CSV."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.csv_rows import inert_text
from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas
    import pandas as pd

    from corridors.tracing.traced_data import TracedData

ATTRIBUTION = "© OpenStreetMap contributors, ODbL; © GeoNames, CC BY 4.0; Corridor Atlas"


LICENCE = "ODbL-1.0"


_FIXED_DATE = "2000-01-01T00:00:00Z"
"""What GDAL writes for the time of the last change, so that equal input gives equal bytes."""


def export(traced: TracedData, path: str | os.PathLike[str]) -> Path:
    """Write traced corridors; the suffix chooses the format.

    Parameters
    ----------
    path
        ``.geojson``, ``.gpkg`` (layers legs, routes, hubs, events), ``.parquet``, ``.kml`` or
        ``.csv`` (the table of legs, without lines).

    Raises
    ------
    InputError
        The suffix is none of these.
    """
    target = Path(path)
    if target.suffix not in _WRITERS:
        raise InputError(
            [
                Problem(
                    str(target),
                    "",
                    f"unknown format {target.suffix!r}",
                    did_you_mean(target.suffix, _WRITERS) or f"use one of {', '.join(_WRITERS)}",
                )
            ]
        )
    return atomically(target, lambda temporary: _WRITERS[target.suffix](traced, temporary))


def atomically(target: Path, write: Callable[[Path], None]) -> Path:
    """Let `write` make a file beside the target and move it there when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        write(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def write_text(text: str, path: Path) -> Path:
    """Write text as UTF-8, atomically."""

    def write(temporary: Path) -> None:
        temporary.write_text(text, encoding="utf-8")

    return atomically(path, write)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose dictionaries and lists are JSON text."""
    table = frame.copy()
    for name in table.columns:
        if name != "geometry" and table[name].map(lambda x: isinstance(x, dict | list)).any():
            table[name] = table[name].map(lambda x: json.dumps(x, ensure_ascii=False))
    return table


def inert(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no text is a formula to a spreadsheet: an apostrophe goes before."""
    table = frame.copy()
    for name in table.columns[table.dtypes.map(lambda kind: kind.kind not in "biuf")]:
        table[name] = table[name].map(lambda x: inert_text(x) if isinstance(x, str) else x)
    return table


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV: UTF-8, km to the metre, formulas inert."""
    return atomically(
        path,
        lambda temporary: inert(flat(frame)).to_csv(
            temporary, index=False, float_format="%.3f", lineterminator="\n"
        ),
    )


def labelled(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return a layer with the licence, attribution and date of its source on every row."""
    return flat(frame).assign(licence=LICENCE, attribution=ATTRIBUTION, source_date="unknown")


def route_lines(traced: TracedData) -> geopandas.GeoDataFrame:
    """Return one row per route with its legs' lines joined."""
    import geopandas
    import shapely

    lines = dict(zip(traced.legs["leg"], traced.legs.geometry, strict=True))
    shapes = [
        shapely.union_all([lines[ref.lstrip("-")] for ref in refs], grid_size=None)
        if refs
        else None
        for refs in traced.routes["legs"]
    ]
    return geopandas.GeoDataFrame(traced.routes, geometry=shapes, crs="EPSG:4326")


def _geojson(traced: TracedData, path: Path) -> None:
    with _same_bytes():
        labelled(traced.legs).to_file(path, driver="GeoJSON", layer="legs", COORDINATE_PRECISION=5)


def write_layers(layers: dict[str, geopandas.GeoDataFrame], path: Path) -> None:
    """Write named layers into one GeoPackage, the same bytes for the same input."""
    with _same_bytes():
        for name, layer in layers.items():
            labelled(layer).to_file(path, layer=name, driver="GPKG")


def _gpkg(traced: TracedData, path: Path) -> None:
    write_layers(
        {
            "legs": traced.legs,
            "routes": route_lines(traced),
            "hubs": traced.atlas.hubs,
            "events": traced.events,
        },
        path,
    )


def _parquet(traced: TracedData, path: Path) -> None:
    labelled(traced.legs).to_parquet(path, compression="zstd")


def _kml(traced: TracedData, path: Path) -> None:
    with _same_bytes():
        layer = labelled(traced.legs)
        layer.assign(Name=layer["leg"]).to_file(path, driver="KML", layer="legs")


def _csv(traced: TracedData, path: Path) -> None:
    from corridors.tracing.lengths import lengths

    table = inert(flat(lengths(traced, by="leg")))
    table.to_csv(path, index=False, float_format="%.3f", lineterminator="\n")


@contextmanager
def _same_bytes() -> Iterator[None]:
    """Hold the date that GDAL writes into files."""
    before = os.environ.get("OGR_CURRENT_DATE")
    os.environ["OGR_CURRENT_DATE"] = _FIXED_DATE
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
        if before is None:
            del os.environ["OGR_CURRENT_DATE"]
        else:
            os.environ["OGR_CURRENT_DATE"] = before


_WRITERS: dict[str, Any] = {
    ".geojson": _geojson,
    ".gpkg": _gpkg,
    ".parquet": _parquet,
    ".kml": _kml,
    ".csv": _csv,
}
