"""Rules about the way itself: what is not built, not in use, shut, limited; where gauges break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridors.definitions.states import Openness
from corridors.definitions.vocabulary import LegStatus, Subject, first_day
from corridors.findings.model import Evidence, Finding
from corridors.findings.wording import (
    Said,
    aside,
    calendar_year,
    country,
    date,
    either,
    listed,
    percent,
    place_name,
    sentence,
    text,
    whole,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridors.definitions.model import Announcement, Status
    from corridors.definitions.states import State
    from corridors.findings.course import Course
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.way import Event

SINCE = 2015
"""What changed is told from this year on."""


_LEAST_SHARE = 0.01
_SHUT_LEGS = (LegStatus.SUSPENDED, LegStatus.CLOSED)


@dataclass(frozen=True)
class _Stretch:
    """Legs of the main route in one state, and how much of it they are."""

    course: Course
    legs: Sequence[TracedLeg]

    @property
    def km(self) -> float:
        return sum(leg.length_km for leg in self.legs)

    @property
    def share(self) -> float:
        return self.km / self.course.length_km

    def _leg(self, leg: TracedLeg) -> Said:
        """Return a leg's name, and its state where the sentence does not tell it."""
        name = self.course.leg_name(leg)
        if leg.status_value == LegStatus.LIMITED:
            return name
        return write("brackets", name, write(f"kind_{leg.status_value}"))

    def finding(self, rule: str, rank: float, *, key: str = "") -> Finding:
        """Return a finding of its share, its km and its legs, the longest first."""
        longest = sorted(self.legs, key=lambda leg: (-leg.length_km, leg.ref))
        said = sentence(
            key or rule,
            share=percent(self.share),
            km=whole(self.km),
            total=whole(self.course.length_km),
            legs=listed([self._leg(leg) for leg in longest], at_most=3),
        )
        return _of_legs(rule, self.course, rank, said, longest)


def missing_link(course: Course) -> Iterator[Finding]:
    """Tell how much of the main route is still to be built."""
    ahead = _Stretch(course, [leg for leg in course.legs if leg.is_ahead])
    if ahead.legs:
        whole_way = len(ahead.legs) == len(course.legs)
        key = "missing_whole" if whole_way else ""
        yield ahead.finding("missing", 76 + 16 * min(1.0, ahead.share * 4), key=key)
    others = [leg for leg in course.other_legs if leg.is_ahead]
    if others:
        yield _Stretch(course, others).finding("variant_missing", 45)


def out_of_use(course: Course) -> Iterator[Finding]:
    """Tell how much of the main route stands and is not in use."""
    idle = [leg for leg in course.legs if leg.status and leg.status.value in _SHUT_LEGS]
    if idle:
        yield _Stretch(course, idle).finding("idle", 94)


def limited_service(course: Course) -> Iterator[Finding]:
    """Tell how much of the main route is used with restrictions."""
    found = [leg for leg in course.legs if leg.status and leg.status.value is LegStatus.LIMITED]
    stretch = _Stretch(course, found)
    if stretch.share >= _LEAST_SHARE:
        key = "limited_whole" if len(found) == len(course.legs) else ""
        yield stretch.finding("limited", 56 + 10 * stretch.share, key=key)


def closed_gates(course: Course) -> Iterator[Finding]:
    """Tell which places, borders and passages of its routes are shut, and which are limited."""
    on_main = course.states(course.gates)
    for rule, states, rank in (
        ("shut", [state for state in on_main if state.state.is_shut], 96),
        (
            "shut_elsewhere",
            [state for state in course.states(course.other_gates) if state.state.is_shut],
            52,
        ),
        ("limited_gates", [state for state in on_main if state.state is Openness.LIMITED], 54),
    ):
        if states:
            yield _of_states(rule, course, rank, states)


def _of_states(rule: str, course: Course, rank: float, states: Sequence[State]) -> Finding:
    said = sentence(rule, gates=listed([_gate(course, state) for state in states]))
    found = (course.places_of(Subject(state.scope.value), state.id) for state in states)
    places = tuple(dict.fromkeys(place for each in found for place in each))
    return Finding(
        f"{rule}:{course.corridor}",
        course.corridor,
        rank,
        said,
        tuple(state_row(state) for state in states),
        places=places,
    )


def _gate(course: Course, state: State) -> Said:
    name = course.name(Subject(state.scope.value), state.id)
    inside = [write(state.mode)] if state.mode else []
    if state.since:
        since = date(state.since)
        inside.append(write("since", write(f"kind_{state.state}"), since))
    return write("brackets", name, aside(*inside)) if inside else name


def gauge_changes(course: Course) -> Iterator[Finding]:
    """Tell at which known yards the gauge changes on the main route."""
    places = course.traced.atlas.places
    breaks = [
        event
        for event in course.main_events
        if event.kind == "break_of_gauge" and event.place and _is_real(course, event)
    ]
    if not breaks:
        return
    yards = [
        write("brackets", place_name(places[e.place]), write("gauge", *map(text, _sides(e.detail))))
        for e in breaks
    ]
    evidence = tuple(
        Evidence("events", f"{course.main} km {e.at_km:.0f} {e.place}", e.detail, "mm")
        for e in breaks
    )
    yield Finding(
        f"gauge_changes:{course.corridor}",
        course.corridor,
        40 + min(len(breaks), 5),
        sentence("gauge_changes", yards=listed(yards)),
        evidence,
        places=tuple(event.place for event in breaks),
    )


