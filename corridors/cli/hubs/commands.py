"""The commands `hubs import|match|list|show|join`."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridors.cli.hubs.layers import choose_hubs, flatten_layer, write_table
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
from corridors.cli.streams import tell
from corridors.output.named import words
from corridors.output.report import attribute_text
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas
    import pandas as pd

    from corridors.atlas import Atlas
    from geodata.places.model import Place

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Ports, terminals, crossings: read, list, join to corridors.",
)


_AXES = ("lon", "lat")
_ROUNDING = 1e-6


@app.command("import")
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
        counted = {"rows": len(table), "good": len(table) - len(doubtful)}
        print_json({**counted, "doubtful": doubtful.to_dict("records")})
        return
    told = doubtful[["id", "name_en", "country", "lon", "lat", "faults", "suggestion"]]
    print_table(told.assign(**{axis: told[axis].map(_degrees) for axis in _AXES}))
    others = f"; the others are in {output}" if output else ""
    tell(f"{file}: {len(table)} hubs, {len(doubtful)} doubtful{others}")


def _degrees(value: float) -> str:
    """Return a coordinate in full: a thousandth where it is given to the minute, else as it is."""
    if math.isnan(value):
        return ""
    to_the_minute = abs(value * 60.0 - round(value * 60.0)) < _ROUNDING
    return f"{value:.3f}" if to_the_minute else f"{value:.5f}".rstrip("0")


@app.command("match")
def match_hubs(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.csv...", help="Like places.csv.")],
    output: Output = None,
    catalogue: CatalogueDir = None,
    as_json: AsJson = False,
) -> None:
    """Tell which hubs of your own the catalogue knows, by name or distance; see --hubs."""
    from corridors.hubs.own_hubs import read

    found = read(files, load_atlas(catalogue, None).places)
    if output is not None:
        write_table(found.matches, output)
    if as_json:
        print_json({"added": len(found.added), "matches": found.matches.to_dict("records")})
        return
    print_table(found.matches[found.matches["place"] != ""])
    known = len(found.matches) - len(found.added)
    tell(f"{len(found.matches)} hubs, {known} known, {len(found.added)} new")


@app.command("list")
@with_countries
@with_atlas_of_today
def list_hubs(
    *,
    kinds: Kinds = None,
    countries: frozenset[str] | None = None,
    corridor: Annotated[str | None, typer.Option(help="Only hubs that its legs pass.")] = None,
    atlas: Atlas,
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


@app.command("show")
@with_atlas
def show_hub(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    *,
    within_km: WithinKmOr50 = 50.0,
    within_h: Annotated[float, typer.Option("--within-h", help="Of the catchment.")] = 4.0,
    atlas: Atlas,
    as_json: AsJson = False,
) -> None:
    """Show a hub: what it is, the corridors that it lies near, the people within reach."""
    from corridors.hubs.join import join

    place = atlas.hub_places.find(id_)
    mine = atlas.hubs[atlas.hubs["id"] == place.id].reset_index(drop=True)
    if mine.empty:
        raise InputError(f"{place.id} is a {place.kind}, no hub")
    joined = join(atlas.trace(), mine, within_km=within_km).table
    answer = {
        **mine.drop(columns="geometry").iloc[0].to_dict(),
        "lon": place.lon,
        "lat": place.lat,
        "checked": str(place.checked or ""),
        "sources": list(place.sources),
        "corridors": joined.drop(
            columns=["geometry", "hub", "kind", "country", "gauges_mm"]
        ).to_dict("records"),
        "catchment": _caught(atlas, mine, str(place.kind), within_h),
    }
    if as_json:
        print_json(answer)
    else:
        _tell_hub(place, answer, joined, atlas)


def _caught(
    atlas: Atlas, hub: geopandas.GeoDataFrame, kind: str, within_h: float
) -> dict[str, Any]:
    """Return whom a hub reaches by road, as if it worked."""
    found = atlas.catchment(hub.assign(status="operating"), within_h=within_h, kinds=[kind]).table
    row = found.drop(columns=["geometry", "hub", "kind", "country", "only_here"]).iloc[0]
    return {"within_h": within_h, **row.to_dict()}


def _tell_hub(place: Place, answer: Mapping[str, Any], joined: pd.DataFrame, atlas: Atlas) -> None:
    say(
        f"{place.name()} ({place.id}): {words(str(place.kind))}, {place.country}, "
        f"{place.lat:.4f},{place.lon:.4f}, {answer['status']}"
    )
    for told in answer["attributes"]:
        say(attribute_text(told))
    caught = answer["catchment"]
    say(
        f"within {caught['within_h']:g} h by road: {caught['people']:,.0f} people in "
        f"{caught['cities']} cities, {caught['largest']}"
    )
    columns = ["corridor", "route", "straight_km", "road_km", "chainage_km", "modes"]
    print_table(flatten_layer(joined[columns]), atlas=atlas)


@app.command("join")
@with_countries
@with_atlas
def join_hubs(
    ids: Ids = None,
    *,
    within_km: WithinKmOr50 = 50.0,
    kinds: Kinds = None,
    countries: frozenset[str] | None = None,
    transfers: Annotated[
        bool, typer.Option("--transfers", help="Only hubs of two corridors, modes or gauges.")
    ] = False,
    atlas: Atlas,
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
