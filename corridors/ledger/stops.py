"""What a shipment passes on a way: stretches by leg and country, and the stops between them.

The stops are those of a traced way: borders with their two sides, breaks of gauge, changes of
mode, calls of a ship, loading at the origin and unloading at the destination.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from corridors.tracing.way import Event
    from geodata.places.lookup import Places

StopKind = Literal["origin", "border", "gauge", "handling", "call", "destination"]
PORTS = frozenset({"sea_port", "river_port"})
_NEAR_KM = 30.0
"""A yard and the crossing that it serves lie no farther apart along the way."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a way in one country, by one mode, between two stops.

    Attributes
    ----------
    leg
        ``corridor:leg``, or ``from>to`` of a route that follows none.
    ends
        The places between which the whole leg runs.
    voyage_km
        At sea, the km from port of loading to port of unloading.
    """

    leg: str
    ends: tuple[str, str]
    mode: str
    country: str
    start_km: float
    km: float
    voyage_km: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Something on the way that takes time or money.

    Attributes
    ----------
    at_km
        Chainage.
    places
        Ids of where it is: the place itself, then those that stand for it.
    modes
        By what the shipment arrives and leaves; both the same but at a change of mode.
    countries
        Of a border the two countries in order of travel.
    gauges
        Of a break of gauge what changes, as ``1435>1520``.
    voyage_km
        Of a port the length of the voyage that it serves.
    counted
        False of a stop behind an end of the way, which is told but not part of it.
    """

    kind: StopKind
    at_km: float
    places: tuple[str, ...]
    modes: tuple[str, str]
    countries: tuple[str, str] = ("", "")
    gauges: str = ""
    voyage_km: float = 0.0
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    """A way as stretches and stops in order of travel.

    Attributes
    ----------
    name
        Of the route, for people.
    corridor
        Id, empty where the way follows none.
    ends, via
        Ids or names of the first and the last place, and of those between.
    gauges_mm
        Usable gauges of the rails at both ends, empty where there are none.
    """

    name: str
    corridor: str
    ends: tuple[str, str]
    via: tuple[str, ...]
    gauges_mm: tuple[tuple[int, ...], tuple[int, ...]]
    stretches: tuple[Stretch, ...]
    stops: tuple[Stop, ...]

    @property
    def length_km(self) -> float:
        """Return the km of all stretches."""
        return float(sum(stretch.km for stretch in self.stretches))

    @property
    def km_by_mode(self) -> dict[str, float]:
        """Return the km by rail, road and sea."""
        km: dict[str, float] = {}
        for stretch in self.stretches:
            km[stretch.mode] = km.get(stretch.mode, 0.0) + stretch.km
        return km

    @property
    def in_order(self) -> list[Stretch | Stop]:
        """Return stops and stretches in order of travel; at one km the stops go first."""
        stops: list[tuple[float, int, Stretch | Stop]] = [(s.at_km, 0, s) for s in self.stops]
        ways: list[tuple[float, int, Stretch | Stop]] = [(s.start_km, 1, s) for s in self.stretches]
        return [item for *_, item in sorted([*stops, *ways], key=lambda each: each[:2])]


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """A whole way as pieces, each of one leg, in order of travel.

    Attributes
    ----------
    names, ends, modes
        Of each leg.
    leg, km, country
        Of each piece: the number of its leg, its length, its country.
    gauges_mm
        Usable gauges at both ends of the way.
    """

    names: list[str]
    ends: list[tuple[str, str]]
    modes: list[str]
    leg: NDArray[np.int64]
    km: NDArray[np.float64]
    country: list[str]
    gauges_mm: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def joints_km(self) -> NDArray[np.float64]:
        """Return the chainage at which each leg begins, and the end of the last."""
        length = np.bincount(self.leg, weights=self.km, minlength=len(self.names))
        return np.concatenate([[0.0], np.cumsum(length)])


def find_course(
    name: str, corridor: str, legs: Legs, events: Sequence[Event], places: Places
) -> Course:
    """Return the course of legs with what happens along them."""
    stretches = _stretches(legs, [e for e in events if e.kind in ("border", "break_of_gauge")])
    ends = (legs.ends[0][0], legs.ends[-1][1])
    stops = [
        *_end_stops(legs, stretches, places),
        *_joint_stops(stretches, places),
        *_event_stops(events, legs),
    ]
    stops = [_behind_end(stop, ends, float(legs.joints_km[-1])) for stop in stops]
    order: dict[StopKind, int] = {"origin": 0, "border": 2, "gauge": 3, "destination": 5}
    ordered = sorted(stops, key=lambda stop: (stop.at_km, order.get(stop.kind, 4)))
    via = tuple(b for _, b in legs.ends[:-1])
    return Course(name, corridor, ends, via, legs.gauges_mm, tuple(stretches), tuple(ordered))


def _stretches(legs: Legs, cuts: Sequence[Event]) -> list[Stretch]:
    """Return the way cut at joints of legs, borders and breaks of gauge.

    A stretch lies in the country that holds most of its km: what is no border on the way, a
    bend of a boundary drawn too coarsely, makes no stretch of its own.
    """
    joints = legs.joints_km
    inner = [event.at_km for event in cuts if 0.0 < event.at_km < joints[-1]]
    bounds = np.unique(np.concatenate([joints, inner]))
    bounds = bounds[np.concatenate([[True], np.diff(bounds) > _LEAST_KM])]
    bounds[-1] = joints[-1]
    middle = (bounds[:-1] + bounds[1:]) / 2.0
    leg = np.searchsorted(joints[1:-1], middle, side="right")
    country = _countries(legs, bounds)
    voyage = _voyages(legs)
    return [
        Stretch(
            legs.names[row],
            legs.ends[row],
            legs.modes[row],
            code,
            float(start),
            float(end - start),
            voyage[row],
        )
        for row, code, (start, end) in zip(leg.tolist(), country, pairwise(bounds), strict=True)
    ]


