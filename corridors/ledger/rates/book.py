"""The book of rates: one's own before ours, and the one that holds for a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from corridors.ledger.rates.folders import check_folder, read_sources, shipped
from corridors.ledger.rates.model import Quality
from corridors.ledger.rates.profiles import Profiles, read_profiles
from corridors.ledger.rates.reading import read_rates

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Sequence

    from corridors.ledger.rates.model import Measure, Range, Rate, RateSource, Scope
    from corridors.ledger.rates.profiles import Level

_BEST = {quality: rank for rank, quality in enumerate(Quality)}


@dataclass(frozen=True, slots=True)
class Question:
    """What a rate is wanted for.

    Attributes
    ----------
    measures
        Any of these, the first one found wins.
    modes
        Modes that suit; a rate for ``any`` suits too.
    services
        Kinds of service, the wanted one first.
    units
        Units that can be used.
    year
        The year of the profile.
    places
        Ids of the place, and of those that stand for it.
    country, other, way
        The country; on a border the one on whose side, the one beyond, and ``in`` or ``out``.
    link
        The two places between which a leg runs.
    corridor
        Id of the corridor.
    """

    measures: tuple[Measure, ...]
    modes: tuple[str, ...]
    services: tuple[str, ...]
    units: tuple[str, ...]
    year: int
    places: tuple[str, ...] = ()
    country: str = ""
    other: str = ""
    way: str = ""
    link: frozenset[str] = frozenset()
    corridor: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A rate that was found.

    Attributes
    ----------
    level
        How near to the subject.
    aged
        Older than the profile's bound.
    """

    rate: Rate
    level: Level
    aged: bool
    range: Range
    """In the unit of the rate; ends that no source states are multiples of the mode."""


@dataclass(frozen=True)
class RateBook:
    """Rates, their sources and the profiles.

    Attributes
    ----------
    shelves
        Rates by folder; what the first one knows goes before what the next one knows.
    """

    shelves: tuple[tuple[Rate, ...], ...]
    sources: dict[str, RateSource]
    profiles: Profiles
    _answers: dict[Question, Found | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Return all rates, one's own first."""
        return tuple(rate for shelf in self.shelves for rate in shelf)

    @cached_property
    def by_id(self) -> dict[str, Rate]:
        """Return the rates by id; of two folders that share one, the first one's."""
        return {rate.id: rate for rate in reversed(self.rates)}

    def find(self, question: Question) -> Found | None:
        """Return the rate that holds for a question, None where none does.

        One's own rates go before ours at every level. Within a level, the wanted kind of service
        goes first, then the newest year not after the question's, then the best quality.
        """
        if question not in self._answers:
            self._answers[question] = self._found(question)
        return self._answers[question]

    def _found(self, question: Question) -> Found | None:
        modes = (*question.modes, "any")
        for shelf in self._sorted:
            for measure in question.measures:
                fit = [rate for mode in modes for rate in shelf.get((measure, mode), ())]
                if found := self._on_shelf(fit, question):
                    return found
        return None

    @cached_property
    def _sorted(self) -> list[dict[tuple[Measure, str], list[Rate]]]:
        """Return the rates of each shelf by measure and mode."""
        shelves: list[dict[tuple[Measure, str], list[Rate]]] = []
        for rates in self.shelves:
            sorted_rates: dict[tuple[Measure, str], list[Rate]] = {}
            for rate in rates:
                sorted_rates.setdefault((rate.measure, rate.mode), []).append(rate)
            shelves.append(sorted_rates)
        return shelves

    def _on_shelf(self, rates: Sequence[Rate], question: Question) -> Found | None:
        fallback = self.profiles.fallback
        fit = [(rate, level) for rate in rates if (level := self._level(rate, question))]
        if not fit:
            return None
        order = {level: rank for rank, level in enumerate(fallback.levels)}
        rate, level = min(fit, key=lambda pair: (order[pair[1]], *_rank(pair[0], question)))
        aged = question.year - rate.year > fallback.max_age_years
        return Found(rate, level, aged, rate.value(fallback.low_factor, fallback.high_factor))

    def _level(self, rate: Rate, question: Question) -> Level | None:
        """Return how near a rate is to a question, None where it does not hold for it."""
        if rate.service not in question.services or rate.unit not in question.units:
            return None
        if not rate.holds_in(question.year) or not _on_side(rate, question):
            return None
        level = self._scoped(rate.scope, question)
        turned: dict[Level, Level] = {"place": "place+direction", "country": "country+direction"}
        if level in turned and rate.side is not None and rate.side.way != "at":
            level = turned[level]
        return level if level in self.profiles.fallback.levels else None

    def _scoped(self, scope: Scope, question: Question) -> Level | None:
        union = self.profiles.union.get(scope.code, ())
        holds: dict[str, tuple[Level, bool]] = {
            "link": ("link", bool(question.link) and scope.ends == question.link),
            "place": ("place", scope.code in question.places),
            "union": ("union", question.country in union and question.other in union),
            "country": ("country", scope.code == question.country),
            "corridor": ("corridor", scope.code == question.corridor),
            "global": ("global", True),
        }
        level, fits = holds[scope.kind]
        return level if fits else None


def _on_side(rate: Rate, question: Question) -> bool:
    side = rate.side
    if side is None:
        return True
    if side.country != question.country or side.way not in ("at", question.way):
        return False
    return side.other in ("", question.other)


def _rank(rate: Rate, question: Question) -> tuple[int, int, int, int, str]:
    """Return the order of rates of one level: service, pair of countries, year, quality, id."""
    apart = question.year - rate.year
    late = apart if apart >= 0 else 1000 - apart
    exact = 0 if rate.side is not None and rate.side.other else 1
    return question.services.index(rate.service), exact, late, _BEST[rate.quality], rate.id


def read_book(
    folders: Sequence[str | os.PathLike[str]] = (),
    *,
    places: Collection[str],
    corridors: Collection[str],
) -> RateBook:
    """Return the book of the rates that come with the project, after those of one's own folders.

    Parameters
    ----------
    folders
        Folders of one's own, with tables of the form of ``seeds/rates``.
    places, corridors
        Ids that a scope may name.

    Raises
    ------
    InputError
        With every problem of a folder.
    """
    if not folders:
        return _shipped_book(frozenset(places), frozenset(corridors))
    return _read_book(folders, places=places, corridors=corridors)


# A ledger asks for the book each time, and reading it costs more than the ledger itself.
@lru_cache(maxsize=4)
def _shipped_book(places: frozenset[str], corridors: frozenset[str]) -> RateBook:
    return _read_book((), places=places, corridors=corridors)


def _read_book(
    folders: Sequence[str | os.PathLike[str]],
    *,
    places: Collection[str],
    corridors: Collection[str],
) -> RateBook:
    from pathlib import Path

    own = [check_folder(Path(folder)) for folder in folders]
    profiles = read_profiles(list(reversed(own)))
    sources = read_sources(shipped())
    shelves = []
    for folder in (*own, shipped()):
        sources = {**sources, **read_sources(folder)}
        rates = read_rates(
            folder, places=places, unions=profiles.union, corridors=corridors, sources=sources
        )
        shelves.append(tuple(rates))
    return RateBook(tuple(shelves), sources, profiles)
