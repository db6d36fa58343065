// The table twin: what the map shows, as tables.
(() => {
  "use strict";
  const { el, word, number, scene, country, statusText } = Atlas;

  const shares = (values, label) => Object.entries(values).sort((p, q) => q[1] - p[1])
    .map(([key, value]) => `${label(key)} ${number(value)}`).join(", ");
  const at = (legIndex, kind) => scene.events.filter((event) => event.leg === legIndex && event.kind === kind)
    .map(Atlas.eventText).join("; ");

  const button = (name, go) => el("button", { type: "button", class: "link", onclick: () => { Atlas.closeTables(); go(); } }, name);

  const table = (caption, heads, rows) => {
    let order = null;
    const body = el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, i) => {
      const [value, go] = Array.isArray(cell) ? cell : [cell, null];
      const text = typeof value === "number" ? number(value, heads[i].digits || 0) : value === null || value === undefined ? "\u2013" : value;
      const node = el(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : null, class: heads[i].numeric ? "num" : null }, go ? button(text, go) : text);
      node.sortValue = value;
      return node;
    }))));
    const sort = (column) => {
      order = order && order.column === column ? { column, down: !order.down } : { column, down: false };
      const key = (row) => row.children[column].sortValue;
      const compare = (p, q) => (typeof key(p) === "number" || typeof key(q) === "number"
        ? (key(p) ?? -1) - (key(q) ?? -1) : String(key(p) ?? "").localeCompare(String(key(q) ?? ""), scene.lang));
      [...body.children].sort((p, q) => compare(p, q) * (order.down ? -1 : 1)).forEach((row) => body.append(row));
      [...head.children].forEach((cell, i) => cell.setAttribute("aria-sort", i === column ? (order.down ? "descending" : "ascending") : "none"));
    };
    const head = el("tr", {}, heads.map((item, i) => el("th", { scope: "col", class: item.numeric ? "num" : null, "aria-sort": "none" },
      el("button", { type: "button", onclick: () => sort(i) }, item.name))));
    return el("div", { class: "table-hold", tabindex: "0", role: "region", "aria-label": caption },
      el("table", {}, el("caption", {}, `${caption} (${number(rows.length)})`), el("thead", {}, head), body));
  };
  const text = (key) => ({ name: word(key) });
  const figure = (key, digits = 0) => ({ name: word(key), numeric: true, digits });

  const legs = () => table(word("legs"),
    [text("leg"), text("corridor"), text("mode"), text("status"), figure("length_km"), figure("published_km"), figure("ratio", 3), text("countries"), text("breaks"), text("borders")],
    [...new Set(Atlas.allRuns().map((run) => run.index))].sort((p, q) => p - q).map((index) => {
      const leg = scene.legs[index];
      return [[leg.name, () => Atlas.showLeg(index)], leg.users.map((i) => scene.corridors[i].name).join("; "), word(leg.mode), statusText(leg), leg.km, leg.pub, leg.ratio,
        shares(leg.by, country), at(index, "break_of_gauge"), at(index, "border")];
    }));

  const routes = () => table(word("routes"),
    [text("route"), text("corridor"), figure("length_km"), figure("operating_km"), figure("planned_km"), text("mode"), text("countries"), figure("borders"), figure("breaks"), figure("published_km"), figure("ratio", 3)],
    scene.routes.map((route, index) => ({ route, index })).filter(({ index }) => Atlas.state.routes.has(index)).map(({ route, index }) => [
      [route.name, () => Atlas.showRoute(index)], scene.corridors[route.c].name, route.km, route.now, route.later, shares(route.modes, word), shares(route.by, country),
      route.borders, route.breaks, route.pub, route.ratio]));

  const hubs = () => table(word("hubs"),
    [text("hub"), text("kind"), text("country"), text("status"), text("code"), text("gauge")],
    scene.hubs.map((hub, index) => ({ hub, index })).filter(({ hub }) => Atlas.state.hubKinds.has(hub.kind)).map(({ hub, index }) => [
      [hub.name, () => Atlas.showHub(index)], word(hub.kind), country(hub.cc), hub.status ? word(hub.status) : "", hub.code, hub.gauges.join(", ")]));

  const overlay = (layer, index) => table(layer.name,
    [text("name"), ...(layer.features.some((feature) => typeof feature.v === "number") ? [{ name: layer.unit || word("value"), numeric: true }] : []), ...layer.heads.map((name, i) => (
      { name, numeric: layer.features.every((feature) => typeof feature.c[i] !== "string" || feature.c[i] === "") }))],
    layer.features.map((feature, row) => [[feature.t || String(row + 1), () => Atlas.showOverlay(index, row)],
      ...(layer.features.some((one) => typeof one.v === "number") ? [feature.v] : []), ...feature.c.map((cell) => (typeof cell === "boolean" ? Atlas.plain(cell) : cell))]));

  let dialog = null;
  const openTables = () => {
    dialog = dialog || document.body.appendChild(el("dialog", { class: "tables", "aria-labelledby": "atlas-tables-title" }));
    dialog.replaceChildren(el("div", { class: "tables-head" },
      el("h2", { id: "atlas-tables-title" }, scene.title),
      el("p", {}, word("table_help")),
      el("button", { type: "button", class: "close", "aria-label": word("close"), onclick: () => dialog.close() }, "\u00d7")),
    ...(scene.routes.length ? [routes()] : []), legs(), ...(scene.hubs.length ? [hubs()] : []),
    ...scene.overlays.map((layer, index) => [layer, index]).filter(([, index]) => Atlas.state.overlays.has(index)).map((pair) => overlay(...pair)));
    dialog.showModal();
  };

  Object.assign(Atlas, { table, openTables, closeTables: () => dialog && dialog.close() });
})();
