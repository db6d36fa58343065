"""A finding as a step: its sentence as title, the map at its place, what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.definitions.series import label
from corridors.definitions.vocabulary import Quantity, Subject
from corridors.findings.rounding import whole_parts
from corridors.findings.wording import whole, write
from maps.story.model import blank, box
from maps.story.teller import block, fact_block
from maps.words.language import shorten
from maps.words.terms import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from corridors.definitions.model import Source
    from corridors.findings.model import Evidence, Finding, Findings
    from corridors.findings.traffic import Traffic
    from corridors.traced import Traced
    from maps.scene.json_types import BlockJson, StepJson
    from maps.story.teller import Teller, Words

_ROWS = 6
_PER_YEAR = 365.0


def told(tell: Teller, traced: Traced, found: Findings, finding: Finding) -> StepJson:
    """Return a step of a finding.

    Parameters
    ----------
    found
        All findings of the story: the series behind the figure is taken from there.
    """
    corridor = tell.index.corridors.get(finding.corridor)
    legs = [tell.index.legs[ref] for ref in finding.legs if ref in tell.index.legs]
    places = [place for place in finding.places if place in tell.index.hubs]
    if corridor is not None and not legs and not places:
        route = tell.main(corridor)
        legs = [] if route is None else tell.index.route_legs(route)
    name = tell.word("story_overview") if corridor is None else tell.scene.corridors[corridor].name
    sources = traced.atlas.catalogue.sources
    return blank(
        title=finding.say(tell.lang),
        over=name,
        chapter=tell.word("story_findings"),
        view=box(tell.index, legs, places, tell.scene) or tell.scene.bounds,
        only=None if corridor is None else [corridor],
        lit=corridor,
        legs=legs,
        places=[tell.index.hubs[place] for place in places],
        blocks=blocks_of(tell, traced, found, finding, leg_name=tell.leg_name),
        notes=notes_of(tell, finding, sources),
    )


def blocks_of(
    tell: Words,
    traced: Traced,
    found: Findings,
    finding: Finding,
    *,
    leg_name: Callable[[str], str],
) -> list[BlockJson]:
    """Return what a finding rests on, as blocks: bars by year, rows, pages.

    Parameters
    ----------
    found
        All findings: the series behind the figure is taken from there.
    leg_name
        What a leg is called, by ``corridor:leg``.
    """
    return list(_blocks(tell, traced, found, finding, leg_name))


def _blocks(
    tell: Words,
    traced: Traced,
    found: Findings,
    finding: Finding,
    leg_name: Callable[[str], str],
) -> Iterator[BlockJson]:
    series = _series_of(found, finding)
    if series is not None and len(series.points) > 1:
        yield _by_year(tell, series)
    rows = [
        *_of_legs(tell, finding, leg_name),
        *_of_series(tell, traced, finding, leg_name),
    ]
    if rows:
        yield fact_block(rows, tell.word("story_evidence"))
    notes = [each.note for each in finding.evidence[:_ROWS] if each.note]
    if notes:
        yield block("note", tell.word("story_evidence"), list(dict.fromkeys(notes)))
    sources = traced.atlas.catalogue.sources
    pages = [sources[key].publisher or sources[key].title for key in finding.sources]
    if pages:
        listed = list(dict.fromkeys(pages))[:_ROWS]
        yield {"kind": "note", "name": tell.word("sources"), "rows": [tell.listed(listed)]}


def _series_of(found: Findings, finding: Finding) -> Traffic | None:
    """Return the series that a finding of traffic was made of."""
    of_traffic = finding.rule in ("use", "growth", "told")
    wanted = finding.key.partition(":")[2]
    series = found.traffics(finding.corridor) if of_traffic else ()
    return next((each for each in series if each.key == wanted), None)


def _by_year(tell: Words, series: Traffic) -> BlockJson:
    """Return bars of traffic by year, and of the capacity beside them."""
    counted, _, per = series.unit.partition("/")
    factor = 1e-3 if counted == "t" else _PER_YEAR if per == "day" else 1.0
    rows = [(label(point), round(point.value * factor)) for point in series.points]
    if series.capacity is not None and series.share is not None:
        rows.append((tell.word("story_capacity"), round(series.capacity.value * factor)))
    name = tell.word("story_by_year", tell.word(f"story_unit_{counted}"))
    return block("bars", name, rows)


def _of_legs(
    tell: Words, finding: Finding, leg_name: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield legs and their km, the last ones together: what is shown adds up, to the km."""
    legs = [each for each in finding.evidence if each.table == "legs" and each.unit == "km"]
    lengths = [float(each.value.rpartition(", ")[2]) for each in legs]
    km = whole_parts(lengths, sum(lengths))
    for leg, length in zip(legs[:_ROWS], km, strict=False):
        yield leg_name(leg.row), tell.km(length)
    if rest := km[_ROWS:]:
        yield write("more", whole(len(rest)))(tell.language.base), tell.km(sum(rest))


def _of_series(
    tell: Words, traced: Traced, finding: Finding, leg_name: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield figures of traffic and capacity, named where they are of several places or legs."""
    rows = [each for each in finding.evidence if each.table == "series"][:_ROWS]
    of_one = len({_object(each) for each in rows}) == 1
    for row in rows:
        said = f"{tell.language.decimal(float(row.value))} {translated(row.unit, tell.lang)}"
        of_capacity = row.row.endswith(Quantity.CAPACITY)
        label = tell.word("story_of_year" if of_capacity else "story_carried", row.date)
        yield label if of_one else _named(tell, traced, row, label, leg_name), said


def _object(row: Evidence) -> tuple[str, str]:
    """Return what a row of a series is of, such as ``place`` and its id."""
    scope, key, _ = row.row.split(" ", maxsplit=2)
    return scope, key


def _named(
    tell: Words, traced: Traced, row: Evidence, label: str, leg_name: Callable[[str], str]
) -> str:
    """Return a row's label behind the name of the place or leg that it is of."""
    scope, key = _object(row)
    if scope == Subject.LEG:
        return tell.word("colon", leg_name(key), label)
    if scope == Subject.PLACE and key in traced.atlas.places:
        name = shorten(traced.atlas.places[key].name(tell.language.base))
        return tell.word("colon", name, label)
    return label


def notes_of(tell: Words, finding: Finding, sources: Mapping[str, Source]) -> str:
    """Return what the presenter reads: every page, with its date and address."""
    pages = [sources[key] for key in finding.sources if key in sources]
    lines = [f"{page.title}. {page.publisher or ''} {page.url}" for page in pages]
    return "\n\n".join(lines) or tell.word("story_note_own")
