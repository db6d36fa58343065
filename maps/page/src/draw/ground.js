// The ground: land, shore, rivers, lakes and borders.
import { decode, worldX, worldY } from "../core/codec.js";
import { groundShapes, scene } from "../data.js";
import { theme } from "../model/theme.js";
import { boxOf, meets, walk } from "./chains.js";

const LAYERS = ["land", "lakes", "borders", "disputed", "rivers"];

// The layers with the box of each shape, and where the ground was clipped, in world pixels.
const readGround = (table) => {
  const arcs = decode(groundShapes, table.grid);
  const boxed = (items) => items.map((chains) => ({ chains, box: boxOf(chains, arcs) }));
  const layers = Object.fromEntries(LAYERS.map((name) => [name, boxed(table[name])]));
  const [west, south, east, north] = table.window;
  return { ...layers, arcs, edge: [worldX(west), worldY(north), worldX(east), worldY(south)] };
};

const edgeIn = (edge, view) =>
  edge.map((value, i) => value * view.scale - (i % 2 ? view.dy : view.dx));

const pathOf = (items, arcs, view) => {
  const path = new Path2D();
  const step = (x, y, first) => (first ? path.moveTo(x, y) : path.lineTo(x, y));
  items.forEach(({ chains, box }) => {
    if (!meets(box, view.box)) return;
    if ((box[2] - box[0]) * view.scale < 1 && (box[3] - box[1]) * view.scale < 1) return;
    chains.forEach((chain) => walk(chain, arcs, view, step));
  });
  return path;
};

const near = (p, q) => Math.abs(p - q) < 0.6;
// Whether a piece of a line runs along the box where the ground was clipped.
const alongEdge = ([px, py], [x, y], limit) =>
  [0, 2].some((i) => near(x, limit[i]) && near(px, limit[i])) ||
  [1, 3].some((i) => near(y, limit[i]) && near(py, limit[i]));

// The shore without the straight edges where the ground was clipped.
const shoreOf = (items, { arcs, edge }, view) => {
  const path = new Path2D();
  const limit = edgeIn(edge, view);
  items.forEach(({ chains, box }) => {
    if (!meets(box, view.box) || (box[2] - box[0]) * view.scale < 1.5) return;
    chains.forEach((chain) => {
      /** @type {[number, number]} */
      let last = [0, 0];
      walk(chain, arcs, view, (x, y, first) => {
        if (first || alongEdge(last, [x, y], limit)) path.moveTo(x, y);
        else path.lineTo(x, y);
        last = [x, y];
      });
    });
  });
  return path;
};

const stroke = (context, path, colour, width, dash = []) => {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
};

const fill = (context, path, colour) => {
  context.fillStyle = colour;
  context.fill(path, "evenodd");
};

// The sheet ends softly, land and sea alike, where the page carries no more of the ground.
const fade = (context, edge, view, colour) => {
  const { width, height } = view;
  const reach = Math.min(48, view.scale * 1.6);
  const [x0, y0, x1, y1] = edgeIn(edge, view);
  const strip = (from, to, box) => {
    const shade = context.createLinearGradient(...from, ...to);
    shade.addColorStop(0, colour);
    shade.addColorStop(1, `${colour}00`);
    context.fillStyle = shade;
    context.fillRect(...box);
  };
  context.fillStyle = colour;
  if (y1 < height) context.fillRect(0, y1, width, height - y1);
  if (y0 > 0) context.fillRect(0, 0, width, y0);
  if (x0 > 0) context.fillRect(0, 0, x0, height);
  if (x1 < width) context.fillRect(x1, 0, width - x1, height);
  if (y1 < height) strip([0, y1 + 1], [0, y1 - reach], [0, y1 - reach, width, reach + 2]);
  if (y0 > 0) strip([0, y0 - 1], [0, y0 + reach], [0, y0 - 1, width, reach]);
  if (x0 > 0) strip([x0 - 1, 0], [x0 + reach, 0], [x0 - 1, 0, reach, height]);
  if (x1 < width) strip([x1 + 1, 0], [x1 - reach, 0], [x1 - reach, 0, reach + 2, height]);
};

const paint = (context, view, ground) => {
  const colour = scene.style.ground[theme()];
  const { arcs, edge } = ground;
  const path = (name) => pathOf(ground[name], arcs, view);
  const { zoom } = view;
  context.lineJoin = "round";
  fill(context, path("land"), colour.land);
  stroke(context, shoreOf(ground.land, ground, view), colour.coast, zoom < 5 ? 0.6 : 0.9);
  if (zoom >= 4) stroke(context, path("rivers"), colour.river, zoom < 6 ? 0.7 : 1.1);
  const water = path("lakes");
  fill(context, water, colour.lake);
  stroke(context, water, colour.coast, 0.6);
  stroke(context, path("borders"), colour.border, zoom < 5 ? 0.7 : 1);
  stroke(context, path("disputed"), colour.border, zoom < 5 ? 0.8 : 1.1, [3.5, 3]);
  fade(context, edge, view, colour.beyond);
};

// Paints the ground of the scene on a canvas; nothing where the page carries none.
const groundPainter = () => {
  if (!scene.ground) return () => {};
  const ground = readGround(scene.ground);
  return (context, view) => paint(context, view, ground);
};

export { groundPainter };
