// Everything of a side that lies over the ground.
import { paintCorridors } from "./corridors.js";
import { putLabels } from "./labels.js";
import { overlayGround } from "./overlays.js";
import { paintWay } from "./way.js";

// Returns what was painted where, for clicks.
const painter = (side) => (context, frame) => {
  overlayGround(context, frame, side);
  const traced = paintCorridors(context, frame, side);
  paintWay(context, frame);
  return { view: frame, traced, ...putLabels(context, frame, traced, side) };
};

export { painter };
