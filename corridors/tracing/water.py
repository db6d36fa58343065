"""Ways over water: the passages they go through, whose water it is, and the port of arrival."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corridors.tracing.way import Event, Stretches
from geodata import geodesy
from geodata.countries import load as load_countries
from geodata.country_names import HIGH_SEAS
from geodata.degrees import jumps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridors.definitions.states import Passage
    from corridors.tracing.landmarks import Wayside
    from geodata.arrays import Floats
    from geodata.boundaries import Piece

SHORE_KM = {"canal": 2.0, "strait": 5.0}
"""Around the gate of a country's own passage a way is in its water so near to its land."""


_MILLIMETRE_KM = 1e-6
_WINDOW_KM = 300.0
"""No canal or strait of one country is longer: the Suez Canal has 193 km."""


def with_waters(way: Stretches, wayside: Wayside) -> tuple[Stretches, list[Event]]:
    """Return a way over water with its countries settled, and the passages that it goes through.

    The sea is ``XZ``. Two kinds of stretches belong to a country: declared lines over its lakes
    and rivers; and, on either side of the gate of a passage that is its own (``inland_of``), the
    stretch that keeps to its land or close to it (`SHORE_KM`).
    """
    boxes = np.array([[*line.min(axis=0), *line.max(axis=0)] for line in way.lines])
    events = [event for passage in wayside.passages for event in _met(way, passage, boxes)]
    events.sort(key=lambda event: (event.at_km, event.place))
    shore = {each.id: SHORE_KM.get(each.kind, SHORE_KM["strait"]) for each in wayside.passages}
    own = [span for event in events for span in _span(way, event, shore[event.place])]
    spans = [*_declared(way), *own]
    cut = way.cut([km for _, *ends in spans for km in ends])
    middle = (cut.start_km[:-1] + cut.start_km[1:]) / 2.0
    codes = list(cut.country)
    for code, low, high in spans:
        for row in np.flatnonzero((middle > low) & (middle < high)).tolist():
            codes[row] = code
    return replace(cut, columns={**cut.columns, "country": tuple(codes)}), events


def arrival(way: Stretches, before: str, after: str, *, port: str = "") -> list[Event]:
    """Return the border by sea at the end of a way over water, none where it leaves no country.

    There is no border with the high sea: a shipper crosses from the country of departure into
    that of the port of arrival, where the control is.
    """
    if not before or not after or before == after or HIGH_SEAS in (before, after):
        return []
    lon, lat = (float(x) for x in way.lines[-1][-1])
    return [Event("border", way.length_km, lon, lat, f"{before}>{after}", port, "by_sea")]


def _met(way: Stretches, passage: Passage, boxes: Floats) -> Iterator[Event]:
    """Yield the event where a way crosses the gate of a passage, if it does.

    Only lines whose boxes, shape (n, 4) as west, south, east, north, meet that of the gate can.
    """
    low, high = np.min(passage.gate, axis=0), np.max(passage.gate, axis=0)
    for row in np.flatnonzero(((boxes[:, :2] <= high) & (boxes[:, 2:] >= low)).all(axis=1)):
        share = _crossed(way.lines[row], passage.gate)
        if share is not None:
            at_km = float(way.start_km[row] + share * way.km[row])
            detail = passage.inland_of
            yield Event("passage", at_km, *way.at(at_km), detail, passage.id, "known")
            return


def _crossed(line: Floats, gate: tuple[tuple[float, float], tuple[float, float]]) -> float | None:
    """Return at what share of its drawn length a line crosses a gate, None where it does not."""
    start, step = line[:-1], np.diff(line, axis=0)
    origin = np.array(gate[0])
    across = np.array(gate[1]) - origin
    turn = step[:, 0] * across[1] - step[:, 1] * across[0]
    apart = origin - start
    with np.errstate(divide="ignore", invalid="ignore"):
        on_line = (apart[:, 0] * across[1] - apart[:, 1] * across[0]) / turn
        on_gate = (apart[:, 0] * step[:, 1] - apart[:, 1] * step[:, 0]) / turn
    hit = (on_line >= 0) & (on_line <= 1) & (on_gate >= 0) & (on_gate <= 1)
    hit &= ~jumps(step[:, 0])
    if not hit.any():
        return None
    first = int(np.argmax(hit))
    along = geodesy.cumulative_km(line)
    passed = along[first] + on_line[first] * (along[first + 1] - along[first])
    return float(passed / along[-1])


def _declared(way: Stretches) -> Iterator[tuple[str, float, float]]:
    """Yield (country, from, to) in km of the stretches of declared lines over inland water."""
    for row, origin in enumerate(way.origin):
        if origin == "declared":
            pieces = load_countries().cut(way.lines[row])
            yield from _spans(pieces, float(way.start_km[row]), float(way.km[row]))


def _spans(
    pieces: Sequence[Piece], start_km: float, length_km: float
) -> Iterator[tuple[str, float, float]]:
    drawn = pieces[-1].end_km if pieces else 1.0
    for code, low, high in pieces:
        if code != HIGH_SEAS:
            share = length_km / drawn
            yield code, start_km + low * share, start_km + high * share


def _span(way: Stretches, event: Event, shore_km: float) -> Iterator[tuple[str, float, float]]:
    """Yield (country, from, to) of the stretch around the gate of a country's own passage."""
    if not event.detail:
        return
    inside: list[tuple[float, float]] = []
    start = way.start_km
    near = (start[1:] > event.at_km - _WINDOW_KM) & (start[:-1] < event.at_km + _WINDOW_KM)
    for row in np.flatnonzero(near).tolist():
        pieces = load_countries().cut(way.lines[row], snap_km=shore_km)
        for code, low, high in _spans(pieces, float(start[row]), float(way.km[row])):
            if code != event.detail:
                continue
            if inside and low - inside[-1][1] < _MILLIMETRE_KM:
                inside[-1] = (inside[-1][0], high)
            else:
                inside.append((low, high))
    yield from ((event.detail, *span) for span in inside if span[0] <= event.at_km <= span[1])
