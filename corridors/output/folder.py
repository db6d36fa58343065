"""The main job: a folder with the map and the tables of a whole atlas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.output import files
from corridors.tracing.lengths import lengths

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas
    import pandas as pd

    from corridors.tracing.traced_data import TracedData


def write_tables(traced: TracedData, folder: Path) -> list[Path]:
    """Write ``lengths.csv``, ``routes.csv``, ``hubs.csv`` and ``atlas.gpkg``; return the paths."""
    return [
        files.write_csv(lengths(traced, by="leg"), folder / "lengths.csv"),
        files.write_csv(lengths(traced, by="route"), folder / "routes.csv"),
        files.write_csv(_hub_table(traced), folder / "hubs.csv"),
        files.write_layers(layers(traced), folder / "atlas.gpkg"),
    ]


def layers(traced: TracedData) -> dict[str, geopandas.GeoDataFrame]:
    """Return the layers of the GeoPackage: legs, routes, hubs, events and gaps."""
    return {
        "legs": traced.legs,
        "routes": files.route_lines(traced),
        "hubs": traced.atlas.hubs,
        "events": traced.events,
        "gaps": gaps(traced),
    }


def gaps(traced: TracedData) -> geopandas.GeoDataFrame:
    """Return what the networks lack: the stretches of legs that are not mapped by OSM.

    Returns
    -------
    GeoDataFrame
        ``leg, origin, length_km`` and the line of each stretch whose origin is ``repaired``,
        ``declared`` or ``sketch``; EPSG:4326.
    """
    import geopandas

    from geodata.geodesy import line_geometry

    rows, shapes = [], []
    for leg in traced.by_ref.values():
        way = leg.way
        for km, origin, line in zip(way.km.tolist(), way.origin, way.lines, strict=True):
            if origin in _LACKING:
                rows.append((leg.ref, origin, km))
                shapes.append(line_geometry(line))
    return geopandas.GeoDataFrame(
        rows, columns=["leg", "origin", "length_km"], geometry=shapes, crs="EPSG:4326"
    )


def _hub_table(traced: TracedData) -> pd.DataFrame:
    return traced.atlas.hubs.drop(columns="geometry")


_LACKING = frozenset({"repaired", "declared", "sketch"})
