"""Paths on the toy network by hand, on random ones against networkx, on the shipped ones twice."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from toy_network import A, B, E, assert_sound, at_node, reference_cost, spot, toy

from geodata import geodesy
from geodata.errors import NoPathError, SnapError
from geodata.network.build import from_lines
from geodata.network.file import read_network
from geodata.routing import engines
from geodata.routing import router as router_module
from geodata.routing.path import Path, Spot
from geodata.routing.router import Router, ordered

ENGINES = ["cch", "scipy"]


@pytest.fixture(params=ENGINES, scope="module")
def router(request):
    return Router(toy(), engine=request.param)


def _nodes_of(router):
    """Spots at the nodes of the toy, by letter; a router may have renumbered them."""
    network = toy()
    return {
        letter: at_node(network, node, letter)
        for letter, node in zip("ACBDEFG", range(7), strict=True)
    }


@pytest.mark.parametrize(
    ("route", "cost", "edges"),
    [
        ("AB", 9.0, [1, 2]),
        ("BA", 9.0, [2, 1]),
        ("AE", 18.0, [1, 2, 3, 4]),
        ("EA", 34.0, [5, 3, 2, 1]),
        ("DE", 4.0, [4]),
        ("ED", 20.0, [5]),
        ("FG", 7.0, [7]),
    ],
)
def test_paths_worked_out_by_hand(router, route, cost, edges):
    source, target = (_nodes_of(router)[letter] for letter in route)
    path = router.path(source, target)
    assert path.cost == cost
    assert path.edge.tolist() == edges
    assert path.stretch_km(toy()).sum() == pytest.approx(cost)
    assert_sound(path, toy(), toy().length_km, source, target)


def test_the_drawn_line_runs_the_way_of_travel(router):
    spots = _nodes_of(router)
    path = router.path(spots["E"], spots["C"])
    assert path.coords(toy()).tolist() == [[4, 0], [3.5, -0.5], [3, 0], [2, 0], [1, 1]]
    assert path.lines(toy())[0].tolist() == [[4, 0], [3.5, -0.5], [3, 0]]


def test_between_two_points_of_one_edge_the_shorter_way_wins(router):
    """Along edge 0 from 1 to 9 of its 10 km: 8 by the edge, or 1 + 9 + 1 round by C.

    With the edge's weight tripled it is 24 against 3 + 9 + 3.
    """
    source, target = spot(toy(), 0, 0.1), spot(toy(), 0, 0.9)
    path = router.path(source, target)
    assert (path.cost, path.edge.tolist()) == (8.0, [0])
    weight = toy().length_km * np.where(np.arange(8) == 0, 3.0, 1.0)
    round_by = router.reweighted(weight).path(source, target)
    assert (round_by.cost, round_by.edge.tolist()) == (15.0, [0, 1, 2, 0])
    assert_sound(round_by, toy(), weight, source, target)


def test_on_a_loop_the_shorter_side_wins(router):
    source, target = spot(toy(), 6, 0.1), spot(toy(), 6, 0.9)
    path = router.path(source, target)
    assert path.cost == pytest.approx(1.6)
    assert path.edge.tolist() == [6, 6]
    assert (path.start.tolist(), path.end.tolist()) == ([0.1, 1.0], [0.0, 0.9])
    assert_sound(path, toy(), toy().length_km, source, target)


def test_against_a_one_way_edge_one_goes_round(router):
    """On D>E from its end back to its middle: 1 km to E, 20 back to D, 2 on to the middle."""
    source, target = spot(toy(), 4, 0.75), spot(toy(), 4, 0.5)
    path = router.path(source, target)
    assert (path.cost, path.edge.tolist()) == (23.0, [4, 5, 4])
    assert router.path(target, source).cost == 1.0


def test_a_spot_on_a_node_is_at_the_node_whatever_its_edge(router):
    """The end of the one-way edge D>E is E, its start D; both may be left by the other edge."""
    network = toy()
    end, start = spot(network, 4, 1.0), spot(network, 4, 0.0)
    assert router.path(end, start).edge.tolist() == [5]
    assert router.path(_nodes_of(router)["B"], start).cost == 5.0
    closed = router.avoiding(np.arange(8) == 4)
    assert closed.path(start, end).cost == 20.0
    assert closed.path(start, at_node(network, B)).cost == 5.0


def test_from_a_spot_to_itself(router):
    for share in (0.0, 0.3, 1.0):
        here = spot(toy(), 3, share)
        path = router.path(here, here)
        assert path.cost == 0.0
        assert path.edge.tolist() == [3]
        np.testing.assert_allclose(path.coords(toy()), [here.lonlat] * 2, atol=1e-9)
    one, other = spot(toy(), 3, 0.0), spot(toy(), 0, 1.0)
    assert router.path(one, other).cost == 0.0
    assert_sound(router.path(one, other), toy(), toy().length_km, one, other)


def test_routes_pass_their_points(router):
    spots = _nodes_of(router)
    via = spot(toy(), 3, 0.5)
    path = router.route([spots["A"], spots["D"], via, spots["E"]])
    assert path.cost == 14.0 + 2.5 + 2.5 + 4.0
    assert path.edge.tolist() == [1, 2, 3, 3, 3, 4]
    assert_sound(path, toy(), toy().length_km, spots["A"], spots["E"])
    still = router.route([spots["A"], spots["A"], spots["C"]])
    assert still.edge.tolist() == [1]
    with pytest.raises(ValueError, match="two places"):
        router.route([spots["A"]])


def test_distances_are_a_table(router):
    spots = _nodes_of(router)
    found = router.distances([spots[x] for x in "AEF"], [spots[x] for x in "BEG"])
    np.testing.assert_array_equal(found, [[9, 18, np.inf], [25, 0, np.inf], [np.inf, np.inf, 7]])
    assert router.distances([], [spots["A"]]).shape == (0, 1)
    assert router.distances([spots["A"]], []).shape == (1, 0)


def test_closing_and_reweighting_leave_the_router_as_it_was(router):
    spots = _nodes_of(router)
    closed = router.avoiding(toy().columns["country"].mask(["UZ"]))
    with pytest.raises(NoPathError):
        closed.path(spots["A"], spots["E"])
    assert np.isinf(closed.distances([spots["A"]], [spots["E"]]))[0, 0]
    assert router.path(spots["A"], spots["E"]).cost == 18.0
    half = router.reweighted(toy().length_km / 2)
    assert half.path(spots["A"], spots["E"]).cost == 9.0
    assert half.index is router.index
    assert router.avoiding(np.zeros(8, dtype=bool)) is router


def test_no_path_searches_for_no_reason_until_it_is_read(router, monkeypatch):
    asked = []
    why = router_module.why_no_path
    monkeypatch.setattr(router_module, "why_no_path", lambda *a: asked.append(1) or why(*a))
    spots = _nodes_of(router)
    with pytest.raises(NoPathError) as caught:
        router.path(spots["A"], spots["F"])
    assert not asked
    text = str(caught.value)
    assert str(caught.value) == text
    assert len(asked) == 1
    assert str(pickle.loads(pickle.dumps(caught.value))) == text  # noqa: S301 - our own


def test_a_router_pickles_with_its_weights_and_closures(router):
    closed = router.reweighted(toy().length_km / 2).avoiding(toy().columns["country"].mask(["UZ"]))
    again = pickle.loads(pickle.dumps(closed))  # noqa: S301 - our own
    spots = _nodes_of(router)
    letters = "ABDE"
    asked = [spots[letter] for letter in letters]
    assert np.array_equal(again.distances(asked, asked), closed.distances(asked, asked))
    assert np.isinf(again.distances([spots["A"]], [spots["E"]]))[0, 0]
    assert again.reweighted(toy().length_km).path(spots["A"], spots["E"]).cost == 18.0


def test_a_router_answers_in_any_thread(router):
    spots = _nodes_of(router)
    assert router.path(spots["A"], spots["E"]).cost == 18.0
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: router.path(spots["A"], spots["E"]).cost, range(32)))
    assert found == [18.0] * 32


def test_no_path_says_how_far_it_comes(router):
    spots = _nodes_of(router)
    gap = geodesy.distance_km(4, 0, 10, 5)
    with pytest.raises(NoPathError) as caught:
        router.path(spots["A"], spots["F"])
    text = str(caught.value)
    assert "from A to F" in text
    assert f"no nearer to F than {gap:,.1f} km, at 0.0000,4.0000" in text


def test_no_path_says_when_a_place_is_on_a_closed_line(router):
    closed = router.avoiding(np.arange(8) == 3)
    with pytest.raises(NoPathError, match="one of them is closed"):
        closed.path(spot(toy(), 3, 0.5, "Jizzakh"), at_node(toy(), A))


def test_no_path_says_when_the_way_is_one_way():
    network = from_lines([[(0, 0), (1, 0)]], mode="road", direction=[1])
    for engine in ENGINES:
        one_way = Router(network, engine=engine)
        with pytest.raises(NoPathError, match="one-way"):
            one_way.path(spot(network, 0, 0.9), spot(network, 0, 0.1))


def test_snapping_gives_spots(router):
    (found,) = router.snap([(2.5, 0.01)], labels=["Jizzakh"])
    assert (found.label, found.edge) == ("Jizzakh", 3)
    assert found.share == pytest.approx(0.5)
    assert found.access_km == pytest.approx(float(geodesy.distance_km(2.5, 0.01, 2.5, 0)), abs=1e-6)
    assert router.snap([(0, 0)])[0].share == 0.0


def test_all_places_that_are_too_far_are_named(router):
    with pytest.raises(SnapError) as caught:
        router.snap([(2.5, 0.01), (5, 0), (12, 5)], labels=["near", "Osh", "Kashgar"])
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["Osh", "Kashgar"]
    assert "111.3 km away at 0.0000,4.0000; 3 km are allowed" in lines[0]
    assert router.snap([(5, 0)], limit_km=120.0)[0].edge in (4, 5)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_network_is_said_to_be_empty(engine):
    with pytest.raises(SnapError, match="Osh: the sea network is empty"):
        Router(from_lines([], mode="sea"), engine=engine).snap([(0, 0)], labels=["Osh"])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_network_of_one_edge(engine):
    network = from_lines([[(0, 0), (1, 0), (2, 0)]], mode="rail", length_km=[300.0])
    found = Router(network, engine=engine)
    source, target = spot(network, 0, 0.75), spot(network, 0, 0.25)
    path = found.path(source, target)
    assert path.cost == 150.0
    np.testing.assert_allclose(path.coords(network), [(1.5, 0), (1, 0), (0.5, 0)], atol=1e-6)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_network_of_loops_only(engine):
    loop = [(0, 0), (1, 1), (1, 0), (0, 0)]
    network = from_lines([loop, [(x, -y) for x, y in loop]], mode="rail", length_km=[8.0, 4.0])
    found = Router(network, engine=engine)
    source, target = spot(network, 0, 0.75), spot(network, 1, 0.25)
    path = found.path(source, target)
    assert path.cost == 3.0
    assert_sound(path, network, network.length_km, source, target)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_path_over_the_antimeridian(engine):
    network = from_lines([[(178, 0), (-179, 0)], [(-179, 0), (-178, 0)]], mode="sea")
    found = Router(network, engine=engine)
    (source, target) = found.snap([(179, 0), (-178.5, 0)])
    degree = 6378.137 * np.pi / 180
    path = found.path(source, target)
    assert path.cost == pytest.approx(2.5 * degree, abs=1e-3)
    np.testing.assert_allclose(path.coords(network)[:, 0] % 360, [179, 181, 181.5], atol=1e-6)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ([1.0] * 7, "one non-negative number an edge"),
        ([-1.0] + [1.0] * 7, "one non-negative number an edge"),
        ([np.nan] + [1.0] * 7, "one non-negative number an edge"),
        ([214_748.4] + [1.0] * 7, "exceeds 214,748"),
        ([1e300] + [1.0] * 7, "exceeds 214,748"),
    ],
)
def test_bad_weights_are_refused(engine, weight, message):
    with pytest.raises(ValueError, match=message):
        Router(toy(), weight=weight, engine=engine)
    with pytest.raises(ValueError, match=message):
        Router(toy(), engine=engine).reweighted(weight)


def test_spots_of_another_network_and_unknown_engines_are_refused(router):
    with pytest.raises(ValueError, match="Osh: edge 8 of 8"):
        router.path(Spot("Osh", 8, 0.5, (0, 0), 0.0), at_node(toy(), A))
    with pytest.raises(ValueError, match="Osh: edge -1 of 8"):
        router.distances([at_node(toy(), A)], [Spot("Osh", -1, 0.5, (0, 0), 0.0)])
    with pytest.raises(ValueError, match="did you mean 'cch'"):
        Router(toy(), engine="cchh")


def test_scipy_stands_in_where_the_binding_is_missing(monkeypatch):
    monkeypatch.setattr(engines, "has_cch", lambda: False)
    monkeypatch.setattr("geodata.routing.router.has_cch", lambda: False)
    found = Router(toy())
    assert isinstance(found._engine, engines.ScipyEngine)
    assert found.path(at_node(toy(), A), at_node(toy(), E)).cost == 18.0


def test_ordering_keeps_the_edges():
    network = ordered(toy())
    assert network.ordered
    np.testing.assert_array_equal(network.coords, toy().coords)
    np.testing.assert_array_equal(network.node_lonlat[network.head], toy().node_lonlat[toy().head])


def test_a_path_of_parts_is_one_line():
    """Whole edges either way, part of one, and a turn back on it."""
    network = toy()
    path = Path(
        np.array([1, 2, 2, 5]), np.array([0.0, 0.0, 0.5, 1.0]), np.array([1.0, 0.5, 0.0, 0.0]), 1.0
    )
    coords = path.coords(network)
    assert coords[:3].tolist() == [[0, 0], [0.5, 0.5], [1, 1]]
    assert coords[4].tolist() == [1, 1]
    assert coords[5:].tolist() == [[3.5, -0.5], [3, 0]]


@st.composite
def cases(draw, *, one_way=True, spots=2):
    """Random multigraphs on a grid of a tenth of a degree, with spots on their edges."""
    count = draw(st.integers(1, 7))
    node = st.integers(0, count - 1)
    ends = draw(st.lists(st.tuples(node, node), min_size=1, max_size=14))
    at = [(0.1 * (number % 3), 0.1 * (number // 3)) for number in range(count)]
    lines = [
        [at[a], (at[a][0] + 0.03, at[a][1] + 0.01), (at[a][0], at[a][1] + 0.02), at[b]]
        if a == b
        else [at[a], at[b]]
        for a, b in ends
    ]
    size = len(lines)
    ways = st.sampled_from([0, 1, -1]) if one_way else st.just(0)
    network = from_lines(
        lines,
        mode="rail",
        direction=draw(st.lists(ways, min_size=size, max_size=size)),
        length_km=draw(st.lists(st.sampled_from([0, 4, 4, 8, 20]), min_size=size, max_size=size)),
    )
    chosen = draw(
        st.lists(
            st.tuples(st.integers(0, size - 1), st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])),
            min_size=spots,
            max_size=spots,
        )
    )
    closed = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    return network, [spot(network, edge, share) for edge, share in chosen], closed


def _cost(router, source, target):
    try:
        return router.path(source, target).cost
    except NoPathError:
        return np.inf


@settings(max_examples=200, deadline=None)
@given(cases())
def test_both_engines_find_what_networkx_finds(case):
    network, (source, target), closed = case
    weight = np.where(closed, np.inf, network.length_km)
    expected = reference_cost(network, weight, source, target)
    for engine in ENGINES:
        router = Router(network, engine=engine).avoiding(closed)
        assert _cost(router, source, target) == expected
        if np.isfinite(expected):
            assert_sound(router.path(source, target), network, weight, source, target)


@settings(deadline=None)
@given(cases(spots=4))
def test_tables_are_what_single_paths_cost(case):
    network, spots, closed = case
    tables = []
    for engine in ENGINES:
        router = Router(network, engine=engine).avoiding(closed)
        tables.append(router.distances(spots[:2], spots[1:]))
        single = [[_cost(router, a, b) for b in spots[1:]] for a in spots[:2]]
        np.testing.assert_array_equal(tables[-1], single)
    np.testing.assert_array_equal(*tables)


@settings(deadline=None)
@given(cases(one_way=False))
def test_where_nothing_is_one_way_both_directions_cost_the_same(case):
    network, (source, target), closed = case
    router = Router(network).avoiding(closed)
    assert _cost(router, source, target) == _cost(router, target, source)


@settings(deadline=None)
@given(cases(spots=3))
def test_a_detour_is_never_shorter(case):
    network, (a, b, c), closed = case
    router = Router(network).avoiding(closed)
    assert _cost(router, a, c) <= _cost(router, a, b) + _cost(router, b, c)


@settings(deadline=None)
@given(cases(), st.data())
def test_closing_an_edge_never_shortens_a_path(case, data):
    network, (source, target), closed = case
    router = Router(network).avoiding(closed)
    edge = data.draw(st.integers(0, network.edge_count - 1))
    tighter = router.avoiding(np.arange(network.edge_count) == edge)
    assert _cost(tighter, source, target) >= _cost(router, source, target)


@settings(deadline=None, max_examples=50)
@given(cases(spots=3))
def test_a_route_by_a_point_is_its_two_paths(case):
    network, (a, b, c), _ = case
    router = Router(network)
    total = _cost(router, a, b) + _cost(router, b, c)
    assume(np.isfinite(total))
    path = router.route([a, b, c])
    assert path.cost == total
    assert_sound(path, network, network.length_km, a, c)


SHIPPED = files("seeds") / "networks"


@pytest.mark.parametrize("mode", ["rail", "road", "sea"])
def test_engines_agree_on_the_shipped_networks(mode):
    """Thirty pairs anywhere on the lines; scipy is asked by table, for it takes 0.1 s a search."""
    network = read_network(str(SHIPPED / f"{mode}.parquet"))
    rng = np.random.default_rng(20)
    edges, shares = rng.integers(0, network.edge_count, 11), rng.uniform(0, 1, 11).round(3)
    spots = [spot(network, int(e), float(s)) for e, s in zip(edges, shares, strict=True)]
    fast, slow = (Router(network, engine=engine) for engine in ENGINES)
    table = fast.distances(spots[:5], spots[5:])
    np.testing.assert_array_equal(table, slow.distances(spots[:5], spots[5:]))
    assert np.isfinite(table).sum() > 15
    for row, source in enumerate(spots[:5]):
        for column, target in enumerate(spots[5:]):
            assert _cost(fast, source, target) == table[row, column]
            if np.isfinite(table[row, column]):
                path = fast.path(source, target)
                assert_sound(path, network, network.length_km, source, target)
    source, target = next((spots[r], spots[5 + c]) for r, c in np.argwhere(np.isfinite(table)))
    assert slow.path(source, target).cost == fast.path(source, target).cost
    closed = rng.random(network.edge_count) < 0.02
    np.testing.assert_array_equal(
        fast.avoiding(closed).distances(spots[:1], spots[5:]),
        slow.avoiding(closed).distances(spots[:1], spots[5:]),
    )
