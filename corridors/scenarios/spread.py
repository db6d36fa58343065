"""What a way comes to when every range is drawn from: percentiles, and what moves them.

The way is fixed: drawn are the rates that its figures rest on, each once, however many edges rest
on it. The draws of a rate depend on its id and the seed alone, so two ways that share a rate vary
together, and nothing depends on what else is computed, or by how many workers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridors.graph.data import MEASURES
from corridors.ledger.totals import DRAWS, PERCENTILES, SEED, Total, drawn_sum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridors.graph.way import Way
    from corridors.ledger.rates.model import Range
    from geodata.arrays import Floats


def draws_of(way: Way, measure: str, *, seed: int = SEED, draws: int = DRAWS) -> Floats:
    """Return what a way comes to in hours, usd or kg_co2e in each draw, shape (draws,)."""
    return drawn_sum(_claims(way, measure), seed=seed, draws=draws)


def total_of(way: Way, measure: str, *, seed: int = SEED, draws: int = DRAWS) -> Total:
    """Return the sums of low, mode and high of a way, and its P5, P50 and P95."""
    found = np.percentile(draws_of(way, measure, seed=seed, draws=draws), PERCENTILES)
    p5, p50, p95 = (float(value) for value in found)
    return Total(getattr(way, measure), p5, p50, p95)


def _claims(way: Way, measure: str) -> Iterator[tuple[str, Range]]:
    at = MEASURES.index(measure)
    for row in way.rows:
        for claim in way.graph.claims[row]:
            if claim.measure == at:
                yield claim.rate, claim.range
