"""Spikes of the source's rails: places where a drawn line runs out a little way and back again.

The source joins tracks at rounded points, so that a junction may lie a km behind or beside the end
of the line that it belongs to. No train runs there and back: the line is taken past it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata import geodesy
from geodata.degrees import wrapped
from geodata.network.columns import pack_lines
from geodata.network.model import THROUGH_DEGREE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.arrays import Floats, Mask
    from geodata.network.model import Network

SPIKE_KM = 3.0
"""A longer run out and back is no fault of the drawing that may be mended unseen."""

OVERLAP_KM = 1.5
"""So far the ends of two lines that meet may lie beside each other."""

BACK_DEGREES = 30.0
"""A line that leaves a point within this angle of how it came runs back."""

STUB_KM = 1.0
STUB_DEGREES = 75.0
"""So sharply no railway turns within a km of the end of a line: that point lies behind it."""

_SHARP_COS = 0.2
"""Wider than `STUB_DEGREES`: what is looked at, in the plane."""


class _Overlap(NamedTuple):
    """A short edge that lies along the end of a longer one, and the node at which both end."""

    node: int
    short: int
    long: int


def without_spikes(network: Network) -> Network:
    """Return the rails without runs out and back, along a line and where two lines alone meet.

    A length along the track stands, but that of a short edge which is run over twice: it is taken
    off the edge that lies beside it.
    """
    lines = network.lines()
    bent = _bent(network)
    for edge in _sharply_turned(network):
        lines[edge] = _without_tips(lines[edge], stubs=bool(bent[edge]))
    ends = np.stack([network.tail, network.head], axis=1)
    length, gone = network.length_km.copy(), np.zeros(network.edge_count, dtype=bool)
    for node, short, long in _overlaps(network):
        if gone[[short, long]].any() or length[long] <= length[short]:
            continue
        far = int(ends[short][0] if ends[short][1] == node else ends[short][1])
        side = int(ends[long][1] == node)
        point = network.node_lonlat[far]
        lines[long] = _ended_at(lines[long][:: 1 if side else -1], point)[:: 1 if side else -1]
        ends[long, side] = far
        length[long] -= length[short]
        gone[short] = True
    coords, offsets = pack_lines(lines)
    mended = replace(
        network,
        tail=ends[:, 0].astype(np.int32),
        head=ends[:, 1].astype(np.int32),
        length_km=length,
        coords=coords,
        offsets=offsets,
        ordered=False,
    )
    return mended.take(np.flatnonzero(~gone))


def _sharply_turned(network: Network) -> list[int]:
    """Return the edges whose lines may turn back at a point within; not all of them do."""
    steps = np.diff(network.coords, axis=0)
    steps[:, 0] *= np.cos(np.radians(network.coords[:-1, 1]))
    along = np.einsum("ij,ij->i", steps[:-1], steps[1:])
    lengths = np.linalg.norm(steps[:-1], axis=1) * np.linalg.norm(steps[1:], axis=1)
    sharp = np.flatnonzero(along < -_SHARP_COS * lengths) + 1
    edge = np.searchsorted(network.offsets, sharp, side="right") - 1
    inner = (sharp > network.offsets[edge]) & (sharp < network.offsets[edge + 1] - 1)
    return np.unique(edge[inner]).tolist()  # type: ignore[no-any-return]


def _bent(network: Network) -> Mask:
    """Return which edges were drawn along another line, that may begin behind their ends."""
    if "shape" not in network.columns:
        return np.zeros(network.edge_count, dtype=bool)
    return network.columns["shape"].mask(["guided"])


def _without_tips(line: Floats, *, stubs: bool) -> Floats:
    """Return a line without the points at which it turns back from a short run.

    With ``stubs`` also without a first or last point that lies behind the end.
    """
    row = 1
    while row < len(line) - 1:
        before, here, after = line[row - 1], line[row], line[row + 1]
        run_km = min(geodesy.distance_km(*before, *here), geodesy.distance_km(*here, *after))
        apart = _apart(here, before, after)
        stub = stubs and row in (1, len(line) - 2) and run_km <= STUB_KM and apart < STUB_DEGREES
        if stub or (run_km <= SPIKE_KM and apart < BACK_DEGREES):
            line = np.delete(line, row, axis=0)
            row = max(row - 1, 1)
        else:
            row += 1
    return line


def _apart(here: Floats, one: Floats, other: Floats) -> float:
    """Return the angle in degrees between the ways from a point to two others."""
    bearing = geodesy.geod().inv(*np.stack([here, here]).T, *np.stack([one, other]).T)[0]
    return float(abs(wrapped(bearing[0] - bearing[1])))


def _overlaps(network: Network) -> Iterator[_Overlap]:
    """Yield where one of two edges that alone meet at a node lies along the other."""
    node = np.concatenate([network.tail, network.head])
    degree = np.bincount(node, minlength=network.node_count)
    at = np.argsort(node, kind="stable")
    first = np.cumsum(degree) - degree
    drawn = network.drawn_km()
    for each in np.flatnonzero(degree == THROUGH_DEGREE).tolist():
        a, b = (at[first[each] : first[each] + 2] % network.edge_count).tolist()
        short, long = (a, b) if drawn[a] <= drawn[b] else (b, a)
        if a == b or drawn[short] > OVERLAP_KM or network.direction[[a, b]].any():
            continue
        here, ways = network.node_lonlat[each], [_next(network, edge, each) for edge in (a, b)]
        if _apart(here, *ways) < BACK_DEGREES:
            yield _Overlap(each, short, long)


def _next(network: Network, edge: int, node: int) -> Floats:
    """Return the point of an edge next to one of its ends."""
    line = network.line(edge)
    return np.asarray(line[1] if network.tail[edge] == node else line[-2])


def _ended_at(line: Floats, point: Floats) -> Floats:
    """Return a line that ends at a point beside its end: what lies beyond is dropped."""
    beyond_km = geodesy.distance_km(*point, *line[-1])
    away = np.asarray(geodesy.distance_km(line[:, 0], line[:, 1], *line[-1]))
    kept = line[:-1][away[:-1] > beyond_km]
    return np.vstack([kept if len(kept) else line[:1], point])
