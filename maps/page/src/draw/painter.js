// Everything of a side that lies over the ground.
import { scene } from "../data.js";
import { theme } from "../model/theme.js";
import { paintCorridors } from "./corridors.js";
import { putLabels } from "./labels.js";
import { paintArcs } from "./overlay_arcs.js";
import { overlayGround } from "./overlays.js";
import { paintWay } from "./way.js";

// Paints step by step, and returns what was painted where, for clicks.
const paintSteps = function* paintSteps(context, frame, side) {
  overlayGround(context, frame, side);
  const traced = paintCorridors(context, frame, side);
  paintWay(context, frame);
  const arcs = paintArcs(context, frame, scene.style.ground[theme()]);
  yield;
  return { view: frame, traced, arcs, ...(yield* putLabels(context, frame, traced, side)) };
};

// All steps at once.
const painter = (side) => (context, frame) => {
  const steps = paintSteps(context, frame, side);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
};

export { paintSteps, painter };
