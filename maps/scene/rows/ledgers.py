"""The ledger of a corridor's main route as rows of the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.ledger.rates.model import Quality
from corridors.ledger.verbs import atlas_book, route_ledger
from geodata.errors import InputError

if TYPE_CHECKING:
    from corridors.ledger.lines import Figure, Line
    from corridors.ledger.rates.book import RateBook
    from corridors.traced import Traced
    from maps.scene.rows.json_types import LedgerFigureJson, LedgerJson, LedgerLineJson
    from maps.words.language import Language

__all__ = ["Ledgers"]

_QUALITIES = [str(quality) for quality in Quality]


class Ledgers:
    """The ledgers of the main routes of corridors, in a language.

    An atlas whose places are not those that the rates speak of has none: the page is drawn without.
    """

    def __init__(self, traced: Traced, language: Language) -> None:
        self._traced = traced
        self._language = language
        try:
            self._book: RateBook | None = atlas_book(traced.atlas)
        except InputError:
            self._book = None

    def of(self, corridor: str) -> LedgerJson | None:
        """Return the ledger of the main route of a corridor, None where it has no route."""
        if self._book is None or not self._traced.refs.get(corridor):
            return None
        found = route_ledger(self._traced, corridor, rates=self._book)
        return {
            "shipped": self._language.pick(dict(found.profile.name)),
            "year": found.year,
            "lines": [self._line(line) for line in found.lines if line.counted],
        }

    def _line(self, line: Line) -> LedgerLineJson:
        return (
            line.what,
            self._where(line),
            line.country,
            round(line.start_km, 1),
            round(line.km, 1),
            _figure(line.hours, 2),
            _figure(line.usd, 0),
        )

    def _where(self, line: Line) -> str:
        """Return the name of the place of a stop, of a leg nothing: the page knows its country."""
        places = self._traced.atlas.places
        if line.kind == "leg" or not line.place:
            return ""
        return places[line.place].name(self._language.tag) if line.place in places else line.place


def _figure(figure: Figure | None, digits: int) -> LedgerFigureJson | None:
    if figure is None:
        return None
    of = figure.range
    low, mode, high = (round(value, digits) for value in (of.low, of.mode, of.high))
    return low, mode, high, _QUALITIES.index(str(figure.quality))
