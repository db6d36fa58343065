// Shows a corridor, a route, a leg or a hub: switched on, selected, in view.
import { unsigned } from "../core/signed.js";
import { scene } from "../data.js";
import { overlayCentre } from "../draw/overlays.js";
import { fit, fitHome, fitWhole, legBounds } from "../map/fit.js";
import { closePanel } from "../map/phone.js";
import { mainView, redraw, resized } from "../map/views.js";
import { changed, state, statusOn } from "../model/state.js";
import { openCard, shutCard } from "./float.js";

const turnOn = (numbers, corridor) => {
  numbers.forEach((index) => {
    state.modes.add(scene.legs[index].mode);
    state.statuses.add(statusOn(scene.legs[index]));
  });
  scene.routes.forEach((route, index) => {
    if (route.c === corridor) state.routes.add(index);
  });
  state.loose.add(corridor);
};

const pageListeners = [];
// Who lays the page of a corridor out; told before the map is fitted to the room that is left.
const onPage = (listen) => {
  pageListeners.push(listen);
};
const setPage = (page, legs) => {
  shutCard();
  state.selected = null;
  state.page = page;
  state.focus = page && {
    legs: new Set(legs),
    corridor: page.corridor,
    places: new Set(legs.flatMap((leg) => scene.legs[leg].places)),
  };
  pageListeners.forEach((listen) => listen(page));
  resized();
  changed();
};

const showRoute = (index) => {
  const route = scene.routes[index];
  const legs = unsigned(route.legs);
  closePanel();
  state.routes.add(index);
  legs.forEach((leg) => {
    state.modes.add(scene.legs[leg].mode);
    state.statuses.add(scene.legs[leg].status);
  });
  setPage({ corridor: route.c, route: index }, legs);
  fitWhole(legBounds(legs));
};
const showCorridor = (index) => {
  const legs = [...scene.legs.keys()].filter((leg) => scene.legs[leg].users.includes(index));
  closePanel();
  turnOn(legs, index);
  setPage({ corridor: index, route: null }, legs);
  fitWhole(legBounds(legs));
};
const closePage = () => {
  if (state.page) setPage(null, []);
};

const showLeg = (index) => {
  turnOn([index], scene.legs[index].c);
  changed();
  fit(legBounds([index]), { animate: false });
  openCard({ leg: index });
};
const goTo = ([lon, lat], zoom) => {
  const { map } = mainView();
  closePanel();
  map.setView([lat, lon], Math.max(zoom, map.getZoom()), { animate: false });
};
const showHub = (index) => {
  const hub = scene.hubs[index];
  state.hubKinds.add(hub.kind);
  changed();
  goTo(hub.at, 7);
  openCard({ hub: index });
};

const showOverlay = (index, row) => {
  state.overlays.add(index);
  changed();
  goTo(overlayCentre(scene.overlays[index].features[row]), 6);
  openCard({ overlay: index, row });
};

const goHome = () => {
  shutCard();
  closePage();
  state.selected = null;
  redraw(1);
  fitHome();
};

export { closePage, goHome, goTo, onPage, showCorridor, showHub, showLeg, showOverlay, showRoute };
