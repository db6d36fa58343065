"""The graph of the shipped corridors agrees with their routes and ledgers."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest


@pytest.fixture(scope="module")
def graph(shipped_ground):
    return shipped_ground.graph


def ends(legs):
    (first, turned), (last, last_turned) = legs[0], legs[-1]
    return (
        first.leg.end if turned else first.leg.start,
        last.leg.start if last_turned else last.leg.end,
    )


def test_every_route_in_use_is_a_way(graph, shipped_traced):
    opened = graph.with_closed()
    longer = []
    for corridor in shipped_traced.ids:
        for route in shipped_traced.refs[corridor]:
            legs = shipped_traced.route_legs(corridor, route)
            if not all(leg.in_use for leg, _ in legs):
                continue
            way = opened.way(*ends(legs))
            length_km = sum(leg.length_km for leg, _ in legs)
            # Legs over one line are one edge, with the km of the first of them.
            if way is None or way.length_km > length_km * 1.0005:
                longer.append((corridor, route))
    assert not longer


@pytest.mark.parametrize(
    ("corridor", "route"),
    [
        ("trans-caspian", "altynkol-aktau-poti"),
        ("new-eurasian-land-bridge", "chongqing-duisburg"),
        ("baku-tbilisi-kars", "alat-kars"),
        ("maritime-silk-road", "main"),
    ],
)
def test_ledgers_of_routes_say_the_same(graph, shipped_traced, corridor, route):
    legs = shipped_traced.route_legs(corridor, route)
    refs = {leg.ref for leg, _ in legs}
    kept = [edge.kind != "leg" or not refs.isdisjoint(edge.refs) for edge in graph.edges]
    way = replace(graph, open=graph.in_use & np.array(kept)).way(*ends(legs))
    ledger = shipped_traced.ledger(corridor, route, profile=graph.profile)
    assert way.length_km == pytest.approx(ledger.length_km)
    for measure in ("hours", "usd", "kg_co2e"):
        mode = getattr(way, measure).mode
        assert mode == pytest.approx(ledger.totals[measure].range.mode), measure


def test_what_is_shut_today_is_closed(graph):
    """Pakistan's borders with Afghanistan are shut, and so is the road by Torkham."""
    way = graph.way("jalalabad", "peshawar")
    assert way is None or "AF>PK" not in dict(way.borders)
    opened = graph.opened(["AF-PK", "trans-afghan:jalalabad-peshawar-road"])
    assert ("AF>PK", "torkham") in opened.way("jalalabad", "peshawar").borders


def test_hormuz_closed_leaves_bandar_abbas_by_land_only(graph):
    assert "hormuz" in graph.way("bandar-abbas", "mundra").passages
    closed = graph.without("hormuz").way("bandar-abbas", "mundra")
    assert closed is None or "hormuz" not in closed.passages


def test_no_change_of_mode_evades_a_change_of_gauge(graph):
    """By stops alone, nobody gets from rails of one gauge to those of another in fewer hours."""
    stops = nx.DiGraph()
    gauges = {}
    for tail, head, edge, figures in zip(
        graph.tail, graph.head, graph.edges, graph.figures, strict=True
    ):
        one, other = graph.nodes[tail], graph.nodes[head]
        if edge.kind == "gauge":
            gauges[one, other] = figures[0][1]
        elif edge.kind in ("transfer", "border", "call"):
            stops.add_edge(one, other, hours=figures[0][1])
    assert len(gauges) > 50
    for (one, other), hours in gauges.items():
        if {one, other} <= set(stops) and nx.has_path(stops, one, other):
            assert nx.shortest_path_length(stops, one, other, weight="hours") >= hours, one


def test_goods_from_rail_may_leave_a_place_of_two_gauges_by_road(graph):
    way = graph.way("mirjaveh-taftan", "zabol", by="hours")
    details = [edge.detail for edge in way.edges]
    assert "rail>road" in details
    assert "road>rail" not in details
