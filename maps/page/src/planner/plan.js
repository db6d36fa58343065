// What is asked of the planner, its answer, and both as words of the address.
import { spreadOf } from "../core/draws.js";
import { kmOf, sumOf } from "../core/ledger.js";
import { edgesNamed, factorsOf, inOrder, usableEdges } from "./closing.js";
import { graphNow } from "./data.js";
import { linesOf } from "./lines.js";
import { findWay, searchAll } from "./search.js";

const BY = ["time", "cost", "co2e", "km"];
const MODES = ["any", "rail", "road", "sea"];
const LISTS = ["avoid", "close", "open"];
const EMPTY = Object.freeze({
  from: "",
  to: "",
  by: "time",
  mode: "any",
  // Closed before and after; closed; opened; stops whose hours change, with the factor.
  avoid: [],
  close: [],
  open: [],
  slow: [],
  preset: "",
});

/** @type {any} */
let plan = EMPTY;
const planNow = () => plan;

const ofEach = (give) =>
  Object.fromEntries(["hours", "usd", "kg"].map((name) => [name, give(name)]));

/** What a way comes to: its lines and sums, and percentiles, which are drawn when they are asked. */
const wayOf = (graph, rows, factors) => {
  const lines = linesOf(graph, rows, factors);
  let spread = null;
  return {
    rows,
    lines,
    km: kmOf(lines),
    sums: ofEach((name) => sumOf(lines, name)),
    get spread() {
      spread ??= ofEach((name) => spreadOf(lines, name));
      return spread;
    },
  };
};

/** The best way, null where there is none. */
const solve = (graph, asked, { close, open, slow }) => {
  const usable = usableEdges(graph, { mode: asked.mode, open, close });
  const factors = factorsOf(graph, slow);
  const rows = findWay(graph, usable, { ...asked, factors });
  return rows && wayOf(graph, rows, factors);
};

/** The first of some places that can be reached with what is closed: a place and its way each. */
const reached = (graph, asked, places, most = 5) => {
  const { from, by, mode, avoid, close, open, slow } = asked;
  const usable = usableEdges(graph, { mode, open, close: [...avoid, ...close] });
  const factors = factorsOf(graph, slow);
  const rowsTo = searchAll(graph, usable, { from, by, factors });
  return places
    .filter((place) => place !== from)
    .map((place) => ({ place, rows: rowsTo(place) }))
    .filter(({ rows }) => rows)
    .slice(0, most)
    .map(({ place, rows }) => ({ place, way: wayOf(graph, rows, factors) }));
};

const isChanged = ({ close, open, slow }) => close.length + open.length + slow.length > 0;

/** The way before and after what is changed; null where two ends are not chosen yet. */
const answer = (graph, asked) => {
  if (!asked.from || !asked.to || asked.from === asked.to) return null;
  const { avoid, close, open, slow } = asked;
  const before = solve(graph, asked, { close: avoid, open: [], slow: [] });
  const changed = isChanged(asked);
  const after = changed ? solve(graph, asked, { close: [...avoid, ...close], open, slow }) : before;
  return { before, after, changed };
};

const listeners = [];
const onPlan = (listen) => {
  listeners.push(listen);
};
let found = null;
const answerNow = () => found;

// Changes what is asked, and tells who listens what comes of it.
const ask = (patch) => {
  plan = { ...plan, ...patch };
  found = graphNow() ? answer(graphNow(), plan) : null;
  listeners.forEach((listen) => listen(plan, found));
};

// Closes something, or where it is closed, opens it again; what a scenario opened is shut again.
const toggleClosed = (text) => {
  const key = inOrder(text);
  const without = (list) => list.filter((one) => one !== key);
  if (plan.close.includes(key)) ask({ close: without(plan.close), preset: "" });
  else if (plan.open.includes(key)) ask({ open: without(plan.open), preset: "" });
  else if (plan.avoid.includes(key)) ask({ avoid: without(plan.avoid), preset: "" });
  else ask({ close: [...plan.close, key], preset: "" });
};

// A comma stands between words; within one, as of a spot 34.1,71.1, it is written otherwise.
const listText = (words) => words.map((text) => text.replaceAll(",", "~")).join(",");
const listOf = (text) =>
  text
    .split(",")
    .filter(Boolean)
    .map((one) => inOrder(one.replaceAll("~", ",")));

const write = (said) => {
  ["from", "to"].forEach((key) => plan[key] && said.set(key, plan[key]));
  if (plan.from || plan.to) said.set("by", plan.by);
  if (plan.mode !== "any") said.set("mode", plan.mode);
  LISTS.forEach((key) => plan[key].length && said.set(key, listText(plan[key])));
  if (plan.slow.length) said.set("slow", plan.slow.map((pair) => pair.join("*")).join(","));
  if (plan.preset) said.set("scenario", plan.preset);
};

const slowOf = (graph, text) =>
  text
    .split(",")
    .map((one) => one.split("*"))
    .filter(([name, factor]) => Number(factor) >= 0 && edgesNamed(graph, name).length)
    .map(([name, factor]) => [name, Number(factor)]);

// What an address asks; what the graph does not know is left out.
const read = (graph, said) => {
  const oneOf = (key, known) => (known.includes(said.get(key)) ? said.get(key) : EMPTY[key]);
  const end = (key) => (graph.origins.includes(said.get(key)) ? said.get(key) : "");
  const list = (key) =>
    listOf(said.get(key) ?? "").filter((text) => edgesNamed(graph, text).length);
  return {
    ...EMPTY,
    from: end("from"),
    to: end("to"),
    by: oneOf("by", BY),
    mode: oneOf("mode", MODES),
    ...Object.fromEntries(LISTS.map((key) => [key, list(key)])),
    slow: slowOf(graph, said.get("slow") ?? ""),
    preset: graph.doc.presets.some(({ id }) => id === said.get("scenario"))
      ? said.get("scenario")
      : "",
  };
};

// A shipped scenario as a plan.
const presetOf = (graph, id) => {
  const preset = graph.doc.presets.find((one) => one.id === id);
  if (!preset) return { avoid: [], close: [], open: [], slow: [], preset: "" };
  const { from, to, by, mode, avoid, close, open, slow } = preset;
  return { from, to, by, mode, avoid, close, open, slow, preset: id };
};

export {
  BY,
  EMPTY,
  MODES,
  answer,
  answerNow,
  ask,
  onPlan,
  planNow,
  presetOf,
  reached,
  read,
  toggleClosed,
  write,
};
