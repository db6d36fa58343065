"""Runs a scenario: the graph before, the graph after, and the ways through both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import last_day
from corridors.graph.build import build_graph, graph_at
from corridors.graph.cuts import cuts_of_legs
from corridors.graph.data import Node
from corridors.graph.pieces import Line
from corridors.graph.way import Way
from corridors.ledger.rates.shipment import Shipment
from corridors.ledger.verbs import atlas_book
from corridors.scenarios.apply import applied
from corridors.scenarios.checks import Known
from corridors.scenarios.definition import Scenario, graph_measure
from corridors.scenarios.modes import by_mode
from corridors.scenarios.outcome import Figures, Outcome, PairOutcome
from corridors.scenarios.read import scenario_of
from corridors.scenarios.seen import Seen
from corridors.scenarios.sets import pairs_of
from corridors.statuses import checked_on
from geodata import geodesy
from geodata.files import read_toml

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corridors.graph.cuts import Cut
    from corridors.graph.data import By
    from corridors.graph.graph import Graph
    from corridors.scenarios.definition import AddedLine
    from corridors.scenarios.sets import Pair
    from corridors.tracing.traced_data import TracedData


@dataclass(frozen=True)
class Ground:
    """What scenarios are run on; made once for many of them.

    Attributes
    ----------
    graph
        The corridors at the date of the atlas, without added lines.
    cuts
        Where legs are cut, which takes longest to find.
    seen
        What was found on it, so that scenarios that leave it as it is do not find it again.
    """

    traced: TracedData
    shipment: Shipment
    graph: Graph
    cuts: Mapping[str, Sequence[Cut]]
    seen: Seen = field(default_factory=Seen, compare=False, repr=False)

    def shipping(self, document: Mapping[str, object]) -> Ground:
        """Return the ground with what a document ships, which is not checked yet."""
        asked = _shipment(document, self.shipment, self.traced)
        if (asked.profile, asked.year) == (self.shipment.profile, self.shipment.year):
            return self
        graph = build_graph(self.traced, shipment=asked, cuts=self.cuts)
        return replace(self, shipment=asked, graph=graph, seen=Seen())

    def on(self, day: dt.date, *, mode: str, avoid: Sequence[str]) -> Graph:
        """Return the graph as it stands on a day, for a mode, without what is avoided."""
        key = day, mode, tuple(avoid)
        if key not in self.seen.graphs:
            self.seen.graphs[key] = self.limited(self.graph, day, mode=mode, avoid=avoid)
        return self.seen.graphs[key]

    def ways(self, graph: Graph, pairs: Sequence[Pair], *, by: By) -> dict[Pair, Way | None]:
        """Return the ways of pairs on a graph of `on`; those last asked for are kept."""
        key = id(graph), by, tuple(pairs)
        if key not in self.seen.ways:
            self.seen.ways = {key: dict(ways(graph, pairs, by=by))}
        return self.seen.ways[key]

    def limited(self, graph: Graph, day: dt.date, *, mode: str, avoid: Sequence[str]) -> Graph:
        """Return a graph of these corridors as `on` does; not kept."""
        found = graph_at(graph, self.traced, day.isoformat())
        return by_mode(found, self.traced, mode).without(avoid)

    @property
    def known(self) -> Known:
        """Return what a scenario may name."""
        profiles = atlas_book(self.traced.atlas, self.shipment.rates).profiles.profile
        return Known(self.traced.atlas, self.graph, tuple(profiles))


def ground_of(traced: TracedData, *, shipment: Shipment | None = None) -> Ground:
    """Return the ground of corridors: all on which ways may run.

    Parameters
    ----------
    shipment
        What is shipped and rates of one's own; profile and year of a scenario go before those
        given here.
    """
    asked = shipment or Shipment()
    asked = replace(asked, rates=atlas_book(traced.atlas, asked.rates))
    cuts = cuts_of_legs(traced)
    return Ground(traced, asked, build_graph(traced, shipment=asked, cuts=cuts), cuts)


def run_scenario(
    ground: Ground,
    scenario: Path | Mapping[str, object],
    *,
    date: str | None = None,
    file: str = "scenario",
) -> Outcome:
    """Return what comes of a scenario on the corridor graph.

    Parameters
    ----------
    scenario
        A file, or its keys.
    date
        Of the baseline, instead of the one that the scenario has.
    file
        What faults of keys that come from no file are said to stand in.

    Raises
    ------
    InputError
        With every fault of the scenario.
    """
    if isinstance(scenario, Path):
        document: Mapping[str, object] = read_toml(scenario)
        file = scenario.name
    else:
        document = scenario
    document = dated(document, date)
    own = ground.shipping(document)
    return Stage(own, scenario_of(document, own.known, file=file)).outcome()


def dated(document: Mapping[str, object], date: str | None) -> Mapping[str, object]:
    """Return the keys of a scenario with another date of the baseline, where one is given."""
    return document if date is None else {**document, "date": date}


def _shipment(document: Mapping[str, object], given: Shipment, traced: TracedData) -> Shipment:
    """Return what is shipped by a document that is not checked yet."""
    profiles = atlas_book(traced.atlas, given.rates).profiles
    profile, year, mode = (document.get(key) for key in ("profile", "year", "mode"))
    named = profile if isinstance(profile, str) and profile in profiles.profile else None
    by_land = profiles.for_modes({mode: 1.0}).id if mode in ("road", "sea") else None
    return Shipment(
        named or given.profile or by_land,
        year if isinstance(year, int) and not isinstance(year, bool) else given.year,
        given.rates,
    )


@dataclass(frozen=True)
class Stage:
    """A scenario on its ground."""

    ground: Ground
    scenario: Scenario

    @property
    def day(self) -> dt.date:
        """Return the day of the baseline."""
        atlas = self.ground.traced.atlas
        return last_day(self.scenario.date or atlas.date or checked_on(atlas.catalogue))

    @property
    def days(self) -> list[dt.date]:
        """Return the days on which the scenario is seen."""
        return [last_day(at) for at in self.scenario.at] or [self.day]

    @property
    def by(self) -> By:
        """Return what is minimised, as the graph calls it."""
        return graph_measure(self.scenario.by)

    def before(self) -> Graph:
        """Return the graph of the baseline."""
        return self.ground.on(self.day, mode=self.scenario.mode, avoid=self.scenario.avoid)

    def after(self, day: dt.date) -> Graph:
        """Return the graph of the scenario on a day."""
        asked, ground = self.scenario, self.ground
        changes = [change for change in asked.changes if change.holds_on(day)]
        lines = [
            Line(c.add.id, c.add.start, c.add.end, c.add.mode, c.add.length_km, c.add.gauge_mm or 0)
            for c in changes
            if c.add is not None
        ]
        if not lines:
            return applied(ground.on(day, mode=asked.mode, avoid=asked.avoid), changes)
        graph = build_graph(ground.traced, shipment=ground.shipment, lines=lines, cuts=ground.cuts)
        return applied(ground.limited(graph, day, mode=asked.mode, avoid=asked.avoid), changes)

    def outcome(self) -> Outcome:
        """Return what comes of it."""
        pairs = pairs_of(self.scenario, self.ground.traced, self.ground.graph)
        before = self.ground.ways(self.before(), pairs, by=self.by)
        return Outcome(
            self.scenario,
            self.day.isoformat(),
            self.ground.graph.profile,
            self.ground.graph.year,
            tuple(
                PairOutcome(
                    *pair, day.isoformat(), self._figures(before.get(pair)), self._figures(way)
                )
                for day in self.days
                for pair, way in ways(self.after(day), pairs, by=self.by)
            ),
            tuple(self._notes()),
        )

    def _figures(self, way: Way | None) -> Figures | None:
        return None if way is None else self.ground.seen.figures(way)

    def _notes(self) -> Iterator[str]:
        checked = checked_on(self.ground.traced.atlas.catalogue)
        if max([self.day, *self.days]) > checked:
            yield f"what is open or shut is that of the last check, {checked.isoformat()}"
        for number, change in enumerate(self.scenario.changes, start=1):
            if not any(change.holds_on(day) for day in self.days):
                yield f"change[{number}] ({change.verb} {change.word}) holds on none of the days"
            if change.add is not None and (away := self._straight_km(change.add)):
                short = f"{change.add.length_km:g} km, the straight line has {away:,.0f}"
                yield f"change[{number}] (add {change.word}) is too short: {short}"

    def _straight_km(self, line: AddedLine) -> float:
        """Return the straight line between the ends of a line that is far shorter, else 0.

        Points are those of towns and yards, so a line may be a little shorter.
        """
        places = self.ground.traced.atlas.hub_places
        away = geodesy.distance_km(*places[line.start].point, *places[line.end].point)
        return float(away) if line.length_km < _SHORTEST * away - _NEAR_KM else 0.0


_SHORTEST = 0.9
_NEAR_KM = 20.0


def ways(graph: Graph, pairs: Iterable[Pair], *, by: By) -> Iterator[tuple[Pair, Way | None]]:
    """Yield the shortest way of each pair, in order, None where there is none."""
    asked = list(pairs)
    known = {place for pair in asked for place in pair if _stands(graph, place)}
    starts = sorted({start for start, _ in asked} & known)
    search = graph.search([graph.row_of(start, "origin") for start in starts], by=by)
    rows = {start: row for row, start in enumerate(starts)}
    for start, end in asked:
        edges = None
        if start in rows and end in known:
            edges = search.edges_to(rows[start], graph.row_of(end, "destination"))
        yield (start, end), None if edges is None else Way(graph, tuple(edges))


def _stands(graph: Graph, place: str) -> bool:
    return Node(place, part="origin") in graph.number
