"""Command `coverage`: what hubs serve, and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corridors.cli.gathered import with_options
from corridors.cli.hubs.layers import choose_hubs, draw_layers, flatten_layer, write_table
from corridors.cli.options import (
    Answer,
    Ids,
    Kinds,
    WithinH,
    WithinKm,
    split_words,
    with_atlas,
    with_countries,
)
from corridors.cli.output import print_json, print_table, say
from corridors.output.named import words
from geodata.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas
    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.hubs.coverage import Coverage
    from corridors.traced import Traced
    from corridors.tracing.data import AtlasData
    from geodata.places.model import Place


@dataclass(frozen=True)
class Served:
    """When a stretch counts as served."""

    within_km: WithinKm = None
    within_h: WithinH = None
    by: Annotated[str | None, typer.Option(help="straight, road or own network.")] = None
    kinds: Kinds = None

    def coverage(
        self,
        traced: Traced,
        hubs: geopandas.GeoDataFrame | None = None,
        *,
        countries: frozenset[str] | None,
    ) -> Coverage:
        """Return what hubs serve; within 50 km where no limit is given."""
        near = self.within_km is None and self.within_h is None
        return traced.coverage(
            hubs,
            within_km=50.0 if near else self.within_km,
            within_h=self.within_h,
            by=self.by,
            kinds=split_words(self.kinds) or None,
            countries=countries,
        )


@dataclass(frozen=True)
class Change:
    """Hubs as if they were there, or were not."""

    add: Annotated[list[str] | None, typer.Option(metavar="PLACE", help="As if it were a hub.")] = (
        None
    )
    remove: Annotated[list[str] | None, typer.Option(metavar="ID", help="As if it were none.")] = (
        None
    )


@with_countries
@with_atlas
@with_options
def coverage(
    ids: Ids = None,
    *,
    served: Served,
    countries: frozenset[str] | None = None,
    change: Change,
    gaps: Annotated[int, typer.Option(help="How many gaps to list.")] = 15,
    atlas: Atlas,
    answer: Answer,
) -> None:
    """Show how much of corridors lies within km or hours of a hub, and the gaps, longest first."""
    traced = atlas.trace(*ids or [])
    found, changed = _covered(traced, served, countries, change)
    if answer.output is not None:
        write_table(found.gaps, answer.output)
    if answer.map_file is not None:
        from maps.scene import hub_layers

        draw_layers(traced, hub_layers.coverage_layers(found), answer.map_file)
    if answer.as_json:
        print_json(_record(found, changed))
    else:
        _tell(found, changed, gaps, atlas)


def _covered(
    traced: Traced, served: Served, countries: frozenset[str] | None, change: Change
) -> tuple[Coverage, pd.DataFrame | None]:
    """Return the coverage with hubs added and removed, and what that changed."""
    from corridors.hubs.coverage import compare

    found = served.coverage(traced, countries=countries)
    if not (change.add or change.remove):
        return found, None
    atlas = traced.atlas
    hubs = atlas.hubs if countries is None else choose_hubs(atlas.hubs, (), countries)
    kinds = found.rule.kinds
    changed_hubs = _changed(atlas, hubs, kinds, change.add or [], change.remove or [])
    changed = served.coverage(traced, changed_hubs, countries=countries)
    return changed, compare(found, changed)


def _record(found: Coverage, change: pd.DataFrame | None) -> dict[str, Any]:
    changed = {} if change is None else {"change": change.to_dict("records")}
    return {
        "coverage": found.records(),
        "by_country": found.by_country.to_dict("records"),
        "total": found.total,
        "unreached": list(found.unreached),
        "complete": sorted(found.complete),
        **changed,
    }


def _tell(found: Coverage, change: pd.DataFrame | None, gaps: int, atlas: AtlasData) -> None:
    say(_headline(found))
    table = found.table.drop(columns="kinds")
    print_table(table, "by corridor, lines not built yet among them", atlas=atlas)
    print_table(found.by_country, "by country, every leg once", atlas=atlas)
    listed = found.gaps.head(gaps)
    print_table(
        flatten_layer(listed.drop(columns="whole_km")),
        f"the {len(listed)} longest of {len(found.gaps)} stretches on land beyond any listed hub",
        atlas=atlas,
    )
    say(_claims(found))
    if change is not None:
        moved = change[change["change_km"] != 0.0]
        print_table(moved, "what the change of hubs does", atlas=atlas)


def _claims(found: Coverage) -> str:
    """Return in which countries such a stretch is claimed to be a gap."""
    if found.complete:
        return (
            f"gaps are claimed in {', '.join(sorted(found.complete))}; elsewhere there is no data"
        )
    none = "no country's list is complete for all these kinds: no stretch is claimed to be a gap"
    return "\n".join([none, *_declared_in_part()])


def _declared_in_part() -> Iterator[str]:
    """Yield, for each kind of hub, the countries whose list of that kind alone is complete."""
    from corridors.hubs.declared import kinds_declared

    declared = kinds_declared()
    for kind in sorted({kind for kinds in declared.values() for kind in kinds}):
        countries = sorted(country for country, kinds in declared.items() if kind in kinds)
        yield f"for {words(kind)} alone (--kind) gaps are claimed in {', '.join(countries)}"


def _headline(found: Coverage) -> str:
    """Return the share of the lines on land that lies near a hub, as a sentence."""
    land = found.by_country[found.by_country["mode"].isin(["rail", "road"])]
    km, covered = float(land["km"].sum()), float(land["covered_km"].sum())
    share = f" ({covered / km:.0%})" if km else ""
    return f"within {found.rule.text} of a hub: {covered:,.0f} of {km:,.0f} km on land{share}"


def _changed(
    atlas: AtlasData,
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
    new = _as_hubs([atlas.hub_places.find(text) for text in add], kinds[0])
    kept = hubs[~hubs["id"].isin([*remove, *new["id"]])]
    if new.empty:
        return kept.reset_index(drop=True)
    both = pd.concat([kept[list(new.columns)], new], ignore_index=True)
    return geopandas.GeoDataFrame(both, crs="EPSG:4326")


def _as_hubs(places: list[Place], kind: str) -> geopandas.GeoDataFrame:
    import geopandas

    rows = {
        "id": [place.id for place in places],
        "kind": kind,
        "status": "operating",
        "country": [place.country for place in places],
    }
    points = geopandas.points_from_xy([p.lon for p in places], [p.lat for p in places])
    return geopandas.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")
