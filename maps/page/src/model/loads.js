// Traffic of legs as widths: how wide a line is, and what is known of it.
import { scene } from "../data.js";
import { statusOf } from "./theme.js";

const hasLoads = scene.legs.some((leg) => leg.load);

// Pixels of a line that carries so many Mt a year, the same at every zoom: the root keeps a tenth
// of a million in sight beside twenty.
const loadWidth = (mt) => 1.2 + 2.6 * Math.sqrt(mt);

// The widths that a legend shows, in Mt a year.
const STEPS = [1, 5, 20];

const inUse = (status) => Boolean(status) && statusOf(status).in_use;
// "leg", "gate" or "corridor", "none" where no figure is published, "idle" where nothing runs.
const basisOf = ({ leg, status }) => {
  if (!inUse(status)) return "idle";
  return leg.load ? leg.load[1] : "none";
};

// Which of two legs on one track tells its width: what was counted there before what a whole
// corridor carries, then the larger.
const RANKS = ["leg", "gate", "corridor", "none", "idle"];
const tellsMore = (run, other) => {
  const [p, q] = [run, other].map((one) => RANKS.indexOf(basisOf(one)));
  return p === q ? (run.leg.load || [0])[0] > (other.leg.load || [0])[0] : p < q;
};

export { STEPS, basisOf, hasLoads, inUse, loadWidth, tellsMore };
