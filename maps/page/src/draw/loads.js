// Lines as wide as the tonnes that they carry, and the least capacity of main routes.
import { worldX, worldY } from "../core/codec.js";
import { Room } from "../core/room.js";
import { bare } from "../core/signed.js";
import { scene } from "../data.js";
import { legArcs } from "../model/arcs.js";
import { STEPS, basisOf, inUse, loadWidth } from "../model/loads.js";
import { sides, state, visible } from "../model/state.js";
import { theme } from "../model/theme.js";
import { number, word } from "../model/words.js";
import { mix } from "./stroke.js";
import { FONT, measure, placeName, setFont, write } from "./text.js";

const inks = () => scene.style.overlays[theme()];

// What is told of a whole corridor is paler than what was counted on the leg or at a gate of it.
const inkOf = (basis, ground) =>
  basis === "corridor" ? mix(inks().load, ground.land, 0.4) : inks().load;

const NO_FIGURE = 5;
const strokeNone = (context, path, ground) => {
  context.lineCap = "butt";
  context.strokeStyle = mix(ground.grey, ground.land, 0.3);
  context.setLineDash([]);
  context.lineWidth = 1.1;
  context.stroke(path);
  context.setLineDash([1.2, 3.6]);
  context.lineWidth = NO_FIGURE;
  context.stroke(path);
  context.setLineDash([]);
};
const strokeIdle = (context, path, ground) => {
  context.lineCap = "butt";
  context.strokeStyle = ground.grey;
  context.setLineDash([1.5, 4]);
  context.lineWidth = 1.1;
  context.stroke(path);
  context.setLineDash([]);
};
const strokeLoad = (context, path, { basis, width }, ground) => {
  context.setLineDash([]);
  context.lineCap = "round";
  context.strokeStyle = ground.casing;
  context.lineWidth = width + 2;
  context.stroke(path);
  context.strokeStyle = inkOf(basis, ground);
  context.lineWidth = width;
  context.stroke(path);
};
const stroke = (context, kind, ground) => {
  if (kind.basis === "idle") strokeIdle(context, kind.path, ground);
  else if (kind.basis === "none") strokeNone(context, kind.path, ground);
  else strokeLoad(context, kind.path, kind, ground);
};

// What lies over the rest: the known over the unknown, the narrow over the wide.
const ORDER = ["idle", "none", "corridor", "gate", "leg"];
const classesOf = (traced) => {
  const found = new Map();
  traced.forEach(({ run, ink }) => {
    const basis = basisOf(run);
    const mt = run.leg.load && ORDER.indexOf(basis) > 1 ? run.leg.load[0] : 0;
    const key = `${basis}|${mt}`;
    if (!found.has(key)) found.set(key, { basis, mt, width: loadWidth(mt), path: new Path2D() });
    const { path } = found.get(key);
    ink.forEach(({ x, y }) =>
      x.forEach((one, i) => (i ? path.lineTo(one, y[i]) : path.moveTo(one, y[i]))),
    );
  });
  return [...found.values()].sort(
    (p, q) => ORDER.indexOf(p.basis) - ORDER.indexOf(q.basis) || q.mt - p.mt,
  );
};

const paintLoads = (context, traced, ground) => {
  context.lineJoin = "round";
  classesOf(traced).forEach((kind) => stroke(context, kind, ground));
};

// Km of what is in use and shown, each leg once, and of those of which a figure is known.
const loadKm = () => {
  const runs = new Map(visible(sides[0]).runs.map((run) => [run.index, run]));
  const used = [...runs.values()].filter((run) => inUse(run.status));
  const sum = (some) => some.reduce((total, { leg }) => total + (leg.km || 0), 0);
  return { used: sum(used), known: sum(used.filter(({ leg }) => leg.load)) };
};

// The corridors whose least capacity is marked: the one that is open, else all that are shown.
const leastShown = () => {
  const shown = new Set(visible(sides[0]).runs.map((run) => run.corridor));
  return [...shown]
    .filter((corridor) => !state.page || state.page.corridor === corridor)
    .map((corridor) => ({ corridor, least: scene.corridors[corridor].least }))
    .filter(({ least }) => least && (least.hub >= 0 || least.leg >= 0));
};

// The middle of a leg, lon and lat in pixels of the world.
const middleOf = (leg) => {
  const chain = scene.legs[leg].parts.flat();
  const arc = legArcs()[bare(chain[Math.floor(chain.length / 2)])];
  const k = Math.floor(arc.x.length / 2);
  return [arc.x[k], arc.y[k]];
};
const spotOf = ({ leg, hub }) => {
  if (hub < 0) return middleOf(leg);
  const [lon, lat] = scene.hubs[hub].at;
  return [worldX(lon), worldY(lat)];
};

const RING = 9;
const drawRing = (context, x, y, ground, radius = RING) => {
  context.setLineDash([]);
  [
    [ground.halo, 5.5],
    [inks().least, 2.8],
  ].forEach(([colour, width]) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  });
};

// Rings with the least capacity of main routes, each spot once; their numbers come before any name.
const putLeast = (context, view, rooms, ground) => {
  if (!state.traffic) return;
  const seen = new Set();
  // Where these numbers stand: none of them over another, and no later name over one.
  const numbers = { ...rooms, room: new Room() };
  leastShown().forEach(({ least }) => {
    const [wx, wy] = spotOf(least);
    const [x, y] = [wx * view.scale - view.dx, wy * view.scale - view.dy];
    const key = `${Math.round(x)}|${Math.round(y)}`;
    if (seen.has(key) || x < 0 || y < 0 || x > view.width || y > view.height) return;
    seen.add(key);
    drawRing(context, x, y, ground);
    setFont(context, `700 12px ${FONT}`);
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    // It takes the room of the place's own name, so it tells that too.
    const text = `${least.name}: ${least.said}, ${least.year}`;
    measure(context, text);
    // A number that finds no room stands over lines and symbols: a ring alone would tell nothing.
    const spot =
      placeName(context, { ...rooms, wide: true }, text, [x, y], 12, RING + 4) ||
      placeName(context, { ...numbers, wide: true }, text, [x, y], 12, RING + 4);
    if (spot) {
      write(context, text, ...spot, { colour: inks().least, halo: ground.halo, width: 3.4 });
      const [left, base] = spot;
      const box = [left - 2, base - 12, left + measure(context, text) + 2, base + 4];
      [rooms, numbers].forEach(({ room }) => room.take(box));
    }
    [rooms, numbers].forEach(({ room }) => room.take([x - RING, y - RING, x + RING, y + RING]));
  });
};

// Rows of the legend: what to draw, its name, and how high it is.
const sampleOf = (draw) => (context, width, height, ground) => {
  const path = new Path2D();
  path.moveTo(5, height / 2);
  path.lineTo(width - 5, height / 2);
  draw(context, path, ground);
};
const loadRows = () => {
  if (!state.traffic) return [];
  const solid = (mt, basis) =>
    sampleOf((context, path, ground) =>
      strokeLoad(context, path, { basis, width: loadWidth(mt) }, ground),
    );
  return [
    ...STEPS.map((mt) => [solid(mt, "leg"), word("load_mt", number(mt))]),
    [solid(STEPS[1], "corridor"), word("load_corridor")],
    [sampleOf(strokeNone), word("load_none")],
    [
      (context, width, height, ground) => drawRing(context, width / 2, height / 2, ground, 5.5),
      word("load_least"),
    ],
  ];
};

export { loadKm, loadRows, paintLoads, putLeast };
