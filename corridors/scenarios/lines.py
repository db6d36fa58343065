"""Where a way through the corridor graph runs: lines along the legs, from cut to cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy

if TYPE_CHECKING:
    from corridors.graph.way import Way
    from corridors.tracing.traced_data import TracedData
    from geodata.arrays import Floats

_Point = tuple[float, float]


def lines_of(way: Way, traced: TracedData) -> list[Floats]:
    """Return the lines of a way in order of travel, lon, lat, each of shape (n, 2).

    An added line is a straight one, from end to end.
    """
    runs: list[list[Floats]] = []
    last_ref = ""
    for row in way.rows:
        edge = way.graph.edges[row]
        if edge.kind != "leg":
            continue
        nodes = way.graph.nodes
        tail, head = nodes[way.graph.tail[row]].place, nodes[way.graph.head[row]].place
        ends = way.graph.points[tail], way.graph.points[head]
        piece = _piece(edge.refs[0], ends, traced)
        if edge.refs[0] == last_ref:
            runs[-1].append(piece)
        else:
            runs.append([piece])
        last_ref = edge.refs[0]
    return [np.concatenate(run) for run in runs]


def _piece(ref: str, ends: tuple[_Point, _Point], traced: TracedData) -> Floats:
    leg = traced.by_ref.get(ref)
    if leg is None:
        return geodesy.densify(np.array(ends), step_km=100.0)
    coords = leg.way.coords()
    first, last = (_nearest(coords, point) for point in ends)
    if first <= last:
        return np.asarray(coords[first : last + 1])
    return np.asarray(coords[last : first + 1][::-1])


def _nearest(coords: Floats, point: _Point) -> int:
    return int(np.argmin(geodesy.distance_km(*point, coords[:, 0], coords[:, 1])))
