"""Commands about the catalogue and its lengths."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridors.cli.gathered import with_options
from corridors.cli.ledger import held_services
from corridors.cli.options import (
    AsCsv,
    AsJson,
    AsOf,
    CatalogueDir,
    Ids,
    Lang,
    MapFile,
    OwnNetwork,
    RatesDir,
    Shipped,
    load_atlas,
    split_words,
    with_atlas_of,
    with_countries,
)
from corridors.cli.output import plain, print_document, print_json, print_table, records, say
from corridors.cli.outputs import written
from corridors.cli.streams import tell
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from corridors.atlas import Atlas


def list_corridors(
    catalogue: CatalogueDir = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """List the corridors."""
    rows = load_atlas(catalogue, None).listing(lang=lang)
    if as_json:
        print_json({"corridors": rows.to_dict("records")})
    else:
        for family, mine in rows.groupby("family", sort=False):
            print_table(mine[["corridor", "name", "routes", "legs"]], str(family))


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A corridor or a place.")],
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Show a corridor: routes, legs, status, facts, borders, breaks of gauge; or a place."""
    from corridors.output import report

    loaded = load_atlas(catalogue, network, as_of)
    answer = report.described(loaded, id_, lang=lang)
    if as_json:
        print_json(answer)
    else:
        say(report.text(answer, loaded, lang=lang))


