"""The corridor graph of the toy, its figures worked out by hand.

::

    dostyk --700--+
                  |
    altynkol -1000- beyneu -400- aktau ~~500~~ alat -600|AZ>GE|300- poti (~~1200~~ constanta)

Rates of `toy_rates`: rail 40 km/h in KZ and 30 elsewhere, ships 600 km a day, a side of a border
2 h but 6 h into GE from AZ, loading and unloading of trains 5 h, ports 12 h but Alat 20 h.
"""

import pickle

import networkx as nx
import numpy as np
import pytest
import toy_atlas
import toy_rates

from corridors.graph.build import build_graph
from corridors.graph.data import Node
from corridors.graph.pieces import Line
from corridors.ledger.rates.shipment import Shipment
from geodata.errors import InputError

BORDER = "boyuk-kesik-gardabani"  # the atlas' own crossing, near to which the toy's border lies


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    atlas = toy_atlas.write(folder)
    return atlas.trace(), Shipment(rates=toy_rates.book(folder / "rates", atlas))


@pytest.fixture(scope="module")
def graph(toy):
    traced, shipment = toy
    return build_graph(traced, shipment=shipment)


def test_way_by_km(graph):
    way = graph.way("altynkol", "poti")
    assert way.length_km == pytest.approx(2800.0)
    known = {*toy_atlas.POINTS, BORDER}  # hubs of the shipped atlas near the toy's lines are passed
    passed = [place for place in way.places if place in known]
    assert passed == ["altynkol", "beyneu", "aktau", "alat", BORDER, "poti"]
    assert way.by_mode == pytest.approx({"rail": 2300.0, "sea": 500.0})
    assert way.by_country == pytest.approx({"AZ": 600.0, "GE": 300.0, "KZ": 1400.0, "XZ": 500.0})
    assert way.borders == [("AZ>GE", BORDER)]
    assert way.breaks_of_gauge == []
    assert way.countries == ["KZ", "AZ", "GE"]
    assert way.refs == ["caspian:altynkol-aktau", "caspian:aktau-alat", "caspian:alat-poti"]


def test_hours_dollars_and_co2e_by_hand(graph):
    way = graph.way("altynkol", "poti", by="hours")
    ports = 12.0 + 20.0
    legs = 1400.0 / 40.0 + 500.0 / 25.0 + 900.0 / 30.0
    border = 2.0 + 6.0
    assert way.hours.mode == pytest.approx(5.0 + legs + ports + border + 5.0)
    assert way.hours.low == pytest.approx(
        5.0 + 1400 / 80 + 0.5 * 20 + 30.0 + 0.5 * 12 + 10 + 1 + 5 + 5
    )
    # 0.5 USD a FEU-km of rail, 300 the ship, 20 t at 1 USD a side, 2 TEU at 50 in each port.
    assert way.usd.mode == pytest.approx(0.5 * 2300.0 + 300.0 + 40.0 + 200.0)
    assert way.kg_co2e.mode == pytest.approx(20.0 * (0.030 * 2300.0 + 0.045 * 500.0))


def test_the_other_direction_pays_its_own_border(graph):
    out, back = graph.way("altynkol", "poti"), graph.way("poti", "altynkol")
    assert back.length_km == pytest.approx(out.length_km)
    assert out.hours.mode - back.hours.mode == pytest.approx(4.0)


def test_ledger_of_the_same_way_says_the_same(toy, graph):
    traced, shipment = toy
    ledger = traced.ledger("caspian", "main", profile=graph.profile, rates=shipment.rates)
    way = graph.way("altynkol", "poti")
    for measure in ("hours", "usd", "kg_co2e"):
        total, found = ledger.totals[measure].range, getattr(way, measure)
        assert (found.low, found.mode, found.high) == pytest.approx(
            (total.low, total.mode, total.high)
        )


def test_legs_meet_where_they_pass_one_place(graph):
    assert graph.way("dostyk", "altynkol").length_km == pytest.approx(1700.0)


def test_legs_over_one_line_are_one_edge(graph):
    shared = [edge for edge in graph.edges if len(edge.refs) > 1]
    assert {edge.refs for edge in shared} == {("caspian:altynkol-aktau", "caspian:dostyk-aktau")}
    both_ways = sum(km for km, edge in zip(graph.km, graph.edges, strict=True) if edge in shared)
    assert both_ways == pytest.approx(2 * 400.0)


