// Corridors as strands beside each other: the pixel lines of each run.
import { bare } from "../core/signed.js";
import { scene } from "../data.js";
import { legArcs } from "../model/arcs.js";
import { visible } from "../model/state.js";
import { boxOf, meets } from "./chains.js";

// Moves a line sideways by its offset in pixels, which may change from piece to piece.
const shifted = (points, emit) => {
  let previous = null;
  for (let i = 0; i < points.length - 1; i += 1) {
    const [p, q] = [points[i], points[i + 1]];
    const length = Math.hypot(q.x - p.x, q.y - p.y) || 1;
    const normal = { x: -(q.y - p.y) / length, y: (q.x - p.x) / length, o: q.o };
    if (!previous) emit(p.x + normal.x * normal.o, p.y + normal.y * normal.o);
    else if (previous.o === normal.o) {
      const [mx, my] = [previous.x + normal.x, previous.y + normal.y];
      const size = Math.hypot(mx, my) || 1;
      const cosine = Math.max(0.5, (mx * normal.x + my * normal.y) / size);
      emit(p.x + ((mx / size) * normal.o) / cosine, p.y + ((my / size) * normal.o) / cosine);
    } else {
      emit(p.x + previous.x * previous.o, p.y + previous.y * previous.o);
      emit(p.x + normal.x * normal.o, p.y + normal.y * normal.o);
    }
    previous = normal;
  }
  const end = points[points.length - 1];
  if (previous) emit(end.x + previous.x * previous.o, end.y + previous.y * previous.o);
};

const bent = (points) => {
  const line = { x: [], y: [] };
  const emit = (x, y) => {
    line.x.push(x);
    line.y.push(y);
  };
  if (points.every((point) => point.o === 0)) points.forEach(({ x, y }) => emit(x, y));
  else shifted(points, emit);
  return line;
};

// +1 or -1 for each arc: the way its first leg runs, legs being read from west to east.
const headingsOf = (arcs) => {
  const found = new Float64Array(arcs.length);
  const end = (signed, last) => arcs[bare(signed)].end(signed < 0 !== last);
  scene.legs.forEach((leg) => {
    const chains = leg.parts;
    if (!chains.length) return;
    const lastChain = chains[chains.length - 1];
    const first = end(chains[0][0], false);
    const last = end(lastChain[lastChain.length - 1], true);
    const forward = last[0] - first[0] - 0.4 * (last[1] - first[1]) >= 0 ? 1 : -1;
    chains.flat().forEach((signed) => {
      const arc = bare(signed);
      if (!found[arc]) found[arc] = forward * (signed < 0 ? -1 : 1);
    });
  });
  return found;
};

let kept = null;
const headings = () => {
  kept = kept || headingsOf(legArcs());
  return kept;
};

// Pieces of a few pixels keep the course of the piece before.
const BRIEF = 7;
const steadied = (offsets, chain, view) => {
  const arcs = legArcs();
  const brief = chain.map((signed) => {
    const { box } = arcs[bare(signed)];
    return Math.max(box[2] - box[0], box[3] - box[1]) * view.scale < BRIEF;
  });
  const first = brief.indexOf(false);
  const out = [...offsets];
  if (first > 0) out.fill(out[first], 0, first);
  for (let i = first + 1; first >= 0 && i < out.length; i += 1) if (brief[i]) out[i] = out[i - 1];
  return out;
};

// How far each arc of a chain runs beside its track, in pixels. Wide bundles draw together on small
// scales, or they clot.
const offsetsOf = (chain, run, view, { share, width }) => {
  const { by, onArc } = share;
  const heading = headings();
  const spacing = width + Math.max(0.9, width * 0.3);
  const most = 9 * 2 ** Math.max(0, (view.zoom - 3) * 0.8);
  const found = chain.map((signed) => {
    const index = bare(signed);
    const users = onArc.get(index);
    const gap = Math.min(spacing, most / Math.max(1, users.length - 1));
    const place = users.indexOf(run[by]) - (users.length - 1) / 2;
    return place * gap * (signed < 0 ? -1 : 1) * heading[index];
  });
  return steadied(found, chain, view);
};

// Adds the pixels of an arc to a line; those too close to the last are left out of a moved one.
const addArc = (points, signed, offset, view) => {
  const { x, y } = legArcs()[bare(signed)].at(view.level);
  const count = x.length;
  for (let i = points.length ? 1 : 0; i < count; i += 1) {
    const k = signed < 0 ? count - 1 - i : i;
    const point = { x: x[k] * view.scale - view.dx, y: y[k] * view.scale - view.dy, o: offset };
    const last = points[points.length - 1];
    const close =
      last && i < count - 1 && offset && Math.hypot(point.x - last.x, point.y - last.y) < 3.5;
    if (!close) points.push(point);
  }
};

const linesOf = (run, view, offsets, wanted) => {
  const arcs = legArcs();
  const margin = 12 / view.scale;
  const lines = [];
  run.leg.parts.forEach((chain, part) => {
    let points = [];
    const flush = () => {
      if (points.length > 1) lines.push(bent(points));
      points = [];
    };
    chain.forEach((signed, place) => {
      const index = bare(signed);
      if (!meets(arcs[index].box, view.box, margin) || !wanted(index)) flush();
      else addArc(points, signed, offsets[part][place], view);
    });
    flush();
  });
  return lines;
};

let boxes = null;
const boxesOfLegs = () => {
  boxes = boxes || scene.legs.map((leg) => boxOf(leg.parts, legArcs()));
  return boxes;
};

// The runs in view as pixel lines: [{run, lines: [{x, y}], ink}], where ink are the lines less what
// another leg of the same strand draws.
const traceRuns = (side, view, width) => {
  const { runs, shareAt } = visible(side);
  const share = shareAt(view.zoom);
  const margin = 12 / view.scale;
  const seen = runs.filter((run) => meets(boxesOfLegs()[run.index], view.box, margin));
  return seen.map((run) => {
    const offsets = run.leg.parts.map((chain) => offsetsOf(chain, run, view, { share, width }));
    const lines = linesOf(run, view, offsets, () => true);
    const own = (arc) => share.draws(run, arc);
    return { run, lines, ink: share.whole.has(run) ? lines : linesOf(run, view, offsets, own) };
  });
};

export { traceRuns };
