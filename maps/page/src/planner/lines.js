// The ledger of a way: the lines of its edges in order of travel, as corridors.graph.ledger has it.
import { plus } from "../core/ledger.js";
import { MEASURES } from "./graph.js";

// A figure with what it rests on, times what it is for: the km of a leg.
const figureOf = (doc, row, factor) => {
  if (row < 0) return null;
  const [low, mode, high, rate, level] = doc.figures[row];
  const [id, quality, year, aged, assumed, source] = doc.rates[rate];
  return {
    low: low * factor,
    mode: mode * factor,
    high: high * factor,
    rate: id,
    quality: doc.qualities[quality],
    level: doc.levels[level],
    year,
    aged: Boolean(aged),
    assumed: Boolean(assumed),
    source,
  };
};

// The lines of one edge.
const linesOfEdge = (graph, row, at, slow) => {
  const { doc, nodes } = graph;
  const edge = graph.edges[row];
  const isLeg = edge.kind === "leg";
  const per = isLeg ? edge.km : 1;
  const { mode, country } = nodes[edge.kind === "load" ? edge.head : edge.tail];
  return doc.costs[edge.cost].map((line) => {
    const [what, hours, usd, kg, note] = doc.lines[line];
    const text = doc.whats[what];
    return {
      kind: isLeg && text === mode ? "leg" : "stop",
      what: text,
      edge: edge.kind,
      leg: "",
      place: isLeg ? "" : edge.gate,
      ends: isLeg ? [nodes[edge.tail].place, nodes[edge.head].place] : [],
      country: country || "XZ",
      mode,
      at,
      km: isLeg && text === mode ? edge.km : 0,
      hours: figureOf(doc, hours, per * slow),
      usd: figureOf(doc, usd, per),
      kg: figureOf(doc, kg, per),
      note: note < 0 ? "" : doc.whats[note],
    };
  });
};

const keyOf = (line) =>
  [line.what, line.leg, line.country, ...MEASURES.map((name) => line[name]?.rate)].join("|");

const added = (one, other) => ({
  ...one,
  km: one.km + other.km,
  ends: [one.ends[0], other.ends[1]],
  ...Object.fromEntries(
    MEASURES.map((name) => [name, one[name] && { ...one[name], ...plus(one[name], other[name]) }]),
  ),
});

// A run of legs without a stop: pieces of one leg that rest on the same rates are one line.
class Run {
  constructor() {
    this.lines = new Map();
    this.leg = "";
  }

  add(line, refs) {
    if (line.kind === "leg") {
      this.leg = refs.includes(this.leg) ? this.leg : (refs[0] ?? "");
    }
    const own = line.kind === "leg" ? { ...line, leg: this.leg } : line;
    const key = keyOf(own);
    const before = this.lines.get(key);
    this.lines.set(key, before ? added(before, own) : own);
  }

  // Driving first, then the rest that it asks for.
  settled(at) {
    const all = [...this.lines.values()];
    return [
      ...all.filter((line) => line.kind === "leg"),
      ...all.filter((line) => line.kind !== "leg").map((line) => ({ ...line, at })),
    ];
  }
}

/** The lines of a way in order of travel, at their chainage. */
const linesOf = (graph, rows, factors = new Map()) => {
  const lines = [];
  let run = new Run();
  let at = 0;
  rows.forEach((row) => {
    const edge = graph.edges[row];
    const own = linesOfEdge(graph, row, at, factors.get(row) ?? 1);
    if (edge.kind === "leg") own.forEach((line) => run.add(line, edge.refs));
    else {
      lines.push(...run.settled(at), ...own);
      run = new Run();
    }
    at += edge.km;
  });
  return [...lines, ...run.settled(at)];
};

export { linesOf };
