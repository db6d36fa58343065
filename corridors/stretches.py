"""A traced way as a table of stretches, and the borders and breaks of gauge along it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodata import geodesy
from geodata.nearest import SegmentIndex
from geodata.network import CHORD_KM, Network, from_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from geodata.places import Place
    from geodata.routing import Path

Floats = NDArray[np.float64]

FOREIGN_KM = 10.0
"""A shorter stretch abroad without a known crossing belongs to the country around it."""

_CROSSING_OFF_KM = 3.0
_CROSSING_ALONG_KM = 25.0
_CROSSING_FAR_KM = 60.0
"""A chord may enter a country long before its road does: then so far, for crossings of the two."""

_YARD_ALONG_KM = 60.0
_NEAR_KM = {
    "crossing": _CROSSING_FAR_KM + _CROSSING_OFF_KM,
    "yard": _YARD_ALONG_KM + _CROSSING_OFF_KM,
}
"""No place farther off than this in a straight line can lie on the way nearby."""

COLUMNS = (
    "country",
    "origin",
    "shape",
    "length_basis",
    "gauges_mm",
    "gauge_basis",
    "electrified",
)
"""The columns of a network that a traced way keeps."""

Basis = Literal["known", "inferred"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a point of a way.

    Attributes
    ----------
    kind
        ``border``, ``break_of_gauge`` or ``mode_change``.
    at_km
        Chainage: along-track km from the start.
    detail
        What changes, as ``CN>KZ``, ``1435>1520`` or ``rail>sea``.
    place
        Id of the known crossing or yard, empty where the spot is inferred.
    """

    kind: str
    at_km: float
    lon: float
    lat: float
    detail: str
    place: str = ""
    basis: Basis = "inferred"


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Stretches of a way in order of travel; all sequences of one length.

    Attributes
    ----------
    km
        Along-track length.
    lines
        Drawn lines, each of shape (k, 2), degrees.
    columns
        What the network says of each stretch, by the names of `COLUMNS`.
    """

    km: Floats
    lines: tuple[Floats, ...]
    columns: Mapping[str, tuple[Any, ...]]

    @property
    def country(self) -> tuple[str, ...]:
        """Return the country of each stretch, ISO alpha-2."""
        return self.columns["country"]

    @property
    def origin(self) -> tuple[str, ...]:
        """Return where each stretch comes from: osm, repaired, declared, lane, ..."""
        return self.columns["origin"]

    @property
    def shape(self) -> tuple[str, ...]:
        """Return how each stretch was drawn: mapped, threaded, chord or sketch."""
        return self.columns["shape"]

    @property
    def basis(self) -> tuple[str, ...]:
        """Return what each length rests on: track, thread, published or sketch."""
        return self.columns["length_basis"]

    @property
    def gauges_mm(self) -> tuple[tuple[int, ...], ...]:
        """Return the usable gauges of each stretch, empty where unknown."""
        return self.columns["gauges_mm"]

    @property
    def length_km(self) -> float:
        """Return the whole along-track length."""
        return float(self.km.sum())

    @property
    def start_km(self) -> Floats:
        """Return the chainage at which each stretch begins, and the end of the last."""
        return np.concatenate([[0.0], np.cumsum(self.km)])

    def coords(self) -> Floats:
        """Return the whole way as one line, shape (n, 2)."""
        return np.concatenate([self.lines[0], *(line[1:] for line in self.lines[1:])])

    def at(self, chainage_km: float) -> tuple[float, float]:
        """Return the point at a chainage, lon, lat."""
        start = self.start_km
        row = int(
            np.clip(np.searchsorted(start, chainage_km, side="right") - 1, 0, len(self.km) - 1)
        )
        share = (chainage_km - start[row]) / self.km[row] if self.km[row] else 0.0
        drawn = geodesy.line_length_km(self.lines[row])
        lon, lat = geodesy.interpolate(self.lines[row], share * drawn)[0]
        return float(lon), float(lat)

    def straight_km(self, *, longer_than_km: float = CHORD_KM) -> Floats:
        """Return the km of each stretch that are drawn on straight pieces over a length."""
        counts = np.array([len(line) for line in self.lines])
        row = np.repeat(np.arange(len(counts)), counts)
        pieces = geodesy.segment_lengths_km(np.concatenate(self.lines))
        pieces[row[1:] != row[:-1]] = 0.0
        many = len(counts)
        drawn = np.bincount(row[:-1], weights=pieces, minlength=many)
        long = np.where(pieces > longer_than_km, pieces, 0.0)
        share = np.bincount(row[:-1], weights=long, minlength=many) / np.where(
            drawn > 0, drawn, 1.0
        )
        return np.asarray(self.km * share)

    @property
    def chord_km(self) -> float:
        """Return the km drawn on straight pieces over 50 km."""
        return float(self.straight_km().sum())

    def sums(self, column: str) -> dict[str, float]:
        """Return km by the values of a column of `COLUMNS`, sorted."""
        totals: dict[str, float] = {}
        for value, km in zip(self.columns[column], self.km.tolist(), strict=True):
            totals[value] = totals.get(value, 0.0) + km
        return {value: totals[value] for value in sorted(totals)}

    def reversed(self) -> Stretches:
        """Return the way run backwards."""
        columns = {name: values[::-1] for name, values in self.columns.items()}
        lines = tuple(line[::-1] for line in self.lines[::-1])
        return Stretches(self.km[::-1], lines, columns)

    def cut(self, at_km: Sequence[float]) -> Stretches:
        """Return the way with further cuts at the given chainages."""
        start = self.start_km
        rows: list[int] = []
        shares: list[tuple[float, float]] = []
        for row, km in enumerate(self.km.tolist()):
            inner = [
                (at - start[row]) / km
                for at in sorted(at_km)
                if km and _EPSILON < at - start[row] < km - _EPSILON
            ]
            bounds = [0.0, *inner, 1.0]
            rows += [row] * (len(bounds) - 1)
            shares += list(pairwise(bounds))
        if len(rows) == len(self.km):
            return self
        return self._parts(rows, shares)

    def _parts(self, rows: list[int], shares: list[tuple[float, float]]) -> Stretches:
        part = np.array([end - begin for begin, end in shares])
        lines = [_part_of(self.lines[row], *share) for row, share in zip(rows, shares, strict=True)]
        columns = {
            name: tuple(values[row] for row in rows) for name, values in self.columns.items()
        }
        return Stretches(self.km[rows] * part, tuple(lines), columns)


_EPSILON = 1e-9


def _part_of(line: Floats, begin: float, end: float) -> Floats:
    if (begin, end) == (0.0, 1.0):
        return line
    along = geodesy.cumulative_km(line)
    first, last = begin * along[-1], end * along[-1]
    ends = geodesy.interpolate(line, [first, last])
    return np.vstack([ends[0], line[(along > first) & (along < last)], ends[1]])


def of_path(network: Network, path: Path) -> Stretches:
    """Return the stretches of a path through a network."""
    columns = {name: tuple(network.columns[name].take(path.edge).decode()) for name in COLUMNS}
    return Stretches(path.stretch_km(network), tuple(path.lines(network)), columns)


def of_sketch(
    points: Floats,
    *,
    length_km: float | None,
    countries: Iterable[tuple[str, float, float]],
    gauges_mm: tuple[int, ...],
) -> Stretches:
    """Return a planned way as straight pieces between its places.

    Parameters
    ----------
    points
        Shape (n, 2), degrees.
    length_km
        The published length; the length of the sketch where absent.
    countries
        Pieces as (country, from, to) in km along the sketch.
    """
    drawn = geodesy.line_length_km(points)
    factor = 1.0 if length_km is None else length_km / drawn
    pieces = list(countries)
    lines = tuple(_part_of(points, start / drawn, end / drawn) for _, start, end in pieces)
    km = np.array([(end - start) * factor for _, start, end in pieces])
    constant = {
        "origin": "sketch",
        "shape": "sketch",
        "gauges_mm": gauges_mm,
        "gauge_basis": "leg",
        "length_basis": "sketch" if length_km is None else "published",
        "electrified": "",
    }
    columns = {name: (value,) * len(pieces) for name, value in constant.items()}
    return Stretches(km, lines, {"country": tuple(code for code, _, _ in pieces), **columns})


def joined(ways: Sequence[Stretches]) -> Stretches:
    """Return ways that follow each other as one."""
    columns = {
        name: tuple(value for way in ways for value in way.columns[name]) for name in COLUMNS
    }
    lines = tuple(line for way in ways for line in way.lines)
    return Stretches(np.concatenate([way.km for way in ways]), lines, columns)


class Wayside:
    """The border crossings and gauge yards that events along a way may be pinned to."""

    def __init__(self, places: Iterable[Place]) -> None:
        known = list(places)
        self._crossings = [place for place in known if place.kind == "border_crossing"]
        self._yards = [
            place for place in known if place.kind == "gauge_yard" or len(place.gauges_mm) > 1
        ]
        self._points = {
            kind: geodesy.unit_vectors([(place.lon, place.lat) for place in group] or [(0.0, 0.0)])
            for kind, group in (("crossing", self._crossings), ("yard", self._yards))
        }

    @cached_property
    def digest(self) -> str:
        """Return the sha256 over the places that events may be pinned to."""
        known = sorted(
            (place.id, place.lon, place.lat, place.gauges_mm)
            for place in {*self._crossings, *self._yards}
        )
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()

    def near(self, kind: str, point: tuple[float, float]) -> list[Place]:
        """Return the crossings or yards that an event at a point may be pinned to."""
        group = self._crossings if kind == "crossing" else self._yards
        if not group:
            return []
        away = np.linalg.norm(self._points[kind] - geodesy.unit_vectors(point), axis=1)
        return [group[row] for row in np.flatnonzero(away < geodesy.chord_radius(_NEAR_KM[kind]))]


def with_borders(
    way: Stretches, wayside: Wayside, *, through: Collection[str] = ()
) -> tuple[Stretches, list[Event]]:
    """Return the way cut at its borders, with settled countries, and the border events.

    Where a known crossing lies on the way, the border is there; elsewhere where the boundary
    polygon puts it, marked ``inferred``. A foreign stretch under 10 km without a known crossing
    belongs to the country around it.

    Parameters
    ----------
    through
        Ids of places that the way is known to run through; a crossing among them is where the
        border is, however long a chord has strayed before.
    """
    runs = _runs(way)
    spots = _pinned(way, runs, wayside, through)
    settled = _settled(runs, spots)
    cut = way.cut([spot.at_km for _, spot in settled[1:]])
    middle = (cut.start_km[:-1] + cut.start_km[1:]) / 2.0
    bounds = np.array([spot.at_km for _, spot in settled[1:]])
    owner = np.searchsorted(bounds, middle, side="right")
    codes = tuple(settled[row][0] for row in owner)
    events = [
        replace(spot, kind="border", detail=f"{before}>{after}")
        for (before, _), (after, spot) in pairwise(settled)
    ]
    return replace(cut, columns={**cut.columns, "country": codes}), events


def _runs(way: Stretches) -> list[tuple[str, float]]:
    """Return (country, chainage where it begins) for each run of one country."""
    runs: list[tuple[str, float]] = []
    for code, start in zip(way.country, way.start_km.tolist(), strict=False):
        if not runs or runs[-1][0] != code:
            runs.append((code, start))
    return runs


def _settled(runs: list[tuple[str, float]], spots: list[Event]) -> list[tuple[str, Event]]:
    """Return (country, border before it), without false stretches abroad."""
    settled = [(runs[0][0], Event("", 0.0, 0.0, 0.0, ""))]
    for (code, _), spot in zip(runs[1:], spots, strict=True):
        before, entered = settled[-1]
        if code == before:
            continue
        returns = len(settled) > 1 and code == settled[-2][0]
        inferred = "inferred" in (spot.basis, entered.basis)
        same = bool(spot.place) and spot.place == entered.place
        if returns and (inferred or same) and spot.at_km - entered.at_km < FOREIGN_KM:
            settled.pop()
        else:
            settled.append((code, spot))
    return settled


class _Chainage:
    """Projects places onto the part of a way around a chainage."""

    def __init__(self, way: Stretches) -> None:
        self._way = way
        self._start_km = way.start_km

    def near(
        self, places: Sequence[Place], at_km: float, *, along_km: float
    ) -> tuple[Place, float] | None:
        """Return the place on the way that is nearest to a chainage, and its chainage."""
        rows = np.flatnonzero(
            (self._start_km[1:] >= at_km - along_km) & (self._start_km[:-1] <= at_km + along_km)
        )
        if not places or not len(rows):
            return None
        index = SegmentIndex(from_lines([self._way.lines[row] for row in rows], mode="way"))
        found = index.nearest([place.point for place in places])
        chainage = self._start_km[rows[found.edge]] + found.share * self._way.km[rows[found.edge]]
        off = np.where(found.distance_km <= _CROSSING_OFF_KM, np.abs(chainage - at_km), np.inf)
        best = int(np.argmin(off))
        return (places[best], float(chainage[best])) if off[best] <= along_km else None


def _pinned(
    way: Stretches, runs: list[tuple[str, float]], wayside: Wayside, through: Collection[str]
) -> list[Event]:
    """Return each border at the known crossing that lies on the way nearby, else where it is.

    A border without one takes, from farther off, a crossing of its two countries that no other
    border has taken.
    """
    index = _Chainage(way)
    spots = [
        _at_crossing(way, index, wayside.near("crossing", way.at(at)), at, _CROSSING_ALONG_KM)
        for _, at in runs[1:]
    ]
    taken = {spot.place for spot in spots}
    for row, ((before, _), (after, at)) in enumerate(pairwise(runs)):
        if not spots[row].place:
            free = [
                place
                for place in wayside.near("crossing", way.at(at))
                if place.country in (before, after) and place.id not in taken
            ]
            named = [place for place in free if place.id in through]
            reach = way.length_km if named else _CROSSING_FAR_KM
            spots[row] = _at_crossing(way, index, named or free, at, reach)
            taken.add(spots[row].place)
    return spots


def _at_crossing(
    way: Stretches, index: _Chainage, crossings: Sequence[Place], at_km: float, along_km: float
) -> Event:
    best = index.near(crossings, at_km, along_km=along_km)
    if best is None:
        return Event("border", at_km, *way.at(at_km), "")
    place, chainage = best
    return Event("border", chainage, place.lon, place.lat, "", place.id, "known")


def gauge_breaks(way: Stretches, wayside: Wayside) -> list[Event]:
    """Return the breaks of gauge along a way by rail.

    The usable gauge is followed as a set; where it meets a stretch that shares none of it, there
    is a break, at the yard on the way that joins the two, else where the change lies. A gauge
    that returns within 10 km was a chord on the wrong side of a border, and no break.
    """
    index = _Chainage(way)
    changes = _gauge_changes(way)
    return [_break(way, index, wayside, at_km, (before, after)) for at_km, before, after in changes]


_Change = tuple[float, frozenset[int], frozenset[int]]


def _gauge_changes(way: Stretches) -> list[_Change]:
    changes: list[_Change] = []
    usable: frozenset[int] = frozenset()
    for gauges, start in zip(way.gauges_mm, way.start_km.tolist(), strict=False):
        here = frozenset(gauges)
        if usable and here and not usable & here:
            if changes and start - changes[-1][0] < FOREIGN_KM and changes[-1][1] & here:
                usable = changes.pop()[1] & here
                continue
            changes.append((start, usable, here))
            usable = here
        else:
            usable = usable & here or here or usable
    return changes


def _break(
    way: Stretches,
    index: _Chainage,
    wayside: Wayside,
    at_km: float,
    change: tuple[frozenset[int], frozenset[int]],
) -> Event:
    before, after = (min(gauges) for gauges in change)
    lon, lat = way.at(at_km)
    yards = [
        yard
        for yard in wayside.near("yard", (lon, lat))
        if change[0] & set(yard.gauges_mm) and change[1] & set(yard.gauges_mm)
    ]
    best = index.near(yards, at_km, along_km=_YARD_ALONG_KM)
    detail = f"{before}>{after}"
    if best is None:
        return Event("break_of_gauge", at_km, lon, lat, detail)
    place, chainage = best
    return Event("break_of_gauge", chainage, place.lon, place.lat, detail, place.id, "known")
