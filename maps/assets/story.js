// The map as a story: steps by key, deep links, notes, full screen, one page a step on paper.
(() => {
  "use strict";
  const { el, word, scene, state, sides } = Atlas;
  const { steps } = scene.story;
  const all = { modes: state.modes, statuses: state.statuses, hubKinds: state.hubKinds, events: state.events, overlays: state.overlays };
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let at = 0; let strip = null; let on = false; let notes = false;
  let parts = null;

  const set = (values, whole) => (values ? new Set(values) : new Set(whole));
  // What a step shows; the view is for the caller.
  const stage = (step) => {
    sides[0].only = step.only ? new Set(step.only) : null;
    sides[0].year = step.year;
    state.modes = set(step.modes, all.modes);
    state.statuses = set(step.statuses, all.statuses);
    state.hubKinds = set(step.hubs, all.hubKinds);
    state.events = set(step.events, all.events);
    state.overlays = new Set(step.overlays);
    state.selected = step.legs.length || step.places.length
      ? { legs: new Set(step.legs), hubs: new Set(step.places), corridor: step.lit === null ? undefined : step.lit, kept: true } : null;
  };
  const boundsOf = (step) => step.view || scene.bounds || [20, 5, 130, 62];

  // No line begins with a dash: it stays with the word before it.
  const tied = (text) => String(text).replace(/ ([-\u2013\u2014]) /g, "\u00a0$1 ");
  // The longest bar fills its track, so that lengths can be compared; the order is the data's.
  const bars = (rows, beside = []) => {
    const longest = Math.max(1, ...rows.map(([, value]) => value));
    return el("ul", { class: "bars" }, rows.map(([label, value]) => {
      const fill = el("span", { class: "bar-fill" });
      fill.style.width = `${Math.max(1, value / longest * 100)}%`;
      return el("li", {}, el("span", { class: "bar-name" }, label), el("span", { class: "bar-track", "aria-hidden": "true" }, fill), el("span", { class: "bar-km" }, Atlas.number(value)));
    }), beside.map(([label, value]) => el("li", {}, el("span", { class: "bar-name" }, label), el("span", {}), el("span", { class: "bar-km" }, Atlas.number(value)))));
  };
  const block = ({ kind, name, rows, beside }) => {
    const heading = name ? el("h3", {}, tied(name)) : null;
    if (kind === "facts") return el("div", { class: "block" }, heading, el("dl", { class: "story-facts" }, rows.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, tied(value))))));
    if (kind === "bars") return el("div", { class: "block" }, heading, bars(rows, beside));
    if (kind === "note") return el("div", { class: "block" }, heading, rows.map((row) => el("p", { class: "story-hint" }, tied(row))));
    return el("div", { class: "block" }, heading, el("ul", { class: "story-list" }, rows.map((row) => el("li", {}, tied(row)))));
  };
  const paragraphs = (text, name) => text.split(/\n\s*\n/).filter((part) => part.trim()).map((part) => el("p", { class: name }, tied(part)));
  const content = (step) => [
    step.over ? el("p", { class: "story-over" }, step.over) : null,
    el("h2", { class: "story-title" }, tied(step.title)), ...paragraphs(step.text, "story-text"), ...step.blocks.map(block)];

  // What is drawn that a step turns on, each with a sample; `drawn` holds the hubs and events painted.
  const GLYPH = 5.4;
  const onStrip = (step, kind) => step.strip !== null && scene.strips[step.strip].events.some((event) => event[1] === kind);
  const alone = (name) => scene.overlays.reduce((found, layer) => (found.startsWith(`${layer.name}: `) ? found.slice(layer.name.length + 2) : found), name);
  const keyRows = (groups, step, drawn) => {
    const { runs } = Atlas.visible(sides[0]);
    const legs = new Set(runs.map((run) => run.index));
    const colour = step.lit === null ? (ground) => ground.hub : () => Atlas.colour(step.lit);
    const { families, modes, statuses, hubKinds } = scene.style;
    const used = new Set(runs.map((run) => run.status));
    const rows = {
      families: () => families.flatMap((family, i) => (runs.some((run) => scene.corridors[run.corridor].f === i) ? [[Atlas.lineSample(() => Atlas.familyColour(i)), family.id]] : [])),
      modes: () => modes.filter((mode) => runs.some((run) => run.leg.mode === mode.id)).map((mode) => [Atlas.lineSample(colour, mode.id), mode.id]),
      statuses: () => (used.size === 1 && used.has("operating") ? [] : statuses.filter((status) => used.has(status.id)).map((status) => [Atlas.lineSample(colour, Atlas.patternOf(runs, status.id), status.id), status.id])),
      events: () => ["break_of_gauge", "border", "mode_change"].filter((kind) => (kind === "break_of_gauge" && onStrip(step, kind))
        || (state.events.has(kind) && drawn.events.some(({ event }) => event.kind === kind && legs.has(event.leg)))).map((kind) => [Atlas.eventSample(kind), kind]),
      // Small symbols are drawn as dots, which tell no kind.
      hubs: () => hubKinds.filter((kind) => drawn.hubs.some(({ index, radius }) => (radius >= GLYPH || kind.id === "city") && scene.hubs[index].kind === kind.id)).map((kind) => [Atlas.hubSample(kind.id), kind.id]),
      overlays: () => Atlas.overlayRows().map(([draw, name]) => [Atlas.sample(draw, 34, 16), alone(name)]),
    };
    return groups.flatMap((group) => rows[group]()).map(([mark, name]) => el("li", {}, mark, el("span", {}, word(name))));
  };
  const fillKey = () => {
    if (!on) return;
    const rows = keyRows(steps[at].key, steps[at], Atlas.drawn());
    parts.key.replaceChildren(...rows);
    parts.key.hidden = !rows.length;
    more();
  };
  // Whether the text goes on below what is seen.
  const more = () => { parts.more.hidden = parts.body.scrollHeight - parts.body.scrollTop - parts.body.clientHeight < 12; };
  const dated = () => [scene.asOf && word("as_of", scene.asOf), scene.verified && word("verified", scene.verified)].filter(Boolean).join(" \u00b7 ");

  const show = (index, { move = true, hash = true } = {}) => {
    at = Math.max(0, Math.min(steps.length - 1, index));
    const step = steps[at];
    if (strip) { strip.stop(); strip = null; }
    Atlas.undock();
    stage(step);
    Atlas.map().closePopup();
    fill(step);
    if (step.strip !== null) {
      strip = Atlas.strip(step.strip);
      Atlas.docked("profile", strip.node, () => { if (strip) { strip.stop(); strip = null; } });
      strip.draw();
      Atlas.resized();
    }
    Atlas.changed();
    fillKey();
    if (hash) remember();
    if (!move) return;
    const bounds = Atlas.boundsOf(boundsOf(step));
    if (calm.matches || document.hidden || !document.documentElement.dataset.ready) Atlas.fit(bounds, { animate: false });
    else fly(bounds);
  };
  const fly = (bounds) => {
    const map = Atlas.map();
    map.stop();
    const far = map.getCenter().distanceTo(bounds.getCenter()) > 6e6;
    Atlas.fit(bounds, far ? { animate: false } : { animate: true, duration: 0.5 });
  };
  const remember = () => {
    const hash = `#step=${at + 1}`;
    if (location.hash === hash) return;
    try { history.replaceState(null, "", hash); } catch (error) { location.hash = hash; }
  };
  const asked = () => {
    const found = /(?:^#|&)step=(\d+)/.exec(location.hash);
    return found ? Math.max(0, Math.min(steps.length - 1, Number(found[1]) - 1)) : 0;
  };

  const fill = (step) => {
    const counted = word("story_step", at + 1, steps.length);
    parts.body.replaceChildren(...content(step).filter(Boolean), step.notes && notes
      ? el("aside", { class: "story-notes" }, el("h3", {}, word("story_notes")), ...paragraphs(step.notes)) : "");
    parts.body.scrollTop = 0;
    parts.count.textContent = counted;
    parts.bar.setAttribute("aria-valuenow", String(at + 1));
    parts.bar.setAttribute("aria-valuetext", counted);
    parts.bar.firstChild.style.width = `${(at + 1) / steps.length * 100}%`;
    parts.previous.disabled = at === 0;
    parts.next.disabled = at === steps.length - 1;
    parts.go.value = String(at);
    parts.year.hidden = step.year === null;
    parts.year.textContent = step.year === null ? "" : String(step.year);
  };

  const chapters = () => steps.reduce((groups, step, index) => {
    const last = groups[groups.length - 1];
    if (last && last.name === step.chapter) last.items.push(index); else groups.push({ name: step.chapter, items: [index] });
    return groups;
  }, []);
  const option = (index) => {
    const { chapter, over, title } = steps[index];
    const name = over || title;
    return el("option", { value: index }, `${index + 1}. ${chapter && chapter !== name ? `${name} \u00b7 ${chapter}` : name}`);
  };

  const panel = () => {
    const tool = (name, run, extra = {}) => Atlas.toolButton(name, run, extra);
    const body = el("div", { class: "story-body", tabindex: "0", role: "region", "aria-live": "polite", "aria-label": word("story") });
    const bar = el("div", { class: "story-bar", role: "progressbar", "aria-label": word("story"), "aria-valuemin": 1, "aria-valuemax": steps.length }, el("span", {}));
    const count = el("p", { class: "story-count" });
    const go = el("select", { "aria-label": word("story_go"), onchange: () => { show(Number(go.value)); go.blur(); } },
      chapters().map(({ name, items }) => (name ? el("optgroup", { label: name }, items.map(option)) : items.map(option))).flat());
    const noted = tool("story_notes", () => { notes = !notes; noted.setAttribute("aria-pressed", String(notes)); fill(steps[at]); }, { "aria-pressed": "false" });
    const previous = tool("story_previous", () => show(at - 1));
    const next = tool("story_next", () => show(at + 1));
    const full = document.fullscreenEnabled ? tool("story_full", () => screenful()) : null;
    const year = el("p", { class: "story-year", hidden: true });
    const key = el("ul", { class: "story-key", "aria-label": word("legend") });
    const further = el("button", { type: "button", class: "story-more", tabindex: "-1", hidden: true, onclick: () => body.scrollBy({ top: body.clientHeight * 0.8, behavior: calm.matches ? "auto" : "smooth" }) }, word("story_more"));
    parts = { body, bar, count, go, previous, next, noted, year, key, more: further };
    body.addEventListener("scroll", more, { passive: true });
    new ResizeObserver(more).observe(body);
    return el("aside", { class: "story", id: "atlas-story", "aria-label": word("story") },
      el("header", {}, el("h1", {}, scene.title), go), el("div", { class: "story-hold" }, body, further), key, bar,
      el("div", { class: "story-foot" }, previous, next, count, noted, full, tool("print", () => window.print()), tool("story_map", () => leave())));
  };
  const screenful = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen().catch(() => {}));

  const enter = () => {
    on = true;
    document.getElementById("atlas").classList.add("story-on");
    Atlas.resized();
    Atlas.map().keyboard.disable();
    document.querySelector(".legend").open = false;
  };
  const leave = () => {
    on = false;
    if (strip) { strip.stop(); strip = null; }
    Atlas.undock();
    document.getElementById("atlas").classList.remove("story-on");
    Object.assign(state, { modes: new Set(all.modes), statuses: new Set(all.statuses), hubKinds: new Set(all.hubKinds), events: new Set(all.events), overlays: new Set(all.overlays), selected: null });
    Object.assign(sides[0], { only: null, year: null });
    Atlas.map().keyboard.enable();
    Atlas.resized(); Atlas.changed();
    document.querySelector(".story-return").focus();
  };
  const back = () => { Atlas.undock(); enter(); show(at); parts.next.focus(); };

  const busy = (target) => target.closest && target.closest("input,select,textarea,[role=slider],dialog,.leaflet-popup");
  const keys = (event) => {
    if (!on || event.altKey || event.ctrlKey || event.metaKey || busy(event.target) || document.querySelector("dialog[open]")) return;
    const pressable = event.target.closest && event.target.closest("button,a,summary");
    const run = { ArrowRight: () => show(at + 1), PageDown: () => show(at + 1), ArrowLeft: () => show(at - 1), PageUp: () => show(at - 1),
      Home: () => show(0), End: () => show(steps.length - 1), n: () => parts.noted.click(), f: () => screenful(),
      ...(pressable ? {} : { " ": () => show(at + (event.shiftKey ? -1 : 1)) }) }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  };

  // Paper: every step painted once for its own page.
  const RATIO = 1.4;
  const KEY = ["families", "modes", "statuses", "events", "hubs", "overlays"];
  const picture = (step, width, height) => {
    const [west, south, east, north] = boundsOf(step);
    const [x0, y0, x1, y1] = [Atlas.worldX(west), Atlas.worldY(north), Atlas.worldX(east), Atlas.worldY(south)];
    const scale = Math.min(2 ** 9, width * 0.82 / Math.max(1e-6, x1 - x0), height * 0.86 / Math.max(1e-6, y1 - y0));
    const zoom = Math.log2(scale);
    const [w, h] = [width * 1.5, height * 1.5];
    const level = scene.levelZooms.findIndex((last) => zoom <= last);
    const [dx, dy] = [(x0 + x1) / 2 * scale - w / 2, (y0 + y1) / 2 * scale - h / 2];
    const view = { zoom, scale, dx, dy, width: w, height: h, level: level < 0 ? scene.levelZooms.length - 1 : level,
      box: [dx / scale, dy / scale, (dx + w) / scale, (dy + h) / scale], covers: [], min: L.point(0, 0) };
    const canvas = el("canvas", { class: "paper-map", role: "img", "aria-label": step.title });
    canvas.width = width * RATIO; canvas.height = height * RATIO;
    const context = canvas.getContext("2d");
    context.setTransform(RATIO, 0, 0, RATIO, -w / 6 * RATIO, -h / 6 * RATIO);
    context.fillStyle = scene.style.ground.light.sea;
    context.fillRect(0, 0, w, h);
    const painted = (paint) => { context.save(); const found = paint(context, view); context.restore(); return found; };
    painted(Atlas.groundOf());
    const drawn = painted(Atlas.painter(sides[0]));
    const inside = ({ x, y }) => x >= w / 6 && x <= w / 6 + width && y >= h / 6 && y <= h / 6 + height;
    return { canvas, scale: scaleBar(view, width), drawn: { hubs: drawn.hubs.filter(inside), events: drawn.events.filter(inside) } };
  };
  // A bar of a round length, true at the latitude of the middle of the picture.
  const scaleBar = ({ scale, dy, height }, width) => {
    const y = Math.PI * (1 - (dy + height / 2) / scale / 128);
    const lat = Math.atan(Math.sinh(y)) * 180 / Math.PI;
    const kmAcross = 40075.017 / Math.cosh(y) / 256 / scale * width;
    const ten = 10 ** Math.floor(Math.log10(kmAcross / 6));
    const length = [5, 2, 1].map((digit) => digit * ten).find((one) => one <= kmAcross / 6);
    const bar = el("span", { class: "paper-scale" });
    bar.style.width = `${length / kmAcross * 100}%`;
    const degrees = word(lat < 0 ? "story_lat_south" : "story_lat_north", Atlas.number(Math.abs(lat)));
    return [bar, el("span", {}, word("story_scale", Atlas.number(length), degrees))];
  };
  const foot = (index) => el("footer", {}, el("span", {}, [scene.title, dated()].filter(Boolean).join(" \u00b7 ")),
    el("span", {}, [...Atlas.credits(), scene.ground && word("boundaries", scene.ground.credit || word("own_boundaries"))].filter(Boolean).join(" \u00b7 ")),
    el("span", {}, `${index + 1} / ${steps.length}`));
  const page = (step, index) => {
    stage(step);
    sides[0].items = null;
    const chart = step.strip === null ? null : Atlas.stripChart(step.strip, 640);
    const { canvas, scale, drawn } = picture(step, 640, chart ? 400 : 520);
    return el("section", { class: "paper-page" }, el("div", { class: "paper-text" }, ...content(step)),
      el("div", { class: "paper-side" }, canvas, el("div", { class: "paper-under" }, scale), el("ul", { class: "paper-key" }, keyRows(KEY, step, drawn)), chart), foot(index));
  };
  const rest = (step, index, nodes) => el("section", { class: "paper-page paper-more" },
    el("div", { class: "paper-text" }, el("p", { class: "story-over" }, word("brackets", step.over || step.title, word("story_continued"))), el("h2", { class: "story-title" }, tied(step.title)), ...nodes), foot(index));
  const full = (text) => text.scrollHeight > text.clientHeight + 1 || text.scrollWidth > text.clientWidth + 1;
  // Takes from the end of a text what has no room: rows of a block first, the block when one row is left.
  const spill = (text) => {
    const left = [];
    while (full(text)) {
      const last = text.lastElementChild;
      const list = last.querySelector("ul,dl");
      if (!list || list.children.length < 3) {
        if (text.children.length < 4) break;
        left.unshift(last); last.remove();
        continue;
      }
      const tail = last.cloneNode(true);
      const rows = tail.querySelector("ul,dl");
      rows.replaceChildren();
      const heading = tail.querySelector("h3");
      if (heading) heading.textContent = word("brackets", heading.textContent, word("story_continued"));
      while (full(text) && list.children.length > 1) rows.prepend(list.lastElementChild);
      if (list.children.length === 1) { rows.prepend(list.lastElementChild); if (heading) heading.textContent = last.querySelector("h3").textContent; last.remove(); }
      left.unshift(tail);
    }
    return left;
  };
  // The sheets of a step: a text that has no room is set closer, and what still has none goes on.
  const sheets = (step, index) => {
    let sheet = paper.appendChild(page(step, index));
    ["paper-close", "paper-closer"].forEach((tight) => { if (full(sheet.firstChild)) sheet.classList.add(tight); });
    for (let left = spill(sheet.firstChild); left.length; left = spill(sheet.firstChild)) sheet = paper.appendChild(rest(step, index, left));
  };
  let paper = null;
  const toPaper = () => {
    if (!on || paper) return;
    Atlas.onPaper = true;
    paper = document.body.appendChild(el("div", { class: "paper paper-laid" }));
    steps.forEach(sheets);
    paper.classList.remove("paper-laid");
    document.documentElement.classList.add("on-paper");
  };
  const toScreen = () => {
    if (!paper) return;
    paper.remove(); paper = null;
    Atlas.onPaper = false;
    document.documentElement.classList.remove("on-paper");
    show(at, { move: false, hash: false });
  };

  const storyMode = () => {
    const root = document.getElementById("atlas");
    root.append(panel());
    if (dated()) document.querySelector(".foot .credit").prepend(el("span", { class: "dated" }, `${dated()} \u00b7 `));
    Atlas.map().on("moveend", fillKey);
    document.querySelector(".field").append(parts.year, el("button", { type: "button", class: "story-return", onclick: back }, word("story_back")));
    document.addEventListener("keydown", keys);
    window.addEventListener("hashchange", () => { if (on && asked() !== at) show(asked()); });
    enter();
    show(asked(), { hash: false });
  };

  Object.assign(Atlas, { storyMode, story: { paper: toPaper, screen: toScreen, show, at: () => at, count: steps.length } });
})();
