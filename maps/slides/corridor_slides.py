"""The two slides of a corridor: its map with its state, traffic and hubs; its strip and lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maps import style
from maps.figures import map_frame
from maps.scene import profile as strips
from maps.slides import shapes
from maps.slides.deck_tables import add_chart, add_table, pages_of_routes, route_rows
from maps.slides.map_shapes import Shown, add_map, draw_samples, looks_of
from maps.slides.slide import (
    ACROSS,
    BESIDE,
    FOOT,
    LEAST_PT,
    MAP,
    MARGIN,
    SIDE,
    DeckBuilder,
    add_box,
    add_notes,
    add_rows,
    add_slide,
    text_height,
)
from maps.slides.strip_shapes import add_strip
from maps.words.binding import bind
from maps.words.language import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pptx.slide import Slide

    from corridors.findings.model import Finding, Findings
    from corridors.traced import Traced
    from maps.scene.profile import Profile

_TRAFFIC = ("use", "growth", "told", "least")
_SUMMARY_PT = (10.5, 9.5, 9.0)
_SUMMARY_HIGH = 38.0
_TABLE_GAP = 10.0
_NAMES = 6
_SPOKEN = 8
_ARROW = " \u2192 "
_TRAFFIC_ROWS = 3


def add_corridor(made: DeckBuilder, traced: Traced, corridor: str, found: Findings) -> None:
    """Add the slides of a corridor.

    Parameters
    ----------
    traced
        The corridor alone.
    found
        Findings of all corridors of the deck.
    """
    own = found.of(corridor)
    name = made.language.pick(traced.corridors.iloc[0]["name"], corridor)
    _add_map_slide(made, traced, name, own)
    _add_length_slides(made, traced, name)


def _add_map_slide(made: DeckBuilder, traced: Traced, name: str, own: tuple[Finding, ...]) -> None:
    slide = add_slide(made, name)
    _add_summary(made, slide, traced)
    countries = ", ".join(
        sorted(made.language.country_name(code) for code in map_frame.crossed(traced))
    )
    alt = made.words["map_alt"].format(name, len(traced.legs), countries)
    sheet = add_map(made, slide, traced, alt, shown=Shown(lines="legs"))
    draw_samples(made, slide, looks_of(traced), sheet.line_pt)
    top, end = MAP[1], FOOT - 14.0
    credit = made.words["credit_lines"].format(made.layers.get("credit", ""))
    box = (MARGIN, FOOT - 11.0, ACROSS, 11.0)
    add_box(slide, box, credit.replace("..", "."), LEAST_PT, made.lang, ink=style.QUIET)
    for heading, rows in _blocks(made, traced, own):
        top = add_rows(made, slide, heading, rows, top, end=end)
    add_notes(slide, "\n\n".join(_spoken(made, traced, own)))


def _add_summary(made: DeckBuilder, slide: Slide, traced: Traced) -> None:
    summary = made.language.pick(traced.corridors.iloc[0]["summary"])
    for size in _SUMMARY_PT:
        if text_height(summary, size, ACROSS) <= _SUMMARY_HIGH:
            box = (MARGIN, 50.0, ACROSS, _SUMMARY_HIGH)
            add_box(slide, box, summary, size, made.lang, ink=style.QUIET)
            return


def _blocks(
    made: DeckBuilder, traced: Traced, own: tuple[Finding, ...]
) -> Iterator[tuple[str, list[str]]]:
    """Yield what stands beside the map: the state of the lines, traffic, hubs."""
    words = made.words
    yield words["status"], _states(made, traced)
    told = [bind(finding.say(made.lang)) for finding in own if finding.rule in _TRAFFIC]
    yield words["traffic"], told[:_TRAFFIC_ROWS]
    yield words["hubs"], _hubs(made, traced)


def _states(made: DeckBuilder, traced: Traced) -> list[str]:
    """Return the km of lines in each state, in the order of the legend."""
    sums: dict[str, float] = {}
    for status, km in zip(traced.legs["status"], traced.legs["length_km"], strict=True):
        sums[status] = sums.get(status, 0.0) + km
    return [
        f"{made.words[known.id]}: {made.language.number(sums[known.id])} {made.words['km']}"
        for known in style.STATUSES
        if known.id in sums
    ]


def _hubs(made: DeckBuilder, traced: Traced) -> list[str]:
    """Return the ends of the legs by kind, the most important kinds first."""
    if made.hubs is None:
        return []
    ends = {*traced.legs["from_place"], *traced.legs["to_place"]}
    kinds = zip(made.hubs["id"], made.hubs["kind"], strict=True)
    by_kind: dict[str, list[str]] = {}
    for key, kind in kinds:
        if key in ends:
            by_kind.setdefault(str(kind), []).append(str(key))
    places = traced.atlas.hub_places
    rows = []
    for known in sorted(style.HUB_KINDS, key=lambda kind: kind.rank):
        mine = by_kind.get(known.id, [])
        names = [shorten(places[key].name(made.language.base)) for key in mine]
        more = f" (+{len(names) - _NAMES})" if len(names) > _NAMES else ""
        if names and known.id != "city":
            rows.append(f"{made.words[known.id]}: {', '.join(names[:_NAMES])}{more}")
    return rows


def _spoken(made: DeckBuilder, traced: Traced, own: tuple[Finding, ...]) -> Iterator[str]:
    """Yield what the presenter reads: findings with their pages, then who is cited."""
    summary = made.language.pick(traced.corridors.iloc[0]["summary"])
    if summary:
        yield summary
    sources = traced.atlas.catalogue.sources
    for finding in own[:_SPOKEN]:
        pages = [sources[key].url for key in finding.sources if key in sources]
        yield "\n".join([finding.say(made.lang), *dict.fromkeys(pages)])
    cited = made.words["credit_sources"].format(len(traced.sources), made.language.day(made.date))
    yield cited


def _add_length_slides(made: DeckBuilder, traced: Traced, name: str) -> None:
    accent = style.family(str(traced.corridors["family"].iloc[0])).colour
    title = f"{name}: {made.words['lengths_by_route']}"
    slide = add_slide(made, title)
    top = 62.0
    profile = strips.of_main(traced)
    if profile is not None:
        top = add_strip(made, slide, profile, (MARGIN, top, ACROSS)) + _TABLE_GAP
    rows = route_rows(made, traced)
    wide = SIDE - MARGIN - 18.0
    pages = list(pages_of_routes(rows, wide, FOOT - top))
    add_table(made, slide, pages[0], accent, (MARGIN, top), across=wide)
    add_chart(made, slide, traced, accent, (SIDE, top, BESIDE, FOOT - top))
    notes = _along(made, profile) if profile else title
    add_notes(slide, notes)
    rest = [row for page in pages[1:] for row in page[1:]]
    for index, page in enumerate(
        pages_of_routes([rows[0], *rest], ACROSS, FOOT - 66.0) if rest else ()
    ):
        heading = made.words["continued"].format(title, index + 2, len(pages))
        further = add_slide(made, heading)
        add_table(made, further, page, accent, (MARGIN, 66.0), across=ACROSS)
        add_notes(further, heading)


def _along(made: DeckBuilder, profile: Profile) -> str:
    """Return what happens along the main route, as the presenter reads it."""
    rows = [
        f"{made.language.number(event.km)} {made.words['km']}: {made.words[event.kind]} "
        f"{event.detail.replace('>', _ARROW)} {made.language.pick(dict(event.names))}".strip()
        for event in profile.events
    ]
    name = made.language.pick(dict(profile.name), profile.route)
    length = made.language.number(profile.length_km)
    return shapes.printable("\n".join([made.words["strip"].format(name, length), *rows]))
