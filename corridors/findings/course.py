"""What lies on a traced corridor: legs, places, gates and what traffic is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from corridors.definitions.states import Scope
from corridors.definitions.vocabulary import Subject
from corridors.findings.traffic import in_order, traffics
from corridors.findings.wording import Said, country, leg_ends, named, place_name, write
from geodata.places.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corridors.definitions.series import Figure
    from corridors.definitions.states import State
    from corridors.findings.traffic import Traffic
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData
    from corridors.tracing.way import Event

_AT_KM = 1.0
_SHORE = frozenset({"sea", "ferry", "waterway"})


@dataclass(frozen=True)
class Gate:
    """Something that states are told of and a route passes: a place, a border, a passage."""

    scope: Scope
    id: str
    mode: str


@dataclass(frozen=True)
class Course:
    """One corridor of those traced: its main route, its other routes, and what they pass."""

    traced: TracedData
    corridor: str

    @property
    def main(self) -> str:
        """Id of the main route."""
        return self.traced.atlas.catalogue.corridors[self.corridor].main_route.id

    @cached_property
    def legs(self) -> tuple[TracedLeg, ...]:
        """The legs of the main route in order of travel, each once."""
        return self._legs([self.main])

    @cached_property
    def other_legs(self) -> tuple[TracedLeg, ...]:
        """The legs that only other routes run over."""
        on_main = {leg.ref for leg in self.legs}
        return tuple(leg for leg in self._legs(self._routes) if leg.ref not in on_main)

    @property
    def _routes(self) -> list[str]:
        return list(self.traced.refs[self.corridor])

    def _legs(self, routes: Iterable[str]) -> tuple[TracedLeg, ...]:
        pairs = (pair for route in routes for pair in self.traced.route_legs(self.corridor, route))
        return tuple({leg.ref: leg for leg, _ in pairs}.values())

    @property
    def length_km(self) -> float:
        """The length of the main route, each leg counted once."""
        return sum(leg.length_km for leg in self.legs)

    @cached_property
    def main_events(self) -> tuple[Event, ...]:
        """What happens along the main route, by chainage."""
        return tuple(self.traced.route_events(self.corridor, self.main))

    def legs_at(self, at_km: float) -> tuple[TracedLeg, ...]:
        """Return the legs of the main route that lie at a chainage: two where they meet."""
        ends = accumulate(leg.length_km for leg in self.route)
        return tuple(
            leg
            for leg, end in zip(self.route, ends, strict=True)
            if end - leg.length_km - _AT_KM <= at_km <= end + _AT_KM
        )

    @property
    def route(self) -> tuple[TracedLeg, ...]:
        """The legs of the main route as it runs them."""
        return tuple(leg for leg, _ in self.traced.route_legs(self.corridor, self.main))

    @cached_property
    def gates(self) -> frozenset[Gate]:
        """What the main route passes."""
        return frozenset(self._gates(self.main))

    @cached_property
    def other_gates(self) -> frozenset[Gate]:
        """What only other routes pass."""
        found = {gate for route in self._routes for gate in self._gates(route)}
        return frozenset(found - self.gates)

    def _gates(self, route: str) -> Iterator[Gate]:
        """Yield the places that legs touch, and borders, crossings and passages on the way.

        What only a leg that is not built would pass is no gate yet.
        """
        end_km = 0.0
        events = self.traced.route_events(self.corridor, route)
        for leg, _ in self.traced.route_legs(self.corridor, route):
            start_km, end_km = end_km, end_km + leg.length_km
            if not leg.is_built:
                continue
            mode = "sea" if str(leg.leg.mode) in _SHORE else str(leg.leg.mode)
            for place in leg.stops:
                yield Gate(Scope.PLACE, place, mode)
            for event in events:
                if start_km <= event.at_km < end_km:
                    yield from _passed(event, mode)

    def states(self, gates: Iterable[Gate]) -> list[State]:
        """Return what is told of gates at the atlas's date, by scope and id, each once."""
        states = self.traced.atlas.states()
        told = (states.of(gate.scope, gate.id, mode=gate.mode) for gate in gates)
        found = {state for state in told if state}
        return sorted(found, key=lambda state: (state.scope, state.id, state.mode))

    @cached_property
    def traffics(self) -> tuple[Traffic, ...]:
        """Series of traffic of the corridor and of what lies on it, in the order to show them."""
        carried = (figure for figure in self.figures if self._is_carried(figure))
        return in_order(traffics(carried, today=self.today), on_main=self.is_on_main)

    @cached_property
    def today(self) -> int:
        """The year of the atlas's date."""
        return self.traced.atlas.states().day.year

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Figures of the corridor itself, its legs and what its routes pass."""
        gates = self.gates | self.other_gates
        passed = {(Subject(gate.scope.value), gate.id) for gate in gates}
        legs = {(Subject.LEG, leg.ref) for leg in (*self.legs, *self.other_legs)}
        known = passed | legs | {(Subject.CORRIDOR, self.corridor)}
        return tuple(
            figure
            for figure in self.traced.atlas.catalogue.figures
            if (figure.scope, figure.object) in known
        )

    def _is_carried(self, figure: Figure) -> bool:
        """Tell whether a figure counts a mode by which the corridor passes what it is about."""
        if figure.scope in (Subject.CORRIDOR, Subject.LEG):
            return True
        return self._passes(self.gates | self.other_gates, figure.object, figure.mode)

    def is_on_main(self, subject: Subject, id_: str, mode: str = "") -> bool:
        """Tell whether something lies on the main route; the corridor itself does.

        A port lies on it where the route goes to sea there.
        """
        if subject is Subject.LEG:
            return id_ in {leg.ref for leg in self.legs}
        return subject is Subject.CORRIDOR or self._passes(self.gates, id_, mode)

    def _passes(self, gates: Iterable[Gate], id_: str, mode: str) -> bool:
        place = self.traced.atlas.places.get(id_)
        wanted = mode or ("sea" if place and place.kind is Kind.SEA_PORT else "")
        return any(gate.id == id_ and wanted in ("", gate.mode) for gate in gates)

    def places_of(self, subject: Subject, id_: str) -> tuple[str, ...]:
        """Return the places at which something lies: crossings of a pair, those on a passage."""
        if subject is Subject.PLACE:
            return (id_,)
        if subject is Subject.PASSAGE:
            return self.traced.atlas.catalogue.gates.passages[id_].places
        routes = [self.main, *self._routes] if subject is Subject.PAIR else []
        events = (
            event for route in routes for event in self.traced.route_events(self.corridor, route)
        )
        borders = (
            event.place
            for event in events
            if event.kind == "border"
            and event.place
            and "-".join(sorted(event.detail.split(">"))) == id_
        )
        return tuple(dict.fromkeys(borders))

    def leg_name(self, leg: TracedLeg) -> Said:
        """Return what a leg is called: its ends."""
        places = self.traced.atlas.places
        return write("span", *leg_ends(places[leg.leg.start], places[leg.leg.end]))

    def name(self, subject: Subject, id_: str) -> Said:
        """Return what a place, leg, pair, passage, country, family or corridor is called."""
        ways: Mapping[Subject, Callable[[str], Said]] = {
            Subject.PAIR: lambda key: write("span", *map(country, key.split("-"))),
            Subject.COUNTRY: country,
            Subject.PASSAGE: self._passage_name,
            Subject.CORRIDOR: self.corridor_name,
            Subject.LEG: lambda key: self.leg_name(self.traced.by_ref[key]),
            Subject.FAMILY: lambda key: write(f"family_{key}"),
            Subject.PLACE: lambda key: place_name(self.traced.atlas.places[key]),
        }
        return ways[subject](id_)

    def _passage_name(self, id_: str) -> Said:
        return named(self.traced.atlas.catalogue.gates.passages[id_].names, otherwise=id_)

    def corridor_name(self, id_: str) -> Said:
        """Return what a corridor is called, its short name where it has one."""
        record = self.traced.atlas.catalogue.corridors[id_]
        return named({**record.name, **record.short}, otherwise=id_)


def _passed(event: Event, mode: str) -> Iterator[Gate]:
    if event.kind == "passage" and event.place:
        yield Gate(Scope.PASSAGE, event.place, mode)
    elif event.kind == "border":
        if event.place:
            yield Gate(Scope.PLACE, event.place, mode)
        if event.basis != "by_sea":
            yield Gate(Scope.PAIR, "-".join(sorted(event.detail.split(">"))), mode)
