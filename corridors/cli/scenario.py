"""Commands about what would be: scenarios, single failures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from corridors.cli.options import (
    AsCsv,
    AsJson,
    AsOf,
    CatalogueDir,
    MapFile,
    Output,
    OwnNetwork,
    ProfileName,
    RatesDir,
    load_atlas,
)
from corridors.cli.output import print_json, print_table
from corridors.cli.streams import tell
from geodata.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from corridors.graph.data import By
    from corridors.scenarios.engine import Engine
    from corridors.scenarios.outcome import Outcome

Workers = Annotated[int, typer.Option("--workers", metavar="N", help="Processes; 1 by default.")]
Dask = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="A running Dask scheduler.")
]
Results = Annotated[
    Path | None,
    typer.Option("--results", metavar="FILE", help="Append results, and go on from them."),
]
ShipBy = Annotated[str, typer.Option("--by", help="What is minimised: time, km, cost or co2e.")]


def scenario(
    file: Annotated[
        str, typer.Argument(metavar="FILE|NAME", help="A scenario.toml, or one that is shipped.")
    ],
    own: RatesDir = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    map_file: MapFile = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Tell what if: ways, days, dollars and CO2e before and after changes, pair by pair."""
    from corridors.ledger.verbs import Shipment
    from corridors.scenarios.read import scenario_file
    from corridors.scenarios.run import ground_of, run_scenario

    _one_format(as_csv=as_csv, as_json=as_json)
    loaded = load_atlas(catalogue, network)
    asked, traced = scenario_file(file), loaded.trace()
    found = run_scenario(ground_of(traced, shipment=Shipment(rates=own or ())), asked)
    if map_file is not None:
        from maps import scenario_map

        scenario_map(found, traced).save(map_file)
    if as_json:
        print_json(found.record())
    elif as_csv:
        tell(found.csv(), end="")
    else:
        _print(found)


def _print(found: Outcome) -> None:
    from corridors.scenarios.definition import CAVEAT
    from corridors.scenarios.report import sentences, shown

    asked = found.scenario
    print_table(shown(found), f"{asked.name}: by {asked.by}, baseline of {found.date}")
    for sentence in (*sentences(found), *found.notes, CAVEAT):
        tell(sentence)


def failures(  # noqa: PLR0917 - options of a command
    corridor: Annotated[str | None, typer.Argument(metavar="CORRIDOR")] = None,
    every: Annotated[bool, typer.Option("--all", help="All corridors.")] = False,
    by: ShipBy = "time",
    profile: ProfileName = None,
    own: RatesDir = None,
    workers: Workers = 1,
    dask: Dask = None,
    results: Results = None,
    as_of: AsOf = None,
    catalogue: CatalogueDir = None,
    network: OwnNetwork = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """List what the loss of each crossing, yard, port, passage and leg of a main route costs."""
    from corridors.ledger.verbs import Shipment
    from corridors.scenarios.definition import CAVEAT
    from corridors.scenarios.failures import failures as find
    from corridors.scenarios.report import failure_rows
    from corridors.scenarios.run import ground_of

    _one_format(as_csv=as_csv, as_json=as_json)
    loaded = load_atlas(catalogue, network, as_of)
    if (corridor is None) == (not every):
        raise InputError("name a corridor, or write --all")
    asked = loaded.ids if corridor is None else [corridor]
    engine, measure = engine_of(workers, dask), measure_of(by)
    ground = ground_of(loaded.trace(), shipment=Shipment(profile, rates=own or ()))
    found = find(ground.graph, ground.traced, asked, by=measure, engine=engine, results=results)
    idle = [key for key in asked if key not in {row.corridor for row in found}]
    if as_json:
        elements = [row.record() for row in found]
        print_json({"by": by, "note": CAVEAT, "not_in_use": idle, "elements": elements})
        return
    table = failure_rows(found, only_one=len(asked) == 1)
    if as_csv:
        tell(table.assign(note=CAVEAT).to_csv(index=False, lineterminator="\n"), end="")
        return
    print_table(table, f"Loss of one element, by {by}: the detour")
    for key in idle:
        tell(f"{key}: the main route is not in use as a whole")
    tell(CAVEAT)


def replays(output: Output = None, own: RatesDir = None) -> None:
    """Run events of the past as scenarios: what was published beside what is computed."""
    from corridors.ledger.verbs import Shipment
    from corridors.output.files import write_text
    from corridors.scenarios.replays import markdown, replayed
    from corridors.scenarios.run import ground_of

    ground = ground_of(load_atlas(None, None).trace(), shipment=Shipment(rates=own or ()))
    text = markdown(list(replayed(ground)))
    if output is None:
        tell(text, end="")
    else:
        write_text(text, output)


def engine_of(workers: int, dask: str | None) -> Engine:
    """Return what runs a sweep.

    Raises
    ------
    InputError
        Fewer than one worker, workers and a cluster at once, or a cluster that does not answer.
    """
    from corridors.scenarios.engine import on_dask, on_processes

    if dask is None:
        return on_processes(workers)
    if workers != 1:
        raise InputError("--workers and --dask: choose one")
    return on_dask(dask)


def measure_of(by: str) -> By:
    """Return what is minimised as the corridor graph calls it.

    Raises
    ------
    InputError
        An unknown word.
    """
    from corridors.scenarios.definition import GRAPH_BY

    if by not in GRAPH_BY:
        hint = did_you_mean(by, GRAPH_BY) or f"use {', '.join(GRAPH_BY)}"
        raise InputError(f"--by {by!r}: {hint}")
    return cast("By", GRAPH_BY[by])


def _one_format(*, as_csv: bool, as_json: bool) -> None:
    if as_csv and as_json:
        raise InputError("--csv and --json: choose one")
