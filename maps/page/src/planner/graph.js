// The corridor graph, as corridors.graph.compact writes it, with a node of origin and one of
// destination for each place, as in Python: loading and unloading are edges like all others.

const MEASURES = ["hours", "usd", "kg"];
const [OPEN, SHUT, IDLE] = [1, 0, -1];

const summed = (steps) => {
  let at = 0;
  return steps.map((step) => {
    at += step;
    return at;
  });
};

// The directed edges as the document has them: those that are alike both ways stand there once.
const edgesOf = (doc) => {
  const { edges } = doc;
  const tails = summed(edges.tail);
  const names = (set) => doc.sets[set].map((word) => doc.words[word]);
  const sets = doc.sets.map((_, row) => names(row));
  return tails.flatMap((tail, row) => {
    const edge = {
      tail,
      head: edges.head[row],
      km: edges.km[row] / 1000,
      cost: edges.cost[row],
      kind: doc.kinds[edges.kind[row]],
      state: edges.state[row],
      refs: sets[edges.refs[row]],
      passages: sets[edges.passages[row]],
      through: sets[edges.through[row]],
      gate: edges.gate[row] < 0 ? "" : doc.places[edges.gate[row]],
    };
    return edges.both[row] ? [edge, { ...edge, tail: edge.head, head: tail }] : [edge];
  });
};

const NOWHERE = { refs: [], passages: [], through: [] };
// Loading and unloading, between the node of a place and its origin or destination.
const endsOf = (doc, nodes, first) => {
  const shut = new Set(doc.ends.shut);
  return ["load", "unload"].flatMap((kind, side) =>
    doc.ends[kind].flatMap((cost, row) => {
      if (cost < 0) return [];
      const end = first + 2 * nodes[row].row + side;
      const [tail, head] = side ? [row, end] : [end, row];
      const state = shut.has(row) ? SHUT : OPEN;
      return [{ ...NOWHERE, tail, head, km: 0, cost, kind, state, gate: nodes[row].place }];
    }),
  );
};

// Which edges each word names by itself: a place, leg, passage, pair of countries or country.
const namedOf = (graph) => {
  const found = new Map();
  graph.edges.forEach((edge, row) => {
    const ends = [graph.nodes[edge.tail], graph.nodes[edge.head]];
    const words = new Set([...edge.refs, ...edge.passages, ...edge.through, edge.gate]);
    ends.forEach(({ place, country }) => words.add(place).add(country));
    if (edge.kind === "border")
      words.add(
        ends
          .map((end) => end.country)
          .sort()
          .join("-"),
      );
    words.delete("");
    words.forEach((word) => {
      if (!found.has(word)) found.set(word, []);
      found.get(word).push(row);
    });
  });
  return found;
};

// What each edge takes, by the sums of the modes of its lines; those of legs are for a km.
const takenBy = (doc, edges) => {
  const sums = doc.costs.map((lines) =>
    [1, 2, 3].map((column) =>
      lines
        .map((line) => doc.lines[line][column])
        .filter((figure) => figure >= 0)
        .reduce((sum, figure) => sum + doc.figures[figure][1], 0),
    ),
  );
  return Object.fromEntries(
    MEASURES.map((measure, at) => [
      measure,
      Float64Array.from(edges, ({ cost, kind, km }) => sums[cost][at] * (kind === "leg" ? km : 1)),
    ]),
  );
};

const outOf = (edges, count) => {
  const out = Array.from({ length: count }, () => []);
  edges.forEach(({ tail }, row) => out[tail].push(row));
  return out;
};

const nodesOf = (doc) => {
  const { nodes } = doc;
  const own = summed(nodes.place).map((row, at) => ({
    row,
    place: doc.places[row],
    mode: doc.modes[nodes.mode[at]],
    country: doc.countries[nodes.country[at]],
    gauge: nodes.gauge[at],
  }));
  const ends = doc.places.flatMap((place, row) => {
    const end = { row, place, mode: "", country: "", gauge: 0 };
    return [end, end];
  });
  return [...own, ...ends];
};

const readGraph = (doc) => {
  const nodes = nodesOf(doc);
  const first = nodes.length - 2 * doc.places.length;
  const edges = [...edgesOf(doc), ...endsOf(doc, nodes, first)];
  const graph = { doc, nodes, edges, first, out: outOf(edges, nodes.length) };
  const rows = new Map(doc.places.map((place, row) => [place, first + 2 * row]));
  return {
    ...graph,
    taken: takenBy(doc, edges),
    named: namedOf(graph),
    // Places at which a way may begin.
    origins: doc.places.filter((place) => graph.out[rows.get(place)].length),
    originOf: (place) => rows.get(place),
    destinationOf: (place) => rows.get(place) + 1,
  };
};

export { IDLE, MEASURES, OPEN, SHUT, readGraph };
