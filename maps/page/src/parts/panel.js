// The side panel: search, layers, sources.
import { link } from "../cards/cards.js";
import { showOverlay } from "../cards/select.js";
import { atlasFindings } from "../corridor/findings.js";
import { scene } from "../data.js";
import { loadKm, loadRows } from "../draw/loads.js";
import { overlayNotes, overlayRows } from "../draw/overlays.js";
import { EVENT_ZOOM } from "../draw/symbols.js";
import { credits } from "../map/credits.js";
import { onZoom, zoomNow } from "../map/views.js";
import { el } from "../model/dom.js";
import { hasLoads } from "../model/loads.js";
import { EVENT_KINDS, onChange, state } from "../model/state.js";
import { brief, day, km, word } from "../model/words.js";
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
  EVENT_KINDS.filter((kind) => scene.events.some((event) => event.kind === kind)).map((kind) => {
    const row = checkRow(
      word(kind),
      () => state.events.has(kind),
      (on) => switchIn(state.events, kind, on),
      { mark: eventSample(kind), extra: " " },
    );
    // What the map shows closer by alone says so.
    const note = row.querySelector(".row-extra");
    const tell = () => {
      note.textContent = zoomNow() < EVENT_ZOOM[kind] ? word("closer") : "";
    };
    onZoom(tell, row);
    tell();
    return row;
  });
// How large and how dark a hub is by what it ends, at the zooms at which this is all one sees of it.
const RANKS = ["hub_ends_route", "hub_ends_leg", "hub_other"];
const rankRows = () => {
  const known = scene.style.hubKinds.filter((kind) =>
    scene.hubs.some((hub) => hub.kind === kind.id),
  );
  const kind = (known.find(({ id }) => id === "sea_port") || known[0])?.id;
  return kind
    ? RANKS.map((name, tier) =>
        el("div", { class: "row row-key" }, hubSample(kind, tier), word(name)),
      )
    : [];
};

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

// What the layers that are on say in numbers.
const layerNotes = () => {
  const { known, used } = state.traffic ? loadKm() : {};
  const notes = overlayNotes().map(({ name, note }) => [el("strong", {}, name), ` ${note}`]);
  if (state.traffic) notes.unshift([word("load_share", km(known), km(used))]);
  return notes.map((note) => el("li", { class: "layer-note" }, el("span", {}, note)));
};

// The proposed sites of the layers that are on, as a list that leads to them.
const siteRows = () =>
  scene.overlays.flatMap((layer, index) =>
    layer.kind === "sites" && state.overlays.has(index)
      ? layer.features.map((feature, row) =>
          el(
            "li",
            { class: "site-row" },
            el(
              "button",
              { type: "button", class: "link", onclick: () => showOverlay(index, row) },
              feature.t || layer.name,
            ),
            typeof feature.v === "number"
              ? el("span", {}, `${brief(feature.v)} ${layer.unit}`)
              : null,
          ),
        )
      : [],
  );

// What the layers that are on look like, kept up with them.
const layerKey = () => {
  const list = el("ul", { class: "layer-key" });
  const fill = () => {
    const rows = [...loadRows(), ...overlayRows()].map(([draw, name]) =>
      el("li", {}, sample(draw, 34, 16), el("span", {}, name)),
    );
    list.replaceChildren(...layerNotes(), ...rows, ...siteRows());
    list.hidden = !rows.length;
  };
  onChange(fill);
  fill();
  return list;
};

const sourceItems = () =>
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
  );
// The many sources are listed when somebody wants to read them.
const sourceList = () => {
  const list = el("ol", { class: "source-list" });
  const fill = () => list.childElementCount || list.append(...sourceItems());
  return { list, fill };
};

const aboutSection = () => {
  const { list, fill } = sourceList();
  const node = section(
    word("about"),
    false,
    scene.ground
      ? el("p", {}, word("boundaries", scene.ground.credit || word("own_boundaries")))
      : null,
    list,
    el("p", {}, credits().concat("Leaflet (BSD-2-Clause)").join(" \u00b7 ")),
  );
  node.addEventListener("toggle", fill);
  return node;
};

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
          scene.asOf && word("as_of", day(scene.asOf)),
          scene.verified && word("verified", day(scene.verified)),
        ]
          .filter(Boolean)
          .map((told) => el("span", { class: "keep" }, told)),
      ]
        .filter(Boolean)
        .flatMap((part, i) => (i ? [" \u00b7 ", part] : [part])),
    ),
    scene.namesFrom ? el("p", { class: "names-from" }, word("names_from", scene.namesFrom)) : null,
  );

const planButton = () =>
  el(
    "button",
    { type: "button", class: "plan-open", onclick: () => openPlanner() },
    word("plan_open"),
  );

// The panel, the tasks that make its list of corridors, those that fill what else of it is seen, and
// those that wait until the map stands: what lies below the screen, or all of it where it is shut.
const panel = () => {
  const node = el(
    "aside",
    { class: "panel", id: "atlas-panel", "aria-label": word("panel") },
    titleOf(),
  );
  const scroll = el("div", { class: "scroll", tabindex: "-1" });
  // Shown when its list is there: every frame in between would copy its samples.
  scroll.style.visibility = "hidden";
  const rest = [];
  const isFull = () => !scroll.clientHeight || scroll.scrollHeight > scroll.clientHeight;
  const put = (make) => {
    const task = () => void scroll.append(...[make()].filter(Boolean));
    return () => (rest.length || isFull() ? void rest.push(task) : task());
  };
  const layers = () => section(word("overlays"), true, flat(layerRows()), layerKey());
  const hubs = () => {
    const rows = [...rankRows(), ...kindRows(), ...eventRows()];
    return rows.length ? section(word("hubs"), true, flat(rows)) : null;
  };
  const sync = () => syncs.forEach((run) => run());
  const list = [
    () => void node.append(searchBox(), isThere ? planButton() : "", scroll),
    put(() => scene.findings.length && section(word("findings"), true, atlasFindings())),
    put(() => section(word("corridors"), true, allOrNone(), corridorTree())),
    () => {
      onChange(sync);
      sync();
      scroll.style.visibility = "";
    },
  ];
  const fill = [
    put(() => (scene.overlays.length || hasLoads ? layers() : null)),
    put(() => section(word("mode"), true, flat(modeRows()))),
    put(() => section(word("status"), true, flat(statusRows()))),
    put(hubs),
    put(aboutSection),
    () => {
      rest.push(sync);
      sync();
    },
  ];
  return { node, list, fill, rest };
};

export { panel };
