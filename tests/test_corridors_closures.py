r"""What is shut on a toy network by road: a gate, a boundary, and a way round.

::

    a --100-- g --100-- b        KZ to g, UZ from g; the gate lies at g
     \                 /
      `-- 400 KZ -- h -- 400 UZ   the way round crosses at h
"""

import numpy as np
import pytest

from corridors.definitions.states import Crossing, Gates, Openness, Passage, Scope, State
from corridors.lengths.boundaries import Boundary
from corridors.lengths.closures import Shutter, masks
from corridors.lengths.ends import off_closed
from geodata.errors import NoPathError
from geodata.network.build import from_lines
from geodata.places.model import Kind, Place
from geodata.routing.distances import Reach
from geodata.routing.router import Router, ordered

A, G, B, H = (0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (1.0, 2.0)


GATES = Gates({"gate": Crossing("gate", ("KZ", "UZ"), ("road",))})


PLACES = {"gate": Place("gate", Kind.BORDER_CROSSING, "KZ", 1.02, 0.0)}


def network(mode="road", *, h=True, short=100.0):
    rows = [(A, G, short, "KZ"), (G, B, 100.0, "UZ")]
    rows += [(A, H, 400.0, "KZ"), (H, B, 400.0, "UZ")] if h else []
    return ordered(
        from_lines(
            [np.array([row[0], row[1]]) for row in rows],
            mode=mode,
            length_km=[row[2] for row in rows],
            columns={"country": [row[3] for row in rows]},
        )
    )


def shut(scope, id_, mode=""):
    return State(scope, id_, mode, Openness.CLOSED, "2020")


def closed_router(net, *states):
    closures = Shutter(net, GATES, PLACES).of_states(states)
    closed, barred = masks(net, closures)
    return Router(net).avoiding(closed).barring(barred), closures


def km(router, *points):
    return router.route(router.snap(points)).stretch_km(router.network).sum()


def test_a_shut_gate_is_gone_round():
    net = network()
    assert km(Router(net), A, B) == pytest.approx(200)
    router, (closure,) = closed_router(net, shut(Scope.PLACE, "gate"))
    assert km(router, A, B) == pytest.approx(800)
    free = Router(net)
    assert closure.bars(free.route(free.snap([A, B])))
    assert not closure.bars(router.route(router.snap([A, B])))


def test_a_line_that_is_shut_at_its_gate_is_open_up_to_there():
    router, _ = closed_router(network(), shut(Scope.PLACE, "gate"))
    assert km(router, A, (0.99, 0.0)) == pytest.approx(99, abs=0.1)
    assert km(router, (0.99, 0.0), A) == pytest.approx(99, abs=0.1)
    assert km(router, (0.9, 0.0), (1.1, 0.0)) == pytest.approx(90 + 800 + 90, abs=0.1)


def test_a_shut_pair_bars_every_line_between_the_two():
    router, _ = closed_router(network(), shut(Scope.PAIR, "KZ-UZ"))
    with pytest.raises(NoPathError, match="what joins them is shut at a gate"):
        km(router, A, B)
    assert km(router, A, (0.5, 1.0)) == pytest.approx(200, abs=1)


def test_a_state_of_another_mode_bars_nothing():
    assert closed_router(network("rail"), shut(Scope.PLACE, "gate"))[1] == []
    assert closed_router(network(), shut(Scope.PAIR, "KG-UZ"))[1] == []


def test_a_gate_far_from_where_the_network_crosses_bars_nothing():
    far = {"gate": Place("gate", Kind.BORDER_CROSSING, "KZ", 1.0, 1.0)}
    assert Shutter(network(), GATES, far).of_states([shut(Scope.PLACE, "gate")]) == []


def test_a_short_part_on_the_wrong_bank_is_no_boundary():
    """A road of KZ that strays 9 km into UZ crosses no boundary; one of 11 km does."""
    for stray, met in ((9.0, 0), (11.0, 2)):
        net = from_lines(
            [np.array([(x, 0.0), (x + 1.0, 0.0)]) for x in range(3)],
            mode="road",
            length_km=[100.0, stray, 100.0],
            columns={"country": ["KZ", "UZ", "KZ"]},
        )
        assert len(Boundary(net).nodes("KZ", "UZ")) == met


def test_reach_stops_at_a_shut_gate():
    router, _ = closed_router(network(h=False), shut(Scope.PLACE, "gate"))
    for asked, expected in ((Router(network(h=False)), 200.0), (router, np.inf)):
        reach = Reach(asked)
        away = reach.field(reach.spots([A]), reach.spots([B, (0.5, 0.0)]), limit_km=1000.0)
        assert away.tolist() == pytest.approx([expected, 50.0], abs=0.1)


def test_a_passage_closes_the_lanes_that_cross_its_gate():
    net = from_lines(
        [np.array([(0, 0), (2, 0)]), np.array([(0, 0), (0, 3), (2, 0)])], mode="sea",
        length_km=[200, 700],
    )  # fmt: skip
    strait = Passage("strait", "strait", {"en": "Strait"}, ((1, -0.5), (1, 0.5)), ("EG",), "EG")
    shutter = Shutter(net, Gates(passages={"strait": strait}), {})
    assert shutter.lanes(strait).tolist() == [0]
    assert [rows.tolist() for rows in shutter.of_country("EG")] == [[], [0]]
    port = Place("port", Kind.SEA_PORT, "EG", 0.5, 0.1)
    assert shutter.passages_at(port) == ["strait"]
    assert shutter.passages_at(Place("port", Kind.SEA_PORT, "SA", 0.5, 0.1)) == []


def beside(off_deg, *others):
    """The toy with a second line from KZ to UZ that crosses some degrees north of the gate."""
    north = (1.0, off_deg)
    rows = [(A, G, 100.0, "KZ"), (G, B, 100.0, "UZ"), (A, north, 110.0, "KZ")]
    rows += [(north, B, 110.0, "UZ")]
    net = ordered(
        from_lines(
            [np.array([row[0], row[1]]) for row in rows],
            mode="road",
            length_km=[row[2] for row in rows],
            columns={"country": [row[3] for row in rows]},
        )
    )
    known = {
        name: Crossing(name, ("UZ", "KZ"), (mode,))
        for name, mode, _ in [*others, ("gate", "road", 0)]
    }
    places = {name: Place(name, Kind.BORDER_CROSSING, "KZ", 1.0, lat) for name, _, lat in others}
    shutter = Shutter(net, Gates(known), {**PLACES, **places})
    closed, barred = masks(net, shutter.of_states([shut(Scope.PLACE, "gate")]))
    return Router(net).avoiding(closed).barring(barred)


def test_a_line_that_slips_past_a_shut_gate_is_shut_with_it():
    """0.4 degrees are 44 km: no crossing is known there, so nothing says that it is open."""
    with pytest.raises(NoPathError):
        km(beside(0.4), A, B)
    assert km(beside(0.5), A, B) == pytest.approx(220)  # 55 km off


def test_a_known_crossing_beside_a_shut_gate_stays_open():
    assert km(beside(0.4, ("post", "road", 0.39)), A, B) == pytest.approx(220)
    with pytest.raises(NoPathError):  # the other crossing is one of the railway
        km(beside(0.4, ("post", "rail", 0.39)), A, B)
    with pytest.raises(NoPathError):  # farther from the line than the gate is
        km(beside(0.4, ("post", "road", 0.9)), A, B)


def weaving():
    """A road of KZ that runs 3 km through UZ past a gate, and a branch from there into UZ."""
    into, out, fork, town = (0.5, 0.0), (0.53, 0.0), (0.515, 0.0), (0.515, -0.1)
    rows = [(A, into, 50.0, "KZ"), (into, fork, 1.5, "UZ"), (fork, out, 1.5, "UZ")]
    rows += [
        (out, (1.0, 0.0), 50.0, "KZ"),
        (fork, town, 11.0, "UZ"),
        (town, (0.515, -1.0), 99.0, "UZ"),
    ]
    return ordered(
        from_lines(
            [np.array([row[0], row[1]]) for row in rows],
            mode="road",
            length_km=[row[2] for row in rows],
            columns={"country": [row[3] for row in rows]},
        )
    )


def test_a_road_that_weaves_past_a_shut_gate_stays_open_and_its_branch_is_shut():
    gates = Gates({"gate": Crossing("gate", ("KZ", "UZ"), ("road",))})
    places = {"gate": Place("gate", Kind.BORDER_CROSSING, "KZ", 0.5, 0.0)}
    net = weaving()
    closures = Shutter(net, gates, places).of_states([shut(Scope.PLACE, "gate")])
    closed, barred = masks(net, closures)
    router = Router(net).avoiding(closed).barring(barred)
    assert km(router, A, (1.0, 0.0)) == pytest.approx(103.0)
    with pytest.raises(NoPathError):
        km(router, A, (0.515, -1.0))
    assert km(router, (0.515, -0.2), (0.515, -1.0)) > 80


def test_a_town_on_the_branch_to_a_shut_gate_is_reached_by_the_open_road_beside_it():
    net = weaving()
    branch = next(e for e in range(net.edge_count) if net.length_km[e] == pytest.approx(11.0))
    closed = np.zeros(net.edge_count, dtype=bool)
    closed[branch] = True
    router = Router(net).avoiding(closed)
    town = Place("town", Kind.CITY, "UZ", 0.515, -0.08)
    (spot,) = router.snap([town.point], limit_km=5.0)
    assert spot.edge == branch
    moved = off_closed(router, spot, town, np.array([branch]))
    assert moved.lonlat == pytest.approx((0.515, -0.1))
    assert off_closed(router, moved, town, np.array([branch])) is moved
