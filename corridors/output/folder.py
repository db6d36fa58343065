"""The main job: a folder with the map and the tables of a whole atlas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.lengths.tables import lengths
from corridors.output import files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas
    import pandas as pd

    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData


def write_tables(traced: TracedData, folder: Path) -> list[Path]:
    """Write ``lengths.csv``, ``routes.csv``, ``hubs.csv`` and ``atlas.gpkg``; return the paths."""
    return [
        files.write_csv(lengths(traced, by="leg"), folder / "lengths.csv"),
        files.write_csv(lengths(traced, by="route"), folder / "routes.csv"),
        files.write_csv(_hub_table(traced), folder / "hubs.csv"),
        files.write_layers(layers(traced), folder / "atlas.gpkg"),
    ]


def by_family(traced: TracedData) -> pd.DataFrame:
    """Return a row per family, each leg counted once.

    Returns
    -------
    DataFrame
        ``family, corridors, routes, legs, km in use, km to be built, km idle``; idle are
        suspended and closed ones.
    """
    import pandas as pd

    family = {key: str(traced.atlas.catalogue.corridor(key).family) for key in traced.ids}
    legs: dict[str, list[TracedLeg]] = {name: [] for name in sorted(set(family.values()))}
    for leg in traced.by_ref.values():
        legs.setdefault(str(traced.atlas.catalogue.corridor(leg.corridor).family), []).append(leg)
    routes = traced.routes["corridor"].map(family)
    return pd.DataFrame(
        {
            "family": name,
            "corridors": list(family.values()).count(name),
            "routes": int((routes == name).sum()),
            "legs": len(own),
            "km in use": _km(leg for leg in own if leg.in_use),
            "km to be built": _km(leg for leg in own if leg.is_ahead),
            "km idle": _km(leg for leg in own if leg.is_built and not leg.in_use),
        }
        for name, own in legs.items()
    )


def _km(legs: Iterable[TracedLeg]) -> float:
    return sum(leg.length_km for leg in legs)


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
