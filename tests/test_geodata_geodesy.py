"""Lengths against the ellipsoid's own constants, buffers against distances from points."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata import geodesy

DEGREE_OF_EQUATOR_KM = 6378.137 * np.pi / 180.0


QUARTER_MERIDIAN_KM = 10001.965729


points = st.tuples(st.floats(-179.0, 179.0), st.floats(-80.0, 80.0))


def test_distances_on_the_equator_and_along_a_meridian():
    assert geodesy.distance_km(0, 0, 1, 0) == pytest.approx(DEGREE_OF_EQUATOR_KM, abs=1e-9)
    assert geodesy.distance_km(30, 0, 30, 90) == pytest.approx(QUARTER_MERIDIAN_KM, abs=1e-5)
    assert geodesy.distance_km(179.5, 0, -179.5, 0) == pytest.approx(DEGREE_OF_EQUATOR_KM)


def test_distances_broadcast():
    found = geodesy.distance_km(0.0, 0.0, np.array([1.0, 2.0]), 0.0)
    np.testing.assert_allclose(found, [DEGREE_OF_EQUATOR_KM, 2 * DEGREE_OF_EQUATOR_KM])


def test_lengths_of_a_line():
    line = [(0, 0), (1, 0), (1, 0), (3, 0)]
    step = DEGREE_OF_EQUATOR_KM
    np.testing.assert_allclose(geodesy.segment_lengths_km(line), [step, 0, 2 * step], atol=1e-9)
    np.testing.assert_allclose(geodesy.cumulative_km(line), [0, step, step, 3 * step], atol=1e-9)
    assert geodesy.line_length_km(line) == pytest.approx(3 * step)
    assert geodesy.line_length_km([(5, 5)]) == 0.0


def test_unit_vectors_and_chords():
    np.testing.assert_allclose(
        geodesy.unit_vectors([(0, 0), (90, 0), (12, 90)]), np.eye(3), atol=1e-15
    )
    assert geodesy.chord_radius(geodesy.EARTH_RADIUS_KM * np.pi / 3) == pytest.approx(1.0)
    assert geodesy.chord_radius(np.inf) == pytest.approx(2.0)


@settings(deadline=None)
@given(points, points, st.floats(20.0, 500.0))
def test_densify_keeps_the_ends_and_the_length(a, b, step):
    line = np.array([a, b])
    dense = geodesy.densify(line, step_km=step)
    np.testing.assert_array_equal(dense[[0, -1]], line)
    assert (geodesy.segment_lengths_km(dense) <= step * (1 + 1e-9)).all()
    assert geodesy.line_length_km(dense) == pytest.approx(geodesy.line_length_km(line), abs=1e-6)


@settings(deadline=None)
@given(st.lists(points, min_size=2, max_size=5), st.floats(0.0, 1.0))
def test_interpolate_goes_as_far_as_asked(vertices, share):
    """Lines of 60 degrees and more may have two shortest ways; the first piece decides here."""
    line = np.array(vertices)
    at = share * geodesy.segment_lengths_km(line)[0]
    point = geodesy.interpolate(line, at)[0]
    _, _, metres = Geod(ellps="WGS84").inv(*line[0], *point)
    assert metres / 1000.0 == pytest.approx(at, abs=1e-6)


def test_interpolate_returns_vertices_themselves_and_clamps():
    line = np.array([(0.1, 0.2), (0.3, 0.4), (0.3, 0.4), (7.0, 8.0)])
    along = geodesy.cumulative_km(line)
    np.testing.assert_array_equal(geodesy.interpolate(line, along), line)
    np.testing.assert_array_equal(geodesy.interpolate(line, [-1, 1e9]), line[[0, -1]])
    still = np.array([(3.0, 3.0), (3.0, 3.0)])
    np.testing.assert_array_equal(geodesy.interpolate(still, [0.0, 1.0]), still)


def test_a_line_over_the_antimeridian_falls_in_two():
    parts = geodesy.split_at_antimeridian([(178, 10), (-178, 14), (-176, 14)])
    np.testing.assert_allclose(parts[0], [(178, 10), (180, 12)])
    np.testing.assert_allclose(parts[1], [(-180, 12), (-178, 14), (-176, 14)])
    there_and_back = geodesy.split_at_antimeridian([(179, 0), (-179, 0), (179, 2)])
    assert [part[:, 0].tolist() for part in there_and_back] == [
        [179, 180],
        [-180, -179, -180],
        [180, 179],
    ]


def test_a_line_that_starts_on_the_antimeridian_has_no_empty_part():
    (part,) = geodesy.split_at_antimeridian([(180, 0), (-179, 0)])
    np.testing.assert_allclose(part, [(-180, 0), (-179, 0)])
    (whole,) = geodesy.split_at_antimeridian([(170, 0), (175, 0)])
    np.testing.assert_allclose(whole, [(170, 0), (175, 0)])


def test_line_geometry():
    assert geodesy.line_geometry([(1, 2), (3, 4)]).wkt == "LINESTRING (1 2, 3 4)"
    both = geodesy.line_geometry([(179, 0), (-179, 0)])
    assert both.geom_type == "MultiLineString"
    assert both.bounds == (-180, 0, 180, 0)


def _edge_distances(area, line, count=90):
    """Distances from points of an area's boundary to a densified line."""
    rim = shapely.get_coordinates(area.boundary)
    rim = rim[np.linspace(0, len(rim) - 1, count).astype(int)]
    dense = geodesy.densify(line, step_km=1.0)
    return [geodesy.distance_km(lon, lat, dense[:, 0], dense[:, 1]).min() for lon, lat in rim]


