"""The overview of a story, and the step that tells where a corridor runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.country_names import HIGH_SEAS
from maps import style
from maps.story.model import blank
from maps.story.teller import fact_block, is_used, sums_by, total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maps.scene.json_types import StepJson
    from maps.scene.model import Leg
    from maps.story.teller import Teller


def overview(tell: Teller, title: str, *, as_of: str, verified: str) -> StepJson:
    """Return the step of all corridors: their lengths by mode and family."""
    legs = [leg for leg in tell.scene.legs if leg.status]
    corridors = range(len(tell.scene.corridors))
    codes = {code for corridor in corridors for code in countries(tell, corridor)}
    length = tell.word(tell.note_length(legs))
    facts = [
        (tell.word("story_legs_once"), tell.figure(total(legs))),
        (tell.word("operating_km"), tell.used(total(filter(is_used, legs)), legs)),
        (tell.word("story_as_of"), as_of),
        (tell.word("story_verified"), verified),
    ]
    return blank(
        title=title,
        over=tell.word("story_overview"),
        chapter=tell.word("story_overview"),
        view=tell.scene.bounds,
        key=["families", "modes"],
        text=tell.word(
            "story_sum",
            tell.plural("n_corridors", len(corridors)),
            tell.plural("n_routes", len(tell.scene.routes)),
            tell.plural("n_countries", len(codes)),
        ),
        notes="\n\n".join([tell.word("story_note_keys"), tell.note_shape(legs), length]),
        blocks=[
            fact_block([row for row in facts if row[1]]),
            tell.bars("story_by_mode", sums_by(legs, "mode"), tell.word),
            fact_block(list(_families(tell)), tell.word("story_by_family")),
        ],
    )


def _families(tell: Teller) -> Iterable[tuple[str, str]]:
    for number, family in enumerate((*style.FAMILIES, style.OTHER_FAMILY)):
        own = {i for i, row in enumerate(tell.scene.corridors) if row.family == number}
        if own:
            legs = [leg for leg in tell.scene.legs if leg.status and own & set(leg.users)]
            many = tell.plural("n_corridors", len(own))
            yield (
                tell.word(family.id),
                tell.word("and_then").join((many, tell.km(total(legs)))),
            )


def course(tell: Teller, corridor: int) -> StepJson:
    """Return the step that tells where a corridor runs: summary, countries, routes."""
    routes = [route for route in tell.scene.routes if route.corridor == corridor]
    rows = [tell.word("colon", route.name, tell.km(route.km)) for route in routes]
    legs = tell.legs(corridor)
    names = [tell.language.country_name(code) for code in countries(tell, corridor)]
    facts = [(tell.word("story_on_the_way"), tell.listed(names))] if names else []
    return tell.step(
        corridor,
        "story_course",
        text=tell.scene.corridors[corridor].about,
        blocks=[
            *([fact_block(facts)] if facts else []),
            {"kind": "list", "name": tell.word("story_routes"), "rows": rows},
        ],
        notes=tell.note_sources(legs),
    )


def countries(tell: Teller, corridor: int) -> list[str]:
    """Return the countries of a corridor in the order of its routes, the main one first.

    Those count in which a leg ends by water or over a bridge, though no km of it lies there.
    """
    own = [i for i, route in enumerate(tell.scene.routes) if route.corridor == corridor]
    main = tell.main(corridor)
    ordered = sorted(own, key=lambda route: route != main)
    found = [code for route in ordered for code in _along(tell, route)]
    for leg in tell.legs(corridor):
        found += [*_ends(tell, leg), *leg.by_country]
    return [code for code in dict.fromkeys(found) if code not in ("", HIGH_SEAS)]


def _along(tell: Teller, route: int) -> Iterable[str]:
    """Return the countries of a route in its own order, ends of legs among them."""
    strip = tell.strip(route)
    for signed in tell.scene.routes[route].legs:
        number = signed if signed >= 0 else ~signed
        leg = tell.scene.legs[number]
        if not leg.status:
            continue
        first, last = _ends(tell, leg) if signed >= 0 else reversed(_ends(tell, leg))
        runs = [] if strip is None else strip.runs
        yield from (first, *(run.country for run in runs if run.leg == number), last)


def _ends(tell: Teller, leg: Leg) -> list[str]:
    """Return the countries of the two ends of a leg that are hubs; empty for the others.

    A border crossing lies in two countries, of which its coordinate names but one.
    """
    hubs = [tell.index.hubs.get(end) for end in leg.places]
    found = [None if at is None else tell.scene.hubs[at] for at in hubs]
    return [hub.country if hub and hub.kind != "border_crossing" else "" for hub in found]
