// Where a way runs on the map: lines along the legs, from cut to cut.
import { trackOf } from "../cards/course.js";
import { worldX, worldY } from "../core/codec.js";
import { arcPoints } from "../core/geodesic.js";
import { legOf, placeOf } from "./names.js";

const pointOf = (id) => {
  const { at } = placeOf(id) ?? { at: null };
  return at && { x: worldX(at[0]), y: worldY(at[1]), at };
};

// The vertex of a track nearest to a point.
const nearest = ({ x, y }, point) => {
  let [best, least] = [0, Infinity];
  for (let i = 0; i < x.length; i += 1) {
    const off = (x[i] - point.x) ** 2 + (y[i] - point.y) ** 2;
    if (off < least) [best, least] = [i, off];
  }
  return best;
};

// Consecutive pieces over one leg, of those that share the line the one that the run is on.
const runsOf = (graph, rows) => {
  const runs = [];
  rows.forEach((row) => {
    const edge = graph.edges[row];
    if (edge.kind !== "leg") return;
    const [tail, head] = [edge.tail, edge.head].map((node) => graph.nodes[node].place);
    const last = runs[runs.length - 1];
    if (last && last.to === tail && edge.refs.includes(last.ref)) last.to = head;
    else runs.push({ ref: edge.refs[0], from: tail, to: head });
  });
  return runs;
};

// A line that nobody drew, as one that a scenario adds, is straight, and marked as a sketch.
const straight = (one, other) => {
  const ends = [one, other].map(({ at: [lng, lat] }) => ({ lat, lng }));
  const points = arcPoints(ends[0], ends[1]);
  return {
    x: points.map(({ lng }) => worldX(lng)),
    y: points.map(({ lat }) => worldY(lat)),
    isSketch: true,
  };
};

const lineOf = ({ ref, from, to }) => {
  const [one, other] = [pointOf(from), pointOf(to)];
  if (!one || !other) return { x: [], y: [] };
  const leg = legOf(ref);
  const track = leg === undefined ? null : trackOf(leg);
  if (!track || !track.x.length) return straight(one, other);
  const [first, last] = [nearest(track, one), nearest(track, other)];
  const [low, high] = [Math.min(first, last), Math.max(first, last) + 1];
  return { x: track.x.slice(low, high), y: track.y.slice(low, high) };
};

// The lines of a way, in world pixels at zoom 0.
const linesOfWay = (graph, rows) =>
  runsOf(graph, rows)
    .map(lineOf)
    .filter(({ x }) => x.length > 1);

// The whole line of a leg, null of what is none.
const lineOfLeg = (ref) => {
  const leg = legOf(ref);
  return leg === undefined ? null : trackOf(leg);
};

export { lineOfLeg, linesOfWay };
