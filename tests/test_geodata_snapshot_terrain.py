"""Least-cost ways on drawn grids, held against a search written out step by step."""

import heapq
import math

import numpy as np
import pytest
import shapely

from geodata import geodesy
from geodata.network.build import from_lines
from geodata.snapshot.courses import terrain_roads
from geodata.snapshot.courses.terrain import DEAR, is_rough, least_cost_way
from geodata.snapshot.readers.elevation import Terrain, filled

NORTH, WEST, SIDE = 1.0, 60.0, 120
MOVES = [(a, b) for a in range(-2, 3) for b in range(-2, 3) if sorted((abs(a), abs(b))) in ([0, 1], [1, 1], [1, 2])]  # fmt: skip


def _terrain(height=None, water=None, country=None):
    blank = np.zeros((SIDE, SIDE))
    return Terrain(
        (blank if height is None else height).astype(np.int16),
        (blank if water is None else water).astype(bool),
        (blank if country is None else country).astype(np.uint8),
        north=NORTH,
        west=WEST,
    )


def _at(row, column):
    return WEST + (column + 0.5) / 120, NORTH - (row + 0.5) / 120


def _cheapest(ground, start, end, slope):
    """Return the cost of the cheapest way by Dijkstra over a heap, cell by cell."""
    rows, columns = ground.height_m.shape
    best, heap = {start: 0.0}, [(0.0, start)]
    while heap:
        cost, here = heapq.heappop(heap)
        if here == end:
            return cost
        if cost > best[here]:
            continue
        for down, right in MOVES:
            there = (here[0] + down, here[1] + right)
            if not (0 <= there[0] < rows and 0 <= there[1] < columns):
                continue
            km, grade, dear = _step(ground, here, there)
            new = cost + km * (1.0 + (grade / slope) ** 2) * dear
            if new < best.get(there, np.inf):
                best[there] = new
                heapq.heappush(heap, (new, there))
    raise AssertionError("no way")


def _step(ground, here, there):
    lat = NORTH - (min(here[0], there[0]) + 0.5) / 120
    tall = 111.2 / 120
    broad = tall * math.cos(math.radians(lat))
    km = math.hypot((there[0] - here[0]) * tall, (there[1] - here[1]) * broad)
    grade = (float(ground.height_m[there]) - float(ground.height_m[here])) / (1000.0 * km)
    dear = DEAR if ground.water[here] or ground.water[there] else 1.0
    return km, grade, dear


def _cost(ground, way, slope):
    cells = [tuple(cell) for cell in ground.cells(way).tolist()]
    total = 0.0
    for here, there in zip(cells, cells[1:], strict=False):
        km, grade, dear = _step(ground, here, there)
        total += km * (1.0 + (grade / slope) ** 2) * dear
    return total


@pytest.mark.parametrize("seed", [1, 2])
def test_the_way_is_the_cheapest_that_a_plain_search_finds(seed):
    numbers = np.random.default_rng(seed)
    height = np.cumsum(np.cumsum(numbers.normal(0.0, 6.0, (SIDE, SIDE)), axis=0), axis=1)
    height = np.clip(height - height.min(), 0, 8000)
    ground = _terrain(height, numbers.random((SIDE, SIDE)) < 0.05)
    ends = np.array([_at(55, 50), _at(66, 71)])
    # No point is left out, so that every step of the way can be followed.
    way = least_cost_way(ground, ends, slope=0.05, tolerance_km=0.0)
    cells = np.abs(np.diff(ground.cells(way), axis=0))
    assert ground.cells(way)[[0, -1]].tolist() == [[55, 50], [66, 71]]
    along = np.repeat(way, 1, axis=0)
    if not all(sorted(step) in ([0, 1], [1, 1], [1, 2]) for step in cells.tolist()):
        along = _filled_in(ground, way)
    assert _cost(ground, along, 0.05) == pytest.approx(_cheapest(ground, (55, 50), (66, 71), 0.05))


