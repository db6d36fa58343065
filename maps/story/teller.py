"""What steps of a story are made of: words and numbers of one language, blocks, a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast

from corridors.definitions.vocabulary import LegStatus
from maps.story.model import Index, blank, box
from maps.words.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from corridors.hubs.coverage import Coverage
    from maps.scene.json_types import BlockJson, StepJson
    from maps.scene.model import Leg, Scene, Strip

_LIST = 14


class Words:
    """Words and numbers of a language, by its tag ``lang``."""

    lang: str

    @property
    def language(self) -> Language:
        """The language of the story."""
        return Language(self.lang)

    def word(self, key: str, *values: object) -> str:
        """Return a word of the language, its gaps filled."""
        return self.language.words("story").get(key, key).format(*values)

    def figure(self, value: float | None) -> str:
        """Return a whole number as the language writes it; a dash where there is none."""
        if value is None:
            return "\u2013"
        return self.language.number(value)

    def km(self, value: float | None) -> str:
        """Return a length with its unit."""
        return self.word("story_km", self.figure(value))

    def listed(self, names: Iterable[str]) -> str:
        """Return names in a row, parted as the language does."""
        return self.word("comma").join(names)

    def plural(self, key: str, count: int) -> str:
        """Return a number with its word in the form that it asks for."""
        return self.language.plural(key, count)


@dataclass(frozen=True, eq=False)
class Speaker(Words):
    """Words and numbers of a language and nothing else."""

    lang: str


@dataclass(frozen=True, eq=False)
class Teller(Words):
    """Writes about one scene in one language.

    Attributes
    ----------
    coverage : corridors.coverage.Coverage, optional
        What lies within reach of a hub; its bands must be the scene's first overlay.
    published
        Comparable published lengths, as `maps.story.compose.published_legs` gives them.
    """

    scene: Scene
    lang: str
    coverage: Coverage | None = None
    published: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def index(self) -> Index:
        """The scene's names."""
        return Index(self.scene)

    def step(self, corridor: int, over: str, **given: Any) -> StepJson:  # noqa: ANN401
        """Return a step of the appendix about a corridor, with its legs lit and in view."""
        row = self.scene.corridors[corridor]
        legs = given.get("legs") or self.index.legs_of(corridor)
        return blank(
            title=row.name,
            chapter=self.word("story_appendix", row.name),
            over=self.word(over),
            only=[corridor],
            lit=corridor,
            view=box(self.index, legs, (), self.scene),
            **given,
        )

    def legs(self, corridor: int) -> list[Leg]:
        """Return the legs of a corridor that are there at the date."""
        return [leg for leg in self.scene.legs if corridor in leg.users and leg.status]

    def main(self, corridor: int) -> int | None:
        """Return the number of a corridor's main route, else of its first, None without routes."""
        routes = self.scene.routes
        own = [i for i, route in enumerate(routes) if route.corridor == corridor]
        return next((i for i in own if routes[i].is_main), own[0] if own else None)

    def leg_name(self, ref: str) -> str:
        """Return what a leg of the scene is called, its reference where it is not drawn."""
        leg = self.index.legs.get(ref)
        return ref if leg is None else self.scene.legs[leg].name

    def strip(self, route: int | None) -> Strip | None:
        """Return the strip of a route, None where none was made."""
        strips = self.scene.strips
        return None if route is None or not strips else strips[route]

    def used(self, km: float, legs: Iterable[Leg]) -> str:
        """Return the km in use, and how many of them with limited service."""
        limited = round(total(leg for leg in legs if leg.status == "limited"))
        used = self.figure(km)
        return self.word("story_of_limited", used, self.figure(limited)) if limited else used

    def bars(self, name: str, km: Mapping[str, float], label: Callable[[str], str]) -> BlockJson:
        """Return a block of bars, km by key; what is shorter than one is left out."""
        rows = [(label(key), round(value)) for key, value in km.items() if value >= 1]
        return block("bars", self.word(name), rows)

    def note_length(self, legs: Iterable[Leg]) -> str:
        """Return the key of the note on how lengths were measured."""
        beside = any(leg.id in self.published for leg in legs)
        return "story_note_published" if beside else "story_note_length"

    def note_shape(self, legs: Iterable[Leg]) -> str:
        """Return how many km are drawn in which way."""
        km = summed((shape, value) for leg in legs for shape, value in leg.by_shape.items())
        parts = [f"{self.word(f'shape_{shape}')} {self.km(value)}" for shape, value in km.items()]
        return self.word("story_note_shape", "; ".join(parts)) if parts else ""

    def note_sources(self, legs: Iterable[Leg]) -> str:
        """Return the pages that legs cite."""
        cited = dict.fromkeys(number for leg in legs for number in leg.sources)
        titles = [self.scene.sources[number].title for number in cited]
        listed = "; ".join(titles[:_LIST]) + ("; \u2026" if len(titles) > _LIST else "")
        return self.word("story_note_sources", self.figure(len(titles))) + (
            f"\n\n{listed}" if titles else ""
        )


def block(kind: str, name: str, rows: Sequence[str | tuple[str, float | str]]) -> BlockJson:
    """Return a block as the page takes it."""
    return {"kind": kind, "name": name, "rows": list(rows)}


def fact_block(rows: Sequence[tuple[str, float | str]], name: str = "") -> BlockJson:
    """Return a block of labels with values."""
    return block("facts", name, [cast("tuple[str, str]", list(row)) for row in rows])


def is_used(leg: Leg) -> bool:
    """Tell whether freight runs on a leg of the scene."""
    return bool(leg.status) and LegStatus(leg.status).in_use


def is_idle(leg: Leg) -> bool:
    """Tell whether a leg of the scene stands and no freight runs on it."""
    return bool(leg.status) and LegStatus(leg.status).is_built and not is_used(leg)


def total(legs: Iterable[Leg]) -> float:
    """Return the km of legs."""
    return sum(leg.km or 0.0 for leg in legs)


def summed(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return sums by key, the largest first."""
    sums: dict[str, float] = {}
    for key, value in pairs:
        sums[key] = sums.get(key, 0.0) + value
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def sums_by(legs: Iterable[Leg], column: Literal["mode", "status"]) -> dict[str, float]:
    """Return the km of legs by what stands in a column, the largest first."""
    return summed((getattr(leg, column), leg.km or 0.0) for leg in legs)
