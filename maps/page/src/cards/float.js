// The card of a leg, a hub or an event: it stands in the corner of the map that hides none of it.
import { scene } from "../data.js";
import { overlayCentre } from "../draw/overlays.js";
import { fit, legBounds } from "../map/fit.js";
import { field, mainView, redraw } from "../map/views.js";
import { el } from "../model/dom.js";
import { speakOf, state } from "../model/state.js";
import { word } from "../model/words.js";
import { eventCard, hubCard, legCard } from "./cards.js";
import { overlayCard } from "./overlay_card.js";

const EDGE = 12;
const CLEAR = 10;

let node = null;
let shown = null;

const cardOf = (found) => {
  if (found.hub !== undefined) return hubCard(found.hub);
  if (found.event) return eventCard(found.event);
  if (found.overlay !== undefined) return overlayCard(found.overlay, found.row);
  return legCard(found.leg);
};
const selectionOf = ({ hub, leg }) => {
  if (hub !== undefined) return { hub };
  return leg === undefined ? null : { legs: new Set([leg]) };
};

// The point that a card speaks of, as lon, lat.
/** @returns {[number, number]} */
const pointOf = ({ hub, event, overlay, row }) => {
  if (hub !== undefined) return scene.hubs[hub].at;
  return event ? event.at : overlayCentre(scene.overlays[overlay].features[row]);
};
// The same in pixels of the map's box.
const spotsOf = (found, view) => {
  const { map, last } = view;
  if (found.leg === undefined) {
    const [lon, lat] = pointOf(found);
    return [map.latLngToContainerPoint([lat, lon])];
  }
  const { x: dx, y: dy } = last.view.inset;
  return last.traced
    .filter(({ run }) => run.index === found.leg)
    .flatMap(({ lines }) => lines)
    .flatMap(({ x, y }) => [...x].map((value, i) => L.point(value - dx, y[i] - dy)));
};

// The boxes where a card of some size may stand, the first choice first.
/** @type {(space: {x: number, y: number}, size: number[]) => number[][]} */
const cornersOf = ({ x, y }, [width, height]) => {
  const tools = field().querySelector(".tools");
  const bar = field().querySelector(".phone-bar");
  const right = x - width - EDGE;
  const beside = right - (tools ? tools.offsetWidth + EDGE : 0);
  const top = (bar && bar.offsetHeight ? bar.offsetHeight + EDGE : 0) + EDGE;
  const low = y - height - EDGE;
  // On a phone a card is as wide as the map: it stands below the tools.
  const upper = tools && beside < EDGE ? tools.offsetTop + tools.offsetHeight + EDGE : top;
  return [
    [EDGE, Math.min(upper, Math.max(top, low))],
    [beside, top],
    [EDGE, low],
    [Math.max(EDGE, right), low],
    [Math.max(EDGE, beside), low],
  ].filter(([left, up]) => left >= 0 && up >= 0);
};
/** @type {(corner: number[], size: number[], spots: {x: number, y: number}[]) => number} */
const hiddenBy = ([left, top], [width, height], spots) =>
  spots.filter(
    ({ x, y }) =>
      x > left - CLEAR && x < left + width + CLEAR && y > top - CLEAR && y < top + height + CLEAR,
  ).length;

// Puts the card where it hides least; whether it hides nothing.
const place = (view, found) => {
  const size = [node.offsetWidth, node.offsetHeight];
  const spots = spotsOf(found, view);
  const best = cornersOf(view.map.getSize(), size)
    .map((corner) => ({ corner, hidden: hiddenBy(corner, size, spots) }))
    .reduce((one, other) => (other.hidden < one.hidden ? other : one));
  const shift = view.holder.offsetLeft;
  node.style.left = `${best.corner[0] + shift}px`;
  node.style.top = `${best.corner[1] + view.holder.offsetTop}px`;
  return best.hidden === 0;
};

const shutCard = () => {
  if (!node) return;
  node.remove();
  node = null;
  shown = null;
  if (state.selected && !state.selected.kept) {
    state.selected = null;
    redraw(1);
  }
};
const cardIsOpen = () => Boolean(node);

// Where no corner is free, the map moves: a point to the far half, a leg beside the card.
const makeRoom = (view, found) => {
  const { map } = view;
  const size = map.getSize();
  const low = node.offsetTop + node.offsetHeight / 2 > size.y / 2;
  if (found.leg === undefined) {
    const [spot] = spotsOf(found, view);
    map.panBy([0, spot.y - (low ? 0.25 : 0.75) * size.y], { animate: false });
    return;
  }
  const wide = size.x > node.offsetWidth * 2.2;
  const beside = wide ? node.offsetWidth + 2 * EDGE : 20;
  fit(legBounds([found.leg]), {
    animate: false,
    paddingTopLeft: L.point(beside, 30),
    paddingBottomRight: L.point(70, wide ? 30 : node.offsetHeight + 3 * EDGE),
  });
};

const openCard = (found, view = mainView()) => {
  shutCard();
  speakOf(view.side);
  state.selected = selectionOf(found);
  shown = { found, view };
  const close = el(
    "button",
    { type: "button", class: "close", "aria-label": word("close"), onclick: shutCard },
    "\u00d7",
  );
  node = el(
    "section",
    { class: "float", role: "dialog", "aria-label": word("details"), tabindex: "-1" },
    close,
    cardOf(found),
  );
  field().append(node);
  redraw(1);
  if (!place(view, found)) {
    makeRoom(view, found);
    place(view, found);
  }
};
// After the map has moved the card finds a corner again.
const replaceCard = () => {
  if (node && shown) place(shown.view, shown.found);
};

export { cardIsOpen, openCard, replaceCard, shutCard };
