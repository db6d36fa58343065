// Shows a corridor, a route, a leg or a hub: switched on, selected, in view.
import { unsigned } from "../core/signed.js";
import { scene } from "../data.js";
import { overlayCentre } from "../draw/overlays.js";
import { fit, fitHome, legBounds } from "../map/fit.js";
import { closePanel } from "../map/phone.js";
import { mainView, redraw } from "../map/views.js";
import { changed, state, statusOn } from "../model/state.js";
import { corridorCard, routeCard } from "./cards.js";
import { overlayCard } from "./overlay_card.js";
import { openCard, showCard } from "./pointer.js";

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
const highlight = (numbers, corridor, card) => {
  mainView().map.closePopup();
  state.selected = { legs: new Set(numbers), corridor, kept: true };
  closePanel();
  changed();
  fit(legBounds(numbers), { animate: false });
  const middle = middleOf(numbers[Math.floor(numbers.length / 2)]);
  if (middle && mainView().map.getSize().x > 560) showCard(card, middle);
};
const showRoute = (index) => {
  const route = scene.routes[index];
  state.routes.add(index);
  unsigned(route.legs).forEach((leg) => {
    state.modes.add(scene.legs[leg].mode);
    state.statuses.add(scene.legs[leg].status);
  });
  highlight(unsigned(route.legs), route.c, routeCard(index));
};
const showCorridor = (index) => {
  const legs = [...scene.legs.keys()].filter((leg) => scene.legs[leg].users.includes(index));
  turnOn(legs, index);
  highlight(legs, index, corridorCard(index));
};
const showLeg = (index) => {
  turnOn([index], scene.legs[index].c);
  changed();
  const bounds = legBounds([index]);
  fit(bounds, { animate: false });
  openCard({ leg: index }, middleOf(index) || bounds.getCenter());
};
// A vertex half way along a leg, as it is drawn now.
const middleOf = (index) => {
  const { last, map } = mainView();
  const found = last.traced.find(({ run }) => run.index === index);
  const line = found && found.lines[Math.floor(found.lines.length / 2)];
  if (!line) return null;
  const k = Math.floor(line.x.length / 2);
  return map.layerPointToLatLng([line.x[k] + last.view.min.x, line.y[k] + last.view.min.y]);
};
const goTo = ([lon, lat], zoom) => {
  const { map } = mainView();
  closePanel(); // Not animated: a card that opens while the map still flies finds no room for itself.
  map.setView([lat, lon], Math.max(zoom, map.getZoom()), { animate: false });
};
const showHub = (index) => {
  const hub = scene.hubs[index];
  state.hubKinds.add(hub.kind);
  changed();
  goTo(hub.at, 7);
  openCard({ hub: index }, [hub.at[1], hub.at[0]]);
};

const showOverlay = (index, row) => {
  state.overlays.add(index);
  changed();
  const [lon, lat] = overlayCentre(scene.overlays[index].features[row]);
  goTo([lon, lat], 6);
  showCard(overlayCard(index, row), [lat, lon]);
};

const goHome = () => {
  if (state.selected) {
    state.selected = null;
    mainView().map.closePopup();
  }
  redraw(1);
  fitHome();
};

export { goHome, goTo, showCorridor, showHub, showLeg, showOverlay, showRoute };
