"""The default story: findings first, and as an appendix four steps a corridor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corridors.hubs import gaps
from geodata.errors import InputError, Problem
from maps.scene.hub_layers import TOLD
from maps.scene.overlay import Overlay
from maps.story.breaks import breaks
from maps.story.course import course, overview
from maps.story.numbers import numbers, numbers_step
from maps.story.places import places
from maps.story.teller import Teller
from maps.story.told import told
from maps.story.twelve import choose
from maps.words.language import Language

if TYPE_CHECKING:
    from corridors.hubs.coverage import Coverage
    from corridors.traced import Traced
    from maps.scene.json_types import BlockJson, StepJson
    from maps.scene.model import Scene

WITHIN_KM = 50.0
"""How near a hub must be for a stretch to count as covered, straight on the ellipsoid."""


_DECLARED = 0.05
"""A leg with a larger share of declared lines is measured by what was published: no comparison."""


def coverage_layer(coverage: Coverage, lang: str) -> Overlay:
    """Return the stretches of `corridors.coverage` as a layer of the page: lines that stand.

    Raises
    ------
    InputError
        The coverage is one in hours: what a briefing says of it is said in km.
    """
    if coverage.rule.within.unit != "km":
        fault = f"is within {coverage.rule.within}, and a briefing tells of km"
        raise InputError([Problem("", "coverage", fault, "ask for it by within_km")])
    word = Language(lang).words("story")
    bands = coverage.bands
    stands = bands["leg"].isin(list(gaps.standing(coverage.traced)))
    within = Language(lang).decimal(coverage.rule.within.value)
    shown = bands[bands["mode"].isin(gaps.LAND) & stands & bands["told"].isin(list(TOLD))]
    return Overlay(
        name=word["coverage"].format(within),
        frame=shown.assign(told=shown["told"].map(TOLD)),
        kind="bands",
        value="told",
        classes=(
            word["coverage_in"].format(within),
            word["coverage_out"].format(within),
            Language(lang).words_of("layers")["no_data"],
        ),
        leg="leg",
    )


def published_legs(traced: Traced) -> dict[str, float]:
    """Return what was published of legs, km by ``corridor:leg``, where it can be compared.

    Left out are lengths that say of themselves that they are not comparable, and legs that are
    measured by a published length in the first place.
    """
    from corridors.tracing.trace import published_for

    found = {}
    for ref, leg in traced.by_ref.items():
        known = traced.atlas.catalogue.published
        lengths = [known[key] for key in leg.leg.published if key in known]
        km = published_for(leg.leg, [length for length in lengths if length.comparable])
        declared = leg.way.sums("origin").get("declared", 0.0)
        if km is not None and leg.ratio is not None and declared <= _DECLARED * leg.length_km:
            found[ref] = km
    return found


def compose(scene: Scene, *, lang: str, title: str, **known: Any) -> list[StepJson]:  # noqa: ANN401
    """Return the steps of the default story.

    Parameters
    ----------
    known
        What the scene does not hold; see `Composer`.
    """
    return Composer(scene, lang, title=title, **known).steps()


@dataclass(frozen=True, eq=False)
class Composer(Teller):
    """Writes the steps of one scene in one language.

    Attributes
    ----------
    title
        Of the whole story.
    traced
        What the scene was made of: its findings open the story. Without it only the appendix is.
    verified, as_of
        The last day on which a status was verified, and the day asked for; empty where not known.
    """

    title: str = ""
    traced: Traced | None = None
    verified: str = ""
    as_of: str = ""

    def steps(self) -> list[StepJson]:
        """Return at most twelve findings, an overview, and four steps for every corridor."""
        return [*self._findings(), *self._appendix()]

    def _findings(self) -> list[StepJson]:
        if self.traced is None:
            return []
        found = self.traced.findings()
        chosen = choose(found, self.traced.atlas.catalogue)
        return [told(self, self.traced, found, finding) for finding in chosen]

    def _appendix(self) -> list[StepJson]:
        corridors = range(len(self.scene.corridors))
        alone = len(corridors) == 1
        whole = overview(self, self.title, as_of=self.as_of, verified=self.verified)
        steps = [] if alone else [whole]
        for corridor in corridors:
            steps += [make(self, corridor) for make in (course, numbers_step, breaks, places)]
        return steps if self.traced is None else [{**step, "appendix": True} for step in steps]

    def numbers(self, corridor: int) -> list[BlockJson]:
        """Return the blocks of a corridor's numbers: main route, all legs, countries, modes."""
        return numbers(self, corridor)
