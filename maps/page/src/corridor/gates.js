// Cards of the borders, gauge yards and ports of a route.
import { sourceMark } from "../cards/cards.js";
import { showHub } from "../cards/select.js";
import { scene } from "../data.js";
import { mainView } from "../map/views.js";
import { el } from "../model/dom.js";
import { statusOf } from "../model/theme.js";
import { country, day, number, word } from "../model/words.js";
import { block } from "./blocks.js";

const STOP_ZOOM = 8;

const open = ({ hub, at }) => {
  if (hub >= 0) showHub(hub);
  else mainView().map.setView([at[1], at[0]], STOP_ZOOM, { animate: false });
};

// What changes at a gate, in words.
const changeText = (gate, [kind, detail]) => {
  if (kind === "gauge_yard") {
    const { gauges = [] } = scene.hubs[gate.hub] || {};
    return `${word("break_of_gauge")} ${gauges.join(" / ")} ${word("mm")}`;
  }
  if (kind === "break_of_gauge") return `${word(kind)} ${detail} ${word("mm")}`;
  if (kind === "border" || kind === "mode_change") return detail;
  return word(kind);
};
const capital = (text) => text.charAt(0).toLocaleUpperCase(scene.lang) + text.slice(1);

// The first figure of a place leads its card; the others stand on the card of the place.
const figureOf = ([what, figure, when, src]) =>
  el("p", { class: "gate-figure" }, el("strong", {}, figure), `${what} (${when})`, sourceMark(src));

const stateText = (gate) => {
  const hub = scene.hubs[gate.hub];
  if (!gate.state) return hub && hub.status ? word(hub.status) : "";
  const [state, since, heard] = gate.state;
  return [
    word(state === "open" ? "operating" : state),
    since && word("since", day(since)),
    heard && `${word("last_heard")} ${day(heard)}`,
  ]
    .filter(Boolean)
    .join(" \u00b7 ");
};
const isGrey = (state) => state !== "open" && statusOf(state).grey;

const gateCard = (gate) => {
  const hub = scene.hubs[gate.hub];
  const [state = "open", , , note = "", src = -1] = gate.state || [];
  const changes = [...new Set(gate.changes.map((change) => capital(changeText(gate, change))))];
  return el(
    "li",
    { class: `gate gate-${isGrey(state) ? "shut" : state}` },
    el(
      "p",
      { class: "gate-head" },
      el(
        "button",
        { type: "button", class: "gate-name", onclick: () => open(gate) },
        gate.name || word("border"),
      ),
      el("span", { class: "gate-km" }, word("at_km", number(gate.km))),
    ),
    el("p", { class: "gate-change" }, changes.join(" \u00b7 ")),
    hub && hub.facts.length ? figureOf(hub.facts[0]) : null,
    el(
      "p",
      { class: "gate-state" },
      [hub && country(hub.cc), stateText(gate)].filter(Boolean).join(" \u00b7 "),
      sourceMark(src),
    ),
    note ? el("p", { class: "gate-note" }, note) : null,
  );
};

const gatesBlock = (route) => {
  const strip = scene.strips[route];
  if (!strip || !strip.gates.length) return null;
  return block(word("gates"), el("ul", { class: "gates" }, strip.gates.map(gateCard)));
};

export { gatesBlock };
