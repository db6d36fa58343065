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

const SCALE_FROM = 1990;
const TICK_MS = 450;

// Years under the slider: both ends, and every fifth one that is not too near to them.
const NEAR_YEARS = 4;
const ticks = (from, to, name) => {
  const fives = [];
  for (let year = Math.ceil(from / 5) * 5; year < to; year += 5)
    if (year - from > NEAR_YEARS && to - year >= NEAR_YEARS) fives.push(year);
  const label = (year, kind) => {
    const node = el("span", { class: kind }, name(year));
    node.style.left = `${to > from ? ((year - from) / (to - from)) * 100 : 0}%`;
    return node;
  };
  return el(
    "div",
    { class: "time-ends", "aria-hidden": "true" },
    label(from, "tick-first"),
    fives.map((year) => label(year, year % 10 ? "tick tick-odd" : "tick")),
    label(to, "tick-last"),
  );
};

// What is announced for later years: each year with the legs that are to change.
const announcedAfter = (last) => {
  const found = new Map();
  scene.legs.forEach(({ name, told }) =>
    told.forEach(([, date, , , , ahead]) => {
      const year = Number(date.slice(0, 4));
      if (!ahead || year <= last) return;
      if (!found.has(year)) found.set(year, new Set());
      found.get(year).add(name);
    }),
  );
  return [...found].sort(([p], [q]) => p - q).map(([year, names]) => ({ year, names: [...names] }));
};
// The hatched part of the scale behind the present, with a mark for each year announced.
const aheadPart = (ahead, to) => {
  if (!ahead.length) return null;
  const end = ahead[ahead.length - 1].year;
  const marks = ahead.map(({ year, names }) => {
    const mark = el("span", { class: "time-mark", title: `${year}: ${names.join(", ")}` });
    mark.style.left = `${((year - to) / (end - to)) * 100}%`;
    return mark;
  });
  return el(
    "div",
    { class: "time-ahead", "aria-hidden": "true" },
    marks,
    el("span", { class: "time-ahead-end" }, String(end)),
  );
};

class Timeline {
  constructor() {
    this.years = changeYears();
    // Older years are folded into the one before the scale begins.
    this.folded = this.years[0] < SCALE_FROM;
    this.from = this.folded ? SCALE_FROM - 1 : this.years[0];
    this.to = latestYear();
    this.ahead = announcedAfter(this.to);
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
    const known = el(
      "div",
      { class: "time-known" },
      curve(this.years, from, to, 600, 26),
      this.slider,
      ticks(from, to, (year) => this.name(year)),
    );
    const track = el("div", { class: "time-track" }, known, aheadPart(this.ahead, to));
    if (this.ahead.length) {
      const span = to - from;
      known.style.flexGrow = String(span);
      track.lastChild.style.flexGrow = String(Math.max(span / 12, this.ahead.at(-1).year - to));
    }
    const hint = el("p", { class: "hint" }, word("time_help"));
    const told = this.ahead.map(({ year, names }) => `${year}: ${names.join(", ")}`).join("; ");
    const coming = told ? el("p", { class: "hint" }, word("announced", told)) : null;
    const text = el("div", { class: "time-text" }, this.sums, hint, coming);
    return el("div", { class: "time" }, this.play, track, this.told, text);
  }

  name(year) {
    return this.folded && year === this.from
      ? word("before_year", String(SCALE_FROM))
      : String(year);
  }

  set(year) {
    sides[0].year = year;
    this.slider.value = String(year);
    this.slider.setAttribute("aria-valuetext", this.name(year));
    this.told.textContent = this.name(year);
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
