// The side panel: search, layers, sources.
import { link } from "../cards/cards.js";
import { atlasFindings } from "../corridor/findings.js";
import { scene } from "../data.js";
import { loadKm, loadRows } from "../draw/loads.js";
import { overlayRows } from "../draw/overlays.js";
import { credits } from "../map/credits.js";
import { el } from "../model/dom.js";
import { hasLoads } from "../model/loads.js";
import { EVENT_KINDS, onChange, state } from "../model/state.js";
import { km, word } from "../model/words.js";
import { isThere } from "../planner/data.js";
import { openPlanner } from "../planner/page.js";
import { checkRow, counted, flat, section, switchIn, syncs } from "./rows.js";
import { eventSample, hubSample, ink, lineSample, sample } from "./samples.js";
import { searchBox } from "./search.js";
import { allOrNone, corridorTree } from "./tree.js";

const modeRows = () =>
  scene.style.modes
    .filter((mode) => scene.legs.some((leg) => leg.mode === mode.id))
    .map((mode) =>
      checkRow(
        word(mode.id),
        () => state.modes.has(mode.id),
        (on) => switchIn(state.modes, mode.id, on),
        { mark: lineSample(ink, mode.id) },
      ),
    );
const statusRows = () =>
  scene.style.statuses
    .filter((status) =>
      scene.legs.some(
        (leg) => leg.status === status.id || leg.hist.some(([value]) => value === status.id),
      ),
    )
    .map((status) =>
      checkRow(
        word(status.id),
        () => state.statuses.has(status.id),
        (on) => switchIn(state.statuses, status.id, on),
        { mark: lineSample(ink, "rail", status.id) },
      ),
    );
const kindRows = () =>
  scene.style.hubKinds
    .filter((kind) => scene.hubs.some((hub) => hub.kind === kind.id))
    .map((kind) =>
      checkRow(
        word(kind.id),
        () => state.hubKinds.has(kind.id),
        (on) => switchIn(state.hubKinds, kind.id, on),
        {
          mark: hubSample(kind.id),
          extra: counted(scene.hubs.filter((hub) => hub.kind === kind.id)),
        },
      ),
    );
const eventRows = () =>
  EVENT_KINDS.filter((kind) => scene.events.some((event) => event.kind === kind)).map((kind) =>
    checkRow(
      word(kind),
      () => state.events.has(kind),
      (on) => switchIn(state.events, kind, on),
      { mark: eventSample(kind) },
    ),
  );

const trafficRow = () =>
  checkRow(
    word("width_by_traffic"),
    () => state.traffic,
    (on) => {
      state.traffic = on;
    },
  );
const layerRows = () => [
  ...(hasLoads ? [trafficRow()] : []),
  ...scene.overlays.map((layer, index) =>
    checkRow(
      layer.name,
      () => state.overlays.has(index),
      (on) => switchIn(state.overlays, index, on),
    ),
  ),
];

// What the layers that are on look like, kept up with them.
const layerKey = () => {
  const list = el("ul", { class: "layer-key" });
  const fill = () => {
    const rows = [...loadRows(), ...overlayRows()].map(([draw, name]) =>
      el("li", {}, sample(draw, 34, 16), el("span", {}, name)),
    );
    const { known, used } = state.traffic ? loadKm() : {};
    if (state.traffic)
      rows.unshift(el("li", { class: "wide" }, word("load_share", km(known), km(used))));
    list.replaceChildren(...rows);
    list.hidden = !rows.length;
  };
  onChange(fill);
  fill();
  return list;
};

const sourceList = () =>
  el(
    "ol",
    { class: "source-list" },
    scene.sources.map((source) =>
      el(
        "li",
        {},
        link(source.url, source.title || source.id),
        [source.publisher, source.accessed && word("accessed", source.accessed)]
          .filter(Boolean)
          .map((text) => `, ${text}`)
          .join(""),
      ),
    ),
  );

const aboutSection = () =>
  section(
    word("about"),
    false,
    scene.ground
      ? el("p", {}, word("boundaries", scene.ground.credit || word("own_boundaries")))
      : null,
    sourceList(),
    el("p", {}, credits().concat("Leaflet (BSD-2-Clause)").join(" \u00b7 ")),
  );

const titleOf = () =>
  el(
    "header",
    { class: "title" },
    el("h1", {}, scene.title),
    el(
      "p",
      {},
      [
        scene.subtitle,
        ...[
          scene.asOf && word("as_of", scene.asOf),
          scene.verified && word("verified", scene.verified),
        ]
          .filter(Boolean)
          .map((day) => el("span", { class: "keep" }, day)),
      ]
        .filter(Boolean)
        .flatMap((part, i) => (i ? [" \u00b7 ", part] : [part])),
    ),
  );

const planButton = () =>
  el(
    "button",
    { type: "button", class: "plan-open", onclick: () => openPlanner() },
    word("plan_open"),
  );

// The panel, and what fills it: that takes a while, so it is done after the map stands.
const panel = () => {
  const node = el(
    "aside",
    { class: "panel", id: "atlas-panel", "aria-label": word("panel") },
    titleOf(),
  );
  const fill = () => {
    const hubRows = [...kindRows(), ...eventRows()];
    node.append(
      searchBox(),
      isThere ? planButton() : "",
      el(
        "div",
        { class: "scroll", tabindex: "-1" },
        scene.findings.length ? section(word("findings"), true, atlasFindings()) : null,
        section(word("corridors"), true, allOrNone(), corridorTree()),
        scene.overlays.length || hasLoads
          ? section(word("overlays"), true, flat(layerRows()), layerKey())
          : null,
        section(word("mode"), true, flat(modeRows())),
        section(word("status"), true, flat(statusRows())),
        hubRows.length ? section(word("hubs"), true, flat(hubRows)) : null,
        aboutSection(),
      ),
    );
    const sync = () => syncs.forEach((run) => run());
    onChange(sync);
    sync();
  };
  return { node, fill };
};

export { panel };
