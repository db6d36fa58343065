"""Gaps of known width, closed or left alone; a degree of the equator is 111.3195 km."""

import numpy as np
import pytest
from toy_network import toy

from geodata.network.build import from_lines, with_links
from geodata.topology.repair import components, join_ends, repair

KM = 1.0 / 111.3194907932736
"""A km along the equator, in degrees; of latitude there it is 0.67% less, beside the point here."""


def _line(*points):
    return [(x * KM, y * KM) for x, y in points]


def _network(*lines, **given):
    return from_lines([_line(*line) for line in lines], mode="rail", **given)


def _joints(network):
    rows = np.flatnonzero(network.columns["origin"].mask(["repaired"]))
    return [(round(network.length_km[row], 2), int(row)) for row in rows]


def _assert_sound(network):
    """Lines end at their nodes, and what was there before is still as long."""
    for row in range(network.edge_count):
        line = network.line(row)
        np.testing.assert_allclose(network.node_lonlat[network.tail[row]], line[0], atol=1e-9)
        np.testing.assert_allclose(network.node_lonlat[network.head[row]], line[-1], atol=1e-9)


def test_components_by_size():
    network = toy()
    assert components(network).tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert components(network.take([])).tolist() == []
    assert components(network.take([7, 0])).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(("gap", "joined"), [(1.9, True), (2.1, False)])
def test_components_closer_than_two_km_are_joined(gap, joined):
    """A short line beside a long one; both of its ends are dead, and 5 km from the other's ends.

    ::

        -------------------  20 km
             |  gap
             |  5 km
    """
    network = _network([(0, 0), (20, 0)], [(10, -gap), (10, -gap - 5)])
    fixed = repair(network)
    assert bool(components(fixed).max() == 0) is joined
    assert [km for km, _ in _joints(fixed)] == ([pytest.approx(gap, abs=0.02)] if joined else [])
    _assert_sound(fixed)
    plain = fixed.columns["origin"].mask(["osm"])
    assert fixed.length_km[plain].sum() == pytest.approx(network.length_km.sum())


def test_along_track_length_is_shared_out_where_an_edge_is_cut():
    network = _network([(0, 0), (20, 0)], [(5, -1), (5, -9)], length_km=[30.0, 8.0])
    fixed = repair(network)
    assert sorted(fixed.length_km.round(2).tolist()) == [0.99, 7.5, 8.0, 22.5]


def test_small_components_are_joined_to_each_other():
    """Two short lines 1 km apart, far from the main one."""
    network = _network([(0, 0), (20, 0), (40, 0)], [(200, 0), (205, 0)], [(206, 0), (211, 0)])
    fixed = repair(network)
    assert components(fixed).max() == 1
    assert [km for km, _ in _joints(fixed)] == [1.0]


def test_facing_ends_of_one_component_are_joined():
    """A ring of 80 km with a gap of 1.5 km: by track its ends are 80 km apart.

    ::

        +--------+
        |        |
        +--    --+
    """
    ring = [(10.75, 0), (20, 0), (20, 20), (0, 20), (0, 0), (9.25, 0)]
    fixed = repair(_network(ring))
    assert [km for km, _ in _joints(fixed)] == [1.5]


def test_sidings_are_left_alone():
    """Two dead ends 0.5 km apart that 4 km of track join already."""
    fixed = repair(
        _network([(0, 0), (5, 0)], [(5, 0), (20, 0)], [(5, 0), (7, 0.3)], [(5, 0), (7, -0.2)])
    )
    assert _joints(fixed) == []


@pytest.mark.parametrize(("gap", "joined"), [(0.9, True), (1.1, False)])
def test_dead_ends_are_joined_to_a_line_within_one_km(gap, joined):
    """A branch that comes round to its own main line, 40 km on.

    ::

        +----------+
        |          |  gap
        +-------------------+
    """
    branch = [(0, 0), (0, 15), (40, 15), (40, gap)]
    fixed = repair(_network([(0, 0), (60, 0)], branch))
    expected = [pytest.approx(gap, abs=0.02)] if joined else []
    assert [km for km, _ in _joints(fixed)] == expected
    _assert_sound(fixed)


