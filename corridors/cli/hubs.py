"""The commands about hubs: `hubs import|list|show|join`, `coverage` and `site`."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridors.cli.options import (
    AsJson,
    CatalogueDir,
    Ids,
    Kinds,
    Output,
    WithinKmOr50,
    load_atlas,
    split_words,
    with_atlas,
    with_atlas_of_today,
    with_countries,
)
from corridors.cli.output import print_json, print_table, say
from corridors.cli.streams import tell, warn
from corridors.output.named import words
from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import geopandas
    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.traced import Traced
    from maps.scene.overlay import Overlay

hubs_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Ports, terminals, crossings: read, list, join to corridors.",
)


_SUFFIXES = (".csv", ".gpkg", ".geojson")


_AXES = ("lon", "lat")
_ROUNDING = 1e-6


def draw_layers(traced: Traced, layers: Sequence[Overlay], path: Path) -> None:
    """Write the map of traced corridors with layers about hubs."""
    from maps import draw

    draw(traced, layers=layers).save(path)
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
        raise InputError(
            Problem(
                "",
                "",
                f"no hubs of kind {kind!r}",
                did_you_mean(kind, known) or f"one of {', '.join(known)}",
            )
            for kind in unknown
        )
    fit = hubs["kind"].isin(kinds) if kinds else hubs["kind"].notna()
    if countries is not None:
        fit &= hubs["country"].isin(countries)
    return hubs[fit].reset_index(drop=True)


@hubs_app.command("import")
@with_countries
def import_hubs(
    file: Annotated[Path, typer.Argument(help="World Port Index or UN/LOCODE as CSV.")],
    output: Output = None,
    countries: frozenset[str] | None = None,
    as_json: AsJson = False,
) -> None:
    """Read a published table of hubs and tell what is doubtful about it; -o writes places.csv."""
    from corridors.output.files import write_csv
    from geodata.facilities import published

    table = published.read(file)
    if countries is not None:
        table = table[table["country"].isin(countries)].reset_index(drop=True)
    doubtful = table[table["faults"] != ""]
    if output is not None:
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        good = published.as_places(table, checked=today)
        places = {axis: good[axis].map(lambda value: f"{value:.5f}") for axis in _AXES}
        write_csv(good.assign(**places), output)
    if as_json:
        print_json(
            {
                "rows": len(table),
                "good": len(table) - len(doubtful),
                "doubtful": doubtful.to_dict("records"),
            }
        )
        return
    told = doubtful[["id", "name_en", "country", "lon", "lat", "faults", "suggestion"]]
    print_table(told.assign(lon=told["lon"].map(_degrees), lat=told["lat"].map(_degrees)))
    tell(
        f"{file}: {len(table)} hubs, {len(doubtful)} doubtful"
        + (f"; the others are in {output}" if output else "")
    )


def _degrees(value: float) -> str:
    """Return a coordinate in full: a thousandth where it is given to the minute, else as it is."""
    if math.isnan(value):
        return ""
    to_the_minute = abs(value * 60.0 - round(value * 60.0)) < _ROUNDING
    return f"{value:.3f}" if to_the_minute else f"{value:.5f}".rstrip("0")


@hubs_app.command("match")
def match_hubs(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.csv...", help="Like places.csv.")],
    output: Output = None,
    catalogue: CatalogueDir = None,
    as_json: AsJson = False,
) -> None:
    """Tell which hubs of your own the catalogue knows, by name or distance; see --hubs."""
    from corridors.definitions.own_hubs import read

    found = read(files, load_atlas(catalogue, None).places)
    if output is not None:
        write_table(found.matches, output)
    if as_json:
        print_json({"added": len(found.added), "matches": found.matches.to_dict("records")})
        return
    print_table(found.matches[found.matches["place"] != ""])
    known = len(found.matches) - len(found.added)
    tell(f"{len(found.matches)} hubs, {known} known, {len(found.added)} new")


@hubs_app.command("list")
@with_countries
@with_atlas_of_today
def list_hubs(
    *,
    atlas: Atlas,
    kinds: Kinds = None,
    countries: frozenset[str] | None = None,
    corridor: Annotated[str | None, typer.Option(help="Only hubs that its legs pass.")] = None,
    as_json: AsJson = False,
) -> None:
    """List hubs by kind, country or corridor."""
    table = choose_hubs(atlas.hubs, split_words(kinds), countries)
    if corridor is not None:
        from corridors.hubs.join import join

        joins = join(atlas.trace(corridor), table).table
        mine = joins["corridor"].eq(corridor) & joins["legs"].map(bool)
        table = table[table["id"].isin(joins["hub"][mine])].reset_index(drop=True)
    frame = table[["id", "kind", "country", "name_en", "unlocode", "status"]].assign(
        lon=table.geometry.x, lat=table.geometry.y
    )
    if as_json:
        print_json({"hubs": frame.to_dict("records")})
    else:
        print_table(
            frame.assign(
                lon=frame["lon"].map("{:.4f}".format), lat=frame["lat"].map("{:.4f}".format)
            ),
            atlas=atlas,
        )
        tell(f"{len(frame)} hubs")


@hubs_app.command("show")
@with_atlas
def show_hub(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    *,
    atlas: Atlas,
    within_km: WithinKmOr50 = 50.0,
    within_h: Annotated[float, typer.Option("--within-h", help="Of the catchment.")] = 4.0,
    as_json: AsJson = False,
) -> None:
    """Show a hub: what it is, the corridors that it lies near, the people within reach."""
    from corridors.hubs.catchment import catchment
    from corridors.hubs.join import join

    place = atlas.hub_places.find(id_)
    mine = atlas.hubs[atlas.hubs["id"] == place.id].reset_index(drop=True)
    if mine.empty:
        raise InputError(f"{place.id} is a {place.kind}, no hub")
    joined = join(atlas.trace(), mine, within_km=within_km).table
    served = catchment(
        atlas, mine.assign(status="operating"), within_h=within_h, kinds=[str(place.kind)]
    )
    answer = {
        **mine.drop(columns="geometry").iloc[0].to_dict(),
        "lon": place.lon,
        "lat": place.lat,
        "checked": str(place.checked or ""),
        "sources": list(place.sources),
        "corridors": joined.drop(
            columns=["geometry", "hub", "kind", "country", "gauges_mm"]
        ).to_dict("records"),
        "catchment": {
            "within_h": within_h,
            **served.table.drop(columns=["geometry", "hub", "kind", "country", "only_here"])
            .iloc[0]
            .to_dict(),
        },
    }
    if as_json:
        print_json(answer)
        return
    say(
        f"{place.name()} ({place.id}): {words(str(place.kind))}, {place.country}, "
        f"{place.lat:.4f},{place.lon:.4f}, {answer['status']}"
    )
    caught = answer["catchment"]
    say(
        f"within {within_h:g} h by road: {caught['people']:,.0f} people in {caught['cities']} "
        f"cities, {caught['largest']}"
    )
    print_table(
        flatten_layer(
            joined[["corridor", "route", "straight_km", "road_km", "chainage_km", "modes"]]
        ),
        atlas=atlas,
    )


@hubs_app.command("join")
@with_countries
@with_atlas
def join_hubs(
    ids: Ids = None,
    *,
    atlas: Atlas,
    within_km: WithinKmOr50 = 50.0,
    kinds: Kinds = None,
    countries: frozenset[str] | None = None,
    transfers: Annotated[
        bool, typer.Option("--transfers", help="Only hubs of two corridors, modes or gauges.")
    ] = False,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Join hubs to corridors: offset, chainage, legs and modes."""
    from corridors.hubs.join import join

    hubs = choose_hubs(atlas.hubs, split_words(kinds), countries)
    joins = join(atlas.trace(*ids or []), hubs, within_km=within_km)
    frame = joins.transfers if transfers else joins.table
    if output is not None:
        write_table(frame, output)
    if as_json:
        print_json(
            {"within_km": within_km, "rows": frame.drop(columns="geometry").to_dict("records")}
        )
    elif output is None:
        shown = frame.drop(columns=["legs", "gauges_mm"], errors="ignore")
        print_table(flatten_layer(shown), atlas=atlas)
