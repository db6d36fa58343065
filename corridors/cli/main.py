"""The command `corridors`: parse, call, print."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from corridors.cli import catalogue, draw, findings, ledger, osm, scenario, streams, ways
from corridors.cli.hubs import commands as hubs
from corridors.cli.hubs import coverage, importance, partners, site
from corridors.cli.options import AsJson, AsOf, CatalogueDir, load_atlas
from corridors.cli.output import print_json, print_table
from geodata.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Eurasian transport corridors over OpenStreetMap: lengths, hubs, offline maps.",
)


app.add_typer(osm.app, name="osm")
app.add_typer(osm.network_app, name="network")
app.add_typer(hubs.app, name="hubs")
COMMANDS: dict[str, Callable[..., None]] = {
    "coverage": coverage.coverage,
    "site": site.site,
    "importance": importance.importance,
    "partners": partners.partners,
    "services": importance.services,
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
    "scenario": scenario.scenario,
    "failures": scenario.failures,
    "replays": scenario.replays,
    "alternatives": ways.alternatives,
    "break-even": ways.break_even,
    "planned": ways.planned,
    "validate": catalogue.validate,
    "match": catalogue.match,
    "export": catalogue.export,
    "draft": catalogue.draft,
    "sources": catalogue.sources,
    "schema": catalogue.schema,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


def _version(value: bool) -> None:  # noqa: FBT001 - as typer calls it
    if value:
        from corridors.version import version_text

        streams.tell(version_text())
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

    atlas = load_atlas(catalogue, None)
    loaded = atlas.catalogue
    day = statuses.checked_on(loaded) if as_of is None else last_day(as_of)
    rows = statuses.stale(loaded, day)
    if as_json:
        print_json({"day": day.isoformat(), "months": statuses.STALE_MONTHS, "legs": rows})
    else:
        print_table(pd.DataFrame(rows), atlas=atlas)


def main() -> None:
    """Run the command line: errors of ours are one message and exit code 2."""
    with streams.own_streams(), streams.listening():
        code = _run()
        code = streams.flushed() or code
    sys.exit(code)


def _run() -> int | str | None:
    """Return the exit code of the command that was typed."""
    try:
        with streams.stoppable():
            app()
    except SystemExit as ended:
        gone = isinstance(ended.__context__, BrokenPipeError)  # as rich ends a page of help
        return streams.READER_GONE if gone else ended.code
    except streams.Stopped as stopped:
        streams.warn(f"error: {stopped.told}")
        return stopped.exit_code
    except AtlasError as error:
        streams.warn(f"error: {error}")
    except MemoryError:
        streams.warn("error: not enough memory for this")
    except OSError as error:  # the system refuses: a full disk, no right to read
        what = error.strerror or str(error)
        where = f"{error.filename}: " if error.filename else ""
        streams.warn(f"error: {where}{what.lower()}")
    return 2


if __name__ == "__main__":
    main()
