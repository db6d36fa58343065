// The page as its tests reach it. Nothing else may lean on these names.
import { course, nearestKm, pointAt } from "./cards/course.js";
import { openProfile } from "./cards/profile.js";
import { closePage, showCorridor, showHub, showLeg, showRoute } from "./cards/select.js";
import { chartOf } from "./cards/strip_chart.js";
import { distanceKm } from "./core/geodesic.js";
import { canvasNow, vectorNow } from "./corridor/share.js";
import { scene } from "./data.js";
import { overlayGround } from "./draw/overlays.js";
import { widthAt } from "./draw/stroke.js";
import { mainView, redraw, views } from "./map/views.js";
import { legArcs, stations } from "./model/arcs.js";
import { kindOf } from "./model/change.js";
import { changed, sides, state, visible } from "./model/state.js";
import { bound, number, titled } from "./model/words.js";
import { openChanges } from "./parts/changes.js";
import { openCompare } from "./parts/compare.js";
import { comparedRows } from "./parts/compare_rows.js";
import { find } from "./parts/search_entries.js";
import { openTables } from "./parts/tables.js";
import { openTime } from "./parts/time.js";
import { kmAt } from "./parts/years.js";
import { openPlanner } from "./planner/page.js";
import { ask, answerNow, planNow, toggleClosed } from "./planner/plan.js";
import { currentStep, showStep, steps } from "./story/steps.js";

export const test = Object.freeze({
  scene,
  // What is switched on, what each map shows, and telling the page that either was changed.
  state,
  sides,
  changed,
  // What a side shows, the Leaflet maps, and what the first of them painted last.
  visible,
  map: () => mainView().map,
  maps: () => views.map(({ map }) => map),
  drawn: () => mainView().last,
  open: {
    corridor: showCorridor,
    planner: openPlanner,
    route: showRoute,
    nothing: closePage,
    leg: showLeg,
    hub: showHub,
    tables: openTables,
    time: openTime,
    changes: openChanges,
    compare: openCompare,
    profile: openProfile,
  },
  planner: { answer: answerNow, ask, plan: planNow, toggle: toggleClosed },
  story: { show: showStep, at: currentStep, count: steps.length },
  tools: {
    arcs: legArcs,
    bound,
    changeKind: kindOf,
    chart: (route, width) => chartOf(route, width).svg,
    comparedRows,
    distanceKm,
    find,
    kmAt,
    number,
    nearestOn: (route, latlng) => nearestKm(course(route), latlng),
    overlayGround,
    picture: canvasNow,
    vector: vectorNow,
    pointAlong: (route, km) => pointAt(course(route), km),
    redraw,
    stations,
    titled,
    widthAt,
  },
});
