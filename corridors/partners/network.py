"""The partner network: which hubs carry the flows of some countries over the corridors.

The lines are clipped to the countries: what a flow does outside of them, and at sea, asks for no
site. A flow belongs to the question where it has a stretch in them longer than the bound, so that
it needs a site at all. Candidates are the hubs and cities on the corridors there, with something
open to them. Of choices that capture alike, hubs that stand are preferred to cities, and those that
carry more to those that carry less.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from corridors.partners.capture import (
    Answer,
    CaptureProblem,
    Demand,
    Window,
    choose,
    improve,
    minimal,
    windows_of,
)
from corridors.partners.roles import role_of
from corridors.partners.terms import NO_TERMS, Terms, groups_of
from corridors.partners.ways import places_of, runs_within
from geodata.errors import InputError, Problem, did_you_mean
from geodata.places.model import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from corridors.graph.data import GraphData
    from corridors.partners.importance import Importance
    from geodata.arrays import Floats

WITHIN_KM = 800.0
GAP = 0.008
"""Relative gap asked of the solver; with the preference among equal choices it stays under 1%."""
_PREFER = 1e-5
_HUB_SHARE = 0.6


@dataclass(frozen=True, eq=False)
class Partners:
    """A network of partners.

    Attributes
    ----------
    candidates
        Ids, in order.
    total
        Weight of the flows that need a site.
    """

    found: Importance
    countries: frozenset[str] | None
    within_km: float
    terms: Terms
    candidates: tuple[str, ...]
    problem: CaptureProblem
    total: float
    answer: Answer

    def __repr__(self) -> str:
        return f"<Partners: {len(self.answer.sites)} sites of {len(self.candidates)} candidates>"

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Return the ids of the sites, the one that most is lost without first."""
        return tuple(self.candidates[row] for row in sorted(self.answer.sites, key=self._order))

    def _order(self, row: int) -> tuple[float, float, str]:
        place = self.candidates[row]
        return -self._adds(row), -self.found.share(place), place

    def _adds(self, row: int) -> float:
        """Return the share of the flows that is captured no longer without a site."""
        others = set(self.answer.sites) - {row}
        return self.problem.captured(self.answer.sites) - self.problem.captured(others)

    def adds(self, place: str) -> float:
        """Return the share of the flows that is captured no longer without a site."""
        return self._adds(self.candidates.index(place))

    def score(self, shortlist: Sequence[str]) -> dict[str, Any]:
        """Return what a list of one's own captures, and the most that so many sites can.

        Raises
        ------
        InputError
            Naming what is no candidate.
        """
        rows = rows_of(shortlist, self.candidates, "the shortlist")
        best = choose(self.problem, len(set(rows)), gap=GAP)
        return {
            "sites": list(shortlist),
            "captured_share": self.problem.captured(rows),
            "best_share": best.captured,
            "bound": best.bound,
        }

    def frontier(self) -> list[dict[str, float]]:
        """Return the captured share for every number of sites up to that of the network."""
        least = max(1, len(self.problem.fixed), sum(n for _, n in self.problem.at_least))
        answers = [
            (number, choose(self.problem, number, gap=GAP))
            for number in range(least, len(self.answer.sites) + 1)
        ]
        return [
            {"sites": number, "captured_share": answer.captured, "gap": answer.gap}
            for number, answer in answers
        ]


def partners(
    found: Importance,
    *,
    sites: int,
    countries: Collection[str] | None = None,
    within_km: float = WITHIN_KM,
    terms: Terms = NO_TERMS,
) -> Partners:
    """Choose the sites that capture the most flow.

    Parameters
    ----------
    found
        The flows with their best ways.
    within_km
        No stretch longer than this may be without a site.

    Raises
    ------
    InputError
        Limits that contradict each other, unknown sites, or no flow that needs a site.
    """
    if not (np.isfinite(within_km) and within_km > 0.0) or sites < 1:
        raise InputError(f"{sites} sites within {within_km:g} km: both must be over 0")
    where = None if countries is None else frozenset(countries)
    candidates = _candidates(found, where, terms)
    demands, total = _demands(found, where, within_km, candidates, terms)
    if not demands:
        raise InputError(f"no flow has a stretch over {within_km:g} km there, so none needs a site")
    problem = CaptureProblem(
        demands,
        _preference(found, candidates),
        *_chosen(candidates, terms, sites),
        at_least=tuple(groups_of(found, candidates, terms, sites)),
        capacity=_capacities(candidates, terms, total),
    )
    answer = improve(problem, choose(problem, sites, gap=GAP))
    return Partners(found, where, within_km, terms, candidates, problem, total, answer)


