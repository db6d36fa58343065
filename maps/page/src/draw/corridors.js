// Paints the traced runs: casings, what is selected, and a stroke for each family, mode and status.
import { scene } from "../data.js";
import { changeColour, kindNamed } from "../model/change.js";
import { inFocus, state, visible } from "../model/state.js";
import { colour, familyColour, modeOf, statusOf, theme } from "../model/theme.js";
import { paintLoads } from "./loads.js";
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

// The colour of a family, or where what changed is shown, that of the change, grey for none.
const inkOf = (change, family) => {
  if (!change) return familyColour(family);
  return change === "none" ? scene.style.ground[theme()].grey : changeColour(change);
};

const classesOf = (traced) => {
  const found = new Map();
  traced.forEach(({ run, ink }) => {
    const { mode } = run.leg;
    const { status } = run;
    const family = scene.corridors[run.corridor].f;
    const change = state.change && (state.change.get(run.index) || "none");
    const key = `${change ?? family}|${mode}|${status}`;
    if (!found.has(key)) {
      const changed = change && change !== "none";
      found.set(key, {
        colour: inkOf(change, family),
        mode: modeOf(mode),
        status: statusOf(changed ? kindNamed(change).status : status),
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

// A dotted line has no casing: it would show as a pale beam between the dots.
const strokeCasing = (context, kind, width, ground) => {
  if (kind.mode.dash.length) return;
  context.lineCap = "butt";
  context.setLineDash([]);
  context.globalAlpha = 0.95;
  context.strokeStyle = ground.casing;
  context.lineWidth = width * kind.mode.width + 2;
  context.stroke(kind.path);
  context.globalAlpha = 1;
};

const paintStrands = (context, traced, width, ground) => {
  const classes = classesOf(traced);
  classes.forEach((kind) => strokeCasing(context, kind, width, ground));
  glow(context, traced, width);
  classes.forEach((kind) => strokeLine(context, kind.path, kind, width, ground));
  context.setLineDash([]);
};

const paintLines = (context, traced, width, ground) => {
  if (!state.traffic) return paintStrands(context, traced, width, ground);
  glow(context, traced, width);
  return paintLoads(context, traced, ground);
};

// What is not of the corridor that is open is drawn on a sheet of its own, which is laid down pale:
// strokes that are pale one by one add up where they cross. A sheet is kept as long as what it shows
// stays, so that a way that moves over it is drawn at once.
const FADED = 0.25;
const sheet = { node: null, shown: [] };
const sheetOf = (shown, draw, [width, height]) => {
  const isSame =
    shown.length === sheet.shown.length && shown.every((one, i) => one === sheet.shown[i]);
  if (sheet.node && isSame) return sheet.node;
  sheet.node = sheet.node || document.createElement("canvas");
  sheet.node.width = width;
  sheet.node.height = height;
  sheet.shown = shown;
  draw(sheet.node.getContext("2d"));
  return sheet.node;
};
const paintFaded = (context, traced, width, { view, ground, items }) => {
  if (context.isVector) {
    context.pale(FADED, (own) => paintLines(own, traced, width, ground));
    return;
  }
  const { a: ratio, e, f } = context.getTransform();
  const { traffic, change, selected, focus } = state;
  // A way of the planner lies over all corridors, whichever it takes.
  const near = focus?.corridor ?? null;
  const place = [ratio, view.scale, view.dx, view.dy, view.width, view.height];
  const shown = [...place, items, ground, traffic, change, selected];
  shown.push(traced.length, near === -1 ? near : focus);
  const draw = (own) => {
    own.setTransform(ratio, 0, 0, ratio, 0, 0);
    own.lineJoin = "round";
    paintLines(own, traced, width, ground);
  };
  const pale = sheetOf(shown, draw, [view.width * ratio, view.height * ratio]);
  context.save();
  context.setTransform(1, 0, 0, 1, e, f);
  context.globalAlpha = FADED;
  context.drawImage(pale, 0, 0);
  context.restore();
};

// Paints the corridors that a side shows, and returns their pixel lines.
const paintCorridors = (context, view, side) => {
  const ground = scene.style.ground[theme()];
  const width = widthAt(view.zoom);
  const traced = traceRuns(side, view, width);
  context.lineJoin = "round";
  const near = traced.filter(({ run }) => inFocus(run));
  if (near.length < traced.length) {
    const far = traced.filter(({ run }) => !inFocus(run));
    paintFaded(context, far, width, { view, ground, items: visible(side) });
  }
  paintLines(context, near, width, ground);
  return traced;
};

export { paintCorridors };
