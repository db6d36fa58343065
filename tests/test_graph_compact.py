"""The graph as small JSON: a shortest way over it, found by another program, is the graph's."""

import heapq
import itertools
import json
import random

import pytest
import toy_atlas
import toy_rates

from corridors.graph.build import build_graph
from corridors.graph.compact import compact_json
from corridors.ledger.rates.shipment import Shipment

KB = 1000


class Planner:
    """What a page would do with the document, as plainly as it can be written."""

    def __init__(self, text):
        self.doc = doc = json.loads(text)
        nodes, edges = doc["nodes"], doc["edges"]
        self.place = [doc["places"][row] for row in itertools.accumulate(nodes["place"])]
        tails = list(itertools.accumulate(edges["tail"]))
        self.out = {}
        for row, tail in enumerate(tails):
            if edges["state"][row] == 1:
                self.out.setdefault(tail, []).append((edges["head"][row], row))
                if edges["both"][row]:
                    self.out.setdefault(edges["head"][row], []).append((tail, row))

    def modes(self, cost, by):
        """The sum of the modes of the lines of a cost; of legs for a km."""
        column = {"hours": 1, "usd": 2, "co2e": 3}[by]
        figures = [self.doc["lines"][line][column] for line in self.doc["costs"][cost]]
        return sum(self.doc["figures"][row][1] for row in figures if row >= 0)

    def weight(self, row, by):
        edges = self.doc["edges"]
        km = edges["km"][row] / 1000
        if by == "km":
            return km
        is_leg = self.doc["kinds"][edges["kind"][row]] == "leg"
        return self.modes(edges["cost"][row], by) * (km if is_leg else 1.0)

    def end(self, node, side, by):
        row = self.doc["ends"][side][node]
        if row < 0 or node in self.doc["ends"]["shut"]:
            return None
        return 0.0 if by == "km" else self.modes(row, by)

    def way(self, start, end, by):
        """The cost and the places of the shortest way, None without one."""
        loads = ((self.end(node, "load", by), node) for node in self.at(start))
        queue = [(cost, node, -1) for cost, node in loads if cost is not None]
        heapq.heapify(queue)
        cost, before = {}, {}
        while queue:
            so_far, node, last = heapq.heappop(queue)
            if node in cost:
                continue
            cost[node], before[node] = so_far, last
            for head, row in self.out.get(node, ()):
                heapq.heappush(queue, (so_far + self.weight(row, by), head, node))
        outs = ((self.end(node, "unload", by), node) for node in self.at(end) if node in cost)
        best = min(
            ((cost[node] + out, node) for out, node in outs if out is not None), default=None
        )
        if best is None:
            return None
        nodes = [best[1]]
        while (last := before[nodes[-1]]) >= 0:
            nodes.append(last)
        return best[0], list(dict.fromkeys(self.place[node] for node in reversed(nodes)))

    def at(self, place):
        return [node for node, own in enumerate(self.place) if own == place]


def total(way, by):
    return {
        "km": way.length_km,
        "hours": way.hours.mode,
        "usd": way.usd.mode,
        "co2e": way.kg_co2e.mode,
    }[by]


def test_all_ways_of_the_toy(tmp_path):
    atlas = toy_atlas.write(tmp_path)
    shipment = Shipment(rates=toy_rates.book(tmp_path / "rates", atlas))
    graph = build_graph(atlas.trace(), shipment=shipment).opened("pontic:poti-constanta")
    planner = Planner(compact_json(graph))
    ends = ["altynkol", "dostyk", "beyneu", "aktau", "alat", "poti", "constanta"]
    for start, end in itertools.permutations(ends, 2):
        for by in ("km", "hours", "usd", "co2e"):
            way, found = graph.way(start, end, by=by), planner.way(start, end, by)
            assert (way is None) == (found is None), (start, end)
            if way is not None:
                assert found[1] == list(way.places)
                assert found[0] == pytest.approx(total(way, by), abs=0.01, rel=1e-6)


def test_what_is_not_open_is_told_apart(tmp_path):
    atlas = toy_atlas.write(tmp_path)
    shipment = Shipment(rates=toy_rates.book(tmp_path / "rates", atlas))
    graph = build_graph(atlas.trace(), shipment=shipment)
    edges = json.loads(compact_json(graph.without("alat")))["edges"]
    assert set(edges["state"]) == {1, 0, -1}


def test_two_hundred_ways_of_the_shipped_corridors(shipped_ground):
    graph = shipped_ground.graph
    text = compact_json(graph)
    assert len(text.encode()) <= 150 * KB
    planner = Planner(text)
    hubs = sorted({node.place for node in graph.nodes if node.part == "origin"})
    chosen = random.Random(17)  # noqa: S311 - which pairs are tried is no secret
    found = 0
    for _ in range(200):
        start, end = chosen.sample(hubs, 2)
        by = chosen.choice(["km", "hours", "usd", "co2e"])
        way, other = graph.way(start, end, by=by), planner.way(start, end, by)
        assert (way is None) == (other is None), (start, end)
        if way is None:
            continue
        found += 1
        assert other[0] == pytest.approx(total(way, by), rel=1e-5, abs=0.01)
    assert found > 100