def _is_real(course: Course, event: Event) -> bool:
    """Tell whether a break lies on rails that stand, and no leg states that its gauge goes on."""
    legs = course.legs_at(event.at_km)
    goes_on = _sides(event.detail)[0] in {str(leg.leg.gauge_mm) for leg in legs}
    return all(leg.is_built for leg in legs) and not goes_on


def _sides(detail: str) -> tuple[str, str]:
    before, _, after = detail.partition(">")
    return before, after


def changed(course: Course) -> Iterator[Finding]:
    """Tell what opened and what fell out of use since `SINCE`."""
    legs = (*course.legs, *course.other_legs)
    opened = [leg for leg in legs if leg.in_use and _year(leg.leg.opened) >= SINCE]
    lost = [
        leg
        for leg in legs
        if leg.status and leg.status.value in _SHUT_LEGS and _year(leg.status.since) >= SINCE
    ]
    for rule, found, rank in (("opened", opened, 50), ("lost", lost, 51)):
        if found:
            yield _changed(rule, course, rank, found)


def _changed(rule: str, course: Course, rank: float, legs: Sequence[TracedLeg]) -> Finding:
    latest = sorted(legs, key=lambda leg: (_since(rule, leg), leg.ref), reverse=True)
    items = [
        write("brackets", course.leg_name(leg), date(_since(rule, leg), alone=True))
        for leg in latest
    ]
    said = sentence(
        rule,
        year=calendar_year(SINCE),
        km=whole(sum(leg.length_km for leg in legs)),
        legs=listed(items),
    )
    return _of_legs(rule, course, rank, said, latest, since=rule)


def _since(rule: str, leg: TracedLeg) -> str:
    return (leg.leg.opened if rule == "opened" else leg.status and leg.status.since) or ""


def _year(partial: str | None) -> int:
    return first_day(partial).year if partial else 0


def announced(course: Course) -> Iterator[Finding]:
    """Tell what a source says is to come."""
    legs = (*course.legs, *course.other_legs)
    found = [(each, leg) for leg in legs for each in leg.leg.announced]
    found.sort(key=lambda pair: (first_day(pair[0].date), pair[1].ref))
    if not found:
        return
    told = {leg.ref: [a for a, other in found if other.ref == leg.ref] for _, leg in found}
    items = [
        write("brackets", course.leg_name(course.traced.by_ref[ref]), aside(*_to_come(statuses)))
        for ref, statuses in told.items()
    ]
    yield Finding(
        f"announced:{course.corridor}",
        course.corridor,
        48,
        sentence("announced", legs=listed(items)),
        tuple(Evidence("legs", leg.ref, str(a.value), "", a.date, a.source) for a, leg in found),
        legs=tuple(told),
    )


def _to_come(announced: Sequence[Announcement]) -> Iterator[Said]:
    """Yield each state that is announced, with the dates that sources give for it."""
    for value in dict.fromkeys(str(status.value) for status in announced):
        dates = [date(status.date) for status in announced if str(status.value) == value]
        yield write("from", write(f"kind_{value}"), either(dates))


def _of_legs(
    rule: str,
    course: Course,
    rank: float,
    said: dict[str, str],
    legs: Sequence[TracedLeg],
    *,
    since: str = "",
) -> Finding:
    return Finding(
        f"{rule}:{course.corridor}",
        course.corridor,
        rank,
        said,
        leg_rows(legs, opened=since == "opened"),
        legs=tuple(leg.ref for leg in legs),
    )


def leg_rows(legs: Sequence[TracedLeg], *, opened: bool = False) -> tuple[Evidence, ...]:
    """Return the rows of legs as evidence: state and km."""
    return tuple(_leg_row(leg, opened=opened) for leg in legs)


def _leg_row(leg: TracedLeg, *, opened: bool) -> Evidence:
    status = _opening(leg) if opened else leg.status
    if status is None:
        return Evidence("legs", leg.ref, f"{leg.length_km:.1f}", "km")
    value = f"{status.value}, {leg.length_km:.1f}"
    return Evidence("legs", leg.ref, value, "km", status.since, status.source)


def _opening(leg: TracedLeg) -> Status | None:
    return next((s for s in leg.leg.statuses if s.since == leg.leg.opened), leg.status)


def state_row(state: State) -> Evidence:
    """Return the row of a state as evidence."""
    row = " ".join(part for part in (state.scope, state.id, state.mode) if part)
    return Evidence("states", row, str(state.state), "", state.since, state.source, state.note)


def pair_name(pair: str) -> Said:
    """Return the names of two countries, ``AF-PK``."""
    return write("span", *map(country, pair.split("-")))
