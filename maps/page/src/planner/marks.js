// The planner on the map: the way, marks of what may be closed, and of what is.
import { lonLat } from "../core/codec.js";
import { mainView } from "../map/views.js";
import { el } from "../model/dom.js";
import { setWay } from "../model/way.js";
import { word } from "../model/words.js";
import { graphNow } from "./data.js";
import { lineOfLeg, linesOfWay } from "./lay.js";
import { nameOf, pointOf } from "./names.js";
import { toggleClosed } from "./plan.js";
import { differs } from "./result.js";

let group = null;
const layer = () => {
  const { map } = mainView();
  group = group ?? L.layerGroup().addTo(map);
  return group;
};

// The lines of an answer.
const waysOf = ({ before, after, changed }) => {
  const lines = (way) => (way ? linesOfWay(graphNow(), way.rows) : []);
  const apart = changed && (!after || (before && differs(before, after)));
  return { before: apart ? lines(before) : [], after: lines(after) };
};
const boxOf = (lines) => {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  lines.forEach(({ x, y }) => {
    for (let i = 0; i < x.length; i += 1) {
      west = Math.min(west, x[i]);
      east = Math.max(east, x[i]);
      north = Math.min(north, y[i]);
      south = Math.max(south, y[i]);
    }
  });
  if (west > east) return null;
  const corners = [lonLat(west, south), lonLat(east, north)].map(([lon, lat]) =>
    L.latLng(lat, lon),
  );
  return L.latLngBounds(corners);
};

// A mark that closes or opens what it stands for; reached by keyboard through the lists.
const mark = (text, kind) => {
  const at = pointOf(text);
  if (!at) return;
  const name = nameOf(text);
  const label = word(kind === "shut" ? "plan_reopen" : "plan_close", name);
  const icon = L.divIcon({
    className: `plan-mark plan-mark-${kind}`,
    iconSize: [kind === "shut" ? 22 : 14, kind === "shut" ? 22 : 14],
  });
  L.marker([at[1], at[0]], { icon, keyboard: false, bubblingMouseEvents: false, title: "" })
    .bindTooltip(() => el("span", {}, label), {
      direction: "top",
      offset: [0, -8],
      className: "atlas-tip",
    })
    .on("click", () => toggleClosed(text))
    .addTo(layer());
};

// Stops of the way, and the canals and straits that it passes.
const stopsOf = ({ rows }) => {
  const { edges } = graphNow();
  const words = rows.flatMap((row) => {
    const { kind, gate, passages } = edges[row];
    return kind === "leg" ? passages : [gate];
  });
  return [...new Set(words)].filter(Boolean);
};

// Lays out an answer anew; returns the box of its ways, null where there is none.
const drawPlan = (plan, found) => {
  layer().clearLayers();
  const shut = [...plan.avoid, ...plan.close];
  const ways = found ? waysOf(found) : { before: [], after: [] };
  setWay({ ...ways, shut: shut.map(lineOfLeg).filter(Boolean) });
  const stops = found && found.after ? stopsOf(found.after) : [];
  const waters = Object.keys(graphNow().doc.waters).filter((key) => graphNow().named.has(key));
  [...new Set([...stops, ...waters])]
    .filter((text) => !shut.includes(text))
    .forEach((text) => mark(text, waters.includes(text) ? "water" : "stop"));
  shut.forEach((text) => mark(text, "shut"));
  ["from", "to"].forEach((key) => plan[key] && endMark(plan[key], key));
  return boxOf([...ways.before, ...ways.after]);
};

const endMark = (id, key) => {
  const at = pointOf(id);
  if (!at) return;
  const icon = L.divIcon({ className: `plan-mark plan-mark-${key}`, iconSize: [18, 18] });
  L.marker([at[1], at[0]], { icon, keyboard: false, interactive: false }).addTo(layer());
};

const clearPlan = () => {
  layer().clearLayers();
  setWay({});
};

export { clearPlan, drawPlan };
