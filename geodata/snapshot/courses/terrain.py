"""Draws roads over the terrain: the least-cost way where the source has only a straight line.

Dijkstra over 1-km cells, each with 16 neighbours (8, and 8 knight's moves). A step costs its km
times ``1 + (slope / s0)^2``; water and countries that neither end lies in cost more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from geodata import geodesy
from geodata.snapshot.courses.drawing import simplified
from geodata.snapshot.readers.elevation import Terrain, Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.arrays import Floats

SLOPE = 0.045
"""s0: the slope at which a km costs two. See docs/architecture.md for how it was chosen."""

DEAR = 20.0
"""How much more a km costs over water, or in a country that neither end lies in."""

RELIEF_M = 40.0
"""Pieces on the level that touch no water stay straight: there the way was no nearer."""

TOLERANCE_KM = 0.5
_SAMPLES = 32
_MARGIN_KM, _MARGIN_SHARE = 12.0, 0.4
_MOST_CELLS = 1_200_000
_KM_PER_DEGREE = 111.2
_MOVES = ((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (1, -2), (2, 1), (2, -1))
_NO_WAY = -9999


def least_cost_way(
    terrain: Terrain, ends: Floats, *, slope: float = SLOPE, tolerance_km: float = TOLERANCE_KM
) -> Floats | None:
    """Return the least-cost way between two points, shape (k, 2); None where it cannot be told.

    Parameters
    ----------
    ends
        Shape (2, 2), degrees, EPSG:4326. The grid must hold the box around them, widened by the
        greater of 12 km and 0.4 of their distance.
    """
    window = _window(terrain, ends)
    if not terrain.holds(window) or _size(window) > _MOST_CELLS:
        return None
    cells = terrain.cells(ends) - [window.top, window.left]
    width = window.right - window.left
    start, end = (cells[:, 0] * width + cells[:, 1]).tolist()
    _, before = dijkstra(
        _graph(terrain, window, ends, slope),
        directed=False,
        indices=start,
        return_predecessors=True,
    )
    if start == end or before[end] == _NO_WAY:
        return None
    numbers = [end]
    while numbers[-1] != start:
        numbers.append(int(before[numbers[-1]]))
    rows, columns = np.divmod(np.array(numbers[::-1]), width)
    way = terrain.points(np.column_stack([rows + window.top, columns + window.left]))
    return simplified(np.vstack([ends[0], way[1:-1], ends[1]]), tolerance_km=tolerance_km)


def is_rough(terrain: Terrain, starts: Floats, ends: Floats) -> NDArray[np.bool_]:
    """Tell which straight pieces run over relief or water, inside the grid.

    Relief is a standard deviation of the elevation along the piece of over 40 m.

    Parameters
    ----------
    starts, ends
        Shape (n, 2), degrees, EPSG:4326.
    """
    share = np.linspace(0.0, 1.0, _SAMPLES)[:, None, None]
    points = starts * (1.0 - share) + ends * share
    rows, columns = terrain.cells(points).T.reshape(2, _SAMPLES, len(starts))
    tall, broad = terrain.height_m.shape
    inside = ((rows >= 0) & (rows < tall) & (columns >= 0) & (columns < broad)).all(axis=0)
    rows, columns = np.where(inside, rows, 0), np.where(inside, columns, 0)
    relief = terrain.height_m[rows, columns].std(axis=0)
    wet = terrain.water[rows, columns].any(axis=0)
    return np.asarray(inside & ((relief > RELIEF_M) | wet))


def _window(terrain: Terrain, ends: Floats) -> Window:
    margin = max(_MARGIN_KM, _MARGIN_SHARE * geodesy.line_length_km(ends)) / _KM_PER_DEGREE
    wide = margin / np.cos(np.radians(ends[:, 1].mean()))
    corners = np.array(
        [
            [ends[:, 0].min() - wide, ends[:, 1].max() + margin],
            [ends[:, 0].max() + wide, ends[:, 1].min() - margin],
        ]
    )
    (top, left), (bottom, right) = terrain.cells(corners).tolist()
    return Window(top, bottom + 1, left, right + 1)


def _size(window: Window) -> int:
    return (window.bottom - window.top) * (window.right - window.left)


def _graph(terrain: Terrain, window: Window, ends: Floats, slope: float) -> csr_matrix:
    """Return the cost of every step inside a window, each once."""
    inside = np.s_[window.top : window.bottom, window.left : window.right]
    height = terrain.height_m[inside].astype(np.float64)
    dear = np.where(_is_dear(terrain, inside, ends), DEAR, 1.0)
    number = np.arange(height.size).reshape(height.shape)
    lat = terrain.north - (np.arange(window.top, window.bottom) + 0.5) / terrain.per_degree
    tall = _KM_PER_DEGREE / terrain.per_degree
    broad = tall * np.cos(np.radians(lat))[:, None]
    tails, heads, costs = [], [], []
    for down, right in _MOVES:
        here, there = _shifted(down, right)
        km = np.hypot(down * tall, right * broad[: len(height) - down])
        climb = (height[there] - height[here]) / (1000.0 * km)
        cost = km * (1.0 + (climb / slope) ** 2) * np.maximum(dear[here], dear[there])
        tails.append(number[here].ravel())
        heads.append(number[there].ravel())
        costs.append(cost.ravel())
    pairs = (np.concatenate(tails), np.concatenate(heads))
    return csr_matrix((np.concatenate(costs), pairs), shape=(height.size, height.size))


def _shifted(down: int, right: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Return the cells that have a neighbour so many down and right, and these neighbours."""
    rows = slice(None, -down or None), slice(down, None)
    if right >= 0:
        columns = slice(None, -right or None), slice(right, None)
    else:
        columns = slice(-right, None), slice(None, right)
    return (rows[0], columns[0]), (rows[1], columns[1])


def _is_dear(terrain: Terrain, inside: tuple[slice, slice], ends: Floats) -> NDArray[np.bool_]:
    owner = terrain.country[inside]
    own = np.unique(terrain.country[tuple(terrain.cells(ends).T)])
    foreign = ~np.isin(owner, [0, *own.tolist()])
    return terrain.water[inside] | foreign
