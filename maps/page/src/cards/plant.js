// Makes Leaflet maps: the page's own, and a second one that moves with it.
import { scene } from "../data.js";
import { MAP_OPTIONS, NOTHING, PANES, mainView, paintNow, resized, views } from "../map/views.js";
import { el } from "../model/dom.js";
import { word } from "../model/words.js";
import { listenTo } from "./pointer.js";

const plant = (holder, side, own = {}) => {
  holder.setAttribute("role", "application");
  holder.setAttribute("aria-label", `${word("map")}: ${scene.title}`);
  const map = L.map(holder, { ...MAP_OPTIONS, ...own });
  Object.entries(PANES).forEach(([name, order]) => {
    map.createPane(name).style.cssText = `z-index:${order};pointer-events:none`;
  });
  const view = { map, side, holder, canvases: [], last: NOTHING };
  views.push(view);
  listenTo(view);
  return view;
};

// A second map beside the first, which moves with it.
const addView = (side) => {
  const holder = el("div", { class: "atlas-map" });
  mainView().holder.before(holder);
  const view = plant(holder, side);
  resized();
  view.map.setView(mainView().map.getCenter(), mainView().map.getZoom(), { animate: false });
  paintNow(view);
  follow(mainView(), view);
  follow(view, mainView());
  return view;
};
let leading = null;
const follow = (one, other) => {
  const { map } = one;
  map.on("move moveend", (event) => {
    if ((leading && leading !== one) || !views.includes(other)) return;
    leading = one;
    const target = other.map;
    if (target.getZoom() !== map.getZoom())
      target.setView(map.getCenter(), map.getZoom(), { animate: false });
    else {
      const shift = target
        .project(map.getCenter())
        .subtract(target.project(target.getCenter()))
        .round();
      if (shift.x || shift.y) {
        target._rawPanBy(shift);
        target.fire("move");
      }
      if (event.type === "moveend") target.fire("moveend");
    }
    leading = null;
  });
};
const dropView = (view) => {
  views.splice(views.indexOf(view), 1);
  view.map.remove();
  view.holder.remove();
  resized();
};

export { addView, dropView, plant };
