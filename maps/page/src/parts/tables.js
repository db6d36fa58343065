// The table twin: what the map shows, as tables.
import { eventText, statusText } from "../cards/cards.js";
import { plain } from "../cards/overlay_card.js";
import { showHub, showLeg, showOverlay, showRoute } from "../cards/select.js";
import { partsOf } from "../core/parts.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { save as saveFile } from "../model/save.js";
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

// A table as a file; a cell that leads somewhere holds its text alone.
const saveTable = (caption, heads, rows) => {
  const quoted = (value) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  const cells = rows.map((row) => row.map((cell) => (Array.isArray(cell) ? cell[0] : cell)));
  const lines = [heads.map(({ name }) => name), ...cells].map((row) => row.map(quoted).join(","));
  // The mark at the head tells a spreadsheet that it is UTF-8.
  const blob = new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" });
  saveFile(blob, `${caption.toLowerCase().replace(/\s+/g, "-")}.csv`);
};

const isEmpty = (cell) => {
  const value = Array.isArray(cell) ? cell[0] : cell;
  return value === null || value === undefined || value === "";
};
// Without the columns that say nothing in any row.
const filled = (heads, rows) => {
  const kept = heads.map((_, i) => !rows.length || rows.some((row) => !isEmpty(row[i])));
  return [heads.filter((_, i) => kept[i]), rows.map((row) => row.filter((_, i) => kept[i]))];
};

// A table whose heads sort it, up and down in turn.
const table = (caption, allHeads, allRows) => {
  const [heads, rows] = filled(allHeads, allRows);
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
  const save = el(
    "button",
    {
      type: "button",
      class: "table-save",
      onclick: () => saveTable(caption, heads, rows),
      "aria-label": `CSV: ${caption}`,
    },
    "CSV",
  );
  const title = el("caption", {}, `${caption} (${number(rows.length)})`);
  return el(
    "div",
    { class: "table-hold", tabindex: "0", role: "region", "aria-label": caption },
    save,
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
      figureHead("load_head", 2),
      textHead("load_year"),
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
          leg.load ? leg.load[0] : null,
          leg.load ? `${leg.load[4]}${leg.load[3] ? `, ${leg.load[3]}` : ""}` : "",
          shares(leg.by, country),
          eventsAt(index, "break_of_gauge"),
          eventsAt(index, "border"),
        ];
      }),
  );

// The length of a route, and of it what is in use, not yet, and no longer: whole km that sum.
const lengthsOf = ({ km, now, later }) => {
  const shut = Math.max(0, (km || 0) - (now || 0) - (later || 0));
  const parts = partsOf([now || 0, later || 0, shut > 0.5 ? shut : 0]);
  return [parts.reduce((sum, part) => sum + part, 0), ...parts];
};

const routesTable = () =>
  table(
    word("routes"),
    [
      textHead("route"),
      textHead("corridor"),
      figureHead("length_km"),
      figureHead("operating_km"),
      figureHead("planned_km"),
      figureHead("shut_km"),
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
        ...lengthsOf(route),
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

// A row shows where each word that is typed stands in it; the heads of the tables lead to them.
const keep = (text) => {
  const words = text.toLocaleLowerCase(scene.lang).split(/\s+/).filter(Boolean);
  dialog.querySelectorAll("tbody tr").forEach((row) => {
    const told = row.textContent.toLocaleLowerCase(scene.lang);
    row.hidden = !words.every((one) => told.includes(one));
  });
};
const tools = () => {
  const filter = el("input", {
    type: "search",
    placeholder: word("filter"),
    "aria-label": word("filter"),
    oninput: () => keep(filter.value),
  });
  const row = el("div", { class: "tables-tools" }, filter);
  queueMicrotask(() =>
    dialog.querySelectorAll(".table-hold").forEach((hold) => {
      const go = () => hold.scrollIntoView({ block: "start" });
      const name = hold.getAttribute("aria-label");
      row.append(el("button", { type: "button", onclick: go }, name));
    }),
  );
  return row;
};

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
      tools(),
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