_LEAST_KM = 1e-6


def _countries(legs: Legs, bounds: NDArray[np.float64]) -> list[str]:
    end = np.cumsum(legs.km)
    part = np.searchsorted(bounds[1:-1], end - legs.km / 2.0, side="right")
    codes = sorted(set(legs.country))
    number = np.array([codes.index(code) for code in legs.country])
    shape = (len(bounds) - 1, len(codes))
    km = np.bincount(part * len(codes) + number, weights=legs.km, minlength=shape[0] * shape[1])
    most = km.reshape(shape).argmax(axis=1)
    empty = km.reshape(shape).sum(axis=1) == 0.0
    rows = np.clip(np.searchsorted(end, (bounds[:-1] + bounds[1:]) / 2.0), 0, len(number) - 1)
    return [codes[row] for row in np.where(empty, number[rows], most).tolist()]


def _voyages(legs: Legs) -> list[float]:
    """Return for each leg the km of the run of sea legs that it is part of."""
    km = np.diff(legs.joints_km).tolist()
    voyages: list[float] = []
    for mode, group in groupby(range(len(km)), key=lambda row: legs.modes[row]):
        rows = list(group)
        voyages += [sum(km[row] for row in rows) if mode == "sea" else 0.0] * len(rows)
    return voyages


def _end_stops(legs: Legs, stretches: Sequence[Stretch], places: Places) -> Iterator[Stop]:
    ends: list[tuple[StopKind, float, str, Stretch]] = [
        ("origin", 0.0, legs.ends[0][0], stretches[0]),
        ("destination", float(legs.joints_km[-1]), legs.ends[-1][1], stretches[-1]),
    ]
    for kind, at_km, place, stretch in ends:
        country = _country_of(place, places, stretch.country)
        yield Stop(
            kind,
            at_km,
            (place,),
            (stretch.mode, stretch.mode),
            (country, country),
            voyage_km=stretch.voyage_km,
        )


def _country_of(place: str, places: Places, otherwise: str) -> str:
    return places[place].country if place in places else otherwise


def _joint_stops(stretches: Sequence[Stretch], places: Places) -> Iterator[Stop]:
    """Yield changes of mode, and the calls of a ship at ports between two legs at sea."""
    for before, after in pairwise(stretches):
        if before.leg == after.leg:
            continue
        place = after.ends[0]
        call = before.mode == after.mode == "sea" and _is_port(place, places)
        if before.mode != after.mode or call:
            yield Stop(
                "call" if call else "handling",
                after.start_km,
                (place,),
                (before.mode, after.mode),
                (_country_of(place, places, after.country),) * 2,
                voyage_km=max(before.voyage_km, after.voyage_km),
            )


def _is_port(place: str, places: Places) -> bool:
    return place in places and places[place].kind in PORTS


def _event_stops(events: Sequence[Event], legs: Legs) -> Iterator[Stop]:
    """Yield borders and breaks of gauge; a border at sea is one only where land follows."""
    borders = [event for event in events if event.kind == "border"]
    for event in events:
        mode = _land_mode(legs, event.at_km)
        # Of a border by sea the hours and charges are those of its port.
        if not mode or event.basis == "by_sea":
            continue
        if event.kind == "border":
            before, _, after = event.detail.partition(">")
            yield Stop("border", event.at_km, _named(event), (mode, mode), (before, after))
        elif event.kind == "break_of_gauge":
            near = [
                border.place
                for border in borders
                if border.place and abs(border.at_km - event.at_km) <= _NEAR_KM
            ]
            names = tuple(dict.fromkeys((*_named(event), *near)))
            yield Stop("gauge", event.at_km, names, (mode, mode), gauges=event.detail)


def _behind_end(stop: Stop, ends: tuple[str, str], length_km: float) -> Stop:
    """Return a border as not counted where the way begins or ends at that very crossing."""
    at_start = stop.at_km <= _END_KM and ends[0] in stop.places
    at_end = stop.at_km >= length_km - _END_KM and ends[1] in stop.places
    behind = stop.kind in ("border", "gauge") and (at_start or at_end)
    return replace(stop, counted=False) if behind else stop


def _named(event: Event) -> tuple[str, ...]:
    return (event.place,) if event.place else ()


def _land_mode(legs: Legs, at_km: float) -> str:
    """Return the mode on land at a chainage, of two the one after it; empty out at sea."""
    joints = legs.joints_km
    row = int(np.clip(np.searchsorted(joints, at_km, side="right") - 1, 0, len(legs.names) - 1))
    beside = [row]
    if at_km - joints[row] < _JOINT_KM:
        beside.append(row - 1)
    if joints[row + 1] - at_km < _JOINT_KM:
        beside.append(row + 1)
    modes = [legs.modes[each] for each in beside if 0 <= each < len(legs.modes)]
    return next((mode for mode in modes if mode != "sea"), "")


_END_KM = 5.0
"""A border that bears the name of an end lies no farther from it than this."""
_JOINT_KM = 0.5
"""An event so near to a joint of two legs lies at it."""
