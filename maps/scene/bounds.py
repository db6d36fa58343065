"""The box that a view shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maps.scene.rows.seam import NO_SEAM, turned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.arrays import Floats
    from maps.scene import encode
    from maps.scene.model import Hub, Leg


def bounds_of(
    shape: encode.Topology, hubs: Iterable[Hub], seam: float = NO_SEAM
) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of all that is drawn."""
    points = [arc * shape.grid for arc in shape.arcs]
    if not points:
        points = [np.array([(turned(hub.at[0], seam), hub.at[1])]) for hub in hubs]
    if not points:
        return None
    flat = np.concatenate(points)
    west, south = flat.min(axis=0)
    east, north = flat.max(axis=0)
    return (
        round(float(west), 4),
        round(float(south), 4),
        round(float(east), 4),
        round(float(north), 4),
    )


_CORE = (0.2, 0.8)
"""Quantiles of the km on land between which the core of the lines lies."""


def core_box(
    shape: encode.Topology, legs: Iterable[Leg]
) -> tuple[float, float, float, float] | None:
    """Return the box that leaves out the outermost lines on land: far ends, long tails."""
    used = {
        arc if arc >= 0 else ~arc
        for leg in legs
        if leg.mode in ("rail", "road")
        for part in leg.parts
        for arc in part
    }
    if not used:
        return None
    pairs = [shape.arcs[arc] * shape.grid for arc in sorted(used)]
    middles = np.concatenate([(arc[1:] + arc[:-1]) / 2 for arc in pairs])
    steps = np.concatenate([np.diff(arc, axis=0) for arc in pairs])
    weights = np.hypot(steps[:, 0] * np.cos(np.radians(middles[:, 1])), steps[:, 1])
    low = [_quantile(middles[:, axis], weights, _CORE[0]) for axis in (0, 1)]
    high = [_quantile(middles[:, axis], weights, _CORE[1]) for axis in (0, 1)]
    return (low[0], low[1], high[0], high[1])


CELL_DEG = 4.0
"""Cells in which corridors are counted."""
_CROWDED = 0.7


def crowded_box(
    corridors: Iterable[tuple[str, Floats]],
) -> tuple[float, float, float, float] | None:
    """Return the box of the cells that many corridors cross, None where there are no points.

    Many is `_CROWDED` of those that cross the most crossed cell.

    Parameters
    ----------
    corridors
        Id and vertices, lon and lat, shape (n, 2); an id may come more than once.
    """
    crossed: dict[tuple[int, int], set[str]] = {}
    for corridor, points in corridors:
        for cell in np.unique(np.floor(points / CELL_DEG).astype(int), axis=0).tolist():
            crossed.setdefault((cell[0], cell[1]), set()).add(corridor)
    if not crossed:
        return None
    most = max(map(len, crossed.values()))
    cells = np.array([cell for cell, who in crossed.items() if len(who) >= _CROWDED * most])
    west, south = (float(edge) * CELL_DEG for edge in cells.min(axis=0))
    east, north = (float(edge + 1) * CELL_DEG for edge in cells.max(axis=0))
    return west, south, east, north


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return round(float(values[order][np.searchsorted(total, share * total[-1])]), 3)


def leg_box(shape: encode.Topology, leg: Leg) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of a leg."""
    arcs = [shape.arcs[arc if arc >= 0 else ~arc] for part in leg.parts for arc in part]
    if not arcs:
        return None
    points = np.concatenate(arcs) * shape.grid
    return (*map(float, points.min(axis=0)), *map(float, points.max(axis=0)))  # type: ignore[return-value]
