// The map as a story: steps by key, deep links, notes, full screen.
import { shutCard } from "../cards/float.js";
import { makeStrip } from "../cards/strip.js";
import { scene } from "../data.js";
import { toolButton } from "../map/buttons.js";
import { fillDock, undock } from "../map/dock.js";
import { boxBounds, fit } from "../map/fit.js";
import { mainView, resized } from "../map/views.js";
import { el, one } from "../model/dom.js";
import { changed, sides, state } from "../model/state.js";
import { word } from "../model/words.js";
import { stepContent } from "./content.js";
import { placeOf } from "./count.js";
import { keyRows } from "./key.js";
import { tellPresenter, togglePresenter } from "./presenter.js";

const steps = scene.story ? scene.story.steps : [];
const ALL = {
  modes: state.modes,
  statuses: state.statuses,
  hubKinds: state.hubKinds,
  events: state.events,
  overlays: state.overlays,
};
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let at = 0;
let strip = null;
let on = false;
let parts = null;

const chosen = (values, whole) => (values ? new Set(values) : new Set(whole));
// What a step shows; the view is for the caller.
const stage = (step) => {
  sides[0].only = step.only ? new Set(step.only) : null;
  sides[0].year = step.year;
  state.modes = chosen(step.modes, ALL.modes);
  state.statuses = chosen(step.statuses, ALL.statuses);
  state.hubKinds = chosen(step.hubs, ALL.hubKinds);
  state.events = chosen(step.events, ALL.events);
  state.overlays = new Set(step.overlays);
  state.selected =
    step.legs.length || step.places.length
      ? {
          legs: new Set(step.legs),
          hubs: new Set(step.places),
          corridor: step.lit === null ? undefined : step.lit,
          kept: true,
        }
      : null;
};
const stepBox = (step) => step.view || scene.bounds || [20, 5, 130, 62];
const fillKey = () => {
  if (!on) return;
  const rows = keyRows(steps[at].key, steps[at], mainView().last);
  parts.key.replaceChildren(...rows);
  parts.key.hidden = !rows.length;
  more();
};
// Whether the text goes on below what is seen.
const more = () => {
  parts.more.hidden = parts.body.scrollHeight - parts.body.scrollTop - parts.body.clientHeight < 12;
};

