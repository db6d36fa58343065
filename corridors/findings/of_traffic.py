"""Rules about traffic: against capacity, against years before, and where capacity is least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.definitions.series import label
from corridors.definitions.vocabulary import Flow, Subject
from corridors.findings.loads import least_two
from corridors.findings.model import Evidence, Finding
from corridors.findings.wording import (
    amount,
    aside,
    capacity,
    percent,
    sentence,
    times,
    write,
    year,
)
from corridors.findings.wording import (
    text as text_of,
)
from geodata.places.languages import tongues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridors.definitions.series import Figure
    from corridors.findings.course import Course
    from corridors.findings.traffic import Traffic
    from corridors.findings.wording import Said

GROWN = 0.1
"""Less of a change than this is none: figures are rounded."""


_TWICE = 2.0
_CHANGES = (("began", 20.0), ("grew_times", _TWICE), ("grew", 1.0), ("fell", 0.0))
_NEARLY_FULL = 0.7
_TWO_YEARS = 2
_FRESH_YEARS = 2
_OWN, _PAIR, _ON_MAIN, _BESIDE = 20, 11, 8, 0


def capacity_used(course: Course) -> Iterator[Finding]:
    """Tell the latest traffic over the capacity of the same thing."""
    for traffic in course.traffics:
        if traffic.share is None or traffic.capacity is None:
            continue
        same = traffic.capacity.year == traffic.latest.year
        text = sentence(
            "use" if same else "use_other_year",
            traffic=amount(traffic.latest),
            year=year(traffic.latest),
            share=percent(traffic.share),
            capacity=capacity(traffic.capacity),
            capacity_year=year(traffic.capacity),
        )
        evidence = (_row(traffic.latest), _row(traffic.capacity))
        weight = 70 + 5 * (traffic.share >= _NEARLY_FULL)
        yield _finding("use", course, traffic, weight, text, evidence)


def grown(course: Course) -> Iterator[Finding]:
    """Tell the latest traffic beside that of the first year known, or of the best one if less."""
    for traffic in course.traffics:
        yield from changes(course, traffic)


def changes(course: Course, traffic: Traffic) -> Iterator[Finding]:
    """Tell the change of one series; nothing where it has one year or hardly changed."""
    points = [figure for figure in traffic.points if figure.is_yearly]
    if len(points) > 1:
        yield from _change(course, traffic, points)


def _change(course: Course, traffic: Traffic, points: list[Figure]) -> Iterator[Finding]:
    now, best = points[-1], max(points, key=lambda figure: figure.value)
    then = best if now.value < best.value * (1 - GROWN) else points[0]
    ratio = now.value / then.value
    if abs(ratio - 1) < GROWN:
        return
    key = next(key for key, least in _CHANGES if ratio >= least)
    text = sentence(
        key,
        now=amount(now),
        year=year(now),
        nearly=write("nearly") if now.bound or then.bound else text_of(""),
        times=times(ratio),
        share=percent(abs(ratio - 1)),
        then=amount(then),
        then_year=year(then),
    )
    weight = 66 + min(8.0, _TWICE * max(ratio, 1 / ratio)) * (len(points) > _TWO_YEARS)
    yield _finding("growth", course, traffic, weight, text, (_row(now), _row(then)))


def told(course: Course) -> Iterator[Finding]:
    """Tell the one year that is known of what has neither a second nor a capacity."""
    for traffic in course.traffics:
        if len(traffic.points) == 1 and traffic.share is None:
            now = traffic.latest
            text = sentence("told", now=amount(now), year=year(now))
            yield _finding("told", course, traffic, 30, text, (_row(now),))


def weakest(course: Course) -> Iterator[Finding]:
    """Tell where the known capacity by weight is least on the main route."""
    found = least_two(course)
    if found is None:
        return
    least, second = found
    text = sentence(
        "weakest",
        name=course.name(least.scope, least.object),
        least=capacity(least),
        other=course.name(second.scope, second.object),
        next=capacity(second),
    )
    at = [figure for figure in (least, second) if figure.scope is Subject.PLACE]
    yield Finding(
        f"weakest:{course.corridor}",
        course.corridor,
        58,
        text,
        tuple(_row(figure) for figure in (least, second)),
        places=tuple(figure.object for figure in at),
        legs=tuple(f.object for f in (least, second) if f.scope is Subject.LEG),
    )


def _finding(
    rule: str,
    course: Course,
    traffic: Traffic,
    weight: float,
    text: Mapping[str, str],
    evidence: tuple[Evidence, ...],
) -> Finding:
    return Finding(
        f"{rule}:{traffic.key}",
        course.corridor,
        weight + _nearness(course, traffic) - _age(course, traffic),
        text,
        evidence,
        subject_of(course, traffic),
        course.places_of(traffic.subject, traffic.object),
        (traffic.object,) if traffic.subject is Subject.LEG else (),
    )


def _nearness(course: Course, traffic: Traffic) -> int:
    """Return what a finding gains by how much its subject is the corridor itself."""
    if traffic.subject is Subject.CORRIDOR:
        return _OWN
    if not course.is_on_main(traffic.subject, traffic.object, traffic.mode):
        return _BESIDE
    return _PAIR if traffic.subject is Subject.PAIR else _ON_MAIN


def _age(course: Course, traffic: Traffic) -> float:
    """Return what a finding loses by the age of its latest figure, in points."""
    return 2.0 * max(0, course.today - traffic.latest.year - _FRESH_YEARS)


def subject_of(course: Course, traffic: Traffic) -> dict[str, str]:
    """Return what a series is about, by language; empty for all traffic of the corridor itself."""
    parts: list[Said] = []
    if traffic.subject is not Subject.CORRIDOR:
        parts.append(course.name(traffic.subject, traffic.object))
    if traffic.flow is not Flow.ALL:
        parts.append(write(traffic.flow))
    elif traffic.mode and traffic.subject in (Subject.PAIR, Subject.PLACE, Subject.COUNTRY):
        parts.append(write(traffic.mode))
    return {lang: aside(*parts)(lang) for lang in tongues() if parts}


def _row(figure: Figure) -> Evidence:
    return Evidence(
        "series",
        f"{figure.scope} {figure.object} {figure.quantity}",
        f"{figure.said_value:g}",
        figure.said_unit,
        label(figure),
        figure.source,
    )
