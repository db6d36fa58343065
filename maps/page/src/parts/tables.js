// The table twin: what the map shows, as tables.
import { eventText, statusText } from "../cards/cards.js";
import { plain } from "../cards/overlay_card.js";
import { showHub, showLeg, showOverlay, showRoute } from "../cards/select.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { allRuns, state } from "../model/state.js";
import { country, number, word } from "../model/words.js";

const shares = (values, label) =>
  Object.entries(values)
    .sort((p, q) => q[1] - p[1])
    .map(([key, value]) => `${label(key)} ${number(value)}`)
    .join(", ");
const eventsAt = (legIndex, kind) =>
  scene.events
    .filter((event) => event.leg === legIndex && event.kind === kind)
    .map(eventText)
    .join("; ");

const rowButton = (name, go) =>
  el(
    "button",
    {
      type: "button",
      class: "link",
      onclick: () => {
        if (dialog) dialog.close();
        go();
      },
    },
    name,
  );

const textOf = (value, { digits = 0 }) => {
  if (typeof value === "number") return number(value, digits);
  return value === null || value === undefined ? "\u2013" : value;
};
// A cell is a value, or a value and what a click on it does; rows are sorted by the values.
const cellOf = (cell, head, first) => {
  const [value, go] = Array.isArray(cell) ? cell : [cell, null];
  const text = textOf(value, head);
  const node = el(
    first ? "th" : "td",
    { scope: first ? "row" : null, class: head.numeric ? "num" : null },
    go ? rowButton(text, go) : text,
  );
  node.sortValue = value;
  return node;
};
const rowOf = (row, heads) =>
  el(
    "tr",
    {},
    row.map((cell, i) => cellOf(cell, heads[i], i === 0)),
  );

const compareIn = (column) => (p, q) => {
  const [a, b] = [p, q].map((row) => row.children[column].sortValue ?? null);
  if (typeof a === "number" || typeof b === "number") return (a ?? -1) - (b ?? -1);
  return String(a ?? "").localeCompare(String(b ?? ""), scene.lang);
};

// A table whose heads sort it, up and down in turn.
const table = (caption, heads, rows) => {
  let order = { column: -1, down: false };
  const body = el(
    "tbody",
    {},
    rows.map((row) => rowOf(row, heads)),
  );
  const sort = (column) => {
    order = { column, down: order.column === column && !order.down };
    const compare = compareIn(column);
    [...body.children]
      .sort((p, q) => compare(p, q) * (order.down ? -1 : 1))
      .forEach((row) => body.append(row));
    const way = order.down ? "descending" : "ascending";
    [...head.children].forEach((cell, i) =>
      cell.setAttribute("aria-sort", i === column ? way : "none"),
    );
  };
  const headOf = (item, i) =>
    el(
      "th",
      { scope: "col", class: item.numeric ? "num" : null, "aria-sort": "none" },
      el("button", { type: "button", onclick: () => sort(i) }, item.name),
    );
  const head = el("tr", {}, heads.map(headOf));
  const title = el("caption", {}, `${caption} (${number(rows.length)})`);
  return el(
    "div",
    { class: "table-hold", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, title, el("thead", {}, head), body),
  );
};
const textHead = (key) => ({ name: word(key) });
const figureHead = (key, digits = 0) => ({ name: word(key), numeric: true, digits });

const legsTable = () =>
  table(
    word("legs"),
    [
      textHead("leg"),
      textHead("corridor"),
      textHead("mode"),
      textHead("status"),
      figureHead("length_km"),
      figureHead("published_km"),
      figureHead("ratio", 3),
      textHead("countries"),
      textHead("breaks"),
      textHead("borders"),
    ],
    [...new Set(allRuns().map((run) => run.index))]
      .sort((p, q) => p - q)
      .map((index) => {
        const leg = scene.legs[index];
        return [
          [leg.name, () => showLeg(index)],
          leg.users.map((i) => scene.corridors[i].name).join("; "),
          word(leg.mode),
          statusText(leg),
          leg.km,
          leg.pub,
          leg.ratio,
          shares(leg.by, country),
          eventsAt(index, "break_of_gauge"),
          eventsAt(index, "border"),
        ];
      }),
  );

const routesTable = () =>
  table(
    word("routes"),
    [
      textHead("route"),
      textHead("corridor"),
      figureHead("length_km"),
      figureHead("operating_km"),
      figureHead("planned_km"),
      textHead("mode"),
      textHead("countries"),
      figureHead("borders"),
      figureHead("breaks"),
      figureHead("published_km"),
      figureHead("ratio", 3),
    ],
    scene.routes
      .map((route, index) => ({ route, index }))
      .filter(({ index }) => state.routes.has(index))
      .map(({ route, index }) => [
        [route.name, () => showRoute(index)],
        scene.corridors[route.c].name,
        route.km,
        route.now,
        route.later,
        shares(route.modes, word),
        shares(route.by, country),
        route.borders,
        route.breaks,
        route.pub,
        route.ratio,
      ]),
  );

const hubsTable = () =>
  table(
    word("hubs"),
    [
      textHead("hub"),
      textHead("kind"),
      textHead("country"),
      textHead("status"),
      textHead("code"),
      textHead("gauge"),
    ],
    scene.hubs
      .map((hub, index) => ({ hub, index }))
      .filter(({ hub }) => state.hubKinds.has(hub.kind))
      .map(({ hub, index }) => [
        [hub.name, () => showHub(index)],
        word(hub.kind),
        country(hub.cc),
        hub.status ? word(hub.status) : "",
        hub.code,
        hub.gauges.join(", "),
      ]),
  );

const overlayTable = (layer, index) =>
  table(
    layer.name,
    [
      textHead("name"),
      ...(layer.features.some((feature) => typeof feature.v === "number")
        ? [{ name: layer.unit || word("value"), numeric: true }]
        : []),
      ...layer.heads.map((name, i) => ({
        name,
        numeric: layer.features.every(
          (feature) => typeof feature.c[i] !== "string" || feature.c[i] === "",
        ),
      })),
    ],
    layer.features.map((feature, row) => [
      [feature.t || String(row + 1), () => showOverlay(index, row)],
      ...(layer.features.some((one) => typeof one.v === "number") ? [feature.v] : []),
      ...feature.c.map((cell) => (typeof cell === "boolean" ? plain(cell) : cell)),
    ]),
  );

let dialog = null;
const openTables = () => {
  dialog =
    dialog ||
    document.body.appendChild(
      el("dialog", { class: "tables", "aria-labelledby": "atlas-tables-title" }),
    );
  dialog.replaceChildren(
    el(
      "div",
      { class: "tables-head" },
      el("h2", { id: "atlas-tables-title" }, scene.title),
      el("p", {}, word("table_help")),
      el(
        "button",
        {
          type: "button",
          class: "close",
          "aria-label": word("close"),
          onclick: () => dialog.close(),
        },
        "\u00d7",
      ),
    ),
    ...(scene.routes.length ? [routesTable()] : []),
    legsTable(),
    ...(scene.hubs.length ? [hubsTable()] : []),
    ...scene.overlays
      .map((layer, index) => ({ layer, index }))
      .filter(({ index }) => state.overlays.has(index))
      .map(({ layer, index }) => overlayTable(layer, index)),
  );
  dialog.showModal();
};

export { openTables, table };
