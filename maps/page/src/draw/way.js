// Paints the way that the planner found over the corridors: before in grey, after in colour.
import { scene } from "../data.js";
import { theme } from "../model/theme.js";
import { way } from "../model/way.js";
import { widthAt } from "./stroke.js";

const AFTER = { light: "#d1495b", dark: "#ff7d8c" };
const SHUT = { light: "#b91c1c", dark: "#ff8b80" };

// Points nearer than a pixel to the last are left out.
const pathOf = (lines, { scale, dx, dy }) => {
  const path = new Path2D();
  lines.forEach(({ x, y }) => {
    let [lastX, lastY] = [Infinity, Infinity];
    for (let i = 0; i < x.length; i += 1) {
      const [px, py] = [x[i] * scale - dx, y[i] * scale - dy];
      const far = Math.abs(px - lastX) + Math.abs(py - lastY) > 1;
      if (!i) path.moveTo(px, py);
      else if (far || i === x.length - 1) path.lineTo(px, py);
      if (!i || far) [lastX, lastY] = [px, py];
    }
  });
  return path;
};

const stroke = (context, path, { colour, width, alpha = 1, dash = [] }) => {
  context.save();
  context.lineJoin = "round";
  context.lineCap = dash.length ? "butt" : "round";
  context.setLineDash(dash);
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
  context.restore();
};

const SKETCH = [7, 6];
const paintWay = (context, view) => {
  const { grey, casing } = scene.style.ground[theme()];
  const width = widthAt(view.zoom) + 1.2;
  const drawn = (lines, isSketch) =>
    pathOf(
      lines.filter((line) => Boolean(line.isSketch) === isSketch),
      view,
    );
  const both = (lines, options) => {
    stroke(context, drawn(lines, false), options);
    stroke(context, drawn(lines, true), { ...options, dash: SKETCH });
  };
  if (way.before.length) both(way.before, { colour: grey, width: width * 2.1, alpha: 0.85 });
  if (way.after.length) {
    stroke(context, drawn(way.after, false), { colour: casing, width: width + 2.6, alpha: 0.9 });
    both(way.after, { colour: AFTER[theme()], width });
  }
  if (way.shut.length)
    stroke(context, pathOf(way.shut, view), {
      colour: SHUT[theme()],
      width: width + 1,
      dash: [3, 7],
    });
};

export { paintWay };
