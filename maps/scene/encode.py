"""Geometry as compact text: shared arcs, levels of detail, quantised deltas, gzip, base64.

Lines are cut into arcs at every point where the set of lines that run along a track can change,
and a track that several lines share is stored once. Each vertex carries the coarsest level of
detail at which Douglas-Peucker keeps it, so one copy serves every zoom and lines that share an
arc stay on top of each other at all of them.
"""

from __future__ import annotations

import base64
import gzip
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.network.model import THROUGH_DEGREE
from geodata.places.label_circles import mercator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

GRID = 1e-4
"""Step of the stored coordinates in degrees, about 11 m."""


LEVEL_ZOOMS: tuple[int, ...] = (3, 5, 7, 9, 11)
"""The last zoom that each level of detail serves; the finest serves all beyond."""


TOLERANCE_PX = 0.35
"""Largest error of a level at its last zoom, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Topology:
    """Arcs and the lines made of them.

    Attributes
    ----------
    arcs : list of (n, 2) int64 arrays
        Quantised lon, lat in steps of `grid` degrees, EPSG:4326.
    levels : list of (n,) uint8 arrays
        Coarsest level of detail that shows the vertex.
    lines : list of list of list of int
        For each input geometry its parts, each a chain of arcs; ``~i`` runs arc ``i`` backwards.
    grid : float
        Degrees a step.
    """

    arcs: list[NDArray[np.int64]]
    levels: list[NDArray[np.uint8]]
    lines: list[list[list[int]]]
    grid: float


def topology(
    geometries: Iterable[shapely.Geometry | None],
    *,
    finest: int = len(LEVEL_ZOOMS) - 1,
    grid: float = GRID,
) -> Topology:
    """Cut lines or polygon rings (EPSG:4326) into shared arcs with levels of detail.

    Parameters
    ----------
    geometries : iterable of shapely geometries
        Lines or polygons, multi or not, or None; a polygon counts as its rings.
    finest : int
        The finest level to keep; vertices that only finer levels need are dropped.
    grid : float
        Step of the stored coordinates, degrees.
    """
    parts, owner = _parts(np.asarray(list(geometries), dtype=object), grid)
    arcs, chains = _cut(parts)
    lines: list[list[list[int]]] = [[] for _ in range(owner.total)]
    for index, chain in zip(owner.of_part, chains, strict=True):
        lines[index].append(chain)
    kept = _levels(arcs, finest, grid)
    return Topology(
        [arc[level <= finest] for arc, level in zip(arcs, kept, strict=True)],
        [level[level <= finest] for level in kept],
        lines,
        grid,
    )


@dataclass(frozen=True, slots=True)
class _Owner:
    total: int
    of_part: list[int]


def _parts(geometries: NDArray[np.object_], grid: float) -> tuple[list[NDArray[np.int64]], _Owner]:
    """Return quantised parts of at least two points, and the geometry each belongs to."""
    lines = shapely.force_2d(geometries)
    areal = np.isin(shapely.get_type_id(lines), (3, 6))
    lines[areal] = shapely.boundary(lines[areal])
    single, of_geometry = shapely.get_parts(lines, return_index=True)
    coords, of_single = shapely.get_coordinates(single, return_index=True)
    steps = np.rint(coords / grid).astype(np.int64)
    fresh = np.ones(len(steps), dtype=bool)
    fresh[1:] = (of_single[1:] != of_single[:-1]) | (steps[1:] != steps[:-1]).any(axis=1)
    steps, of_single = steps[fresh], of_single[fresh]
    starts = np.searchsorted(of_single, np.arange(len(single) + 1))
    parts, of_part = [], []
    for index in range(len(single)):
        part = steps[starts[index] : starts[index + 1]]
        if len(part) > 1:
            parts.append(part)
            of_part.append(int(of_geometry[index]))
    return parts, _Owner(len(geometries), of_part)


def _cut(parts: Sequence[NDArray[np.int64]]) -> tuple[list[NDArray[np.int64]], list[list[int]]]:
    """Cut parts at junctions and fold equal pieces, either way round, into one arc."""
    if not parts:
        return [], []
    sizes = np.array([len(part) for part in parts])
    points = np.concatenate(parts)
    _, vertex = np.unique(points[:, 0] * (1 << 32) + points[:, 1], return_inverse=True)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    junction = _junctions(vertex, ends)
    arcs: list[NDArray[np.int64]] = []
    index_of: dict[bytes, int] = {}
    chains: list[list[int]] = []
    for first, last in itertools.pairwise(ends):
        inner = np.flatnonzero(junction[vertex[first + 1 : last - 1]]) + first + 1
        bounds = np.concatenate([[first], inner, [last - 1]])
        chain = []
        for a, b in itertools.pairwise(bounds):
            piece = vertex[a : b + 1]
            forward, backward = piece.tobytes(), piece[::-1].tobytes()
            known = index_of.get(forward)
            if known is not None:
                chain.append(known)
            elif (known := index_of.get(backward)) is not None:
                chain.append(~known)
            else:
                index_of[forward] = len(arcs)
                chain.append(len(arcs))
                arcs.append(points[a : b + 1])
        chains.append(chain)
    return arcs, chains


def _junctions(vertex: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark vertices where tracks meet, split or end: not two neighbours, or a part's end."""
    inside = np.ones(len(vertex) - 1, dtype=bool)
    inside[ends[1:-1] - 1] = False
    a, b = vertex[:-1][inside], vertex[1:][inside]
    count = int(vertex.max()) + 1
    segments = np.unique(np.minimum(a, b) * count + np.maximum(a, b))
    degree = np.bincount(segments // count, minlength=count)
    degree += np.bincount(segments % count, minlength=count)
    junction = degree != THROUGH_DEGREE
    junction[vertex[ends[:-1]]] = True
    junction[vertex[ends[1:] - 1]] = True
    return np.asarray(junction, dtype=bool)


def _levels(arcs: Sequence[NDArray[np.int64]], finest: int, grid: float) -> list[NDArray[np.uint8]]:
    """Return for every vertex the coarsest level whose simplification keeps it.

    The index of a vertex rides along as its z, which Douglas-Peucker passes through.
    """
    if not arcs:
        return []
    sizes = np.array([len(arc) for arc in arcs])
    start = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    flat = mercator(np.asarray(np.concatenate(arcs) * grid, dtype=np.float64))
    number = np.arange(len(flat))
    lines = shapely.linestrings(
        np.column_stack([flat, number]), indices=np.repeat(np.arange(len(arcs)), sizes)
    )
    level = np.full(len(flat), finest + 1, dtype=np.uint8)
    for step in range(finest, -1, -1):
        tolerance = TOLERANCE_PX * 360 / (256 * 2 ** LEVEL_ZOOMS[step])
        kept = shapely.simplify(lines, tolerance, preserve_topology=False)
        level[shapely.get_coordinates(kept, include_z=True)[:, 2].astype(np.int64)] = step
    level[start] = 0
    level[start + sizes - 1] = 0
    return np.split(level, start[1:])


def pack(shape: Topology) -> bytes:
    """Return the arcs of a topology as bytes.

    Layout: number of arcs, points of each arc, one level byte a vertex, then all steps in lon and
    all steps in lat from vertex to vertex (across arcs), zigzag. Numbers are LEB128 varints.
    """
    if not shape.arcs:
        return varints(np.array([0]))
    points = np.concatenate(shape.arcs)
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    head = np.array([len(shape.arcs), *(len(arc) for arc in shape.arcs)])
    return b"".join(
        [
            varints(head),
            np.concatenate(shape.levels).astype(np.uint8).tobytes(),
            varints(zigzag(steps[:, 0])),
            varints(zigzag(steps[:, 1])),
        ]
    )


def zigzag(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Map signed to unsigned numbers, small to small: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return np.asarray((values << 1) ^ (values >> 63), dtype=np.int64)


def varints(values: NDArray[np.int64]) -> bytes:
    """Return unsigned numbers as LEB128 varints, seven bits a byte, least first."""
    rest = np.asarray(values, dtype=np.uint64)
    width = 10
    shifts = np.arange(width, dtype=np.uint64) * np.uint64(7)
    digits = (rest[:, None] >> shifts) & np.uint64(0x7F)
    length = np.maximum(1, width - np.argmax(digits[:, ::-1] > 0, axis=1))
    length[rest == 0] = 1
    place = np.arange(width)
    digits[place < length[:, None] - 1] |= np.uint64(0x80)
    return bytes(digits[place < length[:, None]].astype(np.uint8))


def text(data: bytes) -> str:
    """Return bytes gzipped (without a date, so the same each time) and in base64."""
    return base64.b64encode(gzip.compress(data, compresslevel=9, mtime=0)).decode("ascii")
