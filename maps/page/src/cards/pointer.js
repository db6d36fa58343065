// What lies under the pointer: its card on a click, its name beside the pointer.
import { toSegment } from "../core/lines.js";
import { scene } from "../data.js";
import { isMeasuring, onMeasure } from "../map/measure.js";
import { closePanel } from "../map/phone.js";
import { pointed } from "../map/pointing.js";
import { el } from "../model/dom.js";
import { km, word } from "../model/words.js";
import { openCard, replaceCard, shutCard } from "./float.js";

// The nearest of what is drawn as lines, within reach.
const nearest = (drawn, x, y, reach) => {
  let best = { distance: reach, one: null };
  drawn.forEach((one) =>
    one.lines.forEach((line) => {
      for (let i = 1; i < line.x.length; i += 1) {
        const distance = toSegment(x, y, line.x[i - 1], line.y[i - 1], line.x[i], line.y[i]);
        const first = !best.one && distance === reach;
        if (first || distance < best.distance) best = { distance, one };
      }
    }),
  );
  return best.one;
};
// A thin line is aimed at more closely than a corridor beside it.
const ARC_REACH = 5;

// What lies under a point of the map: a hub, an event, a thin line, else the nearest run
// within reach.
const findUnder = ({ last }, point, reach) => {
  const { min } = last.view;
  const [x, y] = [point.x - min.x, point.y - min.y];
  const close = (item, radius) => Math.hypot(item.x - x, item.y - y) <= radius;
  const hub = last.hubs.find((item) => close(item, item.radius + 3));
  if (hub) return { hub: hub.index };
  const event = last.events.find((item) => close(item, 8));
  if (event) return { event: event.event };
  const extra = [...last.extras].reverse().find((item) => close(item, item.radius));
  if (extra) return { overlay: extra.index, row: extra.row };
  const arc = nearest(last.arcs, x, y, Math.min(reach, ARC_REACH));
  if (arc) return { overlay: arc.index, row: arc.row };
  const found = nearest(last.traced, x, y, reach);
  return found && { leg: found.run.index, corridor: found.run.corridor };
};

// Who may take a click before its card opens: told what lies there, the event and the view; true
// where it was taken.
/** @type {(found: any, event: any, view: any) => boolean} */
let taken = () => false;
const takePicks = (take) => {
  taken = take;
};

const listenTo = (view) => {
  const { map } = view;
  const tip = L.tooltip({ direction: "top", offset: [0, -8], className: "atlas-tip" });
  let frame = 0;
  map.on("click", (event) => {
    if (isMeasuring()) return;
    const found = findUnder(view, event.layerPoint, 9);
    if (taken(found, event, view)) return;
    if (found) openCard(found, view);
    else shutCard();
    closePanel();
  });
  map.on("moveend", replaceCard);
  map.on("mousemove", (event) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      hoverOver(view, event, tip);
      pointed.forEach((tell) => tell(event.latlng, map));
    });
  });
  map.on("mouseout movestart", () => {
    cancelAnimationFrame(frame);
    map.closeTooltip(tip);
  });
};

onMeasure((on) => on && shutCard());

const tipOf = (found) => {
  if (found.hub !== undefined) return scene.hubs[found.hub].name;
  if (found.event) return `${word(found.event.kind)}: ${found.event.detail}`;
  if (found.overlay !== undefined) {
    const { features, name } = scene.overlays[found.overlay];
    return features[found.row].t || name;
  }
  const leg = scene.legs[found.leg];
  return `${leg.name} \u00b7 ${km(leg.km)}`;
};

const hoverOver = (view, event, tip) => {
  const { map } = view;
  if (map._animatingZoom || !view.last.view) return;
  const found = isMeasuring() ? null : findUnder(view, event.layerPoint, 6);
  map.getContainer().classList.toggle("pointing", Boolean(found));
  if (!found) {
    map.closeTooltip(tip);
    return;
  }
  tip.setLatLng(event.latlng).setContent(el("span", {}, tipOf(found)));
  map.openTooltip(tip);
};

export { listenTo, takePicks };
