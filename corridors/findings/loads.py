"""Tonnes a year on legs, as far as somebody counted them, and where a main route holds the least.

What is known of a leg is one figure of one page: that of the leg itself, else that of a crossing
which it passes, else that of a corridor whose main route it is part of. Nothing is added up: two
figures of one line may count the same goods.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from corridors.definitions.vocabulary import Flow, Quantity, Subject
from corridors.findings.course import Course
from corridors.findings.traffic import traffics
from corridors.tracing.mixed import WATER
from geodata.files import read_toml, seed
from geodata.places.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.definitions.series import Figure
    from corridors.tracing.trace import TracedLeg
    from corridors.tracing.traced_data import TracedData

_GATES = frozenset({Kind.BORDER_CROSSING, Kind.GAUGE_YARD})
_TONNES, _TEU = "t/year", "TEU/year"


class Basis(StrEnum):
    """What the figure of a leg counts: the leg, a crossing on it, or a whole corridor."""

    LEG = "leg"
    GATE = "gate"
    CORRIDOR = "corridor"


@dataclass(frozen=True, slots=True)
class Load:
    """Traffic on a leg.

    Attributes
    ----------
    tonnes
        A year; of what is told in TEU, by the factor of ``seeds/rules/loads.toml``.
    basis
        What the figure counts.
    figure
        The row of ``series.csv`` that says so.
    """

    tonnes: float
    basis: Basis
    figure: Figure

    @property
    def is_turned(self) -> bool:
        """Whether it is told in TEU and was turned into tonnes."""
        return self.figure.unit == _TEU


@dataclass(frozen=True, slots=True)
class TeuWeight:
    """The tonnes that stand for a TEU, and the source that says so."""

    tonnes: float
    source: str


@cache
def teu_weight() -> TeuWeight:
    """Return the tonnes that stand for a TEU, of ``seeds/rules/loads.toml``."""
    row = read_toml(seed("rules", "loads.toml"))["teu"]
    return TeuWeight(float(row["tonnes"]), str(row["source"]))


def leg_loads(traced: TracedData) -> dict[str, Load]:
    """Return the traffic of legs in use, by ``corridor:leg``; one of which none is known has none.

    Of several figures that of the leg itself counts before that of a crossing on it, and that
    before the one of a corridor along whose main route it lies; then tonnes before TEU, the latest
    year, the larger. Figures of a part of the traffic, of a part of a year and of ten years ago
    and more are left out.
    """
    found: dict[str, list[Load]] = {}
    for ref, load in _loads(traced):
        found.setdefault(ref, []).append(load)
    return {ref: min(loads, key=_order) for ref, loads in found.items()}


def _loads(traced: TracedData) -> Iterator[tuple[str, Load]]:
    latest = _latest(traced)
    for leg, basis, subject in _subjects(traced):
        if leg.in_use:
            yield from ((leg.ref, load) for load in _fit(latest, basis, subject, leg))


def _subjects(traced: TracedData) -> Iterator[tuple[TracedLeg, Basis, tuple[Subject, str]]]:
    """Yield each leg with what a figure that tells of it may be about."""
    for ref, leg in traced.by_ref.items():
        yield leg, Basis.LEG, (Subject.LEG, ref)
        for place in _gates(traced, leg):
            yield leg, Basis.GATE, (Subject.PLACE, place)
    for corridor in traced.ids:
        for leg in Course(traced, corridor).legs:
            yield leg, Basis.CORRIDOR, (Subject.CORRIDOR, corridor)


def _latest(traced: TracedData) -> dict[tuple[Subject, str], list[Figure]]:
    """Return the latest figure of each series of all traffic by weight or in TEU, by subject."""
    known = [
        figure
        for figure in traced.atlas.catalogue.figures
        if figure.flow is Flow.ALL and figure.unit in (_TONNES, _TEU)
    ]
    series = traffics(known, today=traced.atlas.states().day.year)
    rows = sorted(series, key=lambda each: (each.subject, each.object))
    groups = groupby(rows, key=lambda each: (each.subject, each.object))
    return {subject: [each.latest for each in group] for subject, group in groups}


def _fit(
    latest: dict[tuple[Subject, str], list[Figure]],
    basis: Basis,
    subject: tuple[Subject, str],
    leg: TracedLeg,
) -> Iterator[Load]:
    """Yield what is told of a subject for the mode of a leg.

    All modes together tell nothing of one of them at a crossing that several pass.
    """
    mode = "sea" if str(leg.leg.mode) in WATER else str(leg.leg.mode)
    modes = (mode,) if basis is Basis.GATE else ("", mode)
    for figure in latest.get(subject, []):
        if figure.mode in modes:
            factor = 1.0 if figure.unit == _TONNES else teu_weight().tonnes
            yield Load(figure.value * factor, basis, figure)


def _gates(traced: TracedData, leg: TracedLeg) -> tuple[str, ...]:
    """Return the crossings and yards at which a leg ends or which it passes."""
    crossed = [event.place for event in leg.events if event.kind == "border" and event.place]
    places = traced.atlas.places
    stops = [stop for stop in leg.stops if places[stop].kind in _GATES]
    return tuple(dict.fromkeys([*stops, *crossed]))


def _order(load: Load) -> tuple[int, bool, int, float]:
    return list(Basis).index(load.basis), load.is_turned, -load.figure.year, -load.tonnes


def least_two(course: Course) -> tuple[Figure, Figure] | None:
    """Return the least capacity in tonnes known on a main route, and the next.

    Of each place and leg the latest counts. None where fewer are known: one alone is the least of
    nothing.
    """
    found = sorted(_capacities(course).values(), key=lambda figure: (figure.value, figure.object))
    return None if len(found) <= 1 else (found[0], found[1])


def _capacities(course: Course) -> dict[str, Figure]:
    latest: dict[str, Figure] = {}
    for figure in sorted(course.figures, key=lambda each: each.year):
        fits = (figure.quantity, figure.flow, figure.unit) == (
            Quantity.CAPACITY, Flow.ALL, _TONNES,
        )  # fmt: skip
        part = figure.scope in (Subject.PLACE, Subject.LEG)
        if fits and part and course.is_on_main(figure.scope, figure.object):
            latest[figure.object] = figure
    return latest
