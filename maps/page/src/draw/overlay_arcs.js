// Thin lines over the corridors that answer a click, such as services between places.
import { scene } from "../data.js";
import { extraArcs } from "../model/arcs.js";
import { state } from "../model/state.js";
import { boxOf, meets, walk } from "./chains.js";

const WIDTH = 1.8;
const HALO = 4;
const DASH = [5, 4];
const END = 2.6;

const pixelsOf = (chain, view) => {
  const line = { x: [], y: [] };
  walk(chain, extraArcs(), view, (x, y) => {
    line.x.push(x);
    line.y.push(y);
  });
  return line;
};

const pathOf = ({ x, y }) => {
  const path = new Path2D();
  x.forEach((_, i) => (i ? path.lineTo(x[i], y[i]) : path.moveTo(x[i], y[i])));
  return path;
};

// A line on its halo, dashed where it is not whole; its ends as dots, where they are told.
const strokeArc = (context, path, whole, ground) => {
  context.lineCap = "round";
  context.lineJoin = "round";
  context.setLineDash([]);
  context.globalAlpha = 0.75;
  context.strokeStyle = ground.halo;
  context.lineWidth = HALO;
  context.stroke(path);
  context.globalAlpha = 1;
  context.setLineDash(whole ? [] : DASH);
  context.strokeStyle = ground.hub;
  context.lineWidth = WIDTH;
  context.stroke(path);
  context.setLineDash([]);
};
const dotEnds = (context, { x, y }, ground) => {
  context.fillStyle = ground.hub;
  [0, x.length - 1].forEach((i) => {
    context.beginPath();
    context.arc(x[i], y[i], END, 0, 7);
    context.fill();
  });
};

const arcsInView = (view) =>
  scene.overlays.flatMap((layer, index) =>
    layer.kind === "arcs" && state.overlays.has(index)
      ? layer.features
          .map((feature, row) => ({ feature, index, row }))
          .filter(({ feature }) => meets(boxOf(feature.p, extraArcs()), view.box))
      : [],
  );

// Draws them, and returns their pixel lines, for clicks.
const paintArcs = (context, view, ground) => {
  const drawn = arcsInView(view).map((arc) => ({
    ...arc,
    lines: arc.feature.p.map((chain) => pixelsOf(chain, view)),
  }));
  context.save();
  drawn.forEach(({ feature, lines }) =>
    lines.forEach((line) => strokeArc(context, pathOf(line), Boolean(feature.v), ground)),
  );
  drawn.forEach(({ lines }) => lines.forEach((line) => dotEnds(context, line, ground)));
  context.restore();
  return drawn;
};

// What the legend shows of them: what to draw, and its name.
const arcRows = (layer) =>
  [true, false]
    .map((whole, at) => [whole, layer.classes[at] || layer.name])
    .filter(([whole]) => layer.features.some(({ v }) => Boolean(v) === whole))
    .map(([whole, name]) => [
      (context, width, height, ground) => {
        const line = { x: [3, width - 3], y: [height / 2, height / 2] };
        strokeArc(context, pathOf(line), whole, ground);
      },
      name,
    ]);

export { arcRows, paintArcs };
