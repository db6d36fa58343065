// Years of the scene, and how much is in use in each.
import { changeYears as yearsOf, kmOf } from "../core/history.js";
import { scene } from "../data.js";
import { sides, statusOn, visible } from "../model/state.js";
import { statusOf } from "../model/theme.js";

const inUse = (status) => Boolean(status) && statusOf(status).in_use;
const isAhead = (status) => ["construction", "planned", "proposed"].includes(status);

let turns = null;
// Years at whose end something differs from the year before.
const changeYears = () => {
  turns = turns || yearsOf(scene.legs);
  return turns;
};
const latestYear = () => {
  const read = scene.sources.map((source) => Number(source.accessed.slice(0, 4)) || 0);
  const drawnFor = Number(String(scene.asOf).slice(0, 4)) || 0;
  return Math.max(changeYears()[changeYears().length - 1], drawnFor, ...read);
};

// Km of what the layers show at the end of a year, each leg once.
const kmAt = (year, side = sides[0]) => {
  const then = { year, only: side.only, items: null };
  const legs = [...visible(then).legs].map((index) => scene.legs[index]);
  const sum = (test) => kmOf(legs, (leg) => test(statusOn(leg, then)));
  return { used: sum(inUse), ahead: sum(isAhead) };
};

export { changeYears, inUse, kmAt, latestYear };
