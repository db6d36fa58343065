// The side panel (layers, search, sources) and the legend that follows it.
(() => {
  "use strict";
  const { el, word, km, scene, state } = Atlas;

  const sample = (draw, width = 34, height = 14) => {
    const canvas = el("canvas", { class: "sample", "aria-hidden": "true" });
    canvas.width = width * 3; canvas.height = height * 3;
    canvas.style.width = `${width}px`; canvas.style.height = `${height}px`;
    const paint = () => {
      const context = canvas.getContext("2d");
      context.setTransform(3, 0, 0, 3, 0, 0);
      context.clearRect(0, 0, width, height);
      draw(context, width, height, scene.style.ground[Atlas.theme()]);
    };
    paint();
    Atlas.onTheme(paint, canvas);
    return canvas;
  };

  const lineSample = (colour, mode = "rail", status = "operating") => sample((context, width, height, ground) => {
    const path = new Path2D(); path.moveTo(3, height / 2); path.lineTo(width - 3, height / 2);
    Atlas.strokeLine(context, path, { colour: colour(ground), mode: Atlas.modeOf(mode), status: Atlas.statusOf(status) }, 3.4, ground);
  });
  const ink = (ground) => ground.hub;
  const hubSample = (kind) => sample((context, width, height, ground) => Atlas.drawSymbol(
    context, scene.style.hubKinds.find((item) => item.id === kind), width / 2, height / 2, 7.5, ground), 22, 19);
  const eventSample = (kind) => sample((context, width, height, ground) => Atlas.drawEvent(
    context, kind, width / 2, height / 2, 6, ground), 22, 16);

  const syncs = [];
  let serial = 0;
  const box = (label, get, set, { mark = null, extra = null, hint = null } = {}) => {
    serial += 1;
    const input = el("input", { type: "checkbox", id: `atlas-box-${serial}`, onchange: () => { set(input.checked); Atlas.changed(); } });
    syncs.push(() => { const now = get(); input.checked = now === true; input.indeterminate = now === null; });
    return el("div", { class: "row" }, input, el("label", { for: input.id, title: hint }, mark, el("span", { class: "row-name" }, label)),
      extra === null ? null : el("span", { class: "row-extra" }, extra));
  };

  const three = (values) => (values.every((value) => value === true) ? true : values.every((value) => value === false) ? false : null);
  const put = (set, key, on) => (on ? set.add(key) : set.delete(key));

  const routeNumbers = (corridor) => [...scene.routes.keys()].filter((index) => scene.routes[index].c === corridor);
  const corridorState = (corridor) => {
    const routes = routeNumbers(corridor);
    return routes.length ? three(routes.map((index) => state.routes.has(index))) : state.loose.has(corridor);
  };
  const setCorridor = (corridor, on) => {
    put(state.loose, corridor, on);
    routeNumbers(corridor).forEach((index) => put(state.routes, index, on));
  };

  const branch = (head, name, children, open) => {
    if (!children.length) return el("li", {}, el("div", { class: "branch" }, el("span", { class: "twist-gap" }), head));
    serial += 1;
    const list = el("ul", { id: `atlas-list-${serial}`, hidden: !open }, children);
    const twist = el("button", { type: "button", class: "twist", "aria-expanded": String(open), "aria-controls": list.id, "aria-label": word("expand", name),
      onclick: () => { list.hidden = !list.hidden; twist.setAttribute("aria-expanded", String(!list.hidden)); } });
    return el("li", {}, el("div", { class: "branch" }, twist, head), list);
  };
  const goButton = (name, go) => el("button", { type: "button", class: "go", "aria-label": word("zoom_to", name), title: word("zoom_to", name), onclick: go });

  const routeItem = (index) => {
    const route = scene.routes[index];
    const head = box(route.name, () => state.routes.has(index), (on) => put(state.routes, index, on), { extra: km(route.km) });
    head.append(goButton(route.name, () => Atlas.showRoute(index)));
    return el("li", {}, el("div", { class: "branch" }, el("span", { class: "twist-gap" }), head));
  };
  const corridorItem = (index) => {
    const corridor = scene.corridors[index];
    const head = box(corridor.name, () => corridorState(index), (on) => setCorridor(index, on), { hint: corridor.about || null });
    head.append(goButton(corridor.name, () => Atlas.showCorridor(index)));
    return branch(head, corridor.name, routeNumbers(index).map(routeItem), false);
  };
  const familyItem = (family, index, open) => {
    const own = [...scene.corridors.keys()].filter((i) => scene.corridors[i].f === index);
    if (!own.length) return null;
    const name = word(family.id);
    const head = box(name, () => three(own.map(corridorState)), (on) => own.forEach((i) => setCorridor(i, on)),
      { mark: lineSample(() => Atlas.familyColour(index)) });
    head.classList.add("row-family");
    return branch(head, name, own.map(corridorItem), open);
  };

  // Arrow keys walk the tree beside Tab: up, down; right opens, left closes.
  const walkable = (tree) => {
    tree.addEventListener("keydown", (event) => {
      if (!["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const all = [...tree.querySelectorAll("input[type=checkbox]")].filter((node) => node.offsetParent);
      const at = all.findIndex((node) => node.closest(".branch") === event.target.closest(".branch"));
      if (at < 0) return;
      event.preventDefault();
      if (event.key === "ArrowDown") all[Math.min(all.length - 1, at + 1)].focus();
      else if (event.key === "ArrowUp") all[Math.max(0, at - 1)].focus();
      else {
        const twist = all[at].closest(".branch").querySelector(".twist");
        if (twist && twist.getAttribute("aria-expanded") === String(event.key === "ArrowLeft")) twist.click();
        else if (event.key === "ArrowLeft") { const up = all[at].closest("ul").closest("li"); if (up) up.querySelector("input").focus(); }
      }
    });
    return tree;
  };

  const section = (name, open, ...children) => el("details", { class: "section", open }, el("summary", {}, el("h2", {}, name)), ...children);
  const flat = (rows) => el("ul", { class: "flat" }, rows.map((row) => el("li", {}, row)));
  const count = (values) => Atlas.number(values.length);

  const tree = () => walkable(el("ul", { class: "tree" }, scene.style.families.map((family, index) => familyItem(family, index, scene.corridors.length < 24))));
  const allOrNone = () => {
    const choose = (on) => { [...scene.corridors.keys()].forEach((index) => setCorridor(index, on)); Atlas.changed(); };
    return el("p", { class: "choose" }, el("button", { type: "button", onclick: () => choose(true) }, word("all")),
      el("button", { type: "button", onclick: () => choose(false) }, word("none")));
  };
  const modes = () => scene.style.modes.filter((mode) => scene.legs.some((leg) => leg.mode === mode.id)).map((mode) => box(word(mode.id),
    () => state.modes.has(mode.id), (on) => put(state.modes, mode.id, on), { mark: lineSample(ink, mode.id) }));
  const statuses = () => scene.style.statuses.filter((status) => scene.legs.some((leg) => leg.status === status.id || leg.hist.some(([value]) => value === status.id))).map((status) => box(word(status.id),
    () => state.statuses.has(status.id), (on) => put(state.statuses, status.id, on), { mark: lineSample(ink, "rail", status.id) }));
  const kinds = () => scene.style.hubKinds.filter((kind) => scene.hubs.some((hub) => hub.kind === kind.id)).map((kind) => box(word(kind.id),
    () => state.hubKinds.has(kind.id), (on) => put(state.hubKinds, kind.id, on),
    { mark: hubSample(kind.id), extra: count(scene.hubs.filter((hub) => hub.kind === kind.id)) }));
  const events = () => ["break_of_gauge", "border", "mode_change"].filter((kind) => scene.events.some((event) => event.kind === kind)).map((kind) => box(word(kind),
    () => state.events.has(kind), (on) => put(state.events, kind, on), { mark: eventSample(kind) }));

  const overlays = () => scene.overlays.map((layer, index) => box(layer.name, () => state.overlays.has(index), (on) => put(state.overlays, index, on)));

  const sourceList = () => el("ol", { class: "source-list" }, scene.sources.map((source) => el("li", {},
    Atlas.link(source.url, source.title || source.id),
    [source.publisher, source.accessed && word("accessed", source.accessed)].filter(Boolean).map((text) => `, ${text}`).join(""))));

  Atlas.credits = () => [
    scene.legs.some((leg) => leg.origin.osm) && "\u00a9 OpenStreetMap contributors (ODbL 1.0)",
    scene.ground && scene.ground.credit === "Natural Earth" && "GeoNames (CC BY 4.0)",
    scene.ground && scene.ground.credit === "Natural Earth" && "Natural Earth (public domain)",
  ].filter(Boolean);

  const about = () => section(word("about"), false,
    scene.ground ? el("p", {}, word("boundaries", scene.ground.credit || word("own_boundaries"))) : null,
    sourceList(),
    el("p", {}, Atlas.credits().concat("Leaflet (BSD-2-Clause)").join(" \u00b7 ")));

  const heading = () => el("header", { class: "title" }, el("h1", {}, scene.title),
    el("p", {}, [scene.subtitle, ...[scene.asOf && word("as_of", scene.asOf), scene.verified && word("verified", scene.verified)].filter(Boolean).map((day) => el("span", { class: "keep" }, day))]
      .filter(Boolean).flatMap((part, i) => (i ? [" \u00b7 ", part] : [part]))));

  const panel = () => {
    const hubRows = [...kinds(), ...events()];
    const node = el("aside", { class: "panel", id: "atlas-panel", "aria-label": word("panel") },
      heading(), Atlas.searchBox(),
      el("div", { class: "scroll", tabindex: "-1" },
        section(word("corridors"), true, allOrNone(), tree()),
        scene.overlays.length ? section(word("overlays"), true, flat(overlays())) : null,
        section(word("mode"), true, flat(modes())),
        section(word("status"), true, flat(statuses())),
        hubRows.length ? section(word("hubs"), true, flat(hubRows)) : null,
        about()));
    const sync = () => syncs.forEach((run) => run());
    Atlas.onChange(sync);
    sync();
    return node;
  };

  // The mode that shows a status: any on land, else the one that has it, for its dots tell it otherwise.
  const patternOf = (runs, status) => {
    const modes = runs.filter((run) => run.status === status.id).map((run) => run.leg.mode);
    return !modes.length || modes.some((mode) => !Atlas.modeOf(mode).dash.length) ? "rail" : modes[0];
  };
  const legendRow = (mark, name) => el("li", {}, mark, el("span", {}, name));
  const legend = () => {
    const body = el("div", { class: "legend-body" });
    const compact = window.matchMedia("(max-width: 760px), (max-height: 560px)").matches;
    const node = el("details", { class: "legend", open: !compact }, el("summary", {}, word("legend")), body);
    const refill = () => {
      const runs = Atlas.allRuns();
      const legs = new Set(runs.map((run) => run.index));
      const has = (test) => runs.some(test);
      const groups = [
        [...scene.style.families.map((family, i) => has((run) => scene.corridors[run.corridor].f === i) && legendRow(lineSample(() => Atlas.familyColour(i)), word(family.id)))],
        [...scene.style.modes.map((mode) => has((run) => run.leg.mode === mode.id) && legendRow(lineSample(ink, mode.id), word(mode.id)))],
        scene.style.statuses.map((status) => status.id !== "operating" && has((run) => run.status === status.id) && legendRow(lineSample(ink, patternOf(runs, status), status.id), word(status.id))),
        [...scene.style.hubKinds.map((kind) => state.hubKinds.has(kind.id) && scene.hubs.some((hub) => hub.kind === kind.id) && legendRow(hubSample(kind.id), word(kind.id))),
          ...["break_of_gauge", "border", "mode_change"].map((kind) => state.events.has(kind) && scene.events.some((event) => event.kind === kind && legs.has(event.leg)) && legendRow(eventSample(kind), word(kind)))],
        Atlas.overlayRows().map(([draw, name]) => legendRow(sample(draw, 34, 16), name)),
      ].map((rows) => rows.filter(Boolean)).filter((rows) => rows.length);
      body.replaceChildren(...(groups.length ? groups.map((rows) => el("ul", { class: rows.length > 6 ? "many" : null }, rows)) : [el("p", {}, word("nothing"))]));
    };
    Atlas.onChange(refill);
    refill();
    return node;
  };

  Object.assign(Atlas, { panel, legend, patternOf, sample, lineSample, hubSample, eventSample, section });
})();
