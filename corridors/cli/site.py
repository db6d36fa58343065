"""Command `site`: where hubs should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridors.cli.hubs import choose_hubs, draw_layers, flatten_layer, write_table
from corridors.cli.options import (
    AsJson,
    Kinds,
    MapFile,
    Output,
    WithinH,
    WithinKm,
    split_words,
    with_atlas_of_today,
    with_countries,
)
from corridors.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    import geopandas

    from corridors.atlas import Atlas
    from corridors.siting.result import Siting
    from maps.scene.overlay import Overlay


def _site_layers(
    atlas: Atlas, found: Siting, within_km: float | None, within_h: float | None
) -> list[Overlay]:
    """Return the sites and, where there is a limit, the catchments of those that are hubs."""
    from corridors.hubs.catchment import isochrones
    from maps.scene import hub_layers

    layers = hub_layers.siting_layers(found)
    chosen = atlas.hubs[atlas.hubs["id"].isin(found.sites["place"])]
    if len(chosen) and (within_km is not None or within_h is not None):
        areas = isochrones(atlas, chosen, within_km=within_km, within_h=within_h)
        layers.insert(0, hub_layers.catchment_layer(areas, label="hub"))
    return layers


@with_countries
@with_atlas_of_today
def site(
    *,
    atlas: Atlas,
    sites: Annotated[int, typer.Option(help="How many sites.")] = 10,
    objective: Annotated[str, typer.Option(help="coverage, p-median or set-cover.")] = "coverage",
    within_h: WithinH = None,
    within_km: WithinKm = None,
    by: Annotated[str, typer.Option(help="road or straight.")] = "road",
    weights: Annotated[str, typer.Option(help="population, corridor_km or equal.")] = "population",
    people: Annotated[Path | None, typer.Option(metavar="FILE", help="People of your own.")] = None,
    min_population: Annotated[float | None, typer.Option(help="Leave out smaller cities.")] = None,
    candidates: Annotated[Path | None, typer.Option(metavar="FILE", help="id, lon, lat.")] = None,
    kinds: Kinds = None,
    countries: frozenset[str] | None = None,
    fixed: Annotated[list[str] | None, typer.Option(metavar="ID[,ID]")] = None,
    forbidden: Annotated[list[str] | None, typer.Option(metavar="ID[,ID]")] = None,
    per_country_min: Annotated[int | None, typer.Option(metavar="N")] = None,
    per_country_max: Annotated[int | None, typer.Option(metavar="N")] = None,
    capacity: Annotated[float | None, typer.Option(help="Weight that one site can serve.")] = None,
    shortlist: Annotated[
        list[str] | None, typer.Option("--score", metavar="ID[,ID]", help="Score your own list.")
    ] = None,
    gap: Annotated[float, typer.Option(help="Relative gap to prove.")] = 0.001,
    output: Output = None,
    map_file: MapFile = None,
    chart: Annotated[Path | None, typer.Option(metavar="FILE.svg")] = None,
    as_json: AsJson = False,
) -> None:
    """Choose where hubs should stand, with proof of how good the choice is."""
    from corridors.output.files import write_text
    from corridors.siting.constraints import Limits
    from corridors.siting.site import site as choose
    from geodata.population import read

    limits = Limits(
        tuple(split_words(fixed)),
        tuple(split_words(forbidden)),
        per_country_min,
        per_country_max,
        capacity,
    )
    found = choose(
        atlas,
        sites=sites,
        objective=objective,
        within_km=within_km,
        within_h=within_h,
        by=by,
        candidates=_own_candidates(atlas, candidates, split_words(kinds)),
        countries=countries,
        weights=weights,
        people=None if people is None else read(people),
        min_population=min_population,
        limits=limits,
        gap=gap,
    )
    if output is not None:
        write_table(found.sites, output)
    if map_file is not None:
        draw_layers(atlas.trace(), _site_layers(atlas, found, within_km, within_h), map_file)
    if chart is not None:
        write_text(found.chart(), chart)
    scored = found.score(split_words(shortlist)) if shortlist else None
    if as_json:
        print_json({**found.record(), **({"shortlist": scored} if scored else {})})
        return
    print_table(
        flatten_layer(found.sites),
        f"{objective}: {found.value:,.0f} {found.demand.unit}, gap {found.gap:.2%}",
        atlas=atlas,
    )
    print_table(found.frontier, "frontier", atlas=atlas)
    if scored:
        say("shortlist: " + json.dumps(scored))


def _own_candidates(
    atlas: Atlas, file: Path | None, kinds: list[str]
) -> geopandas.GeoDataFrame | None:
    from corridors.hubs.measure import working

    if file is not None:
        from corridors.siting.candidates import read_candidates

        return read_candidates(file)
    return working(choose_hubs(atlas.hubs, kinds, None), kinds) if kinds else None
