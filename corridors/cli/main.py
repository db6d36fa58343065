"""The command `corridors`: parse, call, print."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from corridors.cli import catalogue, coverage, draw, findings, hubs, ledger, osm, site
from corridors.cli.options import AsJson, AsOf, CatalogueDir, load_atlas
from corridors.cli.output import print_json, print_table
from geodata.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Eurasian transport corridors over OpenStreetMap: lengths, hubs, offline maps.",
)


app.add_typer(osm.app, name="osm")
app.add_typer(osm.network_app, name="network")
app.add_typer(hubs.hubs_app, name="hubs")
COMMANDS: dict[str, Callable[..., None]] = {
    "coverage": coverage.coverage,
    "site": site.site,
    "brief": draw.brief,
    "figure": draw.figure,
    "deck": draw.deck,
    "atlas": draw.atlas,
    "map": draw.draw_map,
    "list": catalogue.list_corridors,
    "show": catalogue.show,
    "check": catalogue.check,
    "route": catalogue.route,
    "lengths": catalogue.lengths,
    "findings": findings.findings,
    "ledger": ledger.ledger,
    "rates": ledger.rates,
    "validate": catalogue.validate,
    "match": catalogue.match,
    "export": catalogue.export,
    "sources": catalogue.sources,
    "schema": catalogue.schema,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


def _version(value: bool) -> None:  # noqa: FBT001 - as typer calls it
    if value:
        from corridors.cli.version import version_text

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
def stale(catalogue: CatalogueDir = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List the legs not heard of for six months: what moves first, lines long in use last."""
    import pandas as pd

    from corridors import statuses
    from corridors.definitions.vocabulary import last_day

    loaded = load_atlas(catalogue, None).catalogue
    day = statuses.checked_on(loaded) if as_of is None else last_day(as_of)
    rows = statuses.stale(loaded, day)
    if as_json:
        print_json({"day": day.isoformat(), "months": statuses.STALE_MONTHS, "legs": rows})
    else:
        print_table(pd.DataFrame(rows))


def main() -> None:
    """Run the command line: errors of ours are one message and exit code 2."""
    try:
        app()
    except AtlasError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except OSError as error:  # the system refuses: a full disk, no right to read, a closed pipe
        what = error.strerror or str(error)
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"error: {where}{what.lower()}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
