// A year for the map: slider, play, and how much was in use.
import { scene } from "../data.js";
import { icon } from "../map/buttons.js";
import { dockedName, fillDock, undock } from "../map/dock.js";
import { el } from "../model/dom.js";
import { changed, sides } from "../model/state.js";
import { number, word } from "../model/words.js";
import { changeYears, kmAt, latestYear } from "./years.js";

const curve = (years, from, to, width, height) => {
  const points = years.filter((year) => year >= from && year <= to);
  const values = [from, ...points, to].map((year) => [year, kmAt(year)]);
  const top = Math.max(1, ...values.map(([, km]) => km.used + km.ahead));
  const x = (year) => (to > from ? ((year - from) / (to - from)) * width : 0);
  const steps = (pick) =>
    values.reduce(
      (path, [year, km], i) =>
        `${path}${i ? `H${x(year).toFixed(1)}` : "M0"}${i ? "V" : ","}${(height - (pick(km) / top) * height).toFixed(1)}`,
      "",
    );
  return el(
    "svg",
    {
      class: "curve",
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    el("path", { class: "curve-ahead", d: `${steps((km) => km.used + km.ahead)}V${height}H0z` }),
    el("path", { class: "curve-used", d: `${steps((km) => km.used)}V${height}H0z` }),
  );
};

const TICK_MS = 450;

class Timeline {
  constructor() {
    this.years = changeYears();
    this.from = this.years[0];
    this.to = latestYear();
    this.timer = null;
    this.told = el("output", { class: "time-year", "aria-hidden": "true" });
    this.sums = el("p", { class: "time-sums" });
    this.slider = el("input", {
      type: "range",
      id: "atlas-year",
      min: this.from,
      max: this.to,
      step: 1,
      "aria-label": word("year"),
      oninput: () => {
        if (this.timer) this.stop();
        this.set(Number(this.slider.value));
      },
    });
    this.play = el("button", {
      type: "button",
      class: "tool time-play",
      onclick: () => (this.timer ? this.stop() : this.start()),
    });
    this.face();
    this.node = this.build();
  }

  build() {
    const { from, to } = this;
    const ends = [from, to].map((year) => el("span", {}, String(year)));
    const track = el(
      "div",
      { class: "time-track" },
      curve(this.years, from, to, 600, 26),
      this.slider,
      el("div", { class: "time-ends", "aria-hidden": "true" }, ends),
    );
    const hint = el("p", { class: "hint" }, word("time_help"));
    const text = el("div", { class: "time-text" }, this.sums, hint);
    return el("div", { class: "time" }, this.play, track, this.told, text);
  }

  set(year) {
    sides[0].year = year;
    this.slider.value = String(year);
    this.slider.setAttribute("aria-valuetext", String(year));
    this.told.textContent = String(year);
    const km = kmAt(year);
    this.sums.textContent = word("time_km", number(km.used), number(km.ahead));
    changed();
  }

  face() {
    const name = this.timer ? "pause" : "play";
    this.play.setAttribute("aria-label", word(name));
    this.play.title = word(name);
    this.play.replaceChildren(icon(name));
  }

  halt() {
    clearInterval(this.timer);
    this.timer = null;
  }

  stop() {
    this.halt();
    this.face();
  }

  // To the next year in which something changes; at the end it stops.
  tick() {
    const { year } = sides[0];
    const next = this.years.find((one) => one > year && one <= this.to);
    if (next !== undefined) {
      this.set(next);
      return;
    }
    if (year < this.to) this.set(this.to);
    this.stop();
  }

  start() {
    if (sides[0].year >= this.to) this.set(this.from);
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.face();
  }
}

// Opens the time line, at a year if one is given; else shuts it where it is open.
const openTime = (year = null) => {
  if (year === null && dockedName() === "time") {
    undock();
    return;
  }
  const line = new Timeline();
  fillDock("time", line.node, () => {
    line.halt();
    sides[0].year = null;
    changed();
  });
  const drawnFor = Number(String(scene.asOf).slice(0, 4));
  line.set(Math.min(line.to, Math.max(line.from, year || drawnFor || line.to)));
  line.slider.focus({ preventScroll: true });
};

export { openTime };
