"""Commands about ways between places along the corridors, and the lines to come."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corridors.cli.gathered import with_options
from corridors.cli.options import (
    AsJson,
    ProfileName,
    RatesDir,
    Shipped,
    split_words,
)
from corridors.cli.output import print_json, print_table, say
from corridors.cli.scenario import ShipBy, Sweep, with_dated_atlas
from corridors.cli.streams import tell
from geodata.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.atlas import Atlas
    from corridors.graph.graph import Graph
    from corridors.partners.flows import Flows
    from corridors.scenarios.sweeps.planned import Saving

Avoid = Annotated[list[str] | None, typer.Option("--avoid", metavar="RU,IR,PLACE")]
ByMode = Annotated[
    str, typer.Option("--mode", help="rail, road, sea or any; by rail with ferries.")
]


@dataclass(frozen=True)
class Roads:
    """Which ways may be taken between places, and with what."""

    mode: ByMode = "any"
    avoid: Avoid = None
    profile: ProfileName = None
    own: RatesDir = None

    def between(self, atlas: Atlas, words: Sequence[str]) -> tuple[Graph, list[str]]:
        """Return the corridor graph without what is avoided, and places by their ids."""
        from corridors.scenarios.modes import by_mode
        from corridors.scenarios.run import ground_of

        ground = ground_of(atlas.trace(), shipment=Shipped(self.profile, self.own).shipment)
        shut = [ground.known.id_of(word) for word in split_words(self.avoid)]
        graph = by_mode(ground.graph, ground.traced, self.mode).without(shut)
        return graph, [ground.known.id_of(word) for word in words]


@with_options
@with_dated_atlas
def alternatives(
    start: Annotated[str, typer.Argument(metavar="FROM")],
    end: Annotated[str, typer.Argument(metavar="TO")],
    *,
    ways: Annotated[int, typer.Option(help="How many at most.")] = 3,
    overlap: Annotated[float, typer.Option(help="Share of km that two ways may share.")] = 0.6,
    by: ShipBy = "time",
    roads: Roads,
    atlas: Atlas,
    as_json: AsJson = False,
) -> None:
    """List ways between two places along the corridors that differ, the best one first."""
    from corridors.output.named import Names
    from corridors.scenarios.definition import CAVEAT, graph_measure
    from corridors.scenarios.outcome import figures_of
    from corridors.scenarios.report import way_rows
    from corridors.scenarios.sweeps.alternatives import alternatives as find

    graph, ends = roads.between(atlas, (start, end))
    names = Names(atlas)
    title = " - ".join(map(names.place, ends))
    found = [
        figures_of(way)
        for way in find(graph, *ends, by=graph_measure(by), ways=ways, overlap=overlap)
    ]
    if as_json:
        rows = [each.record() for each in found]
        print_json({"from": ends[0], "to": ends[1], "by": by, "note": CAVEAT, "ways": rows})
    elif found:
        print_table(way_rows(found, names), f"{title}, by {by}")
        say(CAVEAT)
    else:
        tell(f"{title}: no way")


@with_options
@with_dated_atlas
def break_even(
    start: Annotated[str, typer.Argument(metavar="FROM")],
    end: Annotated[str, typer.Argument(metavar="TO")],
    *,
    stop: Annotated[str, typer.Option(help="A place that the way passes.")],
    by: Annotated[str, typer.Option(help="time or cost.")] = "time",
    roads: Roads,
    atlas: Atlas,
    as_json: AsJson = False,
) -> None:
    """Tell what a stop may take for the way through it to equal the best one round it."""
    from corridors.output.named import Names
    from corridors.scenarios.definition import CAVEAT, graph_measure
    from corridors.scenarios.report import break_even_sentence
    from corridors.scenarios.sweeps.break_even import break_even as find

    measure = graph_measure(by)
    if measure not in ("hours", "usd"):
        raise InputError(f"--by {by!r}: use time, cost")
    graph, named = roads.between(atlas, (start, end, stop))
    found = find(graph, *named, measure=measure)
    if as_json:
        print_json({"from": named[0], "to": named[1], "note": CAVEAT, **found.record()})
        return
    say(break_even_sentence(found, Names(atlas)))
    say(CAVEAT)


@with_options
@with_dated_atlas
def planned(
    *,
    mode: ByMode = "any",
    by: ShipBy = "time",
    flows: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="from,to,tonnes, or a matrix.")
    ] = None,
    bundle: Annotated[int, typer.Option(metavar="N", help="The best N lines together.")] = 0,
    shipped: Shipped,
    sweep: Sweep,
    atlas: Atlas,
    as_json: AsJson = False,
) -> None:
    """Rank the lines to come by what they save over a set of flows, each alone or in a bundle."""
    from corridors.partners.flows import default_flows, read_flows
    from corridors.scenarios.definition import graph_measure
    from corridors.scenarios.modes import by_mode
    from corridors.scenarios.run import ground_of
    from corridors.scenarios.sweeps.planned import best_bundle, planned_lines, rank_planned

    engine, measure = sweep.engine, graph_measure(by)
    ground = ground_of(atlas.trace(), shipment=shipped.shipment)
    graph = by_mode(ground.graph, ground.traced, mode)
    lines = planned_lines(ground.traced, mode=mode)
    asked = read_flows(flows, atlas.hub_places, graph) if flows else default_flows(atlas, graph)
    if bundle:
        found = best_bundle(graph, lines, asked, size=bundle, by=measure, engine=engine)
    else:
        found = rank_planned(graph, lines, asked, by=measure, engine=engine)
    _print_planned(found, asked, atlas, by=by, as_json=as_json)


def _print_planned(
    found: Sequence[Saving], asked: Flows, atlas: Atlas, *, by: str, as_json: bool
) -> None:
    from corridors.scenarios.definition import CAVEAT
    from corridors.scenarios.report import saving_rows

    if as_json:
        rows = [each.record() for each in found]
        about = {"formula": asked.formula, "unit": asked.unit, "count": len(asked.flows)}
        print_json({"by": by, "note": CAVEAT, "flows": about, "lines": rows})
        return
    title = f"Lines to come, by {by}; flows: {asked.formula}"
    print_table(saving_rows(found), title, atlas=atlas)
    say(CAVEAT)