def test_a_dead_end_that_touches_a_line_without_a_node_is_joined():
    """The branch ends on the main line itself, between two of its vertices."""
    branch = [(0, 0), (0, 15), (40, 15), (40, 0)]
    fixed = repair(_network([(0, 0), (60, 0)], branch))
    assert [km for km, _ in _joints(fixed)] == [0.0]
    degree = np.bincount(np.concatenate([fixed.tail, fixed.head]))
    assert sorted(degree.tolist()) == [1, 2, 2, 3]


def test_facing_ends_are_joined_before_lines():
    """Branches from north and south end 1.3 km apart with the main line between them.

    The two ends face each other within 2 km, so they are one line that crosses the main one.
    """
    north = [(0, 0), (0, 15), (40, 15), (40, 0.5)]
    south = [(0, 0), (0, -15), (40, -15), (40, -0.8)]
    fixed = repair(_network([(0, 0), (60, 0)], north, south))
    assert [km for km, _ in _joints(fixed)] == pytest.approx([1.3], abs=0.02)


def test_two_joints_on_one_edge():
    """As before, but 5 km apart along the main line: two cuts of one edge."""
    north = [(0, 0), (0, 15), (40, 15), (40, 0.5)]
    south = [(0, 0), (0, -15), (45, -15), (45, -0.8)]
    fixed = repair(_network([(0, 0), (60, 0)], north, south))
    assert sorted(km for km, _ in _joints(fixed)) == pytest.approx([0.5, 0.8], abs=0.02)
    main = fixed.length_km[np.isclose(fixed.length_km, 40, atol=0.1)]
    assert len(main) == 1
    assert np.isclose(fixed.length_km, 5, atol=0.1).sum() == 1
    assert np.isclose(fixed.length_km, 15, atol=0.1).sum() == 1
    _assert_sound(fixed)


def test_repair_of_little_or_nothing():
    assert repair(toy().take([])).edge_count == 0
    one = _network([(0, 0), (3, 0)])
    assert repair(one).edge_count == 1
    loops = _network([(0, 0), (3, 1), (3, 0), (0, 0)], [(0.5, -1), (2, -3), (3, -2), (0.5, -1)])
    fixed = repair(loops)
    assert components(fixed).max() == 0
    _assert_sound(fixed)


def test_repair_does_not_touch_its_argument():
    network = _network([(0, 0), (20, 0)], [(10, -1), (10, -6)])
    before = network.content_hash()
    repair(network)
    assert network.content_hash() == before


def test_repair_across_the_antimeridian():
    network = from_lines(
        [[(179.0, 0), (180 - KM / 2, 0)], [(-180 + KM / 2, 0), (-179.5, 0)]], mode="rail"
    )
    fixed = repair(network)
    assert [km for km, _ in _joints(fixed)] == [1.0]


def test_links_join_existing_nodes():
    network = toy()
    linked = with_links(network, [(0, 3), (2, 2)])
    assert linked.node_count == network.node_count
    assert (linked.tail[-1], linked.head[-1]) == (0, 3)
    assert linked.edge_count == 9
    assert linked.length_km[-1] == pytest.approx(3 * 111.3194907932736)
    assert with_links(network, []) is network


def test_declared_lines_are_tied_at_both_ends():
    """A declared line of 30 km bridges two lines, meeting one at its end and one half-way."""
    network = _network([(0, 0), (10, 0)], [(40, -10), (40, 10)])
    chain = np.array(_line((10.5, 0), (25, 3), (39, 0)))
    fixed = join_ends(
        network, [chain], limit_km=2.0, origin="declared", length_km=30.0, status="construction"
    )
    assert components(fixed).max() == 0
    declared = np.flatnonzero(fixed.columns["origin"].mask(["declared"]))
    assert fixed.length_km[declared].tolist() == [30.0]
    assert fixed.columns["status"][int(declared[0])] == "construction"
    assert fixed.columns["shape"][int(declared[0])] == "threaded"
    assert sorted(km for km, _ in _joints(fixed)) == [0.5, 1.0]
    _assert_sound(fixed)


def test_ends_beyond_the_limit_stay_loose():
    network = _network([(0, 0), (10, 0)])
    fixed = join_ends(network, [np.array(_line((20, 0), (30, 0)))], limit_km=5.0, origin="declared")
    assert components(fixed).max() == 1
    assert _joints(fixed) == []
