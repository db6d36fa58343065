"""Candidates for the nearest piece of many points: trees of samples, by the length of the piece.

A piece of line is no farther from a point than its nearest sample, and no nearer than that by
more than half a step. Short pieces have short steps, so that a point in a dense town looks at the
streets around it and not at all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata import geodesy

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

    from geodata.arrays import Floats, Ints

STEPS_KM = (0.2, 1.5, 5.0)
"""Pieces up to each length are sampled at their ends; longer than the last, every so many km."""


ROUNDING = 1e-9
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Samples:
    """A tree of samples as unit vectors, the piece of each, and half of their step, as a chord."""

    tree: cKDTree
    piece: Ints
    slack: float


def samples(a: Floats, b: Floats) -> list[Samples]:
    """Return the samples of pieces from `a` to `b`, unit vectors of shape (n, 3)."""
    angle = 2.0 * np.arcsin(np.minimum(np.linalg.norm(b - a, axis=1) / 2.0, 1.0))
    km = angle * geodesy.EARTH_RADIUS_KM
    kind = np.searchsorted(STEPS_KM[:-1], km)
    return [
        _sampled(piece, xyz, step)
        for row, step in enumerate(STEPS_KM)
        for piece, xyz in [_points(a, b, angle, np.flatnonzero(kind == row), step)]
        if len(piece)
    ]


def _sampled(piece: Ints, xyz: Floats, step_km: float) -> Samples:
    from scipy.spatial import cKDTree  # half a second to import, and few places need no tree

    tree = cKDTree(xyz, balanced_tree=False, compact_nodes=False)
    return Samples(tree, piece, step_km / 2.0 / geodesy.EARTH_RADIUS_KM)


def _points(a: Floats, b: Floats, angle: Floats, rows: Ints, step_km: float) -> tuple[Ints, Floats]:
    """Return the piece of each sample, and the samples: both ends, of long pieces more."""
    if step_km < STEPS_KM[-1]:
        return np.repeat(rows, 2), np.stack([a[rows], b[rows]], axis=1).reshape(-1, 3)
    count = np.ceil(angle[rows] * geodesy.EARTH_RADIUS_KM / step_km).astype(np.int64) + 1
    piece = np.repeat(rows, count)
    number = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    whole = angle[piece]
    ahead = whole * number / np.repeat(count - 1, count)
    sine = np.maximum(np.sin(whole), _TINY)
    xyz = a[piece] * (np.sin(whole - ahead) / sine)[:, None]
    xyz += b[piece] * (np.sin(ahead) / sine)[:, None]
    return piece, xyz


def candidates(trees: list[Samples], xyz: Floats, reach: float) -> tuple[Ints, Ints]:
    """Return pairs of a point's row and a piece that may be the nearest to it within a reach.

    Parameters
    ----------
    xyz
        Points as unit vectors, shape (n, 3).
    reach
        As a chord of the unit sphere.
    """
    least = np.full(len(xyz), np.inf)
    for each in trees:
        limit = reach * geodesy.FLATTENING + ROUNDING + each.slack
        least = np.minimum(least, each.tree.query(xyz, distance_upper_bound=limit)[0])
    asked = np.flatnonzero(np.isfinite(least))  # the others are too far from any sample
    row, piece = around(trees, xyz[asked], np.minimum(least[asked], reach))
    return asked[row], piece


def around(trees: list[Samples], xyz: Floats, within: Floats) -> tuple[Ints, Ints]:
    """Return pairs of a point's row and a piece that may lie within a chord of it, shape (n,)."""
    found = [_around(each, xyz, within) for each in trees]
    rows, pieces = zip(*found, strict=True)
    return np.concatenate(rows), np.concatenate(pieces)


def _around(samples: Samples, xyz: Floats, within: Floats) -> tuple[Ints, Ints]:
    radius = within * geodesy.FLATTENING + ROUNDING + samples.slack
    balls = samples.tree.query_ball_point(xyz, radius)
    row = np.repeat(np.arange(len(xyz)), [len(ball) for ball in balls])
    sample = np.concatenate([*balls, np.zeros(0)]).astype(np.int64)
    size = int(samples.piece.max()) + 1
    row, piece = np.divmod(np.unique(row * size + samples.piece[sample]), size)
    return row, piece
