"""What edges of the graph cost: the rates of the ledger, asked once for each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridors.graph.data import Claim
from corridors.ledger.lines import MEASURES, Writer
from corridors.ledger.rates.model import Measure
from corridors.ledger.stops import Course, Stop, Stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridors.graph.data import Edge, Node
    from corridors.graph.pieces import Piece
    from corridors.ledger.lines import Line
    from corridors.ledger.rates.book import RateBook
    from geodata.arrays import Floats, Mask


Row = tuple["Node", "Node", "Edge", float, "Cost"]
"""An edge of the graph from node to node, its km, and what it costs."""


class Cost(NamedTuple):
    """What an edge costs.

    Attributes
    ----------
    figures
        Low, mode, high by measure, shape (3, 3).
    known
        Which measures rest on a rate, shape (3,).
    claims
        The rates that the figures are sums of.
    lines
        The lines of a ledger that the figures are sums of.
    """

    figures: Floats
    known: Mask
    claims: tuple[Claim, ...] = ()
    lines: tuple[Line, ...] = ()

    def without_hours(self, note: str) -> Cost:
        """Return the cost without its hours; the note says why."""
        measure = MEASURES.index("hours")
        figures, known = self.figures.copy(), self.known.copy()
        figures[measure], known[measure] = 0.0, False
        kept = tuple(claim for claim in self.claims if claim.measure != measure)
        lines = tuple(replace(line, hours=None, note=note) for line in self.lines)
        return Cost(figures, known, kept, lines)

    def plus_share(self, rest: Cost, share: float) -> Cost:
        """Return the cost with a share of another one; what rests on no rate stays unknown."""
        shared = tuple(claim.times(share) for claim in rest.claims)
        lines = tuple(line.times(share) for line in rest.lines)
        return Cost(
            self.figures + rest.figures * share,
            self.known,
            self.claims + shared,
            self.lines + lines,
        )


@dataclass(frozen=True)
class Pricer:
    """Prices pieces and stops by writing lines of a ledger."""

    writer: Writer
    _stops: dict[Stop, Cost] = field(default_factory=dict, repr=False, compare=False)

    @property
    def book(self) -> RateBook:
        """Return the book of rates."""
        return self.writer.book

    def legs(self, pieces: Sequence[Piece]) -> list[Cost]:
        """Return the cost of the pieces of one leg, in order; rest is shared out by driving."""
        stretches = tuple(_stretch(piece) for piece in pieces)
        first = pieces[0]
        lines = self.writer.lines(_course(first.corridor, first.link, stretches, ()))
        driven = [line for line in lines if line.kind == "leg"]
        rests = [line for line in lines if line.kind != "leg"]
        costs = [_sum([line]) for line in driven]
        hours = np.array([cost.figures[0, 1] for cost in costs])
        if not rests or hours.sum() <= 0.0:
            return costs
        rest, shares = _sum(rests), (hours / hours.sum()).tolist()
        return [cost.plus_share(rest, part) for cost, part in zip(costs, shares, strict=True)]

    def stop(self, stop: Stop) -> Cost:
        """Return the cost of a stop, written once for all edges that are the same stop."""
        if stop not in self._stops:
            lines = self.writer.lines(_course("", (stop.places[0],) * 2, (), (stop,)))
            self._stops[stop] = _sum(lines)
        return self._stops[stop]

    def holds_gauge(self, border: Stop) -> bool:
        """Tell whether the hours of a border hold the change of gauge near it."""
        rates = [line.hours.rate for line in self.stop(border).lines if line.hours]
        return any(str(Measure.DWELL_GAUGE) in self.book.by_id[rate].includes for rate in rates)


def _stretch(piece: Piece) -> Stretch:
    return Stretch(
        piece.ref,
        piece.link,
        piece.mode,
        _priced_in(piece),
        piece.start_km,
        piece.km,
        piece.voyage_km,
    )


def _priced_in(piece: Piece) -> str:
    """Return the country that holds most km of a piece, as a ledger prices its stretches."""
    return max(piece.by_country, key=lambda pair: pair[1])[0] if piece.by_country else piece.country


def _course(
    corridor: str,
    ends: tuple[str, str],
    stretches: tuple[Stretch, ...],
    stops: tuple[Stop, ...],
) -> Course:
    return Course("", corridor, ends, (), ((), ()), stretches, stops)


def _sum(lines: Sequence[Line]) -> Cost:
    figures, known = np.zeros((len(MEASURES), 3)), np.zeros(len(MEASURES), dtype=bool)
    claims: list[Claim] = []
    for line in lines:
        for row, measure in enumerate(MEASURES):
            if (figure := line.figure(measure)) is not None:
                claim = Claim(row, figure.rate, figure.range)
                figures[row] += claim.bounds
                known[row] = True
                claims.append(claim)
    return Cost(figures, known, tuple(claims), tuple(lines))


def priced(pricer: Pricer, pieces: Sequence[Piece]) -> list[Cost]:
    """Return the cost of each piece; those of one leg stand together."""
    return [
        cost
        for _, group in groupby(pieces, key=lambda piece: piece.ref)
        for cost in pricer.legs(list(group))
    ]