def test_costs_are_those_of_the_ways(graph):
    ends = ["altynkol", "dostyk", "aktau", "poti"]
    for by in ("km", "hours", "usd", "co2e"):
        table = graph.costs(ends, ends, by=by)
        assert table.shape == (4, 4)
        way = graph.way("dostyk", "poti", by=by)
        known = {
            "km": way.length_km,
            "hours": way.hours.mode,
            "usd": way.usd.mode,
            "co2e": way.kg_co2e.mode,
        }
        assert table[1, 3] == pytest.approx(known[by], abs=1e-3)


def test_costs_agree_with_networkx(graph):
    other = nx.MultiDiGraph()
    weight = graph.weights("hours")
    for tail, head, hours in zip(graph.tail, graph.head, weight, strict=True):
        if np.isfinite(hours):
            other.add_edge(int(tail), int(head), hours=float(hours))
    table = graph.costs(graph.places, graph.places, by="hours")
    for row, start in enumerate(graph.places):
        away = nx.single_source_dijkstra_path_length(
            other, graph.row_of(start, "origin"), weight="hours"
        )
        for column, end in enumerate(graph.places):
            known = away.get(graph.row_of(end, "destination"), np.inf)
            assert table[row, column] == pytest.approx(known)


@pytest.mark.parametrize(
    "word", ["aktau", BORDER, "AZ-GE", "GE-AZ", "AZ", "caspian:aktau-alat", "caspian:dostyk-aktau"]
)
def test_closed_on_the_only_way(graph, word):
    assert graph.without(word).way("altynkol", "poti") is None
    assert graph.way("altynkol", "poti") is not None


def test_closing_never_shortens(graph):
    ends = list(graph.places)
    for word in ["aktau", "alat", "beyneu", "KZ", "caspian:alat-poti"]:
        for by in ("km", "hours", "usd"):
            closed = graph.without(word).costs(ends, ends, by=by)
            assert (closed >= graph.costs(ends, ends, by=by)).all()


def test_planned_legs_are_closed_until_they_are_opened(graph):
    assert graph.way("poti", "constanta") is None
    opened = graph.opened("pontic:poti-constanta")
    assert opened.way("poti", "constanta").length_km == pytest.approx(1200.0)
    assert opened.way("alat", "constanta").countries == ["AZ", "GE", "RO"]


def test_a_line_of_ones_own(toy, graph):
    traced, shipment = toy
    line = Line("short", "altynkol", "poti", "rail", 300.0, 1520)
    with_line = build_graph(traced, shipment=shipment, lines=[line])
    way = with_line.way("altynkol", "poti")
    assert way.length_km == pytest.approx(300.0)
    assert way.borders == [("KZ>GE", "poti")]
    assert with_line.without("short").way("altynkol", "poti").length_km == pytest.approx(2800.0)
    assert graph.way("altynkol", "poti").length_km == pytest.approx(2800.0)


def test_unknown_words_are_named_at_once(graph):
    with pytest.raises(InputError, match=r"(?s)akatu.*aktau.*nowhere:leg"):
        graph.without(["akatu", "nowhere:leg"])
    with pytest.raises(InputError, match="atlantis: not on the corridors"):
        graph.way("atlantis", "poti")
    with pytest.raises(InputError, match="by 'days': use km, hours, usd, co2e"):
        graph.way("aktau", "poti", by="days")


def test_a_line_to_nowhere_is_refused(toy):
    traced, _ = toy
    with pytest.raises(InputError, match=r"short: no place 'akatu'.*aktau"):
        build_graph(traced, lines=[Line("short", "akatu", "poti", "rail", 300.0)])


def test_pickles_and_is_the_same_again(toy, graph):
    traced, shipment = toy
    again = pickle.loads(pickle.dumps(graph))  # noqa: S301 - our own
    assert again.way("dostyk", "poti").rows == graph.way("dostyk", "poti").rows
    anew = build_graph(traced, shipment=shipment)
    assert anew.nodes == graph.nodes
    assert anew.edges == graph.edges
    assert np.array_equal(anew.figures, graph.figures)


def test_a_place_to_itself_is_loaded_and_unloaded(graph):
    way = graph.way("aktau", "aktau")
    assert way.length_km == 0.0
    assert way.hours.mode == pytest.approx(10.0)


def test_ships_call_between_two_voyages(graph):
    nodes = [node for node in graph.nodes if node.place == "poti" and node.mode == "sea"]
    assert nodes == [Node("poti", "sea", part="arrive"), Node("poti", "sea", part="depart")]
