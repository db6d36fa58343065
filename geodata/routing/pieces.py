"""Straight pieces of lines: how far points lie from them, on the sphere and on the ellipsoid."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata import geodesy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from geodata.arrays import Floats, Ints

_STEPS = 2


class Feet(NamedTuple):
    """The segment nearest to each point, -1 for none, the foot's share of it, and the foot."""

    segment: Ints
    share: Floats
    place: Floats

    @classmethod
    def none(cls, count: int) -> Feet:
        """Return feet of points to which nothing is near."""
        nowhere = np.full((count, 2), np.nan)
        return cls(np.full(count, -1, dtype=np.int64), np.zeros(count), nowhere)


def chords(cosine: ArrayLike) -> Floats:
    """Return the straight-line distance of unit vectors with these inner products."""
    return np.sqrt(np.maximum(2.0 - 2.0 * np.asarray(cosine), 0.0))


def travelled(start: Floats, azimuth: Floats, metres: Floats) -> tuple[Floats, Floats]:
    """Return where geodesics lead, shape (n, 2), and their azimuths on from there."""
    lon, lat, back = geodesy.geod().fwd(start[:, 0], start[:, 1], azimuth, metres)
    return np.column_stack([lon, lat]), np.asarray(back) + 180.0


def along_km(foot: Floats, onward: Floats, points: Floats) -> Floats:
    """Return how far along a line, from a place on it, another point lies abeam."""
    azimuth, _, metres = geodesy.geod().inv(*foot.T, *points.T)
    angle = np.asarray(metres) / 1000.0 / geodesy.EARTH_RADIUS_KM
    forward = np.sin(angle) * np.cos(np.radians(azimuth - onward))
    return np.asarray(np.arctan2(forward, np.cos(angle)) * geodesy.EARTH_RADIUS_KM)


def feet(start: Floats, end: Floats, points: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Return the share of each piece at which it is nearest to its point, and that place.

    The sphere's shares come in; each step moves them by what the ellipsoid says is left.
    """
    azimuth, _, metres = geodesy.geod().inv(*start.T, *end.T)
    length = np.asarray(metres, dtype=float)
    for _ in range(_STEPS):
        foot, onward = travelled(start, azimuth, length * share)
        left = along_km(foot, onward, points) * 1000.0
        moved = share + np.divide(left, length, out=np.zeros_like(left), where=length > 0.0)
        share = np.clip(moved, 0.0, 1.0)
    return share, travelled(start, azimuth, length * share)[0]


def sums_by_line(pieces: Floats, offsets: Ints) -> Floats:
    """Return the running sum within each line, the same whatever lines stand before it."""
    parts = [np.cumsum(part) for part in np.split(pieces, offsets[1:-1])]
    return np.concatenate(parts)


def arc_distance(xyz: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return the chord distance from points to great-circle arcs, and the foot's share of the arc.

    Shapes broadcast to (..., 3); the share runs from 0 at `a` to 1 at `b`.
    """
    span = b - a
    size = np.einsum("...i,...i->...", span, span)
    normal = _cross(a, b)
    scale = np.linalg.norm(normal, axis=-1, keepdims=True)
    unit = np.divide(normal, scale, out=np.zeros_like(normal), where=scale > 0)
    foot = xyz - np.einsum("...i,...i->...", xyz, unit)[..., None] * unit
    along = np.arctan2(
        np.einsum("...i,...i->...", _cross(a, foot), unit), np.einsum("...i,...i->...", a, foot)
    )
    arc = 2.0 * np.arcsin(np.clip(np.sqrt(size) / 2.0, 0.0, 1.0))
    share = np.clip(np.divide(along, arc, out=np.zeros_like(along), where=arc > 0), 0.0, 1.0)
    angle = (share * arc)[..., None]
    across = _cross(unit, a)
    spot = a * np.cos(angle) + across * np.sin(angle)
    return np.linalg.norm(xyz - spot, axis=-1), share


def _cross(a: Floats, b: Floats) -> Floats:
    """Return `numpy.cross` of vectors of three, to the last bit; for few a third of its time."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    found = np.empty(np.broadcast_shapes(a.shape, b.shape))
    found[..., 0], found[..., 1], found[..., 2] = (
        ay * bz - az * by,
        az * bx - ax * bz,
        ax * by - ay * bx,
    )
    return found
