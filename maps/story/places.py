"""The step of a corridor's hubs, gaps between them, and legs that are not in regular use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.hubs import gaps
from maps import style
from maps.story.teller import block, fact_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corridors.hubs.sampling import Rule
    from maps.scene.json_types import BlockJson, StepJson
    from maps.scene.model import Leg
    from maps.story.teller import Teller

_GAPS = 4


def places(tell: Teller, corridor: int) -> StepJson:
    """Return the step of a corridor's hubs, the gaps between them, and legs not in regular use."""
    legs = tell.legs(corridor)
    served = tell.coverage is not None and any(leg.mode in gaps.LAND for leg in legs)
    rows = [_unused(tell, leg) for leg in legs if leg.status != "operating"]
    blocks = [
        *_gap_blocks(tell, corridor),
        _kinds(tell, legs),
        {
            "kind": "list",
            "name": tell.word("story_unused"),
            "rows": rows or [tell.word("story_unused_none")],
        },
    ]
    return tell.step(
        corridor,
        "story_hubs",
        blocks=[block for block in blocks if block],
        key=["overlays", "hubs"],
        overlays=[0] if served else [],
        notes=tell.word("story_hub_kinds") if served else "",
    )


def _unused(tell: Teller, leg: Leg) -> str:
    told = (tell.word(leg.status).lower(), tell.word(leg.mode).lower())
    return tell.word("colon", leg.name, tell.word("and_then").join((*told, tell.km(leg.km))))


def _kinds(tell: Teller, legs: Iterable[Leg]) -> BlockJson | None:
    ends = {place for leg in legs for place in leg.places}
    rows = []
    for kind in style.HUB_KINDS:
        names = [hub.name for hub in tell.scene.hubs if hub.kind == kind.id and hub.id in ends]
        if names:
            rows.append((tell.word(kind.id), tell.listed(names)))
    return fact_block(rows, tell.word("story_places")) if rows else None


def _gap_blocks(tell: Teller, corridor: int) -> list[BlockJson]:
    if tell.coverage is None:
        return []
    found = gaps.of_corridor(tell.coverage, tell.scene.corridors[corridor].id)
    if not found.km:
        return []
    share = tell.language.percent(found.covered_km / found.km)
    facts = [(tell.word("story_share", _within(tell, tell.coverage.rule)), share)]
    if found.unbuilt_km >= 1:
        facts.append((tell.word("story_unbuilt"), tell.km(found.unbuilt_km)))
    return [
        fact_block(facts),
        block("note", "", _told_rule(tell, tell.coverage.rule)),
        *_gap_lists(tell, found.gaps, tell.coverage.complete),
    ]


def _gap_lists(
    tell: Teller, found: Iterable[gaps.Gap], complete: frozenset[str]
) -> Iterator[BlockJson]:
    """Yield the gaps that are claimed, then what lies far from every listed hub.

    A gap is claimed only where the list of hubs of each of its countries is declared complete.
    """
    long = [gap for gap in found if gap.km >= 1]
    claimed = [gap for gap in long if complete.issuperset(gap.countries)]
    unknown = [gap for gap in long if gap not in claimed]
    if claimed or not unknown:
        rows = [gap_text(tell, gap) for gap in claimed[:_GAPS]]
        yield block("list", tell.word("story_gaps"), rows or [tell.word("story_gap_none")])
    if unknown:
        rows = [gap_text(tell, gap) for gap in unknown[:_GAPS]]
        yield block("list", tell.word("story_no_data"), rows)


def _within(tell: Teller, rule: Rule) -> str:
    return tell.word("story_within", tell.figure(rule.within.value))


def gap_text(tell: Teller, gap: gaps.Gap) -> str:
    """Return a gap in words: how long, from where to where, in which countries, on what."""
    route = tell.index.routes.get(f"{gap.corridor}/{gap.route}")
    if route is not None:
        line = tell.scene.routes[route].name
    else:
        line = tell.scene.legs[tell.index.legs[gap.leg]].name
    km = (tell.figure(value) for value in (gap.km, gap.from_km, gap.to_km))
    where = tell.listed(tell.language.country_name(code) for code in gap.countries)
    return tell.word("story_gap", *km, where, line)


def _told_rule(tell: Teller, rule: Rule) -> list[str]:
    """Return what counts as served, and what does not count as a hub."""
    counted = rule.kinds
    kinds = [kind.id for kind in style.HUB_KINDS if kind.id in counted]
    others = [kind.id for kind in style.HUB_KINDS if kind.id not in counted]
    told = [tell.word("story_rule", _within(tell, rule), _kinds_told(tell, kinds))]
    if others:
        told.append(tell.word("story_rule_not", _kinds_told(tell, others)))
    return told


def _kinds_told(tell: Teller, kinds: Iterable[str]) -> str:
    return tell.listed(tell.word(kind).lower() for kind in kinds)
