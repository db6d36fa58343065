"""What a way comes to when every range is drawn from: percentiles, and what moves them.

The way is fixed: drawn are the rates that its figures rest on, each once, however many edges rest
on it. The draws of a rate depend on its id and the seed alone, so two ways that share a rate vary
together, and nothing depends on what else is computed, or by how many workers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.data import MEASURES
from corridors.ledger.rates.model import Range
from corridors.ledger.totals import DRAWS, PERCENTILES, SEED, Total, drawn_sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.graph.way import Way
    from geodata.arrays import Floats


def draws_of(way: Way, measure: str, *, seed: int = SEED, draws: int = DRAWS) -> Floats:
    """Return what a way comes to in hours, usd or kg_co2e in each draw, shape (draws,)."""
    return drawn_sum(_claims(way, measure), seed=seed, draws=draws)


def total_of(way: Way, measure: str, *, seed: int = SEED, draws: int = DRAWS) -> Total:
    """Return the sums of low, mode and high of a way, and its P5, P50 and P95."""
    found = np.percentile(draws_of(way, measure, seed=seed, draws=draws), PERCENTILES)
    p5, p50, p95 = (float(value) for value in found)
    return Total(getattr(way, measure), p5, p50, p95)


@dataclass(frozen=True, slots=True)
class Influence:
    """How far one rate moves the total of a way.

    Attributes
    ----------
    correlation
        Of ranks (Spearman): of what rests on the rate with the total, -1 to 1.
    range
        What rests on the rate in all.
    places
        Stops, and ends of pieces of legs, that rest on it.
    """

    rate: str
    correlation: float
    range: Range
    places: tuple[str, ...]

    def record(self) -> dict[str, object]:
        """Return it as keys of JSON."""
        of = self.range
        return {
            "rate": self.rate,
            "correlation": self.correlation,
            "low": of.low,
            "mode": of.mode,
            "high": of.high,
            "places": list(self.places),
        }


def tornado(
    way: Way, measure: str, *, top: int = 10, seed: int = SEED, draws: int = DRAWS
) -> list[Influence]:
    """Return the rates that move the total of a way most, the strongest first.

    By rank correlation over the draws; a rate without a range moves nothing and is left out.
    """
    total = _ranks(draws_of(way, measure, seed=seed, draws=draws))
    by_rate: dict[str, list[Range]] = {}
    for rate, range_ in _claims(way, measure):
        by_rate.setdefault(rate, []).append(range_)
    found = []
    for rate, ranges in by_rate.items():
        whole = reduce(Range.plus, ranges)
        if whole.high > whole.low:
            drawn = drawn_sum([(rate, each) for each in ranges], seed=seed, draws=draws)
            share = float(np.corrcoef(_ranks(drawn), total)[0, 1])
            found.append(Influence(rate, share, whole, _places(way, measure, rate)))
    return sorted(found, key=lambda each: (-abs(each.correlation), each.rate))[:top]


def _ranks(values: Floats) -> Floats:
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def _places(way: Way, measure: str, rate: str) -> tuple[str, ...]:
    graph, at = way.graph, MEASURES.index(measure)
    on_it = [
        row
        for row in way.rows
        if any((claim.rate, claim.measure) == (rate, at) for claim in graph.claims[row])
    ]
    return tuple(
        dict.fromkeys(graph.edges[row].gate or graph.nodes[graph.tail[row]].place for row in on_it)
    )


def _claims(way: Way, measure: str) -> Iterator[tuple[str, Range]]:
    at = MEASURES.index(measure)
    for row in way.rows:
        for claim in way.graph.claims[row]:
            if claim.measure == at:
                yield claim.rate, claim.range
