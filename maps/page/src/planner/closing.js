// What words close and open on the corridor graph, as corridors.graph.closing and
// corridors.scenarios.apply have it: what is opened is opened first, what is closed after it.
import { OPEN, SHUT } from "./graph.js";

// A pair of countries in the order of its codes, any other word as it is.
const inOrder = (word) =>
  /^[A-Z]{2}-[A-Z]{2}$/.test(word) ? word.split("-").sort().join("-") : word;

// The canals and straits that a country owns or a port stands on.
const watersOf = (graph, word) =>
  Object.entries(graph.doc.passages)
    .filter(([, owners]) => owners.includes(word))
    .map(([passage]) => passage);

// The rows of the edges that a word names; none where it names nothing.
const edgesNamed = (graph, word) => [
  ...new Set(
    [inOrder(word), ...watersOf(graph, word)].flatMap((each) => graph.named.get(each) ?? []),
  ),
];

const goesBy = ({ kind, refs }, own, mode, ferries) =>
  kind !== "leg" || own === mode || (mode !== "sea" && refs.some((ref) => ferries.has(ref)));

/**
 * Which edges may be used: 1 or 0 by edge.
 * @param {any} graph
 * @param {{ mode?: string, open?: string[], close?: string[] }} asked
 */
const usableEdges = (graph, { mode = "any", open = [], close = [] }) => {
  const { edges, nodes } = graph;
  const usable = Uint8Array.from(edges, ({ state }) => (state === OPEN ? 1 : 0));
  open.forEach((word) =>
    edgesNamed(graph, word).forEach((row) => {
      const { state, refs } = edges[row];
      if (state >= SHUT || refs.includes(word)) usable[row] = 1;
    }),
  );
  close.forEach((word) =>
    edgesNamed(graph, word).forEach((row) => {
      usable[row] = 0;
    }),
  );
  if (mode !== "any") {
    const ferries = new Set(graph.doc.ferries ?? []);
    edges.forEach((edge, row) => {
      if (!goesBy(edge, nodes[edge.tail].mode, mode, ferries)) usable[row] = 0;
    });
  }
  return usable;
};

/**
 * By what the hours of each edge are multiplied: those of stops that words name.
 * @param {any} graph
 * @param {[string, number][]} slowed
 */
const factorsOf = (graph, slowed) => {
  const factors = new Map();
  slowed.forEach(([word, factor]) =>
    edgesNamed(graph, word).forEach((row) => {
      const { kind } = graph.edges[row];
      if (kind !== "leg") factors.set(row, (factors.get(row) ?? 1) * factor);
    }),
  );
  return factors;
};

export { edgesNamed, factorsOf, inOrder, usableEdges };
