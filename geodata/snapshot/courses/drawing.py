"""How lines are drawn, told as it is: an edge is cut wherever what drew it changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata import geodesy
from geodata.network.build import split_edges
from geodata.network.columns import Coded, pack_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.arrays import Floats
    from geodata.network.model import Network


MAPPED_KM = 5.0
"""A line is mapped where points of the real one stand closer than this."""

STRAIGHT_KM = 25.0
"""A straight piece longer than this is a chord, whatever drew it."""

STRAIGHT_WITHIN_KM = 0.1
"""A piece is straight that keeps this near to the line between its ends."""

_KM_PER_DEGREE = 111.2


def simplified(line: Floats, *, tolerance_km: float) -> Floats:
    """Return the line without the points that stray less than a tolerance (Douglas-Peucker)."""
    scale = np.array([np.cos(np.radians(line[:, 1].mean())), 1.0])
    thin = shapely.LineString(line * scale).simplify(tolerance_km / _KM_PER_DEGREE)
    kept = shapely.get_coordinates(thin) / scale
    return np.vstack([line[0], kept[1:-1], line[-1]])


def redrawn(network: Network, courses: Mapping[int, Sequence[tuple[Floats, str]]]) -> Network:
    """Return the network with new courses of edges, each cut where its shape changes.

    Parameters
    ----------
    courses
        Per edge, pieces in order that meet at their ends, each with its new shape; an empty
        shape leaves the edge's own. The length of an edge is shared by the drawn km.
    """
    if not courses:
        return network
    lines, cuts, shapes = network.lines(), {}, {}
    own = network.columns["shape"].decode()
    for edge, drawn in courses.items():
        pieces = [piece for piece in drawn if geodesy.line_length_km(piece[0]) > 0.0]
        runs = [(how, list(run)) for how, run in groupby(pieces, key=lambda piece: piece[1])]
        lines[edge] = _stacked([line for line, _ in pieces])
        along = geodesy.cumulative_km(lines[edge])
        counts = np.cumsum([sum(len(line) - 1 for line, _ in run) for _, run in runs])
        cuts[edge] = along[counts[:-1]].tolist()
        shapes[edge] = [how or own[edge] for how, _ in runs]
    coords, offsets = pack_lines(lines)
    return cut_with_shapes(replace(network, coords=coords, offsets=offsets), cuts, shapes)


def cut_with_shapes(
    network: Network, cuts: Mapping[int, Sequence[float]], shapes: Mapping[int, Sequence[str]]
) -> Network:
    """Return the network with edges cut at km of their drawn lines, each part with its shape."""
    told = network.columns["shape"].decode()
    for edge, parts in shapes.items():
        told[edge] = parts[0]
    for edge in sorted(edge for edge, at in cuts.items() if len(at)):
        told.extend(shapes[edge][1:])
    cut = split_edges(network, {edge: at for edge, at in cuts.items() if len(at)})
    return cut.with_columns(shape=Coded.encode(told))


def _stacked(lines: Sequence[Floats]) -> Floats:
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])


def by_gaps(network: Network) -> Network:
    """Return the network with the shape that the gaps between its points allow.

    Edges that the source drew are ``mapped`` where their points stand closer than 5 km, and
    ``threaded`` otherwise: straight between points of the line. What was guided or led over the
    terrain keeps its word, and so does a declared line of two points, which is a chord however
    short; what `with_chords` finds comes after.
    """
    declared = ~network.columns["origin"].mask(["osm"]) & network.columns["shape"].mask(["chord"])
    kept = network.columns["shape"].mask(["guided", "terrain"]) | declared
    close = widest_km(network) < MAPPED_KM
    told = [
        shape if stays else "mapped" if near else "threaded"
        for shape, stays, near in zip(
            network.columns["shape"].decode(), kept.tolist(), close.tolist(), strict=True
        )
    ]
    return network.with_columns(shape=Coded.encode(told))


def widest_km(network: Network) -> Floats:
    """Return the longest straight piece of each edge in km, shape (m,)."""
    first, owner = network.segment_edges()
    km = geodesy.distance_km(*network.coords[first].T, *network.coords[first + 1].T)
    widest = np.zeros(network.edge_count)
    np.maximum.at(widest, owner, km)
    return widest


def with_chords(network: Network) -> Network:
    """Return the network with every straight piece over 25 km cut out and called ``chord``.

    A line whose points stand closer than 5 km is mapped, however straight it runs.
    """
    open_to_doubt = ~network.columns["shape"].mask(["mapped", "chord"])
    cuts, shapes = {}, {}
    own = network.columns["shape"].decode()
    for edge in np.flatnonzero(open_to_doubt & (network.drawn_km() > STRAIGHT_KM)).tolist():
        line = network.line(edge)
        runs = straight_runs(line)
        if runs:
            along = geodesy.cumulative_km(line)
            cuts[edge], shapes[edge] = _parts(runs, along, own[edge])
    return cut_with_shapes(network, cuts, shapes)


def _parts(
    runs: Sequence[tuple[int, int]], along: Floats, own: str
) -> tuple[list[float], list[str]]:
    """Return where to cut an edge so that its straight runs stand alone, and the shapes."""
    at, shapes, last = [], [], 0
    for begin, end in runs:
        if begin > last:
            at.append(float(along[begin]))
            shapes.append(own)
        shapes.append("chord")
        at.append(float(along[end]))
        last = end
    if last == len(along) - 1:
        at.pop()
    else:
        shapes.append(own)
    return at, shapes


def straight_runs(line: Floats) -> list[tuple[int, int]]:
    """Return the runs of a line over 25 km that keep within 100 m of their chord, as indices."""
    along = geodesy.cumulative_km(line)
    flat = (line - line[0]) * [np.cos(np.radians(line[:, 1].mean())), 1.0] * _KM_PER_DEGREE
    runs, start = [], 0
    while start < len(line) - 1:
        end = start + 1
        while end + 1 < len(line) and _is_straight(flat[start : end + 2]):
            end += 1
        if along[end] - along[start] > STRAIGHT_KM:
            runs.append((start, end))
        start = end
    return runs


def _is_straight(points: Floats) -> bool:
    (dx, dy), from_start = points[-1] - points[0], points[1:-1] - points[0]
    span = float(np.hypot(dx, dy))
    off = np.abs(from_start[:, 0] * dy - from_start[:, 1] * dx)
    return span > 0.0 and bool(off.max() <= STRAIGHT_WITHIN_KM * span)


def with_threads(network: Network, lines: Sequence[Floats], edges: set[int]) -> Network:
    """Return the network with new lines, told by shape which edges were threaded.

    Of the others those over 25 km are chords, shorter ones mapped.
    """
    drawn = network.drawn_km()
    shape = [
        "threaded" if edge in edges else "chord" if km > STRAIGHT_KM else "mapped"
        for edge, km in enumerate(drawn)
    ]
    coords, offsets = pack_lines(lines)
    return replace(
        network,
        coords=coords,
        offsets=offsets,
        columns={**network.columns, "shape": Coded.encode(shape)},
    )
