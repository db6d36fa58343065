"""The nearest of nodes, against all distances."""

import numpy as np

from geodata import geodesy
from geodata.topology.nodes import nearest_nodes


def test_points_find_what_the_ellipsoid_says_is_nearest_and_themselves():
    made = np.random.default_rng(5)
    nodes = made.uniform((60, 40), (62, 42), (400, 2))
    far = made.uniform((59, 39), (63, 43), (60, 2))
    beside = nodes[:40] + made.normal(0, 2e-4, (40, 2))
    points = np.vstack([nodes[100:140], beside, far])
    away = np.array([geodesy.distance_km(*nodes.T, *point) for point in points])
    assert nearest_nodes(nodes, points) == away.argmin(axis=1).tolist()


def test_of_equals_the_first_is_taken_and_no_points_find_nothing():
    nodes = np.array([(10.0, 5.0), (11.0, 5.0), (10.0, 5.0)])
    assert nearest_nodes(nodes, nodes) == [0, 1, 0]
    assert nearest_nodes(nodes, np.zeros((0, 2))) == []