def _filled_in(ground, way):
    """Return the way with the cells put back that lie on a straight run of equal moves."""
    cells = [ground.cells(way[:1])[0]]
    for target in ground.cells(way)[1:]:
        move = target - cells[-1]
        steps = np.gcd(*np.abs(move)) if move.all() else np.abs(move).max()
        cells += [cells[-1] + move // steps * number for number in range(1, steps + 1)]
    return ground.points(np.array(cells))


def test_on_the_level_the_way_is_straight():
    ends = np.array([_at(60, 40), _at(60, 80)])
    assert least_cost_way(_terrain(), ends).tolist() == ends.tolist()


def test_a_ridge_is_crossed_at_its_pass():
    height = np.zeros((SIDE, SIDE))
    height[:, 58:63] = 1500.0  # wider than a knight's move
    height[48, 58:63] = 0.0
    way = least_cost_way(_terrain(height), np.array([_at(60, 45), _at(60, 75)]), tolerance_km=0.2)
    assert np.abs(way - _at(48, 60)).sum(axis=1).min() < 0.01


def test_water_is_driven_round():
    water = np.zeros((SIDE, SIDE))
    water[50:75, 55:65] = 1
    ground = _terrain(water=water)
    way = least_cost_way(ground, np.array([_at(60, 45), _at(60, 75)]))
    dense = geodesy.densify(way, step_km=0.3)
    assert ground.water[tuple(ground.cells(dense).T)].mean() < 0.06


def test_a_country_that_neither_end_lies_in_is_driven_round():
    country = np.ones((SIDE, SIDE))
    country[52:75, 55:65] = 2
    ground = _terrain(country=country)
    way = least_cost_way(ground, np.array([_at(60, 45), _at(60, 75)]))
    dense = geodesy.densify(way, step_km=0.3)
    assert (ground.country[tuple(ground.cells(dense).T)] == 2).mean() < 0.05


def test_nothing_is_told_where_the_grid_ends_inside_the_window():
    assert least_cost_way(_terrain(), np.array([_at(60, 2), _at(60, 40)])) is None


def test_rough_is_relief_or_water_inside_the_grid():
    height = np.zeros((SIDE, SIDE))
    height[:, 60:] = 200.0
    water = np.zeros((SIDE, SIDE))
    water[100, 20] = 1
    starts = np.array([_at(60, 40), _at(60, 10), _at(100, 10), _at(60, 110)])
    ends = np.array([_at(60, 80), _at(60, 40), _at(100, 40), _at(60, 130)])
    found = is_rough(_terrain(height, water), starts, ends)
    assert found.tolist() == [True, False, True, False]


def test_cells_are_filled_by_their_middle_and_holes_stay_empty():
    area = shapely.box(0.1, 0.2, 0.7, 0.9) - shapely.box(0.3, 0.4, 0.5, 0.6)
    inside = filled([area], (SIDE, SIDE), north=NORTH, west=WEST, per_degree=120)
    columns, rows = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    lon, lat = WEST + (columns + 0.5) / 120, NORTH - (rows + 0.5) / 120
    assert (inside == shapely.contains_xy(area, lon, lat)).all()


def _hill():
    height = np.zeros((SIDE, SIDE))
    rows, columns = np.mgrid[:SIDE, :SIDE]
    height += 2500.0 * np.exp(-((rows - 60) ** 2 + (columns - 60) ** 2) / 60.0)
    return _terrain(height)


def _road(length_km=None):
    line = [_at(60, 40), _at(60, 80)]
    return from_lines([line], mode="road", length_km=length_km)


def test_a_straight_length_takes_that_of_the_way_and_says_so():
    road = terrain_roads.over_terrain(_road(), _hill())
    assert road.columns["shape"].decode() == ["terrain"]
    assert road.columns["length_basis"].decode() == ["terrain"]
    assert road.length_km == pytest.approx(road.drawn_km())
    assert road.length_km[0] > 1.05 * _road().length_km[0]


def test_a_known_length_stands_and_tests_the_way():
    way_km = float(terrain_roads.over_terrain(_road(), _hill()).length_km[0])
    known = terrain_roads.over_terrain(_road([way_km * 1.05]), _hill())
    assert known.columns["shape"].decode() == ["terrain"]
    assert known.columns["length_basis"].decode() == ["track"]
    assert known.length_km.tolist() == [way_km * 1.05]
    far_longer = terrain_roads.over_terrain(_road([way_km * 1.3]), _hill())
    assert far_longer.columns["shape"].decode() == ["mapped"]


def test_a_length_that_hardly_exceeds_the_straight_line_over_relief_is_no_track_length():
    straight_km = float(_road().length_km[0])
    way_km = float(terrain_roads.over_terrain(_road(), _hill()).length_km[0])
    assert way_km > 1.1 * 1.02 * straight_km
    road = terrain_roads.over_terrain(_road([1.02 * straight_km]), _hill())
    assert road.columns["length_basis"].decode() == ["terrain"]
    assert road.length_km == pytest.approx([way_km])
