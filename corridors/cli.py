"""The command line: parse, call, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from corridors import cli_brief, cli_hubs, cli_osm, cli_print
from corridors.cli_options import (
    AsCsv,
    AsJson,
    AsOf,
    CatalogueDir,
    Families,
    Ids,
    Lang,
    OwnHubs,
    OwnNetwork,
    chosen_ids,
    load_atlas,
)
from corridors.cli_output import plain, print_json, print_table, records
from geodata.errors import AtlasError, InputError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Eurasian transport corridors over OpenStreetMap: lengths, hubs, offline maps.",
)

app.add_typer(cli_osm.app, name="osm")
app.add_typer(cli_hubs.hubs_app, name="hubs")
app.command()(cli_hubs.coverage)
app.command()(cli_hubs.site)
app.command()(cli_brief.brief)
cli_print.register(app)


def _version(value: bool) -> None:  # noqa: FBT001 - as typer calls it
    if value:
        from corridors.packages import version_text

        typer.echo(version_text())
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hold the options of the command itself."""


@app.command()
def atlas(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")] = Path("atlas"),
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    lang: Lang = "en",
) -> None:
    """Write the map of all corridors and the tables beside it."""
    from corridors.bundle import write_tables
    from maps import draw

    traced = load_atlas(catalogue, network, as_of).trace()
    draw(traced, hubs=traced.atlas.hubs, lang=lang, as_of=traced.atlas.date).save(
        output / "index.html"
    )
    write_tables(traced, output)
    routes = traced.routes.assign(
        by_mode=[
            " ".join(f"{m} {km:,.0f}" for m, km in modes.items()) for modes in traced.routes.by_mode
        ],
        countries=[" ".join(codes) for codes in traced.routes.by_country],
    )
    print_table(
        routes[
            ["corridor", "route", "length_km", "by_mode", "countries", "breaks_of_gauge", "borders"]
        ]
    )
    typer.echo(f"{output / 'index.html'}: {(output / 'index.html').stat().st_size / 1e6:.2f} MB")


@app.command("list")
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
        print_table(rows)


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A corridor or a place.")],
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """Show a corridor: routes, legs, status, facts, borders, breaks of gauge; or a place."""
    from corridors import report

    loaded = load_atlas(catalogue, network, as_of)
    answer = report.described(loaded, id_, lang=lang)
    if as_json:
        print_json(answer)
    else:
        typer.echo(report.text(answer))


