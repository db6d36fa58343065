// Paints the traced runs: casings, what is selected, and a stroke for each family, mode and status.
import { scene } from "../data.js";
import { state } from "../model/state.js";
import { colour, familyColour, modeOf, statusOf, theme } from "../model/theme.js";
import { traceRuns } from "./strands.js";
import { strokeLine, widthAt } from "./stroke.js";

const traceInto = (path, { x, y }) => {
  path.moveTo(x[0], y[0]);
  for (let i = 1; i < x.length; i += 1) path.lineTo(x[i], y[i]);
};

// What is in use lies over what is not, and that over what is out of use.
const depthOf = ({ status }) => {
  if (status.grey) return 0;
  return status.in_use ? 2 : 1;
};

const classesOf = (traced) => {
  const found = new Map();
  traced.forEach(({ run, ink }) => {
    const { mode } = run.leg;
    const { status } = run;
    const family = scene.corridors[run.corridor].f;
    const key = `${family}|${mode}|${status}`;
    if (!found.has(key)) {
      found.set(key, {
        colour: familyColour(family),
        mode: modeOf(mode),
        status: statusOf(status),
        family,
        path: new Path2D(),
      });
    }
    ink.forEach((line) => traceInto(found.get(key).path, line));
  });
  return [...found.values()].sort((p, q) => depthOf(p) - depthOf(q) || p.family - q.family);
};

const glow = (context, traced, width) => {
  const chosen = state.selected;
  if (!chosen || !chosen.legs) return;
  const path = new Path2D();
  const lit = ({ run }) =>
    chosen.legs.has(run.index) &&
    (chosen.corridor === undefined || chosen.corridor === run.corridor);
  traced.filter(lit).forEach(({ run, lines }) => {
    context.strokeStyle = colour(run.corridor);
    lines.forEach((line) => traceInto(path, line));
  });
  context.globalAlpha = 0.3;
  context.lineWidth = width + 11;
  context.setLineDash([]);
  context.lineCap = "round";
  context.stroke(path);
  context.globalAlpha = 1;
};

const strokeCasing = (context, kind, width, ground) => {
  context.lineCap = "butt";
  context.setLineDash([]);
  context.globalAlpha = kind.mode.dash.length ? 0.55 : 0.95;
  context.strokeStyle = ground.casing;
  context.lineWidth = width * kind.mode.width + 2;
  context.stroke(kind.path);
  context.globalAlpha = 1;
};

// Paints the corridors that a side shows, and returns their pixel lines.
const paintCorridors = (context, view, side) => {
  const ground = scene.style.ground[theme()];
  const width = widthAt(view.zoom);
  const traced = traceRuns(side, view, width);
  const classes = classesOf(traced);
  context.lineJoin = "round";
  classes.forEach((kind) => strokeCasing(context, kind, width, ground));
  glow(context, traced, width);
  classes.forEach((kind) => strokeLine(context, kind.path, kind, width, ground));
  context.setLineDash([]);
  return traced;
};

export { paintCorridors };
