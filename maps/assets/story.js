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

  const block = ({ kind, name, rows }) => {
    const heading = name ? el("h3", {}, name) : null;
    if (kind === "facts") return el("div", { class: "block" }, heading, el("dl", { class: "story-facts" }, rows.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value)))));
    if (kind === "bars") return el("div", { class: "block" }, heading, Atlas.bars(Object.fromEntries(rows), (label) => label));
    return el("div", { class: "block" }, heading, el("ul", { class: "story-list" }, rows.map((row) => el("li", {}, row))));
  };
  const paragraphs = (text, name) => text.split(/\n\s*\n/).filter((part) => part.trim()).map((part) => el("p", { class: name }, part));
  const content = (step, level = "h2") => [
    step.over ? el("p", { class: "story-over" }, step.over) : null,
    el(level, { class: "story-title" }, step.title), ...paragraphs(step.text, "story-text"), ...step.blocks.map(block)];

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
  const option = (index) => el("option", { value: index }, `${index + 1}. ${steps[index].chapter && steps[index].over ? steps[index].over : steps[index].title}`);

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
    parts = { body, bar, count, go, previous, next, noted, year };
    return el("aside", { class: "story", id: "atlas-story", "aria-label": word("story") },
      el("header", {}, el("h1", {}, scene.title), go), body, bar,
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
    [Atlas.groundOf(), Atlas.painter(sides[0])].forEach((paint) => { context.save(); paint(context, view); context.restore(); });
    return canvas;
  };
  const page = (step, index) => {
    stage(step);
    sides[0].items = null;
    const chart = step.strip === null ? null : Atlas.stripChart(step.strip, 640);
    const map = picture(step, 640, chart ? 470 : 600);
    return el("section", { class: "paper-page" }, el("div", { class: "paper-text" }, ...content(step)),
      el("div", { class: "paper-side" }, map, chart),
      el("footer", {}, el("span", {}, `${scene.title}${scene.asOf ? ` \u00b7 ${word("as_of", scene.asOf)}` : ""}`), el("span", {}, Atlas.credits().join(" \u00b7 ")), el("span", {}, `${index + 1} / ${steps.length}`)));
  };
  let paper = null;
  const toPaper = () => {
    if (!on || paper) return;
    Atlas.onPaper = true;
    paper = document.body.appendChild(el("div", { class: "paper" }, steps.map(page)));
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
    document.querySelector(".field").append(parts.year, el("button", { type: "button", class: "story-return", onclick: back }, word("story_back")));
    document.addEventListener("keydown", keys);
    window.addEventListener("hashchange", () => { if (on && asked() !== at) show(asked()); });
    enter();
    show(asked(), { hash: false });
  };

  Object.assign(Atlas, { storyMode, story: { paper: toPaper, screen: toScreen, show, at: () => at, count: steps.length } });
})();