@app.command()
def check(catalogue: CatalogueDir = None, as_json: AsJson = False) -> None:
    """Check the definitions; exit with 1 where there are problems."""
    from dataclasses import asdict

    from corridors.checks import check as run
    from corridors.network_checks import check_traced

    loaded = load_atlas(catalogue, None)
    problems = run(loaded.catalogue) or check_traced(loaded)
    if as_json:
        print_json({"problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            typer.echo(str(problem))
        counted = loaded.catalogue
        typer.echo(
            f"{len(counted.corridors)} corridors, {len(counted.places)} places: "
            f"{len(problems) or 'no'} problem{'s' * (len(problems) != 1)}"
        )
    raise typer.Exit(1 if problems else 0)


@app.command()
def route(
    start: Annotated[str, typer.Argument(metavar="FROM")],
    end: Annotated[str, typer.Argument(metavar="TO")],
    mode: Annotated[str, typer.Option(help="rail, road, sea or any.")] = "rail",
    via: Annotated[list[str] | None, typer.Option(metavar="PLACE")] = None,
    avoid: Annotated[list[str] | None, typer.Option(metavar="RU,IR,PLACE")] = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_json: AsJson = False,
) -> None:
    """Route between two places: ids, names in any language, UN/LOCODEs or lat,lon."""
    from corridors.report import journey_text
    from corridors.route import route as find

    closed = [word.strip() for text in avoid or [] for word in text.split(",") if word.strip()]
    found = find(load_atlas(catalogue, network), start, end, mode=mode, via=via or [], avoid=closed)
    if as_json:
        typer.echo(json.dumps(plain(found.record()), ensure_ascii=False, indent=1))
    else:
        typer.echo(journey_text(found))


@app.command()
def lengths(
    ids: Ids = None,
    by: Annotated[str, typer.Option(help="leg, route or country.")] = "leg",
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Lengths by leg, route or country, with the published ones beside them."""
    from corridors.export import flat, inert
    from corridors.ledger import lengths as table_of

    if by not in ("leg", "route", "country"):
        raise InputError(f"--by {by!r}: use leg, route or country")
    table = table_of(load_atlas(catalogue, network, as_of).trace(*ids or []), by=by)  # type: ignore[arg-type]
    if as_json:
        print_json({"by": by, "rows": records(table)})
    elif as_csv:
        typer.echo(inert(flat(table)).to_csv(index=False, float_format="%.3f"), nl=False)
    else:
        print_table(table.drop(columns=["by_origin", "by_shape", "access_km"], errors="ignore"))


@app.command()
def validate(
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_json: AsJson = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.md")] = None,
) -> None:
    """Hold computed lengths against published ones, each between its own ends."""
    from corridors import validate as validation
    from corridors.export import write_text

    loaded = load_atlas(catalogue, network)
    table = validation.validate(loaded)
    if output is not None:
        text = validation.markdown(loaded, table)
        write_text(text, output)
    if as_json:
        print_json({"rows": records(table), "summary": validation.summary(table)})
    elif output is None:
        print_table(table.drop(columns=["why", "source"]))
        typer.echo(json.dumps(plain(validation.summary(table))))


@app.command()
def match(
    ids: Ids = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_json: AsJson = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.gpkg")] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="FILE.html", help="Draw it too.")
    ] = None,
) -> None:
    """Tell how well legs match OpenStreetMap: mapped km, gauge, electrification, vintage."""
    from corridors import export as files
    from corridors.match import match as table_of

    traced = load_atlas(catalogue, network).trace(*ids or [])
    table = table_of(traced)
    if map_file is not None:
        from maps import draw
        from maps.hub_layers import match_layer

        draw(traced, hubs=traced.atlas.hubs, layers=[match_layer(table)]).save(map_file)
    if output is not None:
        files.atomically(output, lambda path: files.write_layers({"match": table}, path))
    rows = table.drop(columns="geometry")
    if as_json:
        print_json({"rows": records(rows)})
    else:
        print_table(rows.drop(columns=["corridor"]))


@app.command("map")
def draw_map(  # noqa: PLR0917 - options of a command
    ids: Ids = None,
    family: Families = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")] = Path("map.html"),
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    own_hubs: OwnHubs = None,
    as_of: AsOf = None,
    lang: Lang = "en",
    tiles: Annotated[str | None, typer.Option(help="Online tiles by xyzservices name.")] = None,
) -> None:
    """Draw corridors as one HTML file that needs no network."""
    from maps import draw

    loaded = load_atlas(catalogue, network, as_of, own_hubs)
    traced = loaded.trace(*chosen_ids(loaded, ids, family))
    page = draw(traced, hubs=traced.atlas.hubs, lang=lang, as_of=loaded.date, tiles=tiles)
    page.save(output, online=tiles is not None)
    typer.echo(f"{output}: {output.stat().st_size / 1e6:.2f} MB")


@app.command()
def export(
    ids: Ids = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")] = Path("legs.geojson"),
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
) -> None:
    """Write corridors as GeoJSON, GeoPackage, GeoParquet, KML or CSV, by the suffix."""
    from corridors.export import export as write

    write(load_atlas(catalogue, network, as_of).trace(*ids or []), output)
    typer.echo(str(output))


@app.command()
def stale(catalogue: CatalogueDir = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List the legs not heard of for six months: what moves first, lines long in use last."""
    import pandas as pd

    from corridors import statuses
    from corridors.model import last_day

    loaded = load_atlas(catalogue, None).catalogue
    day = statuses.checked_on(loaded) if as_of is None else last_day(as_of)
    rows = statuses.stale(loaded, day)
    if as_json:
        print_json({"day": day.isoformat(), "months": statuses.STALE_MONTHS, "legs": rows})
    else:
        print_table(pd.DataFrame(rows))


@app.command()
def sources(catalogue: CatalogueDir = None, as_json: AsJson = False) -> None:
    """List the sources that are cited."""
    known = load_atlas(catalogue, None).catalogue.sources
    if as_json:
        print_json({"sources": [source.model_dump(mode="json") for source in known.values()]})
    else:
        for source in known.values():
            typer.echo(f"{source.id}: {source.title}, {source.url} ({source.accessed})")


@app.command()
def schema() -> None:
    """Print the JSON Schema of a corridor file, for editors."""
    from corridors.model import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))


def main() -> None:
    """Run the command line: errors of ours are one message and exit code 2."""
    try:
        app()
    except AtlasError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
