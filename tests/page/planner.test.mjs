// The planner on a graph of four places, worked out by hand.
import assert from "node:assert/strict";
import test from "node:test";

import { kmOf, sharesOf, sumOf } from "../../maps/page/src/core/ledger.js";
import { edgesNamed, factorsOf, usableEdges } from "../../maps/page/src/planner/closing.js";
import { readGraph } from "../../maps/page/src/planner/graph.js";
import { linesOf } from "../../maps/page/src/planner/lines.js";
import { findWay, searchAll } from "../../maps/page/src/planner/search.js";

// a --100 km-- gate (KZ|UZ) --50-- c by rail, and a --400 km-- c by a planned road of c:idle.
// Rail 0.02 h and 2 USD a km, road 0.01 h and no dollars; a side of the border 3 h; ends 1 h.
const DOC = {
  modes: ["", "rail", "road", "sea"],
  kinds: ["leg", "border", "gauge", "transfer", "call"],
  places: ["a", "c", "gate"],
  countries: ["KZ", "UZ"],
  // a rail KZ, a road KZ, c rail UZ, c road KZ, gate rail KZ, gate rail UZ
  nodes: {
    place: [0, 0, 1, 0, 1, 0],
    mode: [1, 2, 1, 2, 1, 1],
    country: [0, 0, 1, 0, 0, 1],
    gauge: [1520, 0, 1520, 0, 1520, 1520],
    part: [0, 0, 0, 0, 0, 0],
  },
  ends: { load: [0, 0, 0, 0, -1, -1], unload: [0, 0, 0, 0, -1, -1], shut: [] },
  edges: {
    tail: [0, 1, 1, 2, 1],
    head: [4, 3, 5, 5, 4],
    km: [100000, 400000, 50000, 0, 0],
    cost: [1, 2, 1, 3, 3],
    kind: [0, 0, 0, 1, 1],
    state: [1, -1, 1, 1, 1],
    both: [1, 1, 1, 0, 0],
    refs: [1, 2, 1, 0, 0],
    passages: [0, 0, 0, 0, 0],
    through: [3, 3, 4, 0, 0],
    gate: [-1, -1, -1, 2, 2],
  },
  sets: [[], [0], [1], [2], [3]],
  words: ["x:rail", "x:idle", "KZ", "UZ"],
  costs: [[0], [1], [2], [3, 3]],
  lines: [
    [0, 0, -1, -1, -1],
    [1, 1, 2, -1, -1],
    [2, 3, -1, -1, -1],
    [3, 4, -1, -1, -1],
  ],
  figures: [
    [0.5, 1, 2, 0, 0],
    [0.01, 0.02, 0.04, 1, 0],
    [1, 2, 4, 1, 0],
    [0.01, 0.01, 0.01, 1, 0],
    [2, 3, 9, 0, 0],
  ],
  rates: [
    ["assumed", 4, 2024, 0, 1, ""],
    ["counted", 0, 2024, 0, 0, "page"],
  ],
  whats: ["loading at the origin", "rail", "road", "border out of KZ"],
  levels: ["global"],
  qualities: ["measured", "official", "provider", "estimate", "assumption"],
  passages: { strait: ["UZ"] },
  ferries: [],
};
const graph = readGraph(DOC);
const way = (asked, by = "time") =>
  findWay(graph, usableEdges(graph, asked), { from: "a", to: "c", by });

test("the way over the border: 150 km, 3 h of rail, two lines of 3 h at the gate, 1 h an end", () => {
  const lines = linesOf(graph, way({}));
  assert.equal(kmOf(lines), 150);
  assert.equal(sumOf(lines, "hours").mode, 3 + 6 + 2);
  assert.equal(sumOf(lines, "hours").high, 6 + 18 + 4);
  assert.equal(sumOf(lines, "usd").mode, 300);
  assert.deepEqual(
    lines.filter(({ kind }) => kind === "leg").map(({ at, km, ends }) => [at, km, ...ends]),
    [
      [0, 100, "a", "gate"],
      [100, 50, "gate", "c"],
    ],
  );
});

test("of the hours 3 of 11 are measured, the rest assumed", () => {
  assert.deepEqual(sharesOf(linesOf(graph, way({})), "hours"), [
    ["measured", 3 / 11],
    ["assumption", 8 / 11],
  ]);
});

test("a closed gate, pair, country or leg leaves no way; a planned leg opens only by its name", () => {
  for (const word of ["gate", "KZ-UZ", "UZ-KZ", "UZ", "x:rail"])
    assert.equal(way({ close: [word] }), null, word);
  assert.equal(way({ close: ["gate"], open: ["a"] }), null);
  const road = linesOf(graph, way({ close: ["gate"], open: ["x:idle"] }));
  assert.equal(kmOf(road), 400);
  assert.equal(sumOf(road, "hours").mode, 4 + 2);
});

test("what is closed after it was opened stays closed", () => {
  assert.equal(way({ close: ["gate", "x:idle"], open: ["x:idle"] }), null);
});

test("by one mode alone", () => {
  assert.equal(way({ mode: "road" }), null);
  assert.equal(kmOf(linesOf(graph, way({ mode: "road", open: ["x:idle"] }))), 400);
});

test("the measure decides: the open road takes 6 h and 0 USD, the railway 11 h, 150 km", () => {
  const asked = { open: ["x:idle"] };
  assert.equal(kmOf(linesOf(graph, way(asked, "time"))), 400);
  assert.equal(kmOf(linesOf(graph, way(asked, "cost"))), 400);
  assert.equal(kmOf(linesOf(graph, way(asked, "km"))), 150);
});

test("a stop takes half the hours, a leg none the less", () => {
  const factors = factorsOf(graph, [["gate", 0.5]]);
  assert.equal(sumOf(linesOf(graph, way({}), factors), "hours").mode, 3 + 3 + 2);
});

test("words that name nothing, or a strait that no leg passes, close nothing", () => {
  assert.deepEqual(edgesNamed(graph, "nowhere"), []);
  assert.deepEqual(edgesNamed(graph, "strait"), []);
});

test("from one place to all others, the same ways", () => {
  const to = searchAll(graph, usableEdges(graph, {}), { from: "a", by: "time" });
  assert.deepEqual(to("c"), way({}));
  assert.equal(to("gate"), null);
});
