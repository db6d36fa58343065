"""The step of a corridor's breaks of gauge, borders and changes of mode."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from maps.story.teller import block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maps.scene.json_types import BlockJson, StepJson
    from maps.scene.model import Strip, StripEvent
    from maps.story.teller import Teller

_Gauges: TypeAlias = "Sequence[int]"
_AT_NODE_KM = 1.0
"""An event so near a place of the route by chainage happens there."""


def breaks(tell: Teller, corridor: int) -> StepJson:
    """Return the step of what changes along the main route: gauges, countries, modes."""
    route = tell.main(corridor)
    strip = tell.strip(route)
    events = [] if strip is None else [_at_node(event, strip) for event in strip.events]
    blocks = [
        _event_list(tell, "break_of_gauge", "story_none_break", events),
        None if strip is None else _gauge_list(tell, strip),
        _event_list(tell, "border", "story_none_border", events),
        _event_list(tell, "mode_change", "", events),
    ]
    unsure = sum(not event.is_sure for event in events)
    note = tell.word("story_note_inferred", tell.figure(unsure), tell.figure(len(events)))
    name = "" if route is None else tell.scene.routes[route].name
    return tell.step(
        corridor,
        "story_breaks",
        text=tell.word("colon", tell.word("story_main"), name) if name else "",
        blocks=[block for block in blocks if block],
        notes=note if events else "",
        key=["modes", "statuses", "events"],
        strip=None if strip is None else route,
        legs=[] if route is None else tell.index.route_legs(route),
    )


def _gauge_list(tell: Teller, strip: Strip) -> BlockJson | None:
    """Return what breaks of gauge do not tell: another gauge beyond a road, gauges unknown."""
    rows = [
        tell.word(
            "story_other_gauge",
            tell.figure(first),
            tell.figure(last),
            _gauges(one),
            _gauges(two),
        )
        for first, last, one, two in _across(tell, strip)
    ]
    unknown = sum(km for km, leg, gauges in _runs(strip) if _is_rail(tell, leg) and not gauges)
    if unknown >= 1:
        rows.append(tell.word("story_gauge_unknown", tell.km(unknown)))
    return block("list", tell.word("gauges"), rows) if rows else None


def _is_rail(tell: Teller, leg: int) -> bool:
    return tell.scene.legs[leg].mode == "rail"


def _across(
    tell: Teller, strip: Strip
) -> Iterable[tuple[float, float, Sequence[int], Sequence[int]]]:
    """Return km where rails end and km where rails of another gauge begin, with both gauges."""
    before: tuple[float, _Gauges] | None = None
    at_km, parted = 0.0, False
    for km, leg, gauges in _runs(strip):
        if not _is_rail(tell, leg):
            parted = True
        elif gauges:
            if before and parted and not set(before[1]) & set(gauges):
                yield before[0], at_km, before[1], gauges
            before, parted = (at_km + km, gauges), False
        at_km += km


def _event_list(
    tell: Teller, kind: str, none: str, events: Sequence[StripEvent]
) -> BlockJson | None:
    found = [event for event in events if event.kind == kind]
    if not found and not none:
        return None
    rows = [_event(tell, event) for event in found]
    plural = {"break_of_gauge": "breaks", "border": "borders"}.get(kind, kind)
    name = tell.word("colon", tell.word(plural), tell.figure(len(found)))
    return block("list", name, rows or [tell.word(none)])


def _event(tell: Teller, event: StripEvent) -> str:
    parts = [
        tell.word("at_km", tell.figure(event.km)),
        event.name,
        event.detail,
        "" if event.is_sure else tell.word("inferred"),
    ]
    return " \u00b7 ".join(part for part in parts if part)


def _runs(strip: Strip) -> Iterable[tuple[float, int, Sequence[int]]]:
    """Return km, leg and gauges of the runs of a strip."""
    start = 0.0
    for run in strip.runs:
        yield run.end_km - start, run.leg, run.gauges_mm
        start = run.end_km


def _gauges(gauges_mm: Iterable[int]) -> str:
    return "/".join(map(str, gauges_mm))


def _at_node(event: StripEvent, strip: Strip) -> StripEvent:
    """Return an event with the name of the place of the route that it stands at, if it has none."""
    if event.name:
        return event
    near = [place for place in strip.places if abs(place.km - event.km) <= _AT_NODE_KM]
    nearest = min(near, key=lambda place: abs(place.km - event.km), default=None)
    return event if nearest is None else replace(event, name=nearest.name)