@pytest.mark.parametrize("lat", [0.0, 45.0, 65.0])
def test_the_rim_of_a_buffer_is_as_far_off_as_asked(lat):
    line = np.array([(60.0, lat), (64.0, lat + 3), (72.0, lat)])
    area = geodesy.buffer(shapely.LineString(line), radius_km=50.0)
    assert area.geom_type == "Polygon"
    away = _edge_distances(area, line)
    assert min(away) == pytest.approx(50.0, abs=0.5)
    assert max(away) == pytest.approx(50.0, abs=0.3)


def test_buffers_of_points_and_polygons():
    circle = geodesy.buffer(shapely.Point(70, 50), radius_km=10.0)
    square_metres, _ = Geod(ellps="WGS84").geometry_area_perimeter(circle)
    assert abs(square_metres) / 1e6 == pytest.approx(np.pi * 100.0, rel=0.005)
    box = shapely.box(60, 40, 70, 50)
    around = geodesy.buffer(box, radius_km=20.0)
    assert around.contains(box)
    assert around.contains(shapely.Point(65, 45))
    assert not around.contains(shapely.Point(59, 45))
    assert geodesy.buffer(shapely.LineString(), radius_km=1.0).is_empty
    both = geodesy.buffer(
        shapely.GeometryCollection([shapely.Point(0, 0), shapely.MultiPoint([(5, 0), (9, 0)])]),
        radius_km=1.0,
    )
    assert len(both.geoms) == 3


def test_a_buffer_over_the_antimeridian_stays_small():
    line = geodesy.line_geometry([(179.5, 60), (-179.5, 60)])
    area = geodesy.buffer(line, radius_km=30.0)
    for lon in (179.2, 179.99, -179.99, -179.2):
        assert area.contains(shapely.Point(lon, 60.1))
    assert not area.intersects(shapely.box(-178, 50, 178, 70))


def test_a_part_of_a_line_has_its_ends_and_the_vertices_between():
    """Along the equator shares are degrees over ten."""
    line = np.array([[0.0, 0.0], [4.0, 0.0], [10.0, 0.0]])
    part = geodesy.substring(line, 0.2, 0.5)
    assert part == pytest.approx(np.array([[2.0, 0.0], [4.0, 0.0], [5.0, 0.0]]), abs=1e-9)
    assert geodesy.substring(line, 0.5, 0.2).tolist() == part[::-1].tolist()
    assert geodesy.substring(line, 0.0, 1.0) is line


def test_bearings_are_those_of_the_ellipsoid_within_a_fifth_of_a_degree():
    made = np.random.default_rng(4)
    start = made.uniform((-180, -80), (180, 80), (2000, 2))
    ahead = start + made.uniform(-1.0, 1.0, (2000, 2))
    azimuth, _, _ = geodesy.geod().inv(*start.T.copy(), *ahead.T.copy())
    off = (geodesy.bearings(start, ahead) - np.asarray(azimuth) + 180.0) % 360.0 - 180.0
    assert np.abs(off).max() < 0.2
    assert geodesy.bearings([(10, 50)], [(10, 50)]).tolist() == [0.0]
    assert geodesy.bearings([(179.9, 0)], [(-179.9, 0)])[0] == pytest.approx(90.0)


def test_the_point_at_a_share_is_that_at_a_length():
    line = np.array([(60.0, 40.0), (61.0, 41.0), (63.0, 41.5)])
    at_km = 0.3 * geodesy.line_length_km(line)
    assert geodesy.point_at_share(line, 0.3) == tuple(geodesy.interpolate(line, at_km)[0])
    assert geodesy.point_at_share(line, 0.0) == (60.0, 40.0)
    assert geodesy.point_at_share(line, 1.0) == (63.0, 41.5)
