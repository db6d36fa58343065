// The legend: what is drawn now.
import { scene } from "../data.js";
import { loadRows } from "../draw/loads.js";
import { overlayNotes, overlayRows } from "../draw/overlays.js";
import { EVENT_ZOOM } from "../draw/symbols.js";
import { onZoom, zoomNow } from "../map/views.js";
import { el } from "../model/dom.js";
import { EVENT_KINDS, allRuns, onChange, state } from "../model/state.js";
import { familyColour } from "../model/theme.js";
import { word } from "../model/words.js";
import { eventSample, hubSample, ink, lineSample, patternOf, sample } from "./samples.js";

const legendRow = (mark, name) => el("li", {}, mark, el("span", {}, name));

const lineRows = (runs) => {
  const { families, modes, statuses } = scene.style;
  const has = (test) => runs.some(test);
  return [
    families.map(
      ({ id }, i) =>
        has((run) => scene.corridors[run.corridor].f === i) &&
        legendRow(
          lineSample(() => familyColour(i)),
          word(id),
        ),
    ),
    modes.map(
      ({ id }) => has((run) => run.leg.mode === id) && legendRow(lineSample(ink, id), word(id)),
    ),
    statuses.map(
      (status) =>
        status.id !== "operating" &&
        has((run) => run.status === status.id) &&
        legendRow(lineSample(ink, patternOf(runs, status.id), status.id), word(status.id)),
    ),
  ];
};

const pointRows = (runs, zoom) => {
  const legs = new Set(runs.map((run) => run.index));
  const hubs = ({ id }) => state.hubKinds.has(id) && scene.hubs.some((hub) => hub.kind === id);
  const events = (kind) =>
    state.events.has(kind) &&
    zoom >= EVENT_ZOOM[kind] &&
    scene.events.some((event) => event.kind === kind && legs.has(event.leg));
  return [
    ...scene.style.hubKinds.filter(hubs).map(({ id }) => legendRow(hubSample(id), word(id))),
    ...EVENT_KINDS.filter(events).map((kind) => legendRow(eventSample(kind), word(kind))),
  ];
};

// What is drawn now, in groups.
const legendGroups = (zoom = zoomNow()) => {
  const runs = allRuns();
  const layers = [...loadRows(), ...overlayRows()].map(([draw, name]) =>
    legendRow(sample(draw, 34, 16), name),
  );
  const notes = overlayNotes().map(({ name, note }) =>
    el("li", {}, el("span", {}, el("strong", {}, name), ` ${note}`)),
  );
  layers.push(...notes);
  const lines = state.traffic ? [] : lineRows(runs);
  return [layers, ...lines, pointRows(runs, zoom)]
    .map((rows) => rows.filter(Boolean))
    .filter((rows) => rows.length);
};

const legend = () => {
  const body = el("div", { class: "legend-body" });
  const compact = window.matchMedia("(max-width: 900px), (max-height: 560px)").matches;
  const head = el("summary", {}, word("legend"));
  const node = el("details", { class: "legend", open: !compact }, head, body);
  // On a wide screen it is not there: the panel shows the same samples.
  const refill = () => {
    if (!node.offsetParent) return;
    const groups = legendGroups();
    body.replaceChildren(
      ...groups.map((rows) => el("ul", { class: rows.length > 6 ? "many" : null }, rows)),
    );
    if (!groups.length) body.replaceChildren(el("p", {}, word("nothing")));
  };
  onChange(refill);
  onZoom(refill, node);
  return { node, refill };
};

export { legend, legendGroups };
