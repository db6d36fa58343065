// The shortest way through the corridor graph: Dijkstra (1959) with a binary heap.

// Of ways that are equally short the simpler one is found, and then the quicker one: a stop weighs a
// little beside km, a km and an hour beside anything else; as in corridors.graph.graph.
const [STOP_KM, TIE] = [1e-6, 1e-9];

const MEASURE_OF = { time: "hours", cost: "usd", co2e: "kg" };

const weigherOf = (graph, by, factors) => {
  const { hours } = graph.taken;
  const hoursOf = (row) => hours[row] * (factors.get(row) ?? 1);
  if (by === "km") return (row) => (graph.edges[row].km || STOP_KM) + TIE * hoursOf(row);
  const taken = graph.taken[MEASURE_OF[by]];
  const own = by === "time" ? hoursOf : (row) => taken[row];
  return (row) => own(row) + TIE * (graph.edges[row].km + hoursOf(row));
};

// The nodes that wait, the nearest first.
class Heap {
  constructor() {
    this.items = [];
  }

  push(item) {
    const { items } = this;
    let at = items.push(item) - 1;
    while (at) {
      const up = (at - 1) >> 1;
      if (items[up][0] <= item[0]) break;
      items[at] = items[up];
      at = up;
    }
    items[at] = item;
  }

  pop() {
    const { items } = this;
    const first = items[0];
    const last = items.pop();
    if (items.length) this.sink(last);
    return first;
  }

  sink(item) {
    const { items } = this;
    let at = 0;
    for (;;) {
      let low = 2 * at + 1;
      if (low + 1 < items.length && items[low + 1][0] < items[low][0]) low += 1;
      if (low >= items.length || items[low][0] >= item[0]) break;
      items[at] = items[low];
      at = low;
    }
    items[at] = item;
  }

  get size() {
    return this.items.length;
  }
}

// The edge by which the shortest way comes to each node, -1 where none does.
const search = (graph, usable, source, target, weigh) => {
  const away = new Float64Array(graph.nodes.length).fill(Infinity);
  const by = new Int32Array(graph.nodes.length).fill(-1);
  const waiting = new Heap();
  away[source] = 0;
  waiting.push([0, source]);
  while (waiting.size) {
    const [so, node] = waiting.pop();
    if (node === target) break;
    if (so > away[node]) continue;
    for (const row of graph.out[node]) {
      if (!usable[row]) continue;
      const { head } = graph.edges[row];
      const cost = so + weigh(row);
      if (cost < away[head]) {
        away[head] = cost;
        by[head] = row;
        waiting.push([cost, head]);
      }
    }
  }
  return by;
};

// The best way from a place to any other, as a function of that.
const searchAll = (graph, usable, { from, by, factors = new Map() }) => {
  const weigh = weigherOf(graph, by, factors);
  const before = search(graph, usable, graph.originOf(from), -1, weigh);
  return (place) => trace(graph, before, graph.destinationOf(place));
};

const trace = (graph, before, target) => {
  const rows = [];
  for (let row = before[target]; row >= 0; row = before[graph.edges[row].tail]) rows.push(row);
  return rows.length ? rows.reverse() : null;
};

/**
 * The rows of the edges of the best way in order of travel, null where there is none.
 * @param {any} graph
 * @param {Uint8Array} usable
 * @param {{ from: string, to: string, by: string, factors?: Map<number, number> }} asked
 * @returns {number[] | null}
 */
const findWay = (graph, usable, { from, to, by, factors = new Map() }) => {
  const [source, target] = [graph.originOf(from), graph.destinationOf(to)];
  if (source === undefined || Number.isNaN(target)) return null;
  const before = search(graph, usable, source, target, weigherOf(graph, by, factors));
  return trace(graph, before, target);
};

export { findWay, searchAll };
