"""Boxes at a change of gauge do not hop onto a lorry to the terminal beside it, by hand.

::

    east =1435= yard =1520= terminal =1520= town =1520= west      rails
                yard --3-- terminal --60-- town                   road, km

Changing gauge at the yard takes 12 h, each handling between rail and road 5 h, moving nothing.
"""

import heapq
from itertools import permutations

from corridors.graph.data import Edge, Node
from corridors.graph.departures import leads_on, with_departures

RAILS = [("east", "yard", 1435), ("yard", "terminal", 1520), ("terminal", "town", 1520)]
ROADS = [("yard", "terminal", 3.0), ("terminal", "town", 60.0)]
HANDLING_H, GAUGE_H = 5.0, 12.0


def rows(roads=ROADS):
    pairs = [(Node(a, "rail", "KZ", mm), Node(b, "rail", "KZ", mm), 50.0) for a, b, mm in RAILS]
    pairs += [(Node(a, "road", "KZ"), Node(b, "road", "KZ"), km) for a, b, km in roads]
    return [
        (*ends, Edge("leg", ends[0].mode), km, ())
        for a, b, km in pairs
        for ends in ((a, b), (b, a))
    ]


def hours(start, end, legs):
    """The fewest hours of handling from one node to another, by Dijkstra."""
    after = {}
    for tail, head, *_ in legs:
        after.setdefault(tail, []).append((head, 0.0))
    nodes = {node for row in legs for node in row[:2]}
    for one, other in permutations(nodes, 2):
        sides = [node for node in nodes if node.place == one.place]
        if one.place == other.place and leads_on(one, other, sides):
            takes = GAUGE_H if one.mode == other.mode == "rail" else HANDLING_H
            after.setdefault(one, []).append((other, takes))
    best, heap, count = {}, [(0.0, 0, start)], 0
    while heap:
        spent, _, here = heapq.heappop(heap)
        if here in best:
            continue
        best[here] = spent
        for other, takes in after.get(here, []):
            count += 1
            heapq.heappush(heap, (spent + takes, count, other))
    return min((spent for node, spent in best.items() if node.place == end), default=None)


EAST, WEST = Node("east", "rail", "KZ", 1435), Node("town", "rail", "KZ", 1520)


def test_the_gauge_is_changed_at_the_yard_and_not_by_a_lorry_to_the_terminal():
    rail_only = [row for row in rows() if row[0].mode == "rail"]
    assert hours(EAST, "town", rail_only) == GAUGE_H
    legs = with_departures(rows())
    # By road from the yard to the town there is one handling: 5 h, unloaded off the lorry.
    assert hours(EAST, "town", legs) == HANDLING_H
    # Back onto the rails at the terminal would be 10 h: that is not allowed so near the yard.
    beyond = [row for row in legs if {row[0].place, row[1].place} != {"terminal", "town"}]
    through = [
        row for row in legs if row[0].mode == "rail" or "town" not in (row[0].place, row[1].place)
    ]
    assert hours(EAST, "town", through) == GAUGE_H
    assert hours(EAST, "terminal", beyond) == HANDLING_H


def test_far_from_the_yard_goods_may_go_back_onto_rails():
    far = [("yard", "terminal", 30.0), ("terminal", "town", 60.0)]
    legs = with_departures(rows(far))
    through = [
        row for row in legs if row[0].mode == "rail" or "town" not in (row[0].place, row[1].place)
    ]
    assert hours(EAST, "town", through) == 2 * HANDLING_H


def test_only_places_near_a_meeting_of_gauges_have_departures():
    departing = {n.place for row in with_departures(rows()) for n in row[:2] if n.part == "depart"}
    assert departing == {"yard", "terminal"}
    one_gauge = [row for row in rows() if row[0].gauge_mm != 1435]
    assert with_departures(one_gauge) == one_gauge


def test_a_lorry_that_comes_by_road_may_load_onto_rails_at_the_yard():
    legs = with_departures(rows())
    assert hours(Node("town", "road", "KZ"), "east", legs) == HANDLING_H
