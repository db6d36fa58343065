// Answers questions over a corridor graph as the planner of the page does, for a test in Python:
// node planner_pairs.mjs GRAPH.json ASKED.json, where each question is {from, to, by, mode, open, close}.
import { readFileSync } from "node:fs";

import { spreadOf } from "../../maps/page/src/core/draws.js";
import { kmOf, sharesOf, sumOf } from "../../maps/page/src/core/ledger.js";
import { usableEdges } from "../../maps/page/src/planner/closing.js";
import { readGraph } from "../../maps/page/src/planner/graph.js";
import { linesOf } from "../../maps/page/src/planner/lines.js";
import { findWay } from "../../maps/page/src/planner/search.js";

const [graph, asked] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const read = readGraph(graph);
const answer = (question) => {
  const rows = findWay(read, usableEdges(read, question), question);
  if (!rows) return null;
  const lines = linesOf(read, rows);
  const sums = ["hours", "usd", "kg"].map((measure) => [measure, sumOf(lines, measure)]);
  const quality = Object.fromEntries(sharesOf(lines, "hours"));
  const spread = ["hours", "usd", "kg"].map((measure) => [measure, spreadOf(lines, measure)]);
  return { km: kmOf(lines), ...Object.fromEntries(sums), quality, spread: Object.fromEntries(spread) };
};
process.stdout.write(JSON.stringify(asked.map(answer)));
