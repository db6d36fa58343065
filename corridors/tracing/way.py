"""A traced way as a table of stretches, and the borders and breaks of gauge along it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geodata import geodesy
from geodata.network.columns import pack_lines
from geodata.network.model import CHORD_KM, Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.arrays import Floats, Ints
    from geodata.routing.path import Path

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


Basis = Literal["known", "inferred", "by_sea"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a point of a way.

    Attributes
    ----------
    kind
        ``border``, ``transit``, ``break_of_gauge``, ``mode_change`` or ``passage``.
    at_km
        Chainage: along-track km from the start.
    lon, lat
        Of the way at that chainage.
    detail
        What changes, as ``CN>KZ``, ``1435>1520`` or ``rail>sea``; of a transit the country run
        through, of a passage the country whose water it is, if it is one's.
    place
        Id of the known crossing, yard, transit or passage, empty where the spot is inferred.
    basis
        ``by_sea`` for a border crossed by water, which lies at the port of arrival.
    handovers
        The hand-over stations of a border in order of travel, ids or names.
    km
        How long a transit is.
    gauges
        Of a change of mode: the gauge before and behind it, as ``1520>1435``, where they differ.
    """

    kind: str
    at_km: float
    lon: float
    lat: float
    detail: str
    place: str = ""
    basis: Basis = "inferred"
    handovers: tuple[str, ...] = ()
    km: float = 0.0
    gauges: str = ""


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

    def __repr__(self) -> str:
        return f"<Stretches: {len(self.km)}, {self.length_km:,.1f} km>"

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
        return geodesy.point_at_share(self.lines[row], share)

    def straight_km(self, *, longer_than_km: float = CHORD_KM) -> Floats:
        """Return the km of each stretch that are drawn on straight pieces over a length."""
        km = np.zeros(len(self.km))
        rows = _with_pieces_over(longer_than_km, self.lines)
        if len(rows):
            km[rows] = self.km[rows] * _straight_share(
                [self.lines[row] for row in rows], longer_than_km
            )
        return km

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
        lines = [
            geodesy.substring(self.lines[row], *share)
            for row, share in zip(rows, shares, strict=True)
        ]
        columns = {
            name: tuple(values[row] for row in rows) for name, values in self.columns.items()
        }
        return Stretches(self.km[rows] * part, tuple(lines), columns)


def _with_pieces_over(limit_km: float, lines: Sequence[Floats]) -> Ints:
    """Return the rows of lines with a piece that may be longer, from differences in degrees."""
    coords, offsets = pack_lines(lines)
    step = np.abs(np.diff(coords, axis=0)).sum(axis=1, initial=0.0)
    step[offsets[1:-1] - 1] = 0.0  # from one line to the next
    owner = np.searchsorted(
        offsets, np.flatnonzero(step * geodesy.KM_PER_DEGREE > limit_km), side="right"
    )
    return np.unique(owner - 1)


def _straight_share(lines: Sequence[Floats], longer_than_km: float) -> Floats:
    """Return how much of the drawn length of each line lies on pieces over a length."""
    many = len(lines)
    row = np.repeat(np.arange(many), [len(line) for line in lines])
    pieces = geodesy.segment_lengths_km(np.concatenate(lines))
    pieces[row[1:] != row[:-1]] = 0.0
    drawn = np.bincount(row[:-1], weights=pieces, minlength=many)
    long = np.where(pieces > longer_than_km, pieces, 0.0)
    return np.bincount(row[:-1], weights=long, minlength=many) / np.where(drawn > 0, drawn, 1.0)


_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Trace:
    """What was found of a leg: its way, what happens along it, the access at both ends in km."""

    way: Stretches
    events: tuple[Event, ...]
    access_km: tuple[float, float] = (0.0, 0.0)


def of_path(network: Network, path: Path) -> Stretches:
    """Return the stretches of a path through a network; of a joined one with their ``mode``."""
    names = [*COLUMNS, *(("mode",) if "mode" in network.columns else ())]
    columns = {name: tuple(network.columns[name].take(path.edge).decode()) for name in names}
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
    lines = tuple(geodesy.substring(points, start / drawn, end / drawn) for _, start, end in pieces)
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
    names = [*COLUMNS, *(["mode"] if all("mode" in way.columns for way in ways) else [])]
    columns = {name: tuple(value for way in ways for value in way.columns[name]) for name in names}
    lines = tuple(line for way in ways for line in way.lines)
    return Stretches(np.concatenate([way.km for way in ways]), lines, columns)
