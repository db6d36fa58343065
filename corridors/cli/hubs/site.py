"""Command `site`: where hubs should be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridors.cli.gathered import with_options
from corridors.cli.hubs.layers import choose_hubs, draw_layers, flatten_layer, write_table
from corridors.cli.options import (
    Answer,
    Kinds,
    WithinH,
    WithinKm,
    split_words,
    with_atlas_of_today,
    with_countries,
)
from corridors.cli.output import print_json, print_table, say
from corridors.cli.outputs import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas

    from corridors.atlas import Atlas
    from corridors.siting.constraints import Limits
    from corridors.siting.result import Siting
    from maps.scene.overlay import Overlay


@dataclass(frozen=True)
class Question:
    """What is asked of sites: how many, for whom, how near."""

    sites: Annotated[int, typer.Option(help="How many sites.")] = 10
    objective: Annotated[str, typer.Option(help="coverage, p-median or set-cover.")] = "coverage"
    within_h: WithinH = None
    within_km: WithinKm = None
    by: Annotated[str, typer.Option(help="road or straight.")] = "road"
    weights: Annotated[str, typer.Option(help="population, corridor_km or equal.")] = "population"
    people: Annotated[Path | None, typer.Option(metavar="FILE", help="People of your own.")] = None
    min_population: Annotated[float | None, typer.Option(help="Leave out smaller cities.")] = None
    candidates: Annotated[Path | None, typer.Option(metavar="FILE", help="id, lon, lat.")] = None
    kinds: Kinds = None
    gap: Annotated[float, typer.Option(help="Relative gap to prove.")] = 0.001

    def answer(self, atlas: Atlas, countries: frozenset[str] | None, bounds: Bounds) -> Siting:
        """Return the sites."""
        from geodata.population import read

        return atlas.site(
            sites=self.sites,
            objective=self.objective,
            within_km=self.within_km,
            within_h=self.within_h,
            by=self.by,
            candidates=_own_candidates(atlas, self.candidates, split_words(self.kinds)),
            countries=countries,
            weights=self.weights,
            people=None if self.people is None else read(self.people),
            min_population=self.min_population,
            limits=bounds.limits,
            gap=self.gap,
        )


@dataclass(frozen=True)
class Bounds:
    """What a choice of sites must keep to."""

    fixed: Annotated[list[str] | None, typer.Option(metavar="ID[,ID]")] = None
    forbidden: Annotated[list[str] | None, typer.Option(metavar="ID[,ID]")] = None
    per_country_min: Annotated[int | None, typer.Option(metavar="N")] = None
    per_country_max: Annotated[int | None, typer.Option(metavar="N")] = None
    capacity: Annotated[float | None, typer.Option(help="Weight that one site can serve.")] = None

    @property
    def limits(self) -> Limits:
        """Return them as the domain takes them."""
        from corridors.siting.constraints import Limits

        return Limits(
            tuple(split_words(self.fixed)),
            tuple(split_words(self.forbidden)),
            self.per_country_min,
            self.per_country_max,
            self.capacity,
        )


@with_countries
@with_atlas_of_today
@with_options
def site(
    *,
    question: Question,
    countries: frozenset[str] | None = None,
    bounds: Bounds,
    shortlist: Annotated[
        list[str] | None, typer.Option("--score", metavar="ID[,ID]", help="Score your own list.")
    ] = None,
    atlas: Atlas,
    answer: Answer,
    chart: Annotated[Path | None, written(metavar="FILE.svg")] = None,
) -> None:
    """Choose where hubs should stand, with proof of how good the choice is."""
    from corridors.output.files import write_text

    found = question.answer(atlas, countries, bounds)
    if answer.output is not None:
        write_table(found.sites, answer.output)
    if answer.map_file is not None:
        from maps.scene.hub_layers import siting_title
        from maps.words.language import Language

        layers = _site_layers(atlas, found, question)
        title = siting_title(found, Language("en"))
        draw_layers(atlas.trace(), layers, answer.map_file, title=title)
    if chart is not None:
        write_text(found.chart(), chart)
    scored = found.score(split_words(shortlist)) if shortlist else None
    if answer.as_json:
        print_json({**found.record(), **({"shortlist": scored} if scored else {})})
    else:
        _tell(found, scored, atlas)


def _site_layers(atlas: Atlas, found: Siting, question: Question) -> list[Overlay]:
    """Return the sites and, where there is a limit, the catchments of those that are hubs."""
    from corridors.hubs.catchment import isochrones
    from maps.scene import hub_layers

    layers = hub_layers.siting_layers(found)
    chosen = atlas.hubs[atlas.hubs["id"].isin(found.sites["place"])]
    within_km, within_h = question.within_km, question.within_h
    if len(chosen) and (within_km is not None or within_h is not None):
        areas = isochrones(atlas, chosen, within_km=within_km, within_h=within_h)
        layers.insert(0, hub_layers.catchment_layer(areas, label="hub"))
    return layers


def _tell(found: Siting, scored: Mapping[str, Any] | None, atlas: Atlas) -> None:
    print_table(
        flatten_layer(found.sites),
        f"{found.objective}: {found.value:,.0f} {found.demand.unit}, gap {found.gap:.2%}",
        atlas=atlas,
    )
    print_table(found.frontier(), "frontier", atlas=atlas)
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
