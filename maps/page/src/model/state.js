// What of the scene is switched on, and what follows from it for each map.
import { statusAt } from "../core/history.js";
import { bare } from "../core/signed.js";
import { scene } from "../data.js";
import { tellsMore } from "./loads.js";

const EVENT_KINDS = ["break_of_gauge", "border", "mode_change"];

const state = {
  routes: new Set(scene.routes.keys()),
  loose: new Set(scene.corridors.keys()),
  modes: new Set(scene.style.modes.map((item) => item.id)),
  statuses: new Set(scene.style.statuses.map((item) => item.id)),
  hubKinds: new Set(scene.style.hubKinds.map((item) => item.id)),
  events: new Set(EVENT_KINDS),
  overlays: new Set([...scene.overlays.keys()].filter((index) => scene.overlays[index].shown)),
  selected: null,
  // The corridor (and route, null for all of it) whose page is open, and its legs: what is not of
  // it fades.
  page: null,
  focus: null,
  // The kind of change by leg, where what changed is shown.
  change: null,
  // Whether lines are as wide as the tonnes that they carry.
  traffic: false,
};

// What each map shows beside the layers that are on: a year (null: the day drawn for), and no
// more than some corridors. The first is the page's own map, a second one stands beside it.
const sides = [{ year: null, only: null, items: null }];
// The side whose map was clicked last: cards speak of its year.
let spoken = sides[0];
const speaker = () => spoken;
const speakOf = (side) => {
  spoken = side;
};

const statusOn = (leg, side = sides[0]) => statusAt(leg, side.year);

const routesOf = new Map();
scene.routes.forEach((route, index) =>
  route.legs.forEach((signed) => {
    const key = `${route.c}:${bare(signed)}`;
    if (!routesOf.has(key)) routesOf.set(key, []);
    routesOf.get(key).push(index);
  }),
);

// A leg shows for a corridor when one of its routes there is on; without routes, with the corridor.
const shownFor = (legIndex, corridor, side) => {
  const leg = scene.legs[legIndex];
  const there = state.statuses.has(statusOn(leg, side)) || Boolean(state.change?.has(legIndex));
  if (!state.modes.has(leg.mode) || !there) return false;
  if (side.only && !side.only.has(corridor)) return false;
  const routes = routesOf.get(`${corridor}:${legIndex}`);
  return routes ? routes.some((index) => state.routes.has(index)) : state.loose.has(corridor);
};

const ARCS = 2 ** 24;
const BUNDLES_TO = 7;
const LIVELY = Object.fromEntries(scene.style.statuses.map((item, rank) => [item.id, rank]));
const MODE_NUMBER = Object.fromEntries(scene.style.modes.map((mode, index) => [mode.id, index]));

// The runs of a side: a leg for each corridor that shows it.
const runsOf = (side) =>
  scene.legs.flatMap((leg, index) => {
    const status = statusOn(leg, side);
    return leg.users
      .filter((corridor) => shownFor(index, corridor, side))
      .map((corridor) => ({
        leg,
        index,
        corridor,
        strand: corridor * 16 + MODE_NUMBER[leg.mode],
        bundle: scene.corridors[corridor].f * 16 + MODE_NUMBER[leg.mode],
        track: 0,
        status,
      }));
  });

// Who runs on each arc, and which run draws a strand there: a strand a corridor and mode, or where
// width would count definitions, at small scales, one a family and mode (a bundle).
const livelier = (run, other) => LIVELY[run.status] < LIVELY[other.status];
const telling = (run, other) =>
  inFocus(run) === inFocus(other) ? tellsMore(run, other) : inFocus(run);
const shareArcs = (runs, by) => {
  const wins = by === "track" ? telling : livelier;
  const onArc = new Map();
  const owner = new Map();
  runs.forEach((run) =>
    run.leg.parts.flat().forEach((signed) => {
      const arc = bare(signed);
      const key = run[by] * ARCS + arc;
      if (!owner.has(key) || wins(run, owner.get(key))) owner.set(key, run);
      const users = onArc.get(arc) || onArc.set(arc, []).get(arc);
      if (!users.includes(run[by])) {
        users.push(run[by]);
        users.sort((p, q) => p - q);
      }
    }),
  );
  // A strand that several legs share along an arc is drawn there once: dots drawn twice make a line.
  const draws = (run, arc) => owner.get(run[by] * ARCS + arc) === run;
  const whole = new Set(
    runs.filter((run) => run.leg.parts.flat().every((signed) => draws(run, bare(signed)))),
  );
  return { by, onArc, draws, whole };
};

// What draws a line of its own: where width is traffic or colour a change, each track.
const sharedBy = (zoom) => {
  if (state.traffic || state.change) return "track";
  return zoom < BUNDLES_TO && !state.focus ? "bundle" : "strand";
};

// Every visible run of a leg for a corridor, and who runs on each arc.
const visible = (side = sides[0]) => {
  if (side.items) return side.items;
  const runs = runsOf(side);
  const shares = {};
  side.items = {
    runs,
    // What is shared at a zoom, made when first asked for.
    shareAt: (zoom) => {
      const by = sharedBy(zoom);
      shares[by] = shares[by] || shareArcs(runs, by);
      return shares[by];
    },
    legs: new Set(runs.map((run) => run.index)),
    tiers: tiersOf(runs, side),
  };
  return side.items;
};

// How places rank on a map: 0 ends of main routes, 0.5 of other routes, 1 ends of legs; others have
// no entry. Where many corridors show, only the ends of main routes count as ends of routes.
const hasMain = scene.corridors.map((_, c) =>
  scene.routes.some((route) => route.c === c && route.main),
);
const FEW = 4;
const endOf = (signed, last) => scene.legs[bare(signed)].places[signed < 0 === last ? 0 : 1];
const tiersOf = (runs, side) => {
  const tiers = new Map(runs.flatMap((run) => run.leg.places.map((place) => [place, 1])));
  const crowded = new Set(runs.map((run) => run.corridor)).size > FEW;
  scene.routes.forEach((route, index) => {
    if (!route.legs.length || !state.routes.has(index) || (side.only && !side.only.has(route.c)))
      return;
    if (crowded && hasMain[route.c] && !route.main) return;
    [endOf(route.legs[0], false), endOf(route.legs[route.legs.length - 1], true)].forEach(
      (place) => {
        if (tiers.has(place))
          tiers.set(place, Math.min(tiers.get(place), route.main || !hasMain[route.c] ? 0 : 0.5));
      },
    );
  });
  return tiers;
};
const allRuns = () => sides.flatMap((side) => visible(side).runs);

// Whether a run belongs to what is open; all do where nothing is.
const inFocus = (run) =>
  (!state.change || state.change.has(run.index)) &&
  (!state.focus || (state.focus.legs.has(run.index) && state.focus.corridor === run.corridor));
// Whether a place ends a leg of what is open.
const placeInFocus = (id) => !state.focus || state.focus.places.has(id);

const listeners = [];
const onChange = (listen) => {
  listeners.push(listen);
};
const changed = () => {
  sides.forEach((side) => {
    side.items = null;
  });
  listeners.forEach((listen) => listen());
};

export {
  EVENT_KINDS,
  allRuns,
  changed,
  inFocus,
  onChange,
  placeInFocus,
  shownFor,
  sides,
  speakOf,
  speaker,
  state,
  statusOn,
  visible,
};
