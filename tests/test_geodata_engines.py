"""Both engines on graphs small enough to see through, and on what they must refuse."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.arrays import lightest
from geodata.routing import engines
from geodata.routing.engines import CLOSED, Arcs, CchEngine, ScipyEngine

KINDS = [CchEngine, ScipyEngine]


both = pytest.mark.parametrize("kind", KINDS)


def _arcs(count, *ends):
    tail, head = np.array(ends, dtype=np.int32).reshape(-1, 2).T
    return Arcs(count, tail, head)


@st.composite
def graphs(draw):
    """Arcs between up to seven nodes, loops and parallels among them, some closed, some free."""
    count = draw(st.integers(1, 7))
    node = st.integers(0, count - 1)
    ends = draw(st.lists(st.tuples(node, node), max_size=18))
    weight = st.one_of(st.sampled_from([0, 0, CLOSED, CLOSED - 1, 2**30]), st.integers(0, 9))
    weights = draw(st.lists(weight, min_size=len(ends), max_size=len(ends)))
    entry = st.lists(st.tuples(node, st.integers(0, 5)), min_size=1, max_size=3)
    return _arcs(count, *ends), np.array(weights, dtype=np.int64), draw(entry), draw(entry)


def _reference(arcs, weights, sources, targets):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(arcs.node_count))
    for tail, head, weight in zip(arcs.tail, arcs.head, weights, strict=True):
        if weight < CLOSED:
            graph.add_edge(int(tail), int(head), cost=int(weight))
    graph.add_edges_from(("from", node, {"cost": cost}) for node, cost in sources)
    graph.add_edges_from((node, "to", {"cost": cost}) for node, cost in targets)
    try:
        cost = nx.dijkstra_path_length(graph, "from", "to", weight="cost")
    except nx.NetworkXNoPath:
        return CLOSED
    return min(cost, CLOSED)


@settings(deadline=None)
@given(graphs())
def test_paths_cost_what_networkx_says(case):
    arcs, weights, sources, targets = case
    expected = _reference(arcs, weights, sources, targets)
    for kind in KINDS:
        found = kind(arcs, weights).path(sources, targets)
        if found is None:
            assert expected == CLOSED
            continue
        cost, path = found
        assert cost == expected
        _assert_joined(arcs, path)
        begin = {arcs.tail[path[0]]} if path else {n for n, _ in sources} & {n for n, _ in targets}
        finish = {arcs.head[path[-1]]} if path else begin
        ends = [
            a + b
            for node, a in sources
            for other, b in targets
            if node in begin and other in finish and (path or node == other)
        ]
        assert min(ends) + weights[path].sum() == cost


def _assert_joined(arcs, path):
    for before, after in pairwise(path):
        assert arcs.head[before] == arcs.tail[after]


@settings(deadline=None)
@given(graphs(), st.data())
def test_costs_are_what_networkx_says(case, data):
    arcs, weights, one, two = case
    node = st.integers(0, arcs.node_count - 1)
    targets = data.draw(st.lists(node, min_size=1, max_size=4))
    expected = [[_reference(arcs, weights, s, [(t, 0)]) for t in targets] for s in (one, two)]
    for kind in KINDS:
        assert kind(arcs, weights).costs([one, two], targets).tolist() == expected
        first = kind(arcs, np.zeros_like(weights))
        assert first.reweighted(weights).costs([one, two], targets).tolist() == expected


@both
def test_one_engine_answers_again_and_again(kind):
    """A query holds state in the binding; a second question must not see the first."""
    arcs = _arcs(3, (0, 1), (1, 2), (0, 2))
    engine = kind(arcs, np.array([1, 1, 5]))
    for _ in range(3):
        assert engine.path([(0, 0)], [(2, 0)]) == (2, [0, 1])
        assert engine.path([(2, 0)], [(0, 0)]) is None
        assert engine.path([(1, 4)], [(1, 3)]) == (7, [])
        assert engine.reweighted(np.array([1, CLOSED, 5])).path([(0, 0)], [(2, 0)]) == (5, [2])


def test_engines_that_move_one_metric_answer_as_those_with_their_own(monkeypatch):
    """Asked in turn, near to each other and far, until each has made a metric of its own."""
    generator = np.random.default_rng(5)
    ends = generator.integers(0, 30, (160, 2))
    arcs = _arcs(30, *ends)
    base = generator.integers(0, 99, 160)
    sets = [base]
    for changed in (1, 3, 10, 19, 60):
        weights = base.copy()
        weights[generator.choice(160, changed, replace=False)] = CLOSED
        sets.append(weights)
    first = CchEngine(arcs, base)
    moving = [first, *(first.reweighted(weights) for weights in sets[1:])]
    alone = [CchEngine(arcs, weights) for weights in sets]
    made = []
    kept = engines._Metric.__init__
    monkeypatch.setattr(
        engines._Metric, "__init__", lambda self, *of: (made.append(1), kept(self, *of))[1]
    )
    for turn in generator.integers(0, len(sets), 200).tolist():
        start, end = generator.integers(0, 30, 2).tolist()
        asked = [(start, 0)], [(end, 0)]
        assert moving[turn].path(*asked) == alone[turn].path(*asked)
        told = [[(start, 0)]], [end, start]
        assert moving[turn].costs(*told).tolist() == alone[turn].costs(*told).tolist()
    assert 2 <= len(made) <= len(sets)


def test_a_metric_that_another_thread_asks_stays_as_it_is():
    arcs = _arcs(20, *((node, node + 1) for node in range(19)))
    base = np.ones(19, dtype=np.int64)
    first = CchEngine(arcs, base)
    closed = first.reweighted(np.where(np.arange(19) == 4, CLOSED, base))
    asked = [(0, 0)], [(19, 0)]
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(first.path, *asked).result()[0] == 19
        assert closed.path(*asked) is None
        assert pool.submit(closed.path, *asked).result() is None
        assert first.path(*asked)[0] == 19
        assert pool.submit(first.path, *asked).result()[0] == 19


@both
def test_a_node_named_twice_counts_at_its_least(kind):
    engine = kind(_arcs(2, (0, 1)), np.array([10]))
    assert engine.path([(0, 7), (0, 2), (0, 9)], [(1, 3), (1, 1), (1, 8)]) == (13, [0])
    assert engine.costs([[(0, 7), (0, 2)]], [1, 1, 0]).tolist() == [[12, 12, 2]]


@both
def test_sums_past_the_range_are_no_way_and_do_not_wrap(kind):
    big = 2**30
    engine = kind(_arcs(4, (0, 1), (1, 2), (2, 3)), np.array([big, big - 1, big]))
    assert engine.path([(0, 0)], [(2, 0)]) is None
    assert engine.path([(0, 0)], [(3, 0)]) is None
    assert engine.costs([[(0, 0)]], [1, 2, 3]).tolist() == [[big, CLOSED, CLOSED]]
    assert engine.path([(0, CLOSED - 1)], [(1, 0)]) is None
    assert kind(_arcs(2, (0, 1)), np.array([CLOSED - 1])).path([(0, 0)], [(1, 0)]) == (
        CLOSED - 1,
        [0],
    )


@both
@pytest.mark.parametrize("node", [-1, 2, 2**31, 2**40])
def test_nodes_that_do_not_exist_are_refused(kind, node):
    engine = kind(_arcs(2, (0, 1)), np.array([1]))
    with pytest.raises(ValueError, match="of 2"):
        engine.path([(node, 0)], [(1, 0)])
    with pytest.raises(ValueError, match="of 2"):
        engine.path([(0, 0)], [(node, 0)])
    with pytest.raises(ValueError, match="of 2"):
        engine.costs([[(0, 0)]], [1, node])
    with pytest.raises(ValueError, match="of 2"):
        engine.costs([[(node, 0)]], [1])


@both
@pytest.mark.parametrize("cost", [-1, CLOSED, 2**33])
def test_entry_costs_out_of_range_are_refused(kind, cost):
    with pytest.raises(ValueError, match="at node 0"):
        kind(_arcs(2, (0, 1)), np.array([1])).path([(0, cost)], [(1, 0)])


@both
def test_no_entry_is_refused(kind):
    with pytest.raises(ValueError, match="no node"):
        kind(_arcs(2, (0, 1)), np.array([1])).path([], [(1, 0)])


@both
@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.array([-1]), "must lie in"),
        (np.array([2**31]), "must lie in"),
        (np.array([2**32 + 1]), "must lie in"),
        (np.array([1, 1]), "2 weights for 1"),
        (np.array([1.5]), "whole numbers"),
        (np.array([np.nan]), "whole numbers"),
    ],
)
def test_bad_weights_are_refused(kind, weights, message):
    with pytest.raises(ValueError, match=message):
        kind(_arcs(2, (0, 1)), weights)
    with pytest.raises(ValueError, match=message):
        kind(_arcs(2, (0, 1)), np.array([1])).reweighted(weights)


@both
def test_graphs_without_arcs(kind):
    engine = kind(_arcs(2), np.zeros(0, dtype=np.int64))
    assert engine.path([(0, 0)], [(1, 0)]) is None
    assert engine.path([(0, 3)], [(0, 0)]) == (3, [])
    assert engine.costs([[(0, 0)]], [0, 1]).tolist() == [[0, CLOSED]]


def test_lightest_takes_the_first_of_equal_arcs():
    arcs = _arcs(3, (0, 1), (0, 1), (0, 1), (1, 0), (2, 2), (1, 2))
    chosen = lightest(arcs.tail, arcs.head, np.array([5, 3, 3, 9, 1, CLOSED]))
    assert chosen.tolist() == [1, 3, 5, 4]


def test_scipy_takes_no_closed_arc_beside_an_open_one():
    engine = ScipyEngine(_arcs(2, (0, 1), (0, 1)), np.array([CLOSED, 7]))
    assert engine.costs([[(0, 0)]], [1]).tolist() == [[7]]


def test_the_order_names_every_node_once():
    rng = np.random.default_rng(1)
    arcs = _arcs(40, *rng.integers(0, 40, (90, 2)).tolist())
    order = engines.contraction_order(arcs, rng.uniform(0, 60, (40, 2)))
    assert sorted(order.tolist()) == list(range(40))


def test_thousands_of_arcs_between_two_nodes_do_not_spoil_the_order():
    many = _arcs(3, *[(0, 1), (1, 0)] * 30_000, (1, 2))  # minutes where all are looked at
    order = engines.contraction_order(many, np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]))
    assert sorted(order.tolist()) == [0, 1, 2]


def test_engines_by_name(monkeypatch):
    assert engines.engine_named("cch") is CchEngine
    assert engines.engine_named("scipy") is ScipyEngine
    with pytest.raises(ValueError, match="did you mean 'scipy'"):
        engines.engine_named("scypi")
    monkeypatch.setattr(engines, "has_cch", lambda: False)
    assert engines.engine_named("cch") is ScipyEngine


def test_an_engine_that_ends_in_another_thread_leaves_its_query_to_its_own(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told_of: told.append(told_of.exc_value))
    arcs = _arcs(2, (0, 1))
    engine = CchEngine(arcs, np.array([8]))
    assert engine.path([(0, 0)], [(1, 0)]) == (8, [0])
    assert engine.reweighted(np.array([5])).path([(0, 0)], [(1, 0)]) == (5, [0])
    held = [engine]
    del engine
    with ThreadPoolExecutor(1) as pool:
        pool.submit(held.clear).result()
    gc.collect()
    assert told == []
    assert [left.__dict__ for left in engines._LEFT if left.__dict__]
    assert CchEngine(arcs, np.array([7])).path([(0, 0)], [(1, 0)]) == (7, [0])
    assert not any(left.__dict__ for left in engines._LEFT)
