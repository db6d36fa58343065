"""All findings of traced corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.findings import of_atlas, of_traffic, of_ways
from corridors.findings.course import Course
from corridors.findings.model import Finding, Findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corridors.tracing.traced_data import TracedData

RULES: tuple[Callable[[Course], Iterator[Finding]], ...] = (
    of_traffic.capacity_used,
    of_traffic.grown,
    of_traffic.told,
    of_traffic.weakest,
    of_ways.missing_link,
    of_ways.out_of_use,
    of_ways.limited_service,
    of_ways.closed_gates,
    of_ways.gauge_changes,
    of_ways.changed,
    of_ways.announced,
)
"""The rules that are asked of each corridor."""


RULES_OF_ALL: tuple[Callable[[Sequence[Course]], Iterator[Finding]], ...] = (
    of_atlas.open_from_end_to_end,
    of_atlas.not_built,
    of_atlas.pairs_shut,
    of_atlas.countries_and_families,
)
"""The rules that are asked of several corridors together."""


def findings(traced: TracedData) -> Findings:
    """Return what the tables of traced corridors say, as sentences with their evidence.

    For a page: ``found.title(corridor)`` is the sentence above it, ``found.of(corridor)`` all of
    them, the most telling first; each says itself by ``finding.say(lang)`` and lies at
    ``finding.places`` and ``finding.legs``. ``found.traffic(corridor)`` is the number with its
    year (``latest``), the series (``points``), ``capacity`` and ``share`` in use, or None; how a
    figure is written tells `corridors.findings.wording.amount`. ``found.atlas`` is told of all
    corridors together, and only where there are several. A rule without sourced values says
    nothing, so any of them may be empty.

    See `corridors.findings.model.Findings`.
    """
    courses = [Course(traced, corridor) for corridor in traced.ids]
    of_each = [finding for course in courses for rule in RULES for finding in rule(course)]
    of_all = (
        [finding for rule in RULES_OF_ALL for finding in rule(courses)] if len(courses) > 1 else []
    )
    rows = sorted((*of_each, *of_all), key=lambda each: (-each.rank, each.corridor, each.key))
    return Findings(tuple(rows), {course.corridor: course.traffics for course in courses})
