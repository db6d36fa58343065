"""Nearest points against brute force over densified lines, and where it is known by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_network import toy

from geodata import geodesy
from geodata.network.build import from_lines
from geodata.network.columns import pack_lines
from geodata.routing import snap
from geodata.routing.line_boxes import LineBoxes
from geodata.routing.near_edges import SURE_KM, edges_near
from geodata.routing.snap import SegmentIndex

STEP_KM = 0.4


@pytest.fixture
def sorted_out(monkeypatch):
    """Let pairs of points and segments be sorted out first, as in large networks."""
    monkeypatch.setattr(snap, "_ALL_PAIRS", 0)


def _dense(network):
    """Points on all lines, 400 m apart, and the edge of each."""
    dense = [geodesy.densify(line, step_km=STEP_KM) for line in network.lines()]
    return np.concatenate(dense), np.repeat(np.arange(len(dense)), [len(line) for line in dense])


def _random_network(seed, lat, size=25):
    rng = np.random.default_rng(seed)
    start = rng.uniform([60, lat], [66, lat + 6], (size, 2))
    return from_lines(
        [np.cumsum(np.vstack([a, rng.uniform(-1, 1, (2, 2))]), axis=0) for a in start], mode="rail"
    )


@pytest.mark.parametrize("pairs", [0, 300_000])
@pytest.mark.parametrize("lat", [-3.0, 42.0, 68.0])
def test_nearest_is_what_brute_force_finds(lat, pairs, monkeypatch):
    monkeypatch.setattr(snap, "_ALL_PAIRS", pairs)
    network = _random_network(int(lat) + 9, lat)
    points = np.random.default_rng(5).uniform([58, lat - 2], [68, lat + 8], (60, 2))
    found = SegmentIndex(network).nearest(points)
    xy, edge = _dense(network)
    for row, point in enumerate(points):
        away = geodesy.distance_km(point[0], point[1], xy[:, 0], xy[:, 1])
        km = float(away.min())
        assert found.edge[row] in edge[away < km + STEP_KM / 2]
        assert found.distance_km[row] == pytest.approx(km, abs=STEP_KM / 2)
        assert found.distance_km[row] <= km + 1e-6


@pytest.mark.usefixtures("sorted_out")
def test_few_points_and_many_are_answered_alike():
    """Few points are compared with every segment, many go through a tree."""
    network = _random_network(3, 45.0)
    points = np.random.default_rng(6).uniform([58, 43], [68, 53], (80, 2))
    many = SegmentIndex(network).nearest(points)
    few = SegmentIndex(network)
    for row, point in enumerate(points[:40]):
        one = few.nearest(point)
        assert one.edge[0] == many.edge[row]
        assert one.share[0] == pytest.approx(many.share[row], abs=1e-9)
    later = few.nearest(points)
    np.testing.assert_array_equal(later.edge, many.edge)


def _steps(seed, lat, size=4000):
    """Short pieces all over, and now and then a long one, on both sides of the date line."""
    rng = np.random.default_rng(seed)
    start = rng.uniform([172, lat - 6], [188, lat + 6], (size, 2))
    step = rng.normal(0, 0.03, (size, 2)) * np.where(rng.random(size) < 0.02, 40.0, 1.0)[:, None]
    ends = np.clip(start + step, [-360, -89.5], [360, 89.5])
    around = np.stack([start, ends], axis=1)
    around[..., 0] = (around[..., 0] + 180.0) % 360.0 - 180.0
    kept = np.abs(np.diff(around[..., 0], axis=1))[:, 0] < 90.0
    return from_lines(list(around[kept]), mode="rail")


@pytest.mark.usefixtures("sorted_out")
@pytest.mark.parametrize("lat", [0.0, 61.0, 83.0])
def test_few_points_by_the_date_line_are_answered_as_many_are(lat):
    """Few points pass over what lies beyond a meridian; up there meridians are near."""
    network = _steps(4, lat)
    points = np.random.default_rng(2).uniform([165, lat - 8], [195, min(lat + 8, 89)], (160, 2))
    points[:, 0] = (points[:, 0] + 180.0) % 360.0 - 180.0
    many, few = SegmentIndex(network).nearest(points), SegmentIndex(network)
    for row, point in enumerate(points[:25]):
        assert few.nearest(point).edge[0] == many.edge[row]


@pytest.mark.parametrize("lat", [-3.0, 45.0, 72.0, 83.0])
def test_edges_near_hold_the_nearest_of_all(lat):
    network = _steps(8, lat)
    points = np.random.default_rng(9).uniform([172, lat - 6], [188, lat + 6], (40, 2))
    points[:, 0] = (points[:, 0] + 180.0) % 360.0 - 180.0
    near = edges_near(network, points)
    some = SegmentIndex(network, edges=near).nearest(points)
    every = SegmentIndex(network).nearest(points)
    sure = every.distance_km <= SURE_KM
    assert sure.sum() >= 20
    np.testing.assert_array_equal(some.edge[sure], every.edge[sure])
    assert (some.distance_km[~sure] > SURE_KM).all()
    alone = edges_near(network, points[:1])
    assert len(alone) < network.edge_count / 4


def test_no_edges_are_near_in_an_empty_network():
    assert edges_near(from_lines([], mode="rail"), [(50, 50)]).tolist() == []


@pytest.mark.parametrize("lat", [0.0, 50.0, 70.0])
def test_the_choice_is_made_on_the_ellipsoid(lat):
    """One line lies 100.0 km north, one 100.2 km east: a sphere would mix them up."""
    geod = geodesy.geod()
    north = geod.fwd(60, lat, 0, 100_000)[:2]
    east = geod.fwd(60, lat, 90, 100_200)[:2]
    network = from_lines(
        [[(east[0], east[1] - 1), (east[0], east[1] + 1)], [(59, north[1]), north]], mode="rail"
    )
    found = SegmentIndex(network).nearest((60, lat))
    assert found.edge[0] == 1
    assert found.distance_km[0] <= 100.0 + 1e-9


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 11), st.floats(0.0, 1.0))
def test_a_point_on_a_line_snaps_to_itself(segment, share):
    network = toy()
    first, edge = network.segment_edges()
    piece = network.coords[first[segment] : first[segment] + 2]
    point = geodesy.interpolate(piece, share * geodesy.line_length_km(piece))[0]
    found = SegmentIndex(network).nearest(point)
    assert found.distance_km[0] < 2e-4
    line = network.line(int(found.edge[0]))
    back = geodesy.interpolate(line, found.share[0] * geodesy.line_length_km(line))[0]
    assert geodesy.distance_km(*point, *back) < 2e-4
    assert found.edge[0] == edge[segment] or share < 1e-4 or share > 1 - 1e-4


def test_lanes_across_oceans():
    """Segments of 30 to 60 degrees, points up to a thousand km off, many enough for the tree."""
    rng = np.random.default_rng(8)
    start = rng.uniform([40, -40], [60, 40], (12, 2))
    lines = [[a, a + rng.uniform([30, -20], [60, 20])] for a in start]
    network = from_lines([np.clip(line, -85, 179) for line in lines], mode="sea")
    points = rng.uniform([30, -50], [130, 50], (60, 2))
    xy = np.concatenate([geodesy.densify(line, step_km=2.0) for line in network.lines()])
    found = SegmentIndex(network).nearest(points)
    for row, point in enumerate(points):
        km = geodesy.distance_km(point[0], point[1], xy[:, 0], xy[:, 1]).min()
        assert found.distance_km[row] == pytest.approx(km, abs=1.0)
        assert found.distance_km[row] <= km + 0.05


def test_long_chords_are_met_abeam():
    """The foot on a chord of 700 km north-south lies where the perpendicular meets it."""
    network = from_lines([[(60, 40), (60, 46.3)]], mode="rail")
    foot = geodesy.interpolate(network.line(0), 450.0)[0]
    lon, lat, _ = geodesy.geod().fwd(*foot, 90.0, 40_000.0)
    found = SegmentIndex(network).nearest((lon, lat))
    assert found.distance_km[0] == pytest.approx(40.0, abs=1e-6)
    assert found.share[0] * network.length_km[0] == pytest.approx(450.0, abs=1e-3)


def test_ends_are_exact():
    network = toy()
    found = SegmentIndex(network).nearest([(11.5, 5), (9, 5), (11 - 1e-10, 5)])
    assert found.edge.tolist() == [7, 7, 7]
    assert found.share.tolist() == [1.0, 0.0, 1.0]
    np.testing.assert_array_equal(found.lonlat, [(11, 5), (10, 5), (11, 5)])


def test_at_a_node_the_lowest_edge_answers():
    network = toy()
    assert SegmentIndex(network).nearest((2, 0)).edge[0] == 0
    assert SegmentIndex(network).nearest([(2, 0)] * 60).edge.tolist() == [0] * 60


def test_the_limit_is_kept_on_the_ellipsoid():
    degree = 6378.137 * np.pi / 180
    index = SegmentIndex(toy())
    point = (12, 5)
    away = float(geodesy.distance_km(12, 5, 11, 5))
    assert away < degree
    assert index.nearest(point, limit_km=away + 1e-6).edge[0] == 7
    assert index.nearest(point, limit_km=away - 1e-6).edge[0] == -1
    far = index.nearest((100, 5), limit_km=10.0)
    assert far.edge[0] == -1
    assert np.isinf(far.distance_km[0])


def test_only_the_edges_asked_for_are_looked_at():
    network = toy()
    found = SegmentIndex(network, edges=[7, 4]).nearest([(2, 0), (3.25, 0.0), (0, 0)])
    assert found.edge.tolist() == [4, 4, 4]
    assert found.share.tolist() == pytest.approx([0.0, 0.25, 0.0])


def test_across_the_antimeridian():
    network = from_lines([[(178, 0), (-178, 0)]], mode="sea")
    found = SegmentIndex(network).nearest([(179.999, 0.5), (-179, -0.5), (181, 0.1)])
    assert found.edge.tolist() == [0, 0, 0]
    assert found.share.tolist() == pytest.approx([1.999 / 4, 0.75, 0.75], abs=1e-5)


def test_nothing_is_near_an_empty_network():
    found = SegmentIndex(toy().take([])).nearest([(0, 0)])
    assert found.edge.tolist() == [-1]
    assert np.isnan(found.lonlat).all()
    assert SegmentIndex(toy()).nearest(np.zeros((0, 2))).edge.tolist() == []
    assert SegmentIndex(toy().take([])).within([(0, 0)], radius_km=9).tolist() == []


def test_lines_of_no_length_are_points():
    network = from_lines([[(5, 5), (5, 5)]], mode="rail")
    found = SegmentIndex(network).nearest((5, 6))
    assert (found.edge[0], found.share[0]) == (0, 0.0)
    assert found.distance_km[0] == pytest.approx(float(geodesy.distance_km(5, 6, 5, 5)))


@pytest.mark.parametrize("point", [(np.nan, 0), (0, np.inf), (10, 91)])
def test_points_off_the_earth_are_refused(point):
    with pytest.raises(ValueError, match="not longitude, latitude"):
        SegmentIndex(toy()).nearest([(0, 0), point])


@pytest.mark.parametrize("limit_km", [np.inf, 40.0])
@pytest.mark.parametrize("lat", [0.0, 83.0])
def test_all_pairs_are_answered_as_those_sorted_out(lat, limit_km, monkeypatch):
    network = _steps(5, lat, size=700)
    points = np.random.default_rng(3).uniform([165, lat - 8], [195, min(lat + 8, 89)], (200, 2))
    points[:, 0] = (points[:, 0] + 180.0) % 360.0 - 180.0
    at_once = SegmentIndex(network).nearest(points, limit_km=limit_km)
    monkeypatch.setattr(snap, "_ALL_PAIRS", 0)
    searched = SegmentIndex(network).nearest(points, limit_km=limit_km)
    for name in ("edge", "share", "lonlat", "distance_km"):
        np.testing.assert_array_equal(getattr(at_once, name), getattr(searched, name))
    assert (at_once.edge >= 0).any()


@pytest.mark.parametrize("pairs", [300, 300_000])
def test_each_point_looks_among_its_own_lines(pairs, monkeypatch):
    """As an index of those lines alone answers; of points in no group, nothing."""
    monkeypatch.setattr(snap, "_ALL_PAIRS", pairs)
    network = _random_network(7, 45.0, size=30)
    points = np.random.default_rng(8).uniform([58, 43], [68, 53], (40, 2))
    groups = [range(4), range(4, 5), range(5, 5), range(5, 30)]
    lines = [group for group in groups for _ in range(10)]
    found = SegmentIndex(network).nearest_among(points, lines, limit_km=400.0)
    for row, (point, group) in enumerate(zip(points, lines, strict=True)):
        alone = SegmentIndex(network, edges=list(group)).nearest(point, limit_km=400.0)
        for name in ("edge", "share", "distance_km"):
            assert getattr(found, name)[row] == getattr(alone, name)[0]
    assert 10 < (found.edge >= 0).sum() < 30
    none = SegmentIndex(network).nearest_among(np.zeros((0, 2)), [], limit_km=1.0)
    assert none.edge.tolist() == []


@pytest.mark.parametrize("lat", [0.0, 61.0, 83.0])
def test_boxes_hold_every_line_that_comes_near(lat):
    """By the date line and near the pole; and they leave out most of what is far."""
    network = _steps(6, lat)
    points = np.random.default_rng(4).uniform([172, lat - 6], [188, lat + 6], (20, 2))
    points[:, 0] = (points[:, 0] + 180.0) % 360.0 - 180.0
    boxes, index = LineBoxes(pack_lines(network.lines())), SegmentIndex(network)
    for point in points:
        near = np.flatnonzero(boxes.near([point], within_km=30.0))
        assert set(index.within([point], radius_km=30.0)) <= set(near)
        assert len(near) < network.edge_count / 3
    each = [boxes.near([point], within_km=30.0) for point in points]
    np.testing.assert_array_equal(boxes.near(points, within_km=30.0), np.any(each, axis=0))


@pytest.mark.parametrize("lat", [0.0, 61.0, 83.0])
def test_few_points_and_many_are_within_the_same_radius(lat):
    network = _steps(4, lat)
    points = np.random.default_rng(2).uniform([165, lat - 8], [195, min(lat + 8, 89)], (160, 2))
    points[:, 0] = (points[:, 0] + 180.0) % 360.0 - 180.0
    many, few, met = SegmentIndex(network), SegmentIndex(network), 0
    assert len(many.within(points, radius_km=60.0))  # so many points make the tree
    for point in points[:25]:
        found = few.within([point], radius_km=60.0).tolist()
        assert found == many.within([point], radius_km=60.0).tolist()
        met += len(found)
    assert met


def test_within_a_radius():
    degree = 6378.137 * np.pi / 180
    index = SegmentIndex(toy())
    assert index.within([(0, 0)], radius_km=1.0).tolist() == [0, 1]
    assert index.within([(4, 0), (11, 5)], radius_km=0.5 * degree).tolist() == [4, 5, 7]
    assert index.within([(5, 0)], radius_km=degree - 0.001).tolist() == []
    assert index.within([(5, 0)], radius_km=degree + 0.001).tolist() == [4, 5]