def _candidates(
    found: Importance, countries: frozenset[str] | None, terms: Terms
) -> tuple[str, ...]:
    """Return the hubs and cities on the corridors that something open leads to."""
    places = found.traced.atlas.hub_places
    graph = found.graph.without(terms.closed) if terms.closed else found.graph
    every = tuple(
        place
        for place in graph.places
        if place in places
        and role_of(places[place]) is not None
        and (countries is None or places[place].country in countries)
        and _is_open(graph, place, places[place].kind)
    )
    kept = rows_of(terms.only, every, "candidates")
    return tuple(every[row] for row in sorted(kept)) if kept else every


def _is_open(graph: GraphData, place: str, kind: str) -> bool:
    """Tell whether a place can be passed: of a crossing, whether its border can."""
    rows = graph.named[place][graph.open[graph.named[place]]]
    kinds = {graph.edges[row].kind for row in rows.tolist()}
    return "border" in kinds if kind == Kind.BORDER_CROSSING else "leg" in kinds


def _demands(
    found: Importance,
    countries: frozenset[str] | None,
    within_km: float,
    candidates: Sequence[str],
    terms: Terms,
) -> tuple[tuple[Demand, ...], float]:
    """Return the flows that need a site by their windows, as shares of all that do."""
    number = {place: row for row, place in enumerate(candidates)}
    closed = found.graph.without(terms.closed).open if terms.closed else found.graph.open
    weights: dict[tuple[frozenset[Window], frozenset[int]], float] = {}
    total = 0.0
    for way in found.ways:
        windows, needed, passed = set[Window](), False, set[int]()
        for length_km, stops in runs_within(found.graph, way.rows, countries):
            own = [(km, number[place]) for place, km in stops if place in number]
            needed |= length_km > within_km
            windows |= windows_of(own, length_km, within_km)
            passed |= {row for _, row in own}
        if needed:
            total += way.flow.weight
        if windows and closed[list(way.rows)].all():
            key = (minimal(windows), frozenset(passed) if terms.capacity else frozenset())
            weights[key] = weights.get(key, 0.0) + way.flow.weight
    ordered = sorted(weights.items(), key=lambda item: (-item[1], _key(item[0][0])))
    return tuple(Demand(*key, weight / total) for key, weight in ordered), total


def _key(windows: frozenset[Window]) -> list[list[int]]:
    return sorted(sorted(window) for window in windows)


def _preference(found: Importance, candidates: Sequence[str]) -> Floats:
    places = found.traced.atlas.hub_places
    share = np.array([found.share(place) for place in candidates])
    stands = np.array([places[place].kind != Kind.CITY for place in candidates])
    most = share.max(initial=0.0) or 1.0
    return np.asarray(_PREFER * (_HUB_SHARE * stands + (1.0 - _HUB_SHARE) * share / most))


def rows_of(words: Sequence[str], candidates: Sequence[str], what: str) -> frozenset[int]:
    """Return the numbers of candidates by id.

    Raises
    ------
    InputError
        Naming every one that is no candidate.
    """
    number = {place: row for row, place in enumerate(candidates)}
    problems = [
        Problem("", word, f"in {what} is no candidate", did_you_mean(word, number))
        for word in words
        if word not in number
    ]
    if problems:
        raise InputError(problems)
    return frozenset(number[word] for word in words)


def _chosen(
    candidates: Sequence[str], terms: Terms, sites: int
) -> tuple[frozenset[int], frozenset[int]]:
    fixed = rows_of(terms.fixed, candidates, "fixed")
    forbidden = rows_of([w for w in terms.forbidden if w in candidates], candidates, "forbidden")
    if both := sorted(candidates[row] for row in fixed & forbidden):
        raise InputError(f"{', '.join(both)}: fixed and forbidden at once")
    if len(fixed) > sites or sites > len(candidates) - len(forbidden):
        raise InputError(
            f"{sites} sites: {len(fixed)} are fixed, and there are "
            f"{len(candidates) - len(forbidden)} candidates"
        )
    return fixed, forbidden


def _capacities(candidates: Sequence[str], terms: Terms, total: float) -> dict[int, float]:
    common = terms.capacity.get("")
    named = {word: value for word, value in terms.capacity.items() if word}
    rows_of(list(named), candidates, "capacities")
    return {
        row: value / total
        for row, place in enumerate(candidates)
        if (value := named.get(place, common)) is not None
    }


def ways_through(network: Partners, place: str) -> tuple[str, str] | None:
    """Return the ends of the largest flow that passes a place, None where none does."""
    passing = [
        way.flow for way in network.found.ways if place in places_of(network.found.graph, way.rows)
    ]
    if not passing:
        return None
    largest = max(passing, key=lambda flow: (flow.weight, flow.start, flow.end))
    return largest.start, largest.end