def check(catalogue: CatalogueDir = None, as_json: AsJson = False) -> None:
    """Check the definitions; exit with 1 where there are problems."""
    from dataclasses import asdict

    from corridors.definitions.checks import check as run
    from corridors.lengths.held.checks import check_traced

    loaded = load_atlas(catalogue, None)
    problems = run(loaded.catalogue) or check_traced(loaded)
    if as_json:
        print_json({"problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            tell(str(problem))
        counted = loaded.catalogue
        tell(
            f"{len(counted.corridors)} corridors, {len(counted.places)} places: "
            f"{len(problems) or 'no'} problem{'s' * (len(problems) != 1)}"
        )
    raise typer.Exit(1 if problems else 0)


@dataclass(frozen=True)
class Asked:
    """How the way is to run."""

    mode: Annotated[str, typer.Option(help="rail, road, sea or any.")] = "rail"
    via: Annotated[list[str] | None, typer.Option(metavar="PLACE")] = None
    avoid: Annotated[list[str] | None, typer.Option(metavar="RU,IR,PLACE,PASSAGE")] = None
    by: Annotated[
        str, typer.Option(help="What is least: km, borders counted as km, or time, cost, co2e.")
    ] = "km"
    with_closed: Annotated[bool, typer.Option(help="Use what is shut as well.")] = False
    snap_km: Annotated[
        float | None,
        typer.Option("--snap-km", metavar="KM", help="How far an end may lie off: 25 by land."),
    ] = None


@with_atlas_of("catalogue", "network", "as_of")
@with_options
def route(
    start: Annotated[str, typer.Argument(metavar="FROM")],
    end: Annotated[str, typer.Argument(metavar="TO")],
    *,
    asked: Asked,
    shipped: Shipped,
    atlas: Atlas,
    as_json: AsJson = False,
) -> None:
    """Route between two places: ids, names in any language, UN/LOCODEs or lat,lon."""
    from corridors.output.report import journey_text

    found = atlas.route(
        start,
        end,
        mode=asked.mode,
        via=asked.via or [],
        avoid=split_words(asked.avoid),
        by=asked.by,
        shipment=shipped.shipment,
        with_closed=asked.with_closed,
        snap_km=asked.snap_km,
    )
    if as_json:
        print_document(plain(found.record()))
    else:
        say(journey_text(found))


@with_countries
def lengths(
    ids: Ids = None,
    by: Annotated[str, typer.Option(help="leg, route or country.")] = "leg",
    countries: frozenset[str] | None = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Lengths by leg, route or country, with the published ones beside them."""
    from corridors.lengths.tables import lengths as table_of
    from corridors.output.files import flat, inert

    if by not in ("leg", "route", "country"):
        raise InputError(f"--by {by!r}: use leg, route or country")
    loaded = load_atlas(catalogue, network, as_of)
    table = table_of(loaded.trace(*ids or []), by=by)  # type: ignore[arg-type]
    table = table if countries is None else lengths_within(table, countries)
    if as_json:
        print_json({"by": by, "rows": records(table)})
    elif as_csv:
        tell(inert(flat(table)).to_csv(index=False, float_format="%.3f"), end="")
    else:
        print_table(_for_people(table, by, alone=len(ids or []) == 1), atlas=loaded)


def lengths_within(table: pd.DataFrame, countries: frozenset[str]) -> pd.DataFrame:
    """Return the rows with km in some countries; of legs and routes with those km beside them."""
    if "country" in table.columns:
        return table[table["country"].isin(sorted(countries))].reset_index(drop=True)
    inside = [
        sum(km for code, km in by_country.items() if code in countries)
        for by_country in table["by_country"]
    ]
    at = list(table.columns).index("length_km") + 1
    wider = table.copy()
    wider.insert(at, "inside_km", inside)
    return wider[wider["inside_km"] > 0.0].reset_index(drop=True)


_FOR_PEOPLE = {
    "leg": [
        "leg", "corridor", "mode", "status", "since", "length_km", "inside_km", "published_km",
        "ratio", "by_country", "last_heard",
    ],
    "route": [
        "route", "corridor", "length_km", "inside_km", "operating_km", "planned_km", "published_km",
        "borders", "breaks_of_gauge", "countries", "by_mode", "by_country", "ratio",
    ],
}  # fmt: skip
"""The columns of lengths that people are shown, what matters most first."""


def _for_people(table: pd.DataFrame, by: str, *, alone: bool) -> pd.DataFrame:
    """Return lengths as one reads them; a corridor that was asked for alone is not repeated."""
    shown = table.drop(columns="corridor", errors="ignore") if alone and by == "leg" else table
    if "in_use_by" in shown:
        since = [a or b for a, b in zip(shown["since"], shown["in_use_by"], strict=True)]
        shown = shown.assign(since=since)
    return shown[[name for name in _FOR_PEOPLE.get(by, shown.columns) if name in shown.columns]]


def validate(
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_json: AsJson = False,
    output: Annotated[Path | None, written("-o", "--output", metavar="FILE.md")] = None,
    services: Annotated[
        bool, typer.Option("--services", help="Ledgers against published services instead.")
    ] = False,
    own_rates: RatesDir = None,
) -> None:
    """Hold computed lengths against published ones, each between its own ends."""
    from corridors.lengths import published as validation
    from corridors.output.files import write_text

    loaded = load_atlas(catalogue, network)
    if services:
        held_services(loaded, own_rates, output, as_json=as_json)
        return
    table = validation.validate(loaded)
    if output is not None:
        from corridors.output.published_report import markdown

        write_text(markdown(loaded, table), output)
    if as_json:
        print_json(
            {
                "rows": records(table),
                "summary": validation.summary(table),
                "by_mode": validation.by_mode(table),
                "by_basis": validation.by_basis(table),
                "by_shape": validation.by_shape(),
            }
        )
    elif output is None:
        print_table(table.drop(columns=["by_basis", "line", "why", "source"]), atlas=loaded)
        say(_held(validation.summary(table)))


def _held(found: Mapping[str, float]) -> str:
    """Return how well computed lengths meet the published ones, as a sentence."""
    if not found["count"]:
        return "no published length can be compared"
    return (
        f"{found['count']} lengths can be compared: half are within {found['median']:.2%}, nine of "
        f"ten within {found['p90']:.2%}, the worst is off by {found['worst']:.2%}; on average "
        f"{found['bias']:+.2%}"
    )


def match(
    ids: Ids = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_json: AsJson = False,
    output: Annotated[Path | None, written("-o", "--output", metavar="FILE.gpkg")] = None,
    map_file: MapFile = None,
) -> None:
    """Tell how well legs match OpenStreetMap: mapped km, gauge, electrification, vintage."""
    from corridors.lengths.osm_match import match as table_of
    from corridors.output import files

    traced = load_atlas(catalogue, network).trace(*ids or [])
    table = table_of(traced)
    if map_file is not None:
        from maps import draw
        from maps.scene.hub_layers import match_layer

        draw(traced, layers=[match_layer(table)]).save(map_file)
    if output is not None:
        files.write_layers({"match": table}, output)
    rows = table.drop(columns="geometry")
    if as_json:
        print_json({"rows": records(rows)})
    else:
        print_table(rows.drop(columns=["corridor"]), atlas=traced.atlas)


def export(
    ids: Ids = None,
    output: Annotated[Path, written("-o", "--output")] = Path("legs.geojson"),
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
) -> None:
    """Write corridors as GeoJSON, GeoPackage, GeoParquet, KML or CSV, by the suffix."""
    from corridors.output.files import export as write

    write(load_atlas(catalogue, network, as_of).trace(*ids or []), output)
    tell(str(output))


def draft(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A line: GeoJSON, KML or GPX.")],
    output: Annotated[Path, written("-o", "--output", metavar="FILE.toml")] = Path("corridor.toml"),
    mode: Annotated[str, typer.Option(help="rail, road, sea, ...")] = "rail",
    catalogue: CatalogueDir = None,
) -> None:
    """Turn a line that was drawn into a definition, to be filled in and checked."""
    import datetime as dt

    from corridors import draft as drafts
    from corridors.output.files import write_text

    places = load_atlas(catalogue, None).places
    lines = drafts.read_lines(file)
    day = dt.datetime.now(tz=dt.UTC).date()
    text = drafts.draft(lines, places, corridor=drafts.id_of(output.stem), mode=mode, day=day)
    tell(f"{write_text(text, output)}: {len(lines)} legs; `corridors check` tells what is missing")


def sources(catalogue: CatalogueDir = None, as_json: AsJson = False) -> None:
    """List the sources that are cited."""
    known = load_atlas(catalogue, None).catalogue.sources
    if as_json:
        print_json({"sources": [source.model_dump(mode="json") for source in known.values()]})
    else:
        for source in known.values():
            say(f"{source.id}: {source.title}, {source.url} ({source.accessed})")


def schema() -> None:
    """Print the JSON Schema of a corridor file, for editors."""
    from corridors.definitions.tables import json_schema

    print_document(json_schema())


def stale(catalogue: CatalogueDir = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List the legs not heard of for six months: what moves first, lines long in use last."""
    import pandas as pd

    from corridors import statuses
    from corridors.definitions.vocabulary import last_day

    atlas = load_atlas(catalogue, None)
    loaded = atlas.catalogue
    day = statuses.checked_on(loaded) if as_of is None else last_day(as_of)
    rows = statuses.stale(loaded, day)
    if as_json:
        print_json({"day": day.isoformat(), "months": statuses.STALE_MONTHS, "legs": rows})
    else:
        print_table(pd.DataFrame(rows), atlas=atlas)
