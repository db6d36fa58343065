"""The step of a corridor's numbers, and its blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.findings.rounding import whole_parts
from geodata.country_names import HIGH_SEAS
from maps.story.teller import fact_block, is_idle, summed, sums_by, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maps.scene.json_types import BlockJson, StepJson
    from maps.scene.model import Leg
    from maps.story.teller import Teller


def numbers(tell: Teller, corridor: int) -> list[BlockJson]:
    """Return the blocks of a corridor's numbers: main route, all legs, countries, modes."""
    legs, route = tell.legs(corridor), tell.main(corridor)
    blocks = []
    if route is not None:
        name = tell.word("colon", tell.word("story_main"), tell.scene.routes[route].name)
        blocks.append(fact_block(_of_route(tell, route), name))
    blocks.append(fact_block([(tell.word("story_all"), tell.figure(total(legs)))]))
    if countries := _by_country(tell, legs):
        blocks.append(countries)
    blocks.append(tell.bars("story_by_mode", sums_by(legs, "mode"), tell.word))
    return blocks


def _of_route(tell: Teller, route: int) -> list[tuple[str, str]]:
    """Return the lengths of a route; its parts add up to the whole, to the kilometre."""
    row = tell.scene.routes[route]
    legs = [tell.scene.legs[leg] for leg in tell.index.route_legs(route)]
    now, later = row.in_use_km or 0.0, row.ahead_km or 0.0
    out = total(filter(is_idle, legs))
    used, ahead, shut = whole_parts([now, later, out], row.km or 0.0)
    facts = [
        (tell.word("length"), tell.km(row.km)),
        (tell.word("published"), "" if row.published_km is None else tell.km(row.published_km)),
        (tell.word("story_published"), _published(tell, legs)),
        (tell.word("operating_km"), tell.used(used, legs)),
        (tell.word("planned_km"), tell.figure(ahead) if ahead else ""),
        (tell.word("story_out"), tell.figure(shut) if shut else ""),
    ]
    return [fact for fact in facts if fact[1]]


def _published(tell: Teller, legs: Sequence[Leg]) -> str:
    """Return what was published of the legs beside what is computed for the same ones."""
    known = [leg for leg in legs if leg.id in tell.published]
    if not known:
        return ""
    told = sum(tell.published[leg.id] for leg in known)
    counts = tell.figure(len(known)), tell.figure(len(legs))
    return tell.word("story_of_legs", tell.km(told), *counts, tell.km(total(known)))


def numbers_step(tell: Teller, corridor: int) -> StepJson:
    """Return the step of a corridor's numbers."""
    legs, route = tell.legs(corridor), tell.main(corridor)
    length = tell.word(tell.note_length(legs))
    return tell.step(
        corridor,
        "story_numbers",
        blocks=numbers(tell, corridor),
        legs=[] if route is None else tell.index.route_legs(route),
        notes=f"{length}\n\n{tell.note_shape(legs)}",
    )


def _by_country(tell: Teller, legs: Iterable[Leg]) -> BlockJson | None:
    """Return the bars of countries; water is none: it stands after them, without a bar."""
    km = summed((code, km) for leg in legs for code, km in leg.by_country.items())
    water = km.pop(HIGH_SEAS, 0.0)
    if not km:
        return None
    bars = tell.bars("story_by_country", km, tell.language.country_name)
    name = tell.language.country_name(HIGH_SEAS)
    beside: list[tuple[str, float]] = [(name, round(water))] if water >= 1 else []
    bars["beside"] = beside
    return bars
