"""What edges of the graph cost: the rates of the ledger, asked once for each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from corridors.ledger.lines import MEASURES, Writer
from corridors.ledger.rates.model import Measure
from corridors.ledger.stops import Course, Stop, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridors.graph.pieces import Piece
    from corridors.ledger.lines import Line
    from corridors.ledger.rates.book import RateBook
    from geodata.arrays import Floats, Mask

Cost = tuple["Floats", "Mask"]
"""Figures as low, mode, high by measure, shape (3, 3), and which rest on a rate, shape (3,)."""


@dataclass(frozen=True)
class Pricer:
    """Prices pieces and stops by writing lines of a ledger."""

    writer: Writer

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
        hours = np.array([figures[0, 1] for figures, _ in costs])
        if rests and hours.sum() > 0.0:
            rest, _ = _sum(rests)
            share = hours / hours.sum()
            costs = [
                (figures + rest * part, known)
                for (figures, known), part in zip(costs, share.tolist(), strict=True)
            ]
        return costs

    def stop(self, stop: Stop) -> Cost:
        """Return the cost of a stop."""
        return _sum(self.writer.lines(_course("", (stop.places[0],) * 2, (), (stop,))))

    def holds_gauge(self, border: Stop) -> bool:
        """Tell whether the hours of a border hold the change of gauge near it."""
        lines = self.writer.lines(_course("", (border.places[0],) * 2, (), (border,)))
        rates = [line.hours.rate for line in lines if line.hours]
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


def _sum(lines: Iterable[Line]) -> Cost:
    figures, known = np.zeros((len(MEASURES), 3)), np.zeros(len(MEASURES), dtype=bool)
    for line in lines:
        for row, measure in enumerate(MEASURES):
            if (figure := line.figure(measure)) is not None:
                figures[row] += (figure.range.low, figure.range.mode, figure.range.high)
                known[row] = True
    return figures, known


def priced(pricer: Pricer, pieces: Sequence[Piece]) -> list[Cost]:
    """Return the cost of each piece; those of one leg stand together."""
    return [
        cost
        for _, group in groupby(pieces, key=lambda piece: piece.ref)
        for cost in pricer.legs(list(group))
    ]
