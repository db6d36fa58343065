// The foot of the map: scale, position, credits.
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { km, number, word } from "../model/words.js";
import { credits } from "./credits.js";

const position = (map) => {
  const node = el("output", { class: "position", "aria-label": word("position") });
  const format = (value, plus, minus) =>
    `${number(Math.abs(value), 3)}\u00b0\u2009${word(value < 0 ? minus : plus)}`;
  const show = (point) => {
    const p = point.wrap();
    node.textContent = `${format(p.lat, "north", "south")}  ${format(p.lng, "east", "west")}`;
  };
  // Under the pointer; where none is over the map, its middle.
  let pointer = null;
  const tell = () => show(pointer ? map.containerPointToLatLng(pointer) : map.getCenter());
  map.on("mousemove", (event) => {
    pointer = event.containerPoint;
    show(event.latlng);
  });
  map.on("mouseout", () => {
    pointer = null;
    tell();
  });
  map.on("moveend", tell);
  map.whenReady(tell);
  return node;
};

// Coast and lines are drawn for smaller scales than a reader may go to, and say so there.
const GOOD_TO = 8;
const coarse = (map) => {
  const node = el("output", { class: "coarse" });
  const tell = () => {
    node.textContent = map.getZoom() > GOOD_TO ? word("generalised") : "";
  };
  map.on("zoomend", tell);
  map.whenReady(tell);
  return node;
};

const footer = (map) => {
  /** @type {any} */
  const Control = L.Control.Scale;
  const Scale = Control.extend({
    _updateMetric(metres) {
      const round = this._getRoundNum(metres);
      const label = round < 1000 ? `${number(round)}\u00a0${word("metre")}` : km(round / 1000);
      this._updateScale(this._mScale, label, round / metres);
    },
  });
  const scale = new Scale({ imperial: false, maxWidth: 120 }).addTo(map).getContainer();
  const note = el(
    "p",
    { class: "credit" },
    [
      ...credits().slice(0, 2),
      scene.ground && word("boundaries", scene.ground.credit || word("own_boundaries")),
    ]
      .filter(Boolean)
      .join(" \u00b7 "),
  );
  return el("div", { class: "foot" }, scale, position(map), coarse(map), note);
};

export { footer };
