"""Legs, routes, hubs and events as files: GeoJSON, GeoPackage, GeoParquet, KML, CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridors.definitions.vocabulary import LegRef
from geodata.csv_rows import inert_text
from geodata.errors import InputError
from geodata.files import atomic, require_writable
from geodata.layer_files import write_geopackage, write_layer

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import geopandas
    import pandas as pd

    from corridors.tracing.traced_data import TracedData

ATTRIBUTION = "© OpenStreetMap contributors, ODbL; © GeoNames, CC BY 4.0; Corridor Atlas"


LICENCE = "ODbL-1.0"


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
        raise InputError.unknown("format", target.suffix, _WRITERS, file=str(target))
    require_writable(target)
    _WRITERS[target.suffix](traced, target)
    return target


def write_text(text: str, path: Path) -> Path:
    """Write text as UTF-8, whole or not at all."""
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return path


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose dictionaries and lists are JSON text."""
    table = frame.copy()
    for name in table.columns[table.dtypes.map(lambda kind: kind.kind == "O")]:
        if any(isinstance(value, dict | list) for value in table[name]):
            table[name] = table[name].map(_ENCODER.encode)
    return table


_ENCODER = json.JSONEncoder(ensure_ascii=False)
"""One for all cells: `json.dumps` makes one for each, which takes as long as a cell."""


def inert(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no text is a formula to a spreadsheet: an apostrophe goes before."""
    table = frame.copy()
    for name in table.columns[table.dtypes.map(lambda kind: kind.kind not in "biuf")]:
        table[name] = table[name].map(lambda x: inert_text(x) if isinstance(x, str) else x)
    return table


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV: UTF-8, km to the metre, formulas inert."""
    with atomic(path) as temporary:
        inert(flat(frame)).to_csv(temporary, index=False, float_format="%.3f", lineterminator="\n")
    return path


def labelled(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return a layer with the licence, attribution and date of its source on every row."""
    return flat(frame).assign(licence=LICENCE, attribution=ATTRIBUTION, source_date="unknown")


def route_lines(traced: TracedData) -> geopandas.GeoDataFrame:
    """Return one row per route with its legs' lines joined."""
    import geopandas
    import shapely

    lines = dict(zip(traced.legs["leg"], traced.legs.geometry, strict=True))
    shapes = [
        shapely.union_all([lines[LegRef.read(ref).key] for ref in refs], grid_size=None)
        if refs
        else None
        for refs in traced.routes["legs"]
    ]
    return geopandas.GeoDataFrame(traced.routes, geometry=shapes, crs="EPSG:4326")


def _geojson(traced: TracedData, path: Path) -> None:
    write_geojson(traced.legs, path, name="legs")


def write_layers(layers: Mapping[str, geopandas.GeoDataFrame], path: Path) -> Path:
    """Write named layers into one GeoPackage, the same bytes for the same input."""
    return write_geopackage({name: labelled(layer) for name, layer in layers.items()}, path)


def write_geojson(layer: geopandas.GeoDataFrame, path: Path, *, name: str = "") -> Path:
    """Write a layer as GeoJSON, coordinates to five decimals (about a metre)."""
    options = {"COORDINATE_PRECISION": 5}
    called = name or path.stem
    return write_layer(labelled(layer), path, driver="GeoJSON", name=called, options=options)


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
    with atomic(path) as temporary:
        labelled(traced.legs).to_parquet(temporary, compression="zstd")


def _kml(traced: TracedData, path: Path) -> None:
    layer = labelled(traced.legs)
    write_layer(layer.assign(Name=layer["leg"]), path, driver="KML", name="legs")


def _csv(traced: TracedData, path: Path) -> None:
    from corridors.lengths.tables import lengths

    write_csv(lengths(traced, by="leg"), path)


_WRITERS: dict[str, Any] = {
    ".geojson": _geojson,
    ".gpkg": _gpkg,
    ".parquet": _parquet,
    ".kml": _kml,
    ".csv": _csv,
}
