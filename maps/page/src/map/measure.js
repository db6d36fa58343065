// Measuring on the map, on the ellipsoid, by clicks.
import { arcPoints, distanceKm } from "../core/geodesic.js";
import { el } from "../model/dom.js";
import { number, word } from "../model/words.js";

let measuringNow = false;
let toggle = () => {};
const toggleMeasure = () => toggle();
const isMeasuring = () => measuringNow;
const measureListeners = [];
const onMeasure = (listen) => {
  measureListeners.push(listen);
};
const tellMeasure = (now) => measureListeners.forEach((listen) => listen(now));
const LINE = { color: "#c2410c", weight: 2, dashArray: "5 5", interactive: false };
const DOT = {
  radius: 3.5,
  color: "#c2410c",
  fillColor: "#fff",
  fillOpacity: 1,
  weight: 2,
  interactive: false,
};
// Draws the way over some points into a group; returns its km.
const drawWay = (points, group) => {
  group.clearLayers();
  points.forEach((point, i) => {
    if (i) L.polyline(arcPoints(points[i - 1], point), LINE).addTo(group);
    L.circleMarker(point, DOT).addTo(group);
  });
  return points.slice(1).reduce((sum, point, i) => sum + distanceKm(points[i], point), 0);
};

// The tool of a map: returns the note that tells the km.
const measuring = (map) => {
  let points = [];
  let group = null;
  const note = el("p", { class: "measure-note", role: "status", hidden: true });
  const draw = () => {
    const total = drawWay(points, group);
    const told = `${number(total, total < 100 ? 1 : 0)} ${word("km")}`;
    note.textContent = points.length > 1 ? told : word("measure_help");
    note.classList.toggle("figure", points.length > 1);
  };
  const click = (event) => {
    points.push(event.latlng);
    draw();
  };
  const stop = () => {
    measuringNow = false;
    map.off("click", click);
    map.doubleClickZoom.enable();
    map.getContainer().classList.remove("measuring");
    tellMeasure(false);
  };
  const clear = () => {
    stop();
    points = [];
    if (group) group.clearLayers();
    note.hidden = true;
  };
  const start = () => {
    measuringNow = true;
    points = [];
    group = group || L.layerGroup().addTo(map);
    map.closePopup();
    map.on("click", click);
    map.doubleClickZoom.disable();
    map.getContainer().classList.add("measuring");
    note.hidden = false;
    draw();
    tellMeasure(true);
  };
  map.on("dblclick", () => {
    if (measuringNow) {
      points.pop();
      draw();
      stop();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (measuringNow || points.length)) clear();
    if (event.key === "Enter" && measuringNow && !(event.target instanceof HTMLButtonElement))
      stop();
  });
  toggle = () => (measuringNow || points.length ? clear() : start());
  return note;
};

export { isMeasuring, measuring, onMeasure, toggleMeasure };
