"""Rules about all traced corridors together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corridors.definitions.states import Scope
from corridors.definitions.vocabulary import LegStatus, Subject
from corridors.findings.model import Evidence, Finding
from corridors.findings.of_traffic import changes, subject_of
from corridors.findings.of_ways import leg_rows, pair_name, state_row
from corridors.findings.rounding import whole_parts
from corridors.findings.traffic import traffics
from corridors.findings.wording import listed, sentence, whole, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridors.findings.course import Course

_BEYOND = (Subject.COUNTRY, Subject.FAMILY)
_AHEAD = (LegStatus.CONSTRUCTION, LegStatus.PLANNED, LegStatus.PROPOSED)


def open_from_end_to_end(courses: Sequence[Course]) -> Iterator[Finding]:
    """Tell how many main routes are in use from end to end."""
    used = [course for course in courses if all(leg.in_use for leg in course.legs)]
    said = sentence("main_routes_open", n=whole(len(used)), m=whole(len(courses)))
    routes = [
        Evidence(
            "routes",
            f"{course.corridor} {course.main}",
            "in use" if course in used else "not from end to end",
        )
        for course in courses
    ]
    legs = [
        Evidence("legs", leg.ref, leg.status_value, "", leg.status.since, leg.status.source)
        for course in courses
        for leg in course.legs
        if leg.status and not leg.in_use
    ]
    yield Finding("main_routes_open:", "", 80, said, (*routes, *legs))


def not_built(courses: Sequence[Course]) -> Iterator[Finding]:
    """Tell how many km are still to be built, each leg counted once, by state."""
    found = {leg.ref: leg for c in courses for leg in (*c.legs, *c.other_legs) if leg.is_ahead}
    if not found:
        return
    legs = sorted(found.values(), key=lambda leg: (-leg.length_km, leg.ref))
    kinds = [str(kind) for kind in _AHEAD if any(leg.status_value == kind for leg in legs)]
    km = [sum(leg.length_km for leg in legs if leg.status_value == kind) for kind in kinds]
    parts = whole_parts(km, sum(km))
    items = [
        write("of_kind", whole(part), write(f"kind_{kind}"))
        for kind, part in zip(kinds, parts, strict=True)
    ]
    said = sentence("not_built", km=whole(sum(parts)), kinds=listed(items))
    yield Finding("not_built:", "", 74, said, leg_rows(legs), legs=tuple(leg.ref for leg in legs))


def pairs_shut(courses: Sequence[Course]) -> Iterator[Finding]:
    """Tell between which countries on a corridor no freight passes, by any mode."""
    gates = {gate for course in courses for gate in (*course.gates, *course.other_gates)}
    states = [
        state
        for state in courses[0].states(gates)
        if state.scope is Scope.PAIR and state.state.is_shut and not state.mode
    ]
    if states:
        said = sentence("pairs_shut", pairs=listed([pair_name(s.id) for s in states], at_most=8))
        yield Finding("pairs_shut:", "", 86, said, tuple(map(state_row, states)))


def countries_and_families(courses: Sequence[Course]) -> Iterator[Finding]:
    """Tell the change of traffic of countries and families, which belongs to no one corridor."""
    course = courses[0]
    figures = course.traced.atlas.catalogue.figures
    families = {str(c.traced.atlas.catalogue.corridors[c.corridor].family) for c in courses}
    wanted = [
        traffic
        for traffic in traffics((f for f in figures if f.scope in _BEYOND), today=course.today)
        if traffic.subject is Subject.COUNTRY or traffic.object in families
    ]
    for traffic in wanted:
        for finding in changes(course, traffic):
            subject = subject_of(course, traffic)
            yield replace(finding, corridor="", subject=subject)
