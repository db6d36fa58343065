"""Layers and tables of hubs: chosen, shown, written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.cli.streams import tell, warn
from geodata.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import geopandas
    import pandas as pd

    from corridors.traced import Traced
    from maps.scene.overlay import Overlay

_SUFFIXES = (".csv", ".gpkg", ".geojson")


def draw_layers(
    traced: Traced, layers: Sequence[Overlay], path: Path, *, title: str | None = None
) -> None:
    """Write the map of traced corridors with layers about hubs."""
    from maps import draw

    draw(traced, layers=layers, title=title).save(path)
    warn(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


def flatten_layer(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a layer as a table: without geometry, lists as text."""
    table = frame.drop(columns="geometry", errors="ignore")
    return table.map(lambda cell: ", ".join(map(str, cell)) if isinstance(cell, list) else cell)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table or a layer by its suffix."""
    from corridors.output.files import flat, write_csv, write_geojson, write_layers

    if path.suffix not in _SUFFIXES:
        raise InputError.unknown("format", path.suffix, _SUFFIXES, file=str(path))
    if path.suffix == ".csv" or "geometry" not in frame.columns:
        write_csv(flat(frame.drop(columns="geometry", errors="ignore")), path)
    elif path.suffix == ".gpkg":
        write_layers({path.stem: frame}, path)
    else:
        write_geojson(frame, path)
    tell(f"{path}: {len(frame)} rows")


def choose_hubs(
    hubs: geopandas.GeoDataFrame, kinds: Collection[str], countries: Collection[str] | None
) -> geopandas.GeoDataFrame:
    """Return the hubs of some kinds and countries."""
    known = sorted(set(hubs["kind"]))
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise InputError(Problem.unknown("kind of hub", kind, known) for kind in unknown)
    fit = hubs["kind"].isin(kinds) if kinds else hubs["kind"].notna()
    if countries is not None:
        fit &= hubs["country"].isin(countries)
    return hubs[fit].reset_index(drop=True)
