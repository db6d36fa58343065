"""Borders along a way: where it crosses the boundary, named by the crossing that explains it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridors.tracing.landmarks import CROSSING_FAR_KM, OFF_KM, WayChainage, Wayside
from corridors.tracing.way import Event, Stretches
from geodata import geodesy
from geodata.country_names import HIGH_SEAS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from corridors.tracing.landmarks import Landmark
    from geodata.places.model import Place

FOREIGN_KM = 10.0
"""A shorter stretch abroad without a known crossing belongs to the country around it."""


_TRANSIT_OFF_KM = 5.0


_AT_KM = 1.0
"""A way that begins or ends so near to a hand-over station begins or ends there."""


_BESIDE_KM = 15.0
"""A post that lies off the drawn way names its border from so far in a straight line."""


_GUESSED = frozenset({"chord", "sketch"})
"""Shapes that may cross the boundary anywhere; there a stated crossing is surer."""


_LOOSE = _GUESSED | {"terrain"}
"""Shapes that may reach the boundary long before or after their crossing."""

_DECLARED = "declared"


class _Run(NamedTuple):
    """A country and the chainage at which the way enters it."""

    country: str
    at_km: float


class _Named(NamedTuple):
    """A border of a way and a crossing that may explain it."""

    away_km: float
    row: int
    place: Place
    at_km: float
    stated: bool


def with_borders(
    way: Stretches,
    wayside: Wayside,
    *,
    mode: str = "",
    through: Collection[str] = (),
    stated: Collection[str] = (),
) -> tuple[Stretches, list[Event]]:
    """Return the way cut at its borders, with settled countries, and the border events.

    A border is where the way crosses the drawn boundary, moved past the stations of either side
    that lie on its wrong side by no more than `BoundaryRules.snap_km`. The nearest crossing of
    its two countries and its mode names it. A foreign stretch under 10 km without a known
    crossing belongs to the country around it; one that trains run through without control is a
    ``transit``, and no border.

    Parameters
    ----------
    mode
        ``rail``, ``road`` or ``sea``; any crossing of the two countries fits where empty.
    through
        Ids of places that the way is known to run through: where a chord or a sketch has
        strayed, a crossing among them is where the border is.
    stated
        The countries that the way's leg states; it begins and ends in no other.
    """
    survey = _Survey(way, wayside, mode, through)
    runs = survey.runs(stated)
    settled = _settled(runs, survey.spots(runs))
    cut = way.cut([spot.at_km for _, spot in settled[1:]])
    middle = (cut.start_km[:-1] + cut.start_km[1:]) / 2.0
    bounds = np.array([spot.at_km for _, spot in settled[1:]])
    owner = np.searchsorted(bounds, middle, side="right")
    codes = tuple(settled[row][0] for row in owner)
    settled_way = replace(cut, columns={**cut.columns, "country": codes})
    events = [
        replace(spot, kind="border", detail=f"{before}>{after}")
        for (before, _), (after, spot) in pairwise(settled)
    ]
    return settled_way, _with_transits(settled_way, events, wayside) if mode == "rail" else events


def _settled(runs: Sequence[_Run], spots: Sequence[Event]) -> list[tuple[str, Event]]:
    """Return (country, border before it), without false stretches abroad.

    Of several in a row the one goes first that no crossing bounds, so that a way which weaves
    along the boundary keeps the border that has a name.
    """
    first = Event("", 0.0, 0.0, 0.0, "")
    settled = list(zip([run.country for run in runs], [first, *spots], strict=True))
    while True:
        false = min(_false_stretches(settled), default=None)
        if false is None:
            return settled
        row = false[-1]
        settled[row : row + 2] = []


def _false_stretches(settled: Sequence[tuple[str, Event]]) -> Iterator[tuple[int, float, int]]:
    """Yield (borders with a name, km, row) of the stretches that belong to the country around."""
    for row in range(1, len(settled) - 1):
        around, (_, entered), (after, left) = settled[row - 1][0], settled[row], settled[row + 1]
        named = [border for border in (entered, left) if border.basis != "inferred"]
        same = bool(left.place) and left.place == entered.place
        km = left.at_km - entered.at_km
        if around == after and (len(named) < len((entered, left)) or same) and km < FOREIGN_KM:
            yield len(named), km, row


def _with_transits(way: Stretches, events: Sequence[Event], wayside: Wayside) -> list[Event]:
    """Return the events with a transit in place of two borders around one."""
    found: list[Event] = []
    index = WayChainage(way)
    for event in events:
        entered = found[-1] if found else None
        transit = entered and _transit(index, entered, event, wayside)
        if transit:
            found[-1] = transit
        else:
            found.append(event)
    return found


def _transit(index: WayChainage, entered: Event, left: Event, wayside: Wayside) -> Event | None:
    railway, through = entered.detail.split(">") if entered.kind == "border" else ("", "")
    if left.detail != f"{through}>{railway}":
        return None
    middle, half = (entered.at_km + left.at_km) / 2.0, (left.at_km - entered.at_km) / 2.0
    for rule in wayside.rules.transits:
        if (rule.railway, rule.through) == (railway, through):
            (at_km,), (off_km,) = index.project(
                [rule.point], middle, along_km=half, off_km=_TRANSIT_OFF_KM
            )
            if off_km <= _TRANSIT_OFF_KM and abs(at_km - middle) <= half + _TRANSIT_OFF_KM:
                return replace(
                    entered, kind="transit", detail=through, place=rule.id, basis="known",
                    km=left.at_km - entered.at_km, handovers=(),
                )  # fmt: skip
    return None


def _may(code: str, stated: Collection[str]) -> bool:
    return not stated or code in stated


class _Survey:
    """Looks for the borders of one way."""

    def __init__(
        self, way: Stretches, wayside: Wayside, mode: str, through: Collection[str]
    ) -> None:
        self._way = way
        self._index = WayChainage(way)
        self._wayside = wayside
        self._mode = mode
        self._through = through

    def runs(self, stated: Collection[str]) -> list[_Run]:
        """Return the runs of one country, begun and ended where the stations at the ends lie."""
        runs: list[_Run] = []
        for code, start in zip(self._way.country, self._way.start_km.tolist(), strict=False):
            if not runs or runs[-1].country != code:
                runs.append(_Run(code, start))
        length_km = self._way.length_km
        first = self._other_side(runs[0].country, 0.0)
        last = self._other_side(runs[-1].country, length_km)
        if first and _may(first, stated) and not (len(runs) > 1 and runs[1].country == first):
            runs = [_Run(first, 0.0), *runs]
        if last and _may(last, stated) and not (len(runs) > 1 and runs[-2].country == last):
            runs = [*runs, _Run(last, length_km)]
        return runs

    def _other_side(self, code: str, at_km: float) -> str:
        """Return the country of a hand-over station at an end, if the boundary has it wrong."""
        if code == HIGH_SEAS:
            return ""
        spot = self._way.at(at_km)
        for place in self._wayside.near("crossing", spot):
            for station in self._wayside.handovers(place.id):
                pair = code, station.country
                if station.country == code or not self._wayside.fits(place, pair, mode=self._mode):
                    continue
                if geodesy.distance_km(*station.point, *spot) <= _AT_KM:
                    return station.country
        return ""

    def spots(self, runs: Sequence[_Run]) -> list[Event]:
        """Return each border where it lies, named where a crossing explains it."""
        best: dict[int, _Named] = {}
        taken: set[str] = set()
        for named in sorted(self._candidates(runs), key=lambda each: (each.away_km, each.row)):
            if named.row not in best and named.place.id not in taken:
                best[named.row] = named
                taken.add(named.place.id)
        spots: list[Event] = []
        at_km = 0.0
        for row, (before, after) in enumerate(pairwise(runs)):
            at_km = max(at_km, self._border_km(before, after, best.get(row)))
            spots.append(self._event(at_km, (before.country, after.country), best.get(row)))
        return spots

    def _candidates(self, runs: Sequence[_Run]) -> list[_Named]:
        found: list[_Named] = []
        for row, (before, after) in enumerate(pairwise(runs)):
            pair, at = (before.country, after.country), after.at_km
            spot = self._way.at(at)
            places = [
                place
                for place in self._wayside.near("crossing", spot)
                if self._wayside.fits(place, pair, mode=self._mode)
            ]
            along = self._way.length_km if {p.id for p in places} & set(self._through) else 0.0
            reach = max(along, CROSSING_FAR_KM)
            chainage, off = self._index.project([p.point for p in places], at, along_km=reach)
            for place, km, off_km in zip(places, chainage.tolist(), off.tolist(), strict=True):
                away, straight = abs(km - at), geodesy.distance_km(*place.point, *spot)
                stated = place.id in self._through
                if off_km <= OFF_KM and (stated or self._may_explain(at, km)):
                    found.append(_Named(away, row, place, km, stated))
                elif straight <= _BESIDE_KM:
                    found.append(_Named(float(straight), row, place, at, stated=False))
        return found

    def _may_explain(self, border_km: float, post_km: float) -> bool:
        """Tell whether a post on the way explains a border: near by, or where a line is guessed."""
        away = abs(post_km - border_km)
        start = self._way.start_km
        beside = (start[:-1] <= border_km) & (border_km <= start[1:])
        loose = any(self._way.shape[row] in _LOOSE for row in np.flatnonzero(beside))
        return away <= _BESIDE_KM or (loose and away <= CROSSING_FAR_KM)

    def _border_km(self, before: _Run, after: _Run, named: _Named | None) -> float:
        """Return where the border lies: at the boundary, past the stations that it has wrong."""
        at_km = after.at_km
        if named and self._is_surer(named, at_km):
            return named.at_km
        near, beyond = self._stations(at_km, before.country, after.country, named)
        snap_km = self._wayside.rules.snap_km
        late = [km for km in near if at_km <= km <= at_km + snap_km]
        early = [km for km in beyond if at_km - snap_km <= km <= at_km]
        if not late and not early:
            return at_km
        low = max(late, default=max((km for km in near if km <= at_km), default=0.0))
        high = min(early, default=min((km for km in beyond if km >= low), default=low + snap_km))
        if named and low < named.at_km < high:
            return named.at_km
        high = min(max(high, low), self._way.length_km)
        if late and not early:
            high = min(high, low + snap_km)
        elif early and not late:
            low = max(low, high - snap_km)
        return (low + high) / 2.0

    def _is_surer(self, named: _Named, at_km: float) -> bool:
        """Tell whether a post is surer than the boundary: where the line is guessed or declared.

        A declared line has the lengths of its source, which the post divides as the source does.
        """
        guessed = [shape in _GUESSED for shape in self._way.shape]
        declared = [origin == _DECLARED for origin in self._way.origin]
        return (named.stated and self._mostly(guessed, at_km, named.at_km)) or self._mostly(
            declared, at_km, named.at_km
        )

    def _mostly(self, marked: Sequence[bool], at_km: float, post_km: float) -> bool:
        """Tell whether most of the way between boundary and post is marked."""
        low, high = sorted((at_km, post_km))
        start = self._way.start_km
        share = np.clip(np.minimum(start[1:], high) - np.maximum(start[:-1], low), 0.0, None)
        return bool(share[np.array(marked)].sum() > share.sum() / 2.0)

    def _stations(
        self, at_km: float, before: str, after: str, named: _Named | None
    ) -> tuple[list[float], list[float]]:
        """Return the chainages of stations of either side around a border."""
        spot = self._way.at(at_km)
        marks: list[Landmark] = self._wayside.yards(spot) if self._mode == "rail" else []
        marks += self._wayside.handovers(named.place.id) if named else []
        points = [mark.point for mark in marks]
        chainage, off = self._index.project(points, at_km, along_km=CROSSING_FAR_KM)
        on_way = [
            (mark.country, km)
            for mark, km, off_km in zip(marks, chainage.tolist(), off.tolist(), strict=True)
            if off_km <= OFF_KM
        ]
        return tuple([km for code, km in on_way if code == side] for side in (before, after))  # type: ignore[return-value]

    def _event(self, at_km: float, pair: tuple[str, str], named: _Named | None) -> Event:
        lon, lat = self._way.at(at_km)
        if named is None:
            return Event("border", at_km, lon, lat, "")
        stations = self._wayside.handovers(named.place.id)
        ordered = [mark.name for code in pair for mark in stations if mark.country == code]
        return Event(
            "border", at_km, lon, lat, "", named.place.id, "known", handovers=tuple(ordered)
        )
