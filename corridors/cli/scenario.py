"""Commands about what would be: scenarios, single failures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridors.cli.gathered import with_options
from corridors.cli.options import (
    AsOf,
    Form,
    MapFile,
    Output,
    RatesDir,
    Shipped,
    load_atlas,
    with_atlas_of,
)
from corridors.cli.output import print_json, print_table, say
from corridors.cli.outputs import written
from corridors.cli.streams import tell
from corridors.output.named import Names
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from corridors.atlas import Atlas
    from corridors.scenarios.outcome import Outcome
    from corridors.scenarios.run import Ground
    from corridors.scenarios.sweeps.engine import Engine
    from corridors.scenarios.sweeps.failures import Failure
    from corridors.traced import Traced

Workers = Annotated[int, typer.Option("--workers", metavar="N", help="Processes; 1 by default.")]
Dask = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="A running Dask scheduler.")
]
Results = Annotated[
    Path | None,
    written("--results", text="Append results, and go on from them."),
]
ShipBy = Annotated[str, typer.Option("--by", help="What is minimised: time, km, cost or co2e.")]
with_own_atlas = with_atlas_of("catalogue", "network")
with_dated_atlas = with_atlas_of("as_of", "catalogue", "network")


@dataclass(frozen=True)
class Sweep:
    """What runs many questions: processes, or a cluster."""

    workers: Workers = 1
    dask: Dask = None

    @property
    def engine(self) -> Engine:
        """Return what runs a sweep; see `engine_of`."""
        return engine_of(self.workers, self.dask)


@dataclass(frozen=True)
class KeptSweep(Sweep):
    """A sweep of which each result is kept as it comes."""

    results: Results = None


@dataclass(frozen=True)
class Drawn:
    """Pictures of one scenario."""

    map_file: MapFile = None
    chart: Annotated[
        Path | None,
        written(text="Days and dollars over km, before and after: .svg, ..."),
    ] = None

    def refuse(self) -> None:
        """Stop where pictures are asked of many scenarios."""
        if self.map_file is not None or self.chart is not None:
            raise InputError("--map and --chart are of one scenario (give one file)")

    def save(self, found: Outcome, traced: Traced) -> None:
        """Write the pictures that are asked for."""
        import maps

        if self.map_file is not None:
            maps.scenario_map(found, traced).save(self.map_file)
        if self.chart is not None:
            maps.scenario_chart(found, traced).save(self.chart)


@with_options
@with_own_atlas
def scenario(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|NAME...", help="Each a scenario.toml, or one that is shipped."
        ),
    ],
    *,
    own: RatesDir = None,
    as_of: AsOf = None,
    atlas: Atlas,
    drawn: Drawn,
    top: Annotated[
        int, typer.Option("--tornado", metavar="N", help="The N rates that move hours most.")
    ] = 0,
    sweep: KeptSweep,
    form: Form,
) -> None:
    """Tell what if: ways, days, dollars and CO2e before and after changes, pair by pair."""
    from corridors.scenarios.read import scenario_file
    from corridors.scenarios.run import ground_of, run_scenario

    asked, engine = [scenario_file(file) for file in files], sweep.engine
    traced = atlas.trace()
    ground = ground_of(traced, shipment=Shipped(own=own).shipment)
    if len(asked) > 1 or sweep.results is not None:
        drawn.refuse()
        if top:
            raise InputError("--tornado is of one scenario (give one file)")
        _print_many(_rows(ground, asked, as_of, engine, sweep.results), form, atlas)
        return
    found = run_scenario(ground, asked[0], date=as_of)
    drawn.save(found, traced)
    if form.as_json:
        print_json(found.record(tornado=top))
    elif form.as_csv:
        tell(found.csv(), end="")
    else:
        _print(found, top, atlas)


def _rows(
    ground: Ground,
    asked: Sequence[Path],
    as_of: str | None,
    engine: Engine,
    results: Path | None,
) -> pd.DataFrame:
    """Return the rows of many scenarios, each by the name of its file."""
    import pandas as pd

    from corridors.scenarios.sweeps.many import documents, run_scenarios

    found = run_scenarios(ground, documents(asked), date=as_of, engine=engine, results=results)
    return pd.DataFrame(list(found))


def _print_many(rows: pd.DataFrame, form: Form, atlas: Atlas) -> None:
    from corridors.scenarios.definition import CAVEAT
    from corridors.scenarios.report import many_rows

    if form.as_json:
        kept = many_rows(rows).astype(object)
        print_json({"note": CAVEAT, "rows": kept.where(kept.notna(), None).to_dict("records")})
    elif form.as_csv:
        tell(rows.to_csv(index=False, lineterminator="\n", float_format="%.3f"), end="")
    else:
        print_table(many_rows(rows), "Scenarios: medians before and after", atlas=atlas)
        say(CAVEAT)


def _print(found: Outcome, top: int, atlas: Atlas) -> None:
    from corridors.output.named import Names
    from corridors.scenarios.definition import CAVEAT
    from corridors.scenarios.report import influence_rows, sentences, shown

    asked = found.scenario
    title = f"{asked.name}: by {asked.by}, baseline of {found.date}"
    print_table(shown(found), title, atlas=atlas)
    for sentence in (*sentences(found, Names(atlas)), *found.notes, CAVEAT):
        say(sentence)
    for pair in found.pairs if top else ():
        for title, rows in influence_rows(pair, top):
            print_table(rows, title, atlas=atlas)


@with_options
@with_dated_atlas
def failures(
    corridor: Annotated[str | None, typer.Argument(metavar="CORRIDOR")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="All corridors.")] = False,
    by: ShipBy = "time",
    shipped: Shipped,
    sweep: KeptSweep,
    map_file: MapFile = None,
    atlas: Atlas,
    form: Form,
) -> None:
    """List what the loss of each crossing, yard, port, passage and leg of a main route costs."""
    from corridors.scenarios.definition import CAVEAT, graph_measure
    from corridors.scenarios.report import failure_rows
    from corridors.scenarios.run import ground_of
    from corridors.scenarios.sweeps.failures import failures as find

    asked = _asked(atlas, corridor, every=every)
    engine, measure = sweep.engine, graph_measure(by)
    ground = ground_of(atlas.trace(), shipment=shipped.shipment)
    found = find(
        ground.graph, ground.traced, asked, by=measure, engine=engine, results=sweep.results
    )
    if map_file is not None:
        _draw_failures(found, ground, atlas.trace(*asked), map_file)
    idle = [key for key in asked if key not in {row.corridor for row in found}]
    if form.as_json:
        elements = [row.record() for row in found]
        print_json({"by": by, "note": CAVEAT, "not_in_use": idle, "elements": elements})
        return
    table = failure_rows(found, only_one=len(asked) == 1)
    if form.as_csv:
        tell(table.assign(note=CAVEAT).to_csv(index=False, lineterminator="\n"), end="")
        return
    _print_failures(table, by, [Names(atlas).corridor(key) for key in idle], atlas)


def _print_failures(table: pd.DataFrame, by: str, idle: Sequence[str], atlas: Atlas) -> None:
    from corridors.scenarios.definition import CAVEAT

    title = f"Loss of one element, by {by}: the detour"
    print_table(table.rename(columns={"id": "lost"}), title, atlas=atlas)
    for name in idle:
        say(f"{name}: the main route is not in use as a whole")
    say(CAVEAT)


def _draw_failures(found: Sequence[Failure], ground: Ground, traced: Traced, path: Path) -> None:
    from maps import draw, failure_layers

    layers = failure_layers(found, ground.graph, ground.traced)
    draw(traced, layers=layers).save(path)


def _asked(atlas: Atlas, corridor: str | None, *, every: bool) -> list[str]:
    if (corridor is None) == (not every):
        raise InputError("name a corridor, or write --all")
    from corridors.tracing.tracer import known_corridors

    return known_corridors(atlas, [] if corridor is None else [corridor])


def replays(output: Output = None, own: RatesDir = None) -> None:
    """Run events of the past as scenarios: what was published beside what is computed."""
    from corridors.output.files import write_text
    from corridors.scenarios.replays import markdown, replayed, text
    from corridors.scenarios.run import ground_of

    atlas = load_atlas(None, None)
    ground = ground_of(atlas.trace(), shipment=Shipped(own=own).shipment)
    if output is None:
        names = Names(atlas)
        say("\n\n".join(text(replay, outcome, names) for replay, outcome in replayed(ground)))
    else:
        write_text(markdown(list(replayed(ground))), output)


def engine_of(workers: int, dask: str | None) -> Engine:
    """Return what runs a sweep.

    Raises
    ------
    InputError
        Fewer than one worker, workers and a cluster at once, or a cluster that does not answer.
    """
    from corridors.scenarios.sweeps.engine import on_dask, on_processes

    if dask is None:
        return on_processes(workers)
    if workers != 1:
        raise InputError("--workers and --dask: choose one")
    return on_dask(dask)
