"""Routes as rows of the scene, and what lies along each by km."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridors.definitions.states import Openness, Scope
from corridors.definitions.vocabulary import LegRef
from corridors.tracing.mixed import WATER
from maps.scene.cells import number, search_names, share_records, share_table, split, words
from maps.scene.model import Gate, Route, Strip, StripEvent, StripPlace, StripRun
from maps.scene.profile import of_route

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from corridors.definitions.states import State
    from corridors.traced import Traced
    from maps.scene.cells import Row
    from maps.scene.profile import Profile, Stop
    from maps.scene.rows.json_types import StateJson
    from maps.words.language import Language

__all__ = ["event_text", "route_records", "strips"]


def route_records(
    frame: pd.DataFrame,
    language: Language,
    corridor_at: Mapping[str, int],
    leg_at: Mapping[str, int],
) -> list[Route]:
    """Return the records of routes."""
    return [
        Route(
            corridor=corridor_at[words(row["corridor"])],
            id=words(row["route"]),
            name=language.pick(row.get("name"), words(row["route"])),
            names=search_names(row.get("name")),
            legs=_route_legs(row, leg_at),
            is_main=bool(row.get("main", False)),
            km=number(row.get("length_km")),
            by_mode=share_table(row.get("by_mode")),
            by_country=share_table(row.get("by_country")),
            in_use_km=number(row.get("operating_km")),
            ahead_km=number(row.get("planned_km")),
            borders=int(number(row.get("borders")) or 0),
            breaks=int(number(row.get("breaks_of_gauge")) or 0),
            published_km=number(row.get("published_km")),
            ratio=number(row.get("ratio")),
        )
        for row in share_records(frame)
    ]


def _route_legs(row: Row, leg_at: Mapping[str, int]) -> list[int]:
    """Return the legs of a route as numbers; ``~i`` is run backwards, unknown ones are left out."""
    found = []
    for ref in split(row["legs"]):
        named = LegRef.read(ref, corridor=words(row["corridor"]))
        index = leg_at.get(named.key)
        if index is not None:
            found.append(~index if named.backwards else index)
    return found


def strips(
    traced: Traced,
    language: Language,
    leg_at: Mapping[str, int],
    hub_at: Mapping[str, int],
    source_at: Mapping[str, int],
) -> list[Strip]:
    """Return what lies along each route, by km."""
    gates = Gates(traced, language, hub_at, source_at)
    found = []
    for row in share_records(traced.routes):
        profile = of_route(traced, words(row["corridor"]), words(row["route"]), tracked=False)
        found.append(_strip(profile, language, leg_at, gates.of(profile)))
    return found


def _strip(
    profile: Profile, language: Language, leg_at: Mapping[str, int], gates: list[Gate]
) -> Strip:
    return Strip(
        runs=[
            StripRun(_km(run.end_km), leg_at[run.leg], run.country, run.gauges_mm)
            for run in profile.runs
        ],
        places=[
            StripPlace(_km(stop.km), stop.kind, language.pick(stop.names), _at(stop))
            for stop in profile.hubs
        ],
        events=[
            StripEvent(
                _km(stop.km),
                stop.kind,
                event_text(stop.kind, stop.detail, language),
                language.pick(stop.names),
                _at(stop),
                stop.basis != "inferred",
            )
            for stop in profile.events
        ],
        gates=gates,
    )


def _at(stop: Stop) -> tuple[float, float]:
    return round(stop.lon, 4), round(stop.lat, 4)


def _km(value: float) -> float:
    return number(value) or 0


_ONE_GATE_KM = 12.0
"""Events of a route so near each other are one gate: a border and the yard behind it."""
_ENDS = frozenset({"gauge_yard", "border_crossing", "sea_port"})
"""Kinds of places that are a gate where a route begins or ends."""


class Gates:
    """The borders, yards and ports of routes: what changes there, and whether they are open."""

    def __init__(
        self,
        traced: Traced,
        language: Language,
        hub_at: Mapping[str, int],
        source_at: Mapping[str, int],
    ) -> None:
        self.language = language
        self.hub_at = hub_at
        self.source_at = source_at
        self.states = traced.atlas.states()

    def of(self, profile: Profile) -> list[Gate]:
        """Return the gates of a route in order of travel."""
        groups: list[list[Stop]] = []
        for stop in sorted([*_end_gates(profile), *profile.events], key=lambda stop: stop.km):
            if groups and stop.km - groups[-1][-1].km <= _ONE_GATE_KM:
                groups[-1].append(stop)
            else:
                groups.append([stop])
        return [self._gate(stops, profile) for stops in groups]

    def _gate(self, stops: Sequence[Stop], profile: Profile) -> Gate:
        named = next((stop for stop in stops if stop.names), stops[0])
        told = max(
            filter(None, (self._state(stop, profile) for stop in stops)),
            key=lambda state: list(Openness).index(state.state),
            default=None,
        )
        changes = [(stop.kind, event_text(stop.kind, stop.detail, self.language)) for stop in stops]
        return Gate(
            km=_km(stops[0].km),
            name=self.language.pick(named.names),
            at=_at(named),
            changes=changes,
            hub=next((self.hub_at[stop.place] for stop in stops if stop.place in self.hub_at), -1),
            state=None if told is None else self._told(told),
        )

    def _state(self, stop: Stop, profile: Profile) -> State | None:
        mode = next((run.mode for run in profile.runs if stop.km <= run.end_km), "any")
        mode = "sea" if mode in WATER else mode
        found = self.states.of(Scope.PLACE, stop.place, mode=mode) if stop.place else None
        if found is None and stop.kind == "border" and ">" in stop.detail:
            first, second = stop.detail.split(">")
            found = self.states.of_pair(first, second, mode=mode)
        return found

    def _told(self, state: State) -> StateJson:
        source = self.source_at.get(state.source, -1)
        return str(state.state), state.since, state.last_heard, state.note, source


def _end_gates(profile: Profile) -> list[Stop]:
    """Return the ends of a route that are gates and where nothing else happens."""
    ends = [stop for stop in (profile.hubs[0], profile.hubs[-1]) if stop.kind in _ENDS]
    taken = [stop.place for stop in profile.events]
    return [stop for stop in ends if stop.place not in taken]


def event_text(kind: str, detail: str, language: Language) -> str:
    """Return ``CN>KZ`` or ``rail>sea`` in words of the page's language."""
    parts = detail.split(">")
    if kind == "border":
        parts = [language.country_name(part) for part in parts]
    elif kind == "mode_change":
        table = language.words()
        parts = [table.get(part, part) for part in parts]
    return " \u2192 ".join(parts)
