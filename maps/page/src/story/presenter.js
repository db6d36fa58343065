// The presenter's own window: the step, its notes, what comes next, and a clock.
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { titled, word } from "../model/words.js";
import { paragraphs } from "./content.js";
import { placeOf } from "./count.js";

const STYLE = `
:root { color-scheme: dark; }
body { margin: 0; padding: 20px 28px; background: #14181c; color: #eef1f3;
  font: 18px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 6px 28px; align-items: baseline;
  border-bottom: 1px solid #46505a; padding-bottom: 10px; font-variant-numeric: tabular-nums; }
header .time { font-size: 30px; }
header .count { margin-left: auto; }
small, h2 { color: #aab6c0; font-size: 14px; font-weight: 600; margin: 0; }
h1 { font-size: 26px; line-height: 1.25; margin: 18px 0 12px; }
main { display: grid; grid-template-columns: 2fr 1fr; gap: 32px; }
.next { border-left: 1px solid #46505a; padding-left: 24px; }
.next h1 { font-size: 20px; margin: 4px 0 10px; }
.notes { overflow-wrap: anywhere; }
button { font: inherit; font-size: 15px; color: inherit; background: #2a323a; border: 1px solid #5b6873;
  border-radius: 6px; padding: 4px 14px; cursor: pointer; }
button:disabled { opacity: 0.4; cursor: default; }
footer { display: flex; gap: 10px; margin-top: 20px; }
@media (max-width: 640px) { main { grid-template-columns: 1fr; } .next { border: 0; padding: 0; } }
`;
const MINUTE = 60;
let shown = null;

const isPresenting = () => Boolean(shown && !shown.view.closed);
const two = (value) => String(value).padStart(2, "0");
const elapsedText = (seconds) => {
  const minutes = Math.floor(seconds / MINUTE);
  const hours = Math.floor(minutes / MINUTE);
  const rest = `${two(minutes % MINUTE)}:${two(seconds % MINUTE)}`;
  return hours ? `${hours}:${rest}` : rest;
};
const tick = () => {
  if (!isPresenting()) return;
  const now = new Date();
  shown.now.textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
  shown.elapsed.textContent = elapsedText(Math.floor((now.getTime() - shown.since) / 1000));
};
const restart = () => {
  shown.since = Date.now();
  tick();
};

// Tells the presenter what the audience sees and what comes next.
const tellPresenter = (steps, at) => {
  if (!isPresenting()) return;
  const [step, next] = [steps[at], steps[at + 1]];
  const place = placeOf(steps, at);
  shown.count.textContent = word("story_step", place.number, place.count);
  shown.title.textContent = titled(step.title);
  shown.notes.replaceChildren(
    ...(step.notes ? paragraphs(step.notes) : [el("p", {}, word("story_no_notes"))]),
  );
  shown.next.replaceChildren(
    el("h2", {}, word("story_next")),
    el("h1", {}, next ? titled(next.title) : word("story_last")),
    ...(next ? paragraphs(next.text).slice(0, 1) : []),
  );
  shown.previous.disabled = at === 0;
  shown.forward.disabled = at === steps.length - 1;
};

const button = (key, onclick) => el("button", { type: "button", onclick }, word(key));
const labelled = (key, node) => el("span", {}, el("small", {}, `${word(key)} `), node);
const furnish = (view, turn) => {
  const doc = view.document;
  const parts = {
    view,
    since: Date.now(),
    now: el("span", { class: "time now" }),
    elapsed: el("span", { class: "time elapsed" }),
    count: el("span", { class: "count" }),
    title: el("h1", {}),
    notes: el("div", { class: "notes", role: "region", "aria-live": "polite" }),
    next: el("section", { class: "next" }),
    previous: button("story_previous", () => turn(-1)),
    forward: button("story_next", () => turn(1)),
  };
  doc.title = `${word("story_notes")} \u00b7 ${scene.title}`;
  doc.documentElement.lang = document.documentElement.lang;
  doc.head.append(el("style", {}, STYLE));
  doc.body.replaceChildren(
    el(
      "header",
      {},
      labelled("story_time", parts.now),
      labelled("story_elapsed", parts.elapsed),
      parts.count,
    ),
    parts.title,
    el("main", {}, parts.notes, parts.next),
    el("footer", {}, parts.previous, parts.forward, button("story_restart", restart)),
  );
  return parts;
};

// Opens the window, or shuts it; tells whether it is open. `closed` is run when it goes.
const togglePresenter = (turn, onKey, closed) => {
  if (isPresenting()) {
    shown.view.close();
    return false;
  }
  const view = window.open("", "atlas-presenter", "popup,width=1000,height=640");
  if (!view) {
    window.alert(word("story_blocked"));
    return false;
  }
  shown = furnish(view, turn);
  view.document.addEventListener("keydown", onKey);
  view.addEventListener("pagehide", closed);
  view.setInterval(tick, 500);
  tick();
  return true;
};
window.addEventListener("pagehide", () => {
  if (isPresenting()) shown.view.close();
});

export { elapsedText, isPresenting, tellPresenter, togglePresenter };
