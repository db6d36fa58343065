"""The command line: parse, call, print."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geodata.errors import AtlasError, InputError

if TYPE_CHECKING:
    import pandas as pd

    from corridors.atlas import Atlas

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Eurasian transport corridors over OpenStreetMap: lengths, hubs, offline maps.",
)

Ids = Annotated[list[str] | None, typer.Argument(help="Corridor ids; all where none is given.")]
CatalogueDir = Annotated[
    Path | None, typer.Option("--catalogue", metavar="DIR", help="Definitions of your own.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="YYYY[-MM[-DD]].")]
Lang = Annotated[str, typer.Option("--lang", help="en, ru or zh.")]
OwnNetwork = Annotated[
    list[str] | None,
    typer.Option(
        "--network",
        metavar="MODE=FILE",
        envvar="CORRIDORS_NETWORK",
        help="A network of your own for rail, road or sea, before the embedded one; "
        "MODE=none leaves that out. Repeatable.",
    ),
]


def _load(catalogue: Path | None, network: list[str] | None, as_of: str | None = None) -> Atlas:
    import corridors

    own: dict[str, list[Path | None]] = {}
    for text in network or []:
        mode, file = _pair(text)
        own.setdefault(mode, []).append(file)
    return corridors.load(catalogue, networks=own).as_of(as_of)


def _pair(text: str) -> tuple[str, Path | None]:
    mode, equals, file = text.partition("=")
    if not equals or mode not in ("rail", "road", "sea"):
        raise InputError(f"--network {text!r}: write rail=FILE, road=FILE or sea=FILE")
    return mode, None if file == "none" else Path(file)


def _plain(value: Any) -> Any:
    """Return a value that JSON knows: NaN becomes null, numpy numbers plain ones."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _print_json(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(_plain({"schema": 1, **answer}), ensure_ascii=False, indent=1))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(row) for row in frame.to_dict("records")]


def _print_table(frame: pd.DataFrame, title: str = "") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None)
    for name in frame.columns:
        right = frame[name].dtype.kind in "if"
        table.add_column(str(name), justify="right" if right else "left")
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(_shown(cell)) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table)


def _shown(cell: Any) -> str:
    if isinstance(cell, dict):
        return " ".join(f"{key} {value:,.0f}" for key, value in cell.items())
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:,.3f}" if abs(cell) < 10 else f"{cell:,.0f}"
    return str(cell)


def _version(value: bool) -> None:
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

    traced = _load(catalogue, network, as_of).trace()
    draw(traced, hubs=traced.atlas.hubs, lang=lang, as_of=as_of).save(output / "index.html")
    write_tables(traced, output)
    routes = traced.routes.assign(
        by_mode=[
            " ".join(f"{m} {km:,.0f}" for m, km in modes.items()) for modes in traced.routes.by_mode
        ],
        countries=[" ".join(codes) for codes in traced.routes.by_country],
    )
    _print_table(
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
    records = _load(catalogue, None).catalogue.corridors.values()
    rows = [
        {
            "corridor": record.id,
            "family": str(record.family),
            "name": record.name.get(lang, record.name["en"]),
            "routes": len(record.routes),
            "legs": len(record.legs),
        }
        for record in records
    ]
    if as_json:
        _print_json({"corridors": rows})
    else:
        import pandas as pd

        _print_table(pd.DataFrame(rows))


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

    loaded = _load(catalogue, network, as_of)
    answer = report.described(loaded, id_, lang=lang)
    if as_json:
        _print_json(answer)
    else:
        typer.echo(report.text(answer))


@app.command()
def check(catalogue: CatalogueDir = None, as_json: AsJson = False) -> None:
    """Check the definitions; exit with 1 where there are problems."""
    from dataclasses import asdict

    from corridors.checks import check as run
    from corridors.network_checks import check_traced

    loaded = _load(catalogue, None)
    problems = run(loaded.catalogue) or check_traced(loaded)
    if as_json:
        _print_json({"problems": [asdict(problem) for problem in problems]})
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
    found = find(_load(catalogue, network), start, end, mode=mode, via=via or [], avoid=closed)
    if as_json:
        typer.echo(json.dumps(_plain(found.record()), ensure_ascii=False, indent=1))
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
    table = table_of(_load(catalogue, network, as_of).trace(*ids or []), by=by)  # type: ignore[arg-type]
    if as_json:
        _print_json({"by": by, "rows": _records(table)})
    elif as_csv:
        typer.echo(inert(flat(table)).to_csv(index=False, float_format="%.3f"), nl=False)
    else:
        _print_table(table.drop(columns=["by_origin", "by_shape", "access_km"], errors="ignore"))


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

    loaded = _load(catalogue, network)
    table = validation.validate(loaded)
    if output is not None:
        text = validation.markdown(loaded, table)
        write_text(text, output)
    if as_json:
        _print_json({"rows": _records(table), "summary": validation.summary(table)})
    elif output is None:
        _print_table(table.drop(columns=["why", "source"]))
        typer.echo(json.dumps(_plain(validation.summary(table))))


@app.command()
def match(
    ids: Ids = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_json: AsJson = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.gpkg")] = None,
) -> None:
    """Tell how well legs match OpenStreetMap: mapped km, gauge, electrification, vintage."""
    from corridors import export as files
    from corridors.match import match as table_of

    table = table_of(_load(catalogue, network).trace(*ids or []))
    if output is not None:
        files.atomically(output, lambda path: files.write_layers({"match": table}, path))
    rows = table.drop(columns="geometry")
    if as_json:
        _print_json({"rows": _records(rows)})
    else:
        _print_table(rows.drop(columns=["corridor"]))


@app.command("map")
def draw_map(
    ids: Ids = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")] = Path("map.html"),
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_of: AsOf = None,
    lang: Lang = "en",
    tiles: Annotated[str | None, typer.Option(help="Online tiles by xyzservices name.")] = None,
) -> None:
    """Draw corridors as one HTML file that needs no network."""
    from maps import draw

    traced = _load(catalogue, network, as_of).trace(*ids or [])
    page = draw(traced, hubs=traced.atlas.hubs, lang=lang, as_of=as_of, tiles=tiles)
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

    write(_load(catalogue, network, as_of).trace(*ids or []), output)
    typer.echo(str(output))


@app.command()
def sources(catalogue: CatalogueDir = None, as_json: AsJson = False) -> None:
    """List the sources that are cited."""
    known = _load(catalogue, None).catalogue.sources
    if as_json:
        _print_json({"sources": [source.model_dump(mode="json") for source in known.values()]})
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
