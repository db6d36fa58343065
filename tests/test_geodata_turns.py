"""Setting back at switches, on toys whose sides and prices are worked out by hand."""

import numpy as np
import pytest

from geodata.network.build import from_lines
from geodata.routing.reversals import SidedRouter, free_nodes, retraced_km, reversals, sides
from geodata.routing.router import Router

ENGINES = ("cch", "scipy")


def _switch(**columns):
    """A switch at 60.1: a to the west, b and c to the east, b bending north.

    ::

                        b (60.2, 47.02)
                      /
        a --------- o ------- c (60.2, 47.0)
       60.0        60.1
    """
    lines = [
        [(60.0, 47.0), (60.1, 47.0)],
        [(60.1, 47.0), (60.2, 47.02)],
        [(60.1, 47.0), (60.2, 47.0)],
    ]
    named = {name: [value] * 3 for name, value in columns.items()}
    return from_lines(lines, mode="rail", columns=named)


def _at_switch(network):
    found = sides(network)
    return [int(found[0, 1]), int(found[1, 0]), int(found[2, 0])]


def test_the_stem_lies_opposite_both_branches():
    a, b, c = _at_switch(_switch())
    assert a != b == c


@pytest.mark.parametrize("engine", ENGINES)
def test_running_on_is_free_and_setting_back_is_paid(engine):
    network = _switch()
    router = SidedRouter(network, engine=engine, reversal_km=20.0)
    west, north, east = router.snap([(60.02, 47.0), (60.18, 47.016), (60.18, 47.0)], limit_km=0.1)
    plain = Router(network, engine=engine)
    assert router.path(west, north).cost == pytest.approx(plain.path(west, north).cost)
    assert router.path(west, east).cost == pytest.approx(plain.path(west, east).cost)
    back = router.path(north, east)
    assert back.cost == pytest.approx(plain.path(north, east).cost + 20.0)
    assert back.stretch_km(network).sum() == pytest.approx(plain.path(north, east).cost, abs=1e-3)
    node = int(router.network.head[0])
    assert router.reversals(back) == [node]
    assert router.reversals(router.path(west, east)) == []
    assert router.distances([west, north], [east])[:, 0].tolist() == pytest.approx(
        [router.path(west, east).cost, back.cost]
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_stations_and_yards_are_free(engine):
    for network, stations in (
        (_switch(), [(60.101, 47.0)]),
        (_switch(service="yard"), ()),
        (_switch(origin="repaired"), ()),
        (_switch(shape="chord"), ()),
    ):
        router = SidedRouter(network, engine=engine, reversal_km=20.0, stations=stations)
        north, east = router.snap([(60.18, 47.016), (60.18, 47.0)], limit_km=0.1)
        assert router.path(north, east).cost == pytest.approx(
            Router(network, engine=engine).path(north, east).cost
        )
    assert not free_nodes(_switch(), stations=[(60.13, 47.0)])[int(_switch().head[0])]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_way_round_is_taken_when_it_is_shorter_than_the_price(engine):
    """A triangle: b and c are joined by a curve of 20 km, tangent to both, east of the switch."""
    lines = [
        [(60.0, 47.0), (60.1, 47.0)],
        [(60.1, 47.0), (60.2, 47.02)],
        [(60.1, 47.0), (60.2, 47.0)],
        [(60.2, 47.02), (60.3, 47.04), (60.3, 47.0), (60.2, 47.0)],
    ]
    network = from_lines(lines, mode="rail")
    dear = SidedRouter(network, engine=engine, reversal_km=100.0)
    cheap = SidedRouter(network, engine=engine, reversal_km=1.0)
    spots = dear.snap([(60.15, 47.01), (60.15, 47.0)], limit_km=0.1)
    assert sorted(set(dear.path(*spots).edge.tolist())) == [1, 2, 3]
    assert sorted(set(cheap.path(*spots).edge.tolist())) == [1, 2]


@pytest.mark.parametrize("engine", ENGINES)
def test_forbidden_reversals_leave_no_way(engine):
    router = SidedRouter(_switch(), engine=engine, reversal_km=np.inf)
    north, east = router.snap([(60.18, 47.016), (60.18, 47.0)], limit_km=0.1)
    assert np.isinf(router.distances([north], [east])[0, 0])


def test_two_ends_alone_are_always_run_through():
    """A hairpin of 20 degrees between two edges is a bend, not a switch."""
    network = from_lines([[(60.0, 47.0), (60.1, 47.0)], [(60.1, 47.0), (60.0, 47.03)]], mode="rail")
    found = sides(network)
    assert found[0, 1] != found[1, 0]


def test_lines_that_cross_at_right_angles_are_each_run_straight():
    arms = [(60.1, 47.0), (60.0, 47.1), (59.9, 47.0), (60.0, 46.9)]
    network = from_lines([[(60.0, 47.0), arm] for arm in arms], mode="rail")
    at = sides(network)[:, 0].tolist()
    assert at[0] != at[2]
    assert at[1] != at[3]


def test_a_fan_of_tracks_has_one_side():
    """A headshunt: ten tracks that all leave to the east within 40 degrees."""
    arms = [(60.1, 47.0 + 0.005 * i) for i in range(4)]
    network = from_lines([[(60.0, 47.0), arm] for arm in arms], mode="rail")
    assert len(set(sides(network)[:, 0].tolist())) == 1


def test_a_node_of_many_ends_is_parted_by_its_axis():
    angles = np.radians([0, 5, 10, 15, 20, 180, 185, 190, 195, 200])
    arms = [
        (60.0 + 0.1 * np.cos(a) / np.cos(np.radians(47)), 47.0 + 0.1 * np.sin(a)) for a in angles
    ]
    network = from_lines([[(60.0, 47.0), arm] for arm in arms], mode="rail")
    at = sides(network)[:, 0].tolist()
    assert len(set(at[:5])) == len(set(at[5:])) == 1
    assert at[0] != at[5]


@pytest.mark.parametrize("engine", ENGINES)
def test_there_and_back_on_a_stub_is_counted(engine):
    """From b to c by way of the stem: the train runs past the switch and sets back there."""
    router = SidedRouter(_switch(), engine=engine, reversal_km=3.0)
    network = router.network
    west = router.snap([(60.05, 47.0)], limit_km=0.1)[0]
    north, east = router.snap([(60.18, 47.016), (60.18, 47.0)], limit_km=0.1)
    path = router.route([north, west, east])
    assert retraced_km(path, network) == pytest.approx(0.5 * network.length_km[0], rel=1e-3)
    assert retraced_km(router.path(west, east), network) == 0.0
    assert reversals(router.path(west, east), network=network) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_closures(engine):
    network = _switch()
    router = SidedRouter(network, engine=engine, reversal_km=20.0)
    west, east = router.snap([(60.0, 47.0), (60.2, 47.0)], limit_km=0.1)
    shut = router.avoiding(np.arange(3) == 2)
    assert np.isinf(shut.distances([west], [east])[0, 0])
    assert router.distances([west], [east])[0, 0] < 20.0


def test_engines_agree_on_a_random_network():
    rng = np.random.default_rng(4)
    spots = np.round(60.0 + rng.random((40, 2)), 3) * [1.0, 0.78]
    pairs = {
        tuple(sorted(pair)) for pair in rng.integers(0, 40, (110, 2)).tolist() if pair[0] != pair[1]
    }
    network = from_lines([spots[list(pair)] for pair in sorted(pairs)], mode="rail")
    cch, ref = (SidedRouter(network, engine=engine, reversal_km=7.0) for engine in ENGINES)
    chosen = spots[rng.integers(0, 40, 12)]
    tables = [
        r.distances(r.snap(chosen, limit_km=1), r.snap(chosen, limit_km=1)) for r in (cch, ref)
    ]
    np.testing.assert_allclose(*tables, atol=1e-3)
    plain = Router(network)
    assert (
        tables[0]
        >= plain.distances(plain.snap(chosen, limit_km=1), plain.snap(chosen, limit_km=1)) - 1e-3
    ).all()


def test_a_price_in_km_holds_for_other_weights():
    """Weights are hours at 50 km/h, so that what 20 km cost is 0.4 h."""
    network = _switch()
    hours = network.length_km / 50.0
    whole = SidedRouter(network, reversal_km=20.0)
    start, end = whole.snap([(60.2, 47.02), (60.2, 47.0)])
    ride = whole.reweighted(hours).path(start, end)
    plain = Router(network, weight=hours).path(start, end)
    assert ride.cost - plain.cost == pytest.approx(20.0 / 50.0, abs=1e-3)


def test_nodes_that_are_free_may_be_named():
    network = _switch()
    named = SidedRouter(network, free=np.ones(network.node_count, dtype=bool))
    start, end = named.snap([(60.2, 47.02), (60.2, 47.0)])
    assert named.path(start, end).cost == pytest.approx(
        Router(network).path(start, end).cost, abs=1e-3
    )
