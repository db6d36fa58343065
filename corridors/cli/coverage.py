"""Command `coverage`: what hubs serve, and what they leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridors.cli.hubs import (
    choose_hubs,
    chosen_countries,
    draw_layers,
    flatten_layer,
    split_words,
    write_table,
)
from corridors.cli.options import (
    AsJson,
    AsOf,
    CatalogueDir,
    Countries,
    Ids,
    Kinds,
    MapFile,
    Output,
    OwnHubs,
    OwnNetwork,
    Sco,
    WithinH,
    WithinKm,
    load_atlas,
)
from corridors.cli.output import print_json, print_table
from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    import geopandas

    from corridors.atlas import Atlas


def coverage(  # noqa: PLR0917 - options of a command
    ids: Ids = None,
    within_km: WithinKm = None,
    within_h: WithinH = None,
    by: Annotated[str | None, typer.Option(help="straight, road or own network.")] = None,
    kinds: Kinds = None,
    countries: Countries = None,
    sco: Sco = False,
    add: Annotated[
        list[str] | None, typer.Option(metavar="PLACE", help="As if it were a hub.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="As if it were none.")
    ] = None,
    gaps: Annotated[int, typer.Option(help="How many gaps to list.")] = 15,
    output: Output = None,
    map_file: MapFile = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show how much of corridors lies within km or hours of a hub, and the gaps, longest first."""
    from corridors.hubs.coverage import compare
    from corridors.hubs.coverage import coverage as cover

    if within_km is None and within_h is None:
        within_km = 50.0
    atlas = load_atlas(catalogue, network, as_of, own_hubs)
    traced = atlas.trace(*ids or [])
    wanted = chosen_countries(countries, sco)
    hubs = atlas.hubs if wanted is None else choose_hubs(atlas.hubs, (), wanted)
    options: dict[str, Any] = {
        "within_km": within_km,
        "within_h": within_h,
        "by": by,
        "kinds": split_words(kinds) or None,
    }
    found = cover(traced, None if wanted is None else hubs, **options)
    if add or remove:
        changed = cover(
            traced, _changed(atlas, hubs, found.rule.kinds, add or [], remove or []), **options
        )
        change = compare(found, changed)
        found = changed
    if output is not None:
        write_table(found.gaps, output)
    if map_file is not None:
        from maps.scene import hub_layers

        draw_layers(traced, hub_layers.coverage_layers(found), map_file)
    if as_json:
        answer: dict[str, Any] = {
            "coverage": found.records(),
            "total": found.total,
            "unreached": list(found.unreached),
        }
        if add or remove:
            answer["change"] = change.to_dict("records")
        print_json(answer)
        return
    title = f"within {found.rule.text} of a hub, lines not built yet among them"
    print_table(found.table.drop(columns="kinds"), title)
    listed = found.gaps.head(gaps)
    print_table(
        flatten_layer(listed.drop(columns="whole_km")),
        f"the {len(listed)} longest gaps of {len(found.gaps)}",
    )
    if add or remove:
        print_table(change[change["change_km"] != 0.0], "what the change of hubs does")


def _changed(
    atlas: Atlas,
    hubs: geopandas.GeoDataFrame,
    kinds: tuple[str, ...],
    add: list[str],
    remove: list[str],
) -> geopandas.GeoDataFrame:
    """Return the hubs with some places added, of whatever kind they are, and some left out."""
    import geopandas
    import pandas as pd

    known = set(hubs["id"])
    unknown = [name for name in remove if name not in known]
    if unknown:
        raise InputError(
            Problem("", name, "is no hub to remove", did_you_mean(name, known)) for name in unknown
        )
    places = [atlas.hub_places.find(text) for text in add]
    new = geopandas.GeoDataFrame(
        {
            "id": [place.id for place in places],
            "kind": kinds[0],
            "status": "operating",
            "country": [place.country for place in places],
        },
        geometry=geopandas.points_from_xy([p.lon for p in places], [p.lat for p in places]),
        crs="EPSG:4326",
    )
    kept = hubs[~hubs["id"].isin([*remove, *new["id"]])]
    if new.empty:
        return kept.reset_index(drop=True)
    columns = ["id", "kind", "status", "country", "geometry"]
    both = pd.concat([kept[columns], new[columns]], ignore_index=True)
    return geopandas.GeoDataFrame(both, crs="EPSG:4326")
