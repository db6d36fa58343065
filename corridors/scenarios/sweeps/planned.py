"""Lines to come, ranked by what they save over a set of flows, each alone and in the best bundle.

A line is what of one corridor is not built yet and hangs together: a leg alone may lead nowhere. It
is opened, and all flows are sent anew. A bundle is built up one line at a time, the one that saves
most beside those that are in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridors.scenarios.sweeps.engine import serial

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridors.graph.data import By
    from corridors.graph.graph import Graph
    from corridors.partners.flows import Flows
    from corridors.scenarios.sweeps.engine import Engine
    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line to come.

    Attributes
    ----------
    legs
        ``corridor:leg``.
    places
        Of their ends.
    """

    corridor: str
    legs: tuple[str, ...]
    places: tuple[str, ...]
    km: float


@dataclass(frozen=True)
class Saving:
    """What a line saves.

    Attributes
    ----------
    share
        Of what all flows take together today, 0 to 1.
    saved
        Weight of a flow times what it saves, summed.
    users
        Share of the weight of flows that it shortens.
    joined
        Share of the weight of flows that have no way today and have one with it.
    """

    line: PlannedLine
    share: float
    saved: float
    users: float
    joined: float

    def record(self) -> dict[str, object]:
        """Return it as keys of JSON."""
        return {
            "corridor": self.line.corridor,
            "legs": list(self.line.legs),
            "places": list(self.line.places),
            "km": self.line.km,
            "saved_share": self.share,
            "saved": self.saved,
            "users_share": self.users,
            "joined_share": self.joined,
        }


@dataclass(frozen=True)
class _Question:
    """What all lines are asked."""

    graph: Graph
    flows: Flows
    by: By


def planned_lines(traced: TracedData, *, mode: str = "any") -> list[PlannedLine]:
    """Return the lines to come at the date of the atlas, by corridor; of one mode where asked."""
    lines: list[PlannedLine] = []
    for corridor in traced.ids:
        ahead = [
            leg
            for leg in traced.by_ref.values()
            if leg.corridor == corridor and leg.is_ahead and mode in ("any", str(leg.leg.mode))
        ]
        for group in _together((leg.leg.start, leg.leg.end) for leg in ahead):
            legs = [leg for leg in ahead if leg.leg.start in group]
            km = sum(leg.length_km for leg in legs)
            lines.append(PlannedLine(corridor, tuple(leg.ref for leg in legs), tuple(group), km))
    return lines


def _together(ends: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the groups of places that pairs join."""
    groups: list[set[str]] = []
    for pair in ends:
        met = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group not in met]
        groups.append(set(pair).union(*met))
    return sorted(sorted(group) for group in groups)


def rank_planned(
    graph: Graph,
    lines: Sequence[PlannedLine],
    flows: Flows,
    *,
    by: By = "hours",
    engine: Engine = serial,
) -> list[Saving]:
    """Return what each line alone saves, most first."""
    asked = _Question(graph, flows, by)
    before = _costs(asked, ())
    after = engine(_costs, asked, [line.legs for line in lines])
    found = [_saving(line, flows, before, costs) for line, costs in zip(lines, after, strict=True)]
    return sorted(found, key=lambda saving: (-saving.saved, -saving.joined, saving.line.legs))


def best_bundle(
    graph: Graph,
    lines: Sequence[PlannedLine],
    flows: Flows,
    *,
    size: int,
    by: By = "hours",
    engine: Engine = serial,
) -> list[Saving]:
    """Return a bundle of lines in the order in which they were chosen, with what each adds."""
    chosen: list[Saving] = []
    for _ in range(min(size, len(lines))):
        legs = tuple(leg for saving in chosen for leg in saving.line.legs)
        left = [line for line in lines if line not in [saving.line for saving in chosen]]
        opened = graph.opened(legs) if legs else graph
        best = rank_planned(opened, left, flows, by=by, engine=engine)[0]
        if best.saved <= 0.0 and best.joined <= 0.0:
            break
        chosen.append(best)
    return chosen


def _costs(asked: _Question, legs: tuple[str, ...]) -> Floats:
    """Return what each flow takes with legs open, shape (flows,), inf where there is no way."""
    graph = asked.graph.opened(legs) if legs else asked.graph
    starts = sorted({flow.start for flow in asked.flows.flows})
    ends = sorted({flow.end for flow in asked.flows.flows})
    table = graph.costs(starts, ends, by=asked.by)
    row = {place: number for number, place in enumerate(starts)}
    column = {place: number for number, place in enumerate(ends)}
    return np.array([table[row[flow.start], column[flow.end]] for flow in asked.flows.flows])


def _saving(line: PlannedLine, flows: Flows, before: Floats, after: Floats) -> Saving:
    weight = np.array([flow.weight for flow in flows.flows])
    known = np.isfinite(before)
    less = np.where(known, before, 0.0) - np.where(known, after, 0.0)
    less = np.where(less > _LEAST, less, 0.0)
    total = float((weight[known] * before[known]).sum())
    saved = float((weight * less).sum())
    every = float(weight.sum()) or 1.0  # without a flow no share is more than nothing
    return Saving(
        line,
        saved / total if total else 0.0,
        saved,
        float(weight[less > 0.0].sum()) / every,
        float(weight[~known & np.isfinite(after)].sum()) / every,
    )


_LEAST = 1e-3
"""A flow that is shorter by less, in km, hours, dollars or kg, is the same by another tie."""
