"""Single ways found among what lies around them, against an engine of the whole network."""

import numpy as np
import pytest
from toy_network import at_node, toy

from geodata import geodesy
from geodata.errors import NoPathError
from geodata.network.build import from_lines
from geodata.routing.engines import CchEngine
from geodata.routing.reversals import SidedRouter
from geodata.routing.router import Router

SIDE = 40


@pytest.fixture(scope="module")
def grid():
    """40 x 40 nodes some 20 km apart, off their places; no two ways of one length."""
    random = np.random.default_rng(12)
    place = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1).reshape(-1, 2)
    lonlat = np.array([60.0, 40.0]) + 0.2 * place + random.uniform(-0.05, 0.05, place.shape)
    row = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    pairs = np.concatenate(
        [
            np.stack([row[:, :-1], row[:, 1:]], -1).reshape(-1, 2),
            np.stack([row[:-1], row[1:]], -1).reshape(-1, 2),
        ]
    )
    straight = geodesy.distance_km(*lonlat[pairs[:, 0]].T, *lonlat[pairs[:, 1]].T)
    return from_lines(
        list(lonlat[pairs]),
        mode="road",
        length_km=straight * random.uniform(0.9, 1.6, len(pairs)),
        direction=random.choice([0, 0, 0, 1, -1], len(pairs)),
    )


@pytest.fixture
def sizes(monkeypatch):
    """The number of nodes of every engine that is made."""
    made = []
    init = CchEngine.__init__

    def counted(self, arcs, weights, **options):
        made.append(arcs.node_count)
        init(self, arcs, weights, **options)

    monkeypatch.setattr(CchEngine, "__init__", counted)
    return made


@pytest.mark.parametrize(("router", "sides"), [(Router, 1), (SidedRouter, 2)])
def test_the_way_is_that_of_the_whole_network(grid, sizes, router, sides):
    whole = router(grid)
    near = router(grid).searching_near()
    random = np.random.default_rng(3)
    alone = 0
    for a, b in random.integers(0, whole.network.node_count, (60, 2)).tolist():
        ends = at_node(whole.network, a, "a"), at_node(whole.network, b, "b")
        try:
            wanted = whole.path(*ends)
        except NoPathError:
            with pytest.raises(NoPathError):
                near.path(*ends)
            continue
        del sizes[:]
        path = near.path(*ends)
        assert (path.cost, path.edge.tolist()) == (wanted.cost, wanted.edge.tolist())
        alone += max(sizes, default=0) < 0.3 * sides * SIDE * SIDE + 1
    assert alone > 10


def test_a_way_round_far_outside_the_first_look_is_found(grid):
    """A wall across the grid with one gate at its very end: the way there and back is long."""
    whole = Router(grid)
    middle = whole.network.node_lonlat
    lon, lat = middle[whole.network.tail].T, middle[whole.network.head].T
    crossing = (lon[0] < 64.1) != (lat[0] < 64.1)
    gate = np.flatnonzero(crossing)[np.argmax(lon[1][crossing])]
    crossing[gate] = False
    ends = [
        at_node(whole.network, int(np.argmin(np.hypot(*(middle - spot).T))), str(spot))
        for spot in ([63.6, 41.0], [64.6, 41.0])
    ]
    wanted = whole.avoiding(crossing).path(*ends)
    path = whole.searching_near().avoiding(crossing).path(*ends)
    assert path.cost == wanted.cost
    assert path.edge.tolist() == wanted.edge.tolist()
    assert gate in path.edge


def test_arcs_far_shorter_than_straight_are_counted(sizes):
    """The toy's 10 km span 222: no straight line bounds anything, so the whole is asked."""
    near = Router(toy()).searching_near()
    path = near.path(*(at_node(near.network, node, "") for node in _ends_of(near.network, (0, 4))))
    assert path.cost == 18.0
    assert sizes == [near.network.node_count]


def _ends_of(network, numbers):
    """The nodes of the toy under the numbers that a router gave them."""
    places = toy().node_lonlat[list(numbers)]
    return [int(np.argmin(np.hypot(*(network.node_lonlat - place).T))) for place in places]
