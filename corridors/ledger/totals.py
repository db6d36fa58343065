"""Totals of a ledger: sums of its lines, and what they come to when every range is drawn from.

Each figure is a triangular distribution between its low and its high, with the peak at its mode.
A rate that several lines rest on is drawn once, so that those lines vary together.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from corridors.ledger.lines import MEASURES
from corridors.ledger.rates.model import ZERO, Quality, Range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from corridors.ledger.lines import Line

DRAWS = 10_000
SEED = 20_241_128
PERCENTILES = (5.0, 50.0, 95.0)
_DIGITS = 12
"""Multiples of one range have one shape, but for the last digits of a division."""


@dataclass(frozen=True, slots=True)
class Total:
    """What the lines of a ledger come to in one measure.

    Attributes
    ----------
    range
        Sums of the lows, the modes and the highs: every line at its best, as usual, at its worst.
    p5, p50, p95
        Percentiles of the draws.
    """

    range: Range
    p5: float
    p50: float
    p95: float


@lru_cache(maxsize=4096)
def _uniform(rate: str, seed: int, draws: int) -> NDArray[np.float64]:
    """Return the draws of a rate, the same wherever it is used."""
    digest = hashlib.sha256(rate.encode()).digest()
    words = [seed, *np.frombuffer(digest, dtype="<u4").tolist()]
    return np.random.default_rng(words).random(draws)


def triangular(share: NDArray[np.float64], range_: Range) -> NDArray[np.float64]:
    """Return the quantiles of a triangular distribution.

    Parameters
    ----------
    share
        Between 0 and 1.
    """
    width = range_.high - range_.low
    if width <= 0.0:
        return np.full_like(share, range_.mode)
    rising = (range_.mode - range_.low) / width
    low = range_.low + np.sqrt(share * width * (range_.mode - range_.low))
    high = range_.high - np.sqrt((1.0 - share) * width * (range_.high - range_.mode))
    return np.where(share < rising, low, high)


def drawn(
    lines: Sequence[Line], measure: str, *, seed: int = SEED, draws: int = DRAWS
) -> NDArray[np.float64]:
    """Return the totals of a measure over the draws, shape (draws,)."""
    return drawn_sum(_claims(lines, measure), seed=seed, draws=draws)


def drawn_sum(
    claims: Iterable[tuple[str, Range]], *, seed: int = SEED, draws: int = DRAWS
) -> NDArray[np.float64]:
    """Return the sums of figures over the draws, shape (draws,).

    Parameters
    ----------
    claims
        The rate of each figure, and the figure. A rate is drawn once, and the same whatever else
        is in the sum.
    """
    total = np.zeros(draws)
    for shape, scale in _alike(claims).items():
        total += scale * _drawn_shape(*shape, seed, draws)
    return total


@lru_cache(maxsize=4096)
def _drawn_shape(rate: str, low: float, mode: float, seed: int, draws: int) -> NDArray[np.float64]:
    """Return the draws of a rate whose high is 1."""
    return triangular(_uniform(rate, seed, draws), Range(low, mode, 1.0))


def _claims(lines: Sequence[Line], measure: str) -> Iterator[tuple[str, Range]]:
    """Yield the figures that count, by rate; a line without a rate is drawn by itself."""
    for number, line in enumerate(lines):
        figure = line.figure(measure)
        if figure is not None and line.counted:
            yield figure.rate or f"line {number}", figure.range


def _alike(claims: Iterable[tuple[str, Range]]) -> dict[tuple[str, float, float], float]:
    """Return the sums of highs by rate and shape: low and mode as shares of the high.

    Figures of one rate vary together. Those of one shape are multiples of each other, so that
    their sum is triangular too.
    """
    sums: dict[tuple[str, float, float], float] = {}
    for rate, of in claims:
        if of.high == 0.0:
            continue
        key = rate, round(of.low / of.high, _DIGITS), round(of.mode / of.high, _DIGITS)
        sums[key] = sums.get(key, 0.0) + of.high
    return sums


def total(lines: Sequence[Line], measure: str, *, seed: int = SEED, draws: int = DRAWS) -> Total:
    """Return the total of a measure."""
    spread = np.percentile(drawn(lines, measure, seed=seed, draws=draws), PERCENTILES)
    p5, p50, p95 = (float(value) for value in spread)
    return Total(summed(lines, measure), p5, p50, p95)


def summed(lines: Sequence[Line], measure: str) -> Range:
    """Return the sums of lows, modes and highs of the lines that count."""
    result = ZERO
    for line in lines:
        figure = line.figure(measure)
        if figure is not None and line.counted:
            result = result.plus(figure.range)
    return result


def by(lines: Sequence[Line], measure: str, key: Callable[[Line], str]) -> dict[str, float]:
    """Return the modes of a measure by a key of the lines, sorted by the key."""
    sums: dict[str, float] = {}
    for line in lines:
        figure = line.figure(measure)
        if figure is not None and line.counted:
            sums[key(line)] = sums.get(key(line), 0.0) + figure.range.mode
    return {name: sums[name] for name in sorted(sums)}


def by_quality(lines: Sequence[Line]) -> dict[str, dict[str, float]]:
    """Return for each measure the shares of its modes by quality, best first; they sum to 1."""
    shares: dict[str, dict[str, float]] = {}
    for measure in MEASURES:
        quality = by(lines, measure, lambda line, m=measure: _quality(line, m))  # type: ignore[misc]
        whole = sum(quality.values())
        shares[measure] = {
            str(one): quality.get(str(one), 0.0) / whole if whole else 0.0 for one in Quality
        }
    return shares


def _quality(line: Line, measure: str) -> str:
    figure = line.figure(measure)
    return "" if figure is None else str(figure.quality)