const currentStep = () => at;
const isTelling = () => on;
const showStep = (index, { move = true, hash = true } = {}) => {
  at = Math.max(0, Math.min(steps.length - 1, index));
  const step = steps[at];
  if (strip) {
    strip.stop();
    strip = null;
  }
  undock();
  stage(step);
  shutCard();
  fillStep(step);
  if (step.strip !== null) {
    strip = makeStrip(step.strip);
    fillDock("profile", strip.node, () => {
      if (strip) {
        strip.stop();
        strip = null;
      }
    });
    strip.draw();
    resized();
  }
  changed();
  fillKey();
  if (hash) remember();
  if (!move) return;
  const bounds = boxBounds(stepBox(step));
  if (calm.matches || document.hidden || !document.documentElement.dataset.ready)
    fit(bounds, { animate: false });
  else fly(bounds);
};
const fly = (bounds) => {
  const map = mainView().map;
  map.stop();
  const far = map.getCenter().distanceTo(bounds.getCenter()) > 6e6;
  fit(bounds, far ? { animate: false } : { animate: true, duration: 0.5 });
};
const remember = () => {
  const hash = `#step=${at + 1}`;
  if (location.hash === hash) return;
  try {
    history.replaceState(null, "", hash);
  } catch {
    location.hash = hash;
  }
};
const asked = () => {
  const found = /(?:^#|&)step=(\d+)/.exec(location.hash);
  return found ? Math.max(0, Math.min(steps.length - 1, Number(found[1]) - 1)) : 0;
};

const fillStep = (step) => {
  const place = placeOf(steps, at);
  const counted = word("story_step", place.number, place.count);
  parts.body.replaceChildren(...stepContent(step).filter(Boolean));
  tellPresenter(steps, at);
  parts.body.scrollTop = 0;
  parts.count.textContent = counted;
  parts.bar.setAttribute("aria-valuenow", String(place.number));
  parts.bar.setAttribute("aria-valuemax", String(place.count));
  parts.bar.setAttribute("aria-valuetext", counted);
  parts.bar.firstChild.style.width = `${(place.number / place.count) * 100}%`;
  parts.previous.disabled = at === 0;
  parts.next.disabled = at === steps.length - 1;
  parts.go.value = String(at);
  parts.year.hidden = step.year === null;
  parts.year.textContent = step.year === null ? "" : String(step.year);
};

const chapters = () =>
  steps.reduce((groups, step, index) => {
    const last = groups[groups.length - 1];
    if (last && last.name === step.chapter) last.items.push(index);
    else groups.push({ name: step.chapter, items: [index] });
    return groups;
  }, []);
const option = (index) => {
  const { chapter, over, title } = steps[index];
  const name = over || title;
  return el(
    "option",
    { value: index },
    `${index + 1}. ${chapter && chapter !== name ? `${name} \u00b7 ${chapter}` : name}`,
  );
};

const progressBar = () =>
  el(
    "div",
    {
      class: "story-bar",
      role: "progressbar",
      "aria-label": word("story"),
      "aria-valuemin": 1,
    },
    el("span", {}),
  );

const stepChooser = () => {
  const go = el("select", {
    "aria-label": word("story_go"),
    onchange: () => {
      showStep(Number(go.value));
      go.blur();
    },
  });
  const groups = chapters().map(({ name, items }) =>
    name ? el("optgroup", { label: name }, items.map(option)) : items.map(option),
  );
  go.append(...groups.flat());
  return go;
};

const notesButton = () => {
  const press = (open) => button.setAttribute("aria-pressed", String(open));
  const toggle = () => {
    const turn = (by) => showStep(at + by);
    press(togglePresenter(turn, onKey, () => press(false)));
    tellPresenter(steps, at);
  };
  const button = toolButton("story_notes", toggle, { "aria-pressed": "false" });
  return button;
};

const furtherButton = (body) => {
  const behavior = () => (calm.matches ? "auto" : "smooth");
  const onclick = () => body.scrollBy({ top: body.clientHeight * 0.8, behavior: behavior() });
  const attributes = { type: "button", class: "story-more", tabindex: "-1", hidden: true, onclick };
  return el("button", attributes, word("story_more"));
};

const makeParts = () => {
  const body = el("div", {
    class: "story-body",
    tabindex: "0",
    role: "region",
    "aria-live": "polite",
    "aria-label": word("story"),
  });
  return {
    body,
    bar: progressBar(),
    count: el("p", { class: "story-count" }),
    go: stepChooser(),
    previous: toolButton("story_previous", () => showStep(at - 1)),
    next: toolButton("story_next", () => showStep(at + 1)),
    noted: notesButton(),
    year: el("p", { class: "story-year", hidden: true }),
    key: el("ul", { class: "story-key", "aria-label": word("legend") }),
    more: furtherButton(body),
  };
};

// The side of the page that tells; the year of a step stands over the map.
const storyPanel = () => {
  parts = makeParts();
  const { body, bar, count, go, previous, next, noted, year, key } = parts;
  body.addEventListener("scroll", more, { passive: true });
  new ResizeObserver(more).observe(body);
  const full = document.fullscreenEnabled ? toolButton("story_full", () => screenful()) : null;
  const print = toolButton("print", () => window.print());
  const leave = toolButton("story_map", () => leaveStory());
  const node = el(
    "aside",
    { class: "story", id: "atlas-story", "aria-label": word("story") },
    el("header", {}, el("h1", {}, scene.title), go),
    el("div", { class: "story-hold" }, body, parts.more),
    key,
    bar,
    el("div", { class: "story-foot" }, previous, next, count, noted, full, print, leave),
  );
  return { node, year };
};
const screenful = () =>
  document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen().catch(() => {});

const enterStory = () => {
  on = true;
  document.getElementById("atlas").classList.add("story-on");
  resized();
  mainView().map.keyboard.disable();
  one(".legend").open = false;
};
const leaveStory = () => {
  on = false;
  if (strip) {
    strip.stop();
    strip = null;
  }
  undock();
  document.getElementById("atlas").classList.remove("story-on");
  Object.assign(state, {
    modes: new Set(ALL.modes),
    statuses: new Set(ALL.statuses),
    hubKinds: new Set(ALL.hubKinds),
    events: new Set(ALL.events),
    overlays: new Set(ALL.overlays),
    selected: null,
  });
  Object.assign(sides[0], { only: null, year: null });
  mainView().map.keyboard.enable();
  resized();
  changed();
  one(".story-return").focus();
};
const backToStory = () => {
  undock();
  enterStory();
  showStep(at);
  parts.next.focus();
};

const busy = (target) =>
  target.closest && target.closest("input,select,textarea,[role=slider],dialog,.leaflet-popup");
const onKey = (event) => {
  if (
    !on ||
    event.altKey ||
    event.ctrlKey ||
    event.metaKey ||
    busy(event.target) ||
    one("dialog[open]")
  )
    return;
  const pressable = event.target.closest && event.target.closest("button,a,summary");
  const run = {
    ArrowRight: () => showStep(at + 1),
    PageDown: () => showStep(at + 1),
    ArrowLeft: () => showStep(at - 1),
    PageUp: () => showStep(at - 1),
    Home: () => showStep(0),
    End: () => showStep(steps.length - 1),
    n: () => parts.noted.click(),
    f: () => screenful(),
    ...(pressable ? {} : { " ": () => showStep(at + (event.shiftKey ? -1 : 1)) }),
  }[event.key];
  if (!run) return;
  event.preventDefault();
  run();
};

export {
  asked,
  backToStory,
  currentStep,
  enterStory,
  fillKey,
  isTelling,
  onKey,
  showStep,
  stage,
  stepBox,
  steps,
  storyPanel,
};
