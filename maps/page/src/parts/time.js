// A year for the map: slider, play, and how much was in use.
import { scene } from "../data.js";
import { icon } from "../map/buttons.js";
import { dockedName, fillDock, undock } from "../map/dock.js";
import { el } from "../model/dom.js";
import { changed, sides, statusOn, visible } from "../model/state.js";
import { statusOf } from "../model/theme.js";
import { number, word } from "../model/words.js";

const inUse = (status) => Boolean(status) && statusOf(status).in_use;
const isAhead = (status) => ["construction", "planned", "proposed"].includes(status);

// Years at whose end something differs from the year before.
let turns = null;
const changeYears = () => {
  if (turns) return turns;
  const found = new Set();
  scene.legs.forEach((leg) =>
    leg.hist.forEach(([, from, last]) => {
      found.add(from);
      if (last !== null) found.add(last + 1);
    }),
  );
  turns = [...found].sort((p, q) => p - q);
  return turns;
};
const latestYear = () => {
  const read = scene.sources.map((source) => Number(source.accessed.slice(0, 4)) || 0);
  return Math.max(
    changeYears()[changeYears().length - 1],
    Number(String(scene.asOf).slice(0, 4)) || 0,
    ...read,
  );
};

// Km of what the layers show at the end of a year, each leg once.
const kmAt = (year, side = sides[0]) => {
  const then = { year, only: side.only, items: null };
  const legs = [...visible(then).legs].map((index) => scene.legs[index]);
  const sum = (test) =>
    legs.reduce((total, leg) => total + (test(statusOn(leg, then)) ? leg.km || 0 : 0), 0);
  return { used: sum(inUse), ahead: sum(isAhead) };
};

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

const openTime = () => {
  if (dockedName() === "time") {
    undock();
    return;
  }
  const years = changeYears();
  const [from, to] = [years[0], latestYear()];
  let timer = null;
  const told = el("output", { class: "time-year", "aria-hidden": "true" });
  const sums = el("p", { class: "time-sums" });
  const slider = el("input", {
    type: "range",
    id: "atlas-year",
    min: from,
    max: to,
    step: 1,
    "aria-label": word("year"),
  });
  const set = (year) => {
    sides[0].year = year;
    slider.value = String(year);
    slider.setAttribute("aria-valuetext", String(year));
    told.textContent = String(year);
    const km = kmAt(year);
    sums.textContent = word("time_km", number(km.used), number(km.ahead));
    changed();
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    face();
  };
  const start = () => {
    if (sides[0].year >= to) set(from);
    timer = setInterval(() => {
      const next = years.find((year) => year > sides[0].year && year <= to);
      if (next === undefined) {
        if (sides[0].year < to) set(to);
        stop();
      } else set(next);
    }, 450);
    face();
  };
  const play = el("button", {
    type: "button",
    class: "tool time-play",
    onclick: () => (timer ? stop() : start()),
  });
  const face = () => {
    const name = timer ? "pause" : "play";
    play.setAttribute("aria-label", word(name));
    play.title = word(name);
    play.replaceChildren(icon(name));
  };
  slider.addEventListener("input", () => {
    if (timer) stop();
    set(Number(slider.value));
  });
  face();
  const node = el(
    "div",
    { class: "time" },
    play,
    el(
      "div",
      { class: "time-track" },
      curve(years, from, to, 600, 26),
      slider,
      el(
        "div",
        { class: "time-ends", "aria-hidden": "true" },
        el("span", {}, String(from)),
        el("span", {}, String(to)),
      ),
    ),
    told,
    el("div", { class: "time-text" }, sums, el("p", { class: "hint" }, word("time_help"))),
  );
  fillDock("time", node, () => {
    clearInterval(timer);
    sides[0].year = null;
    changed();
  });
  const drawnFor = Number(String(scene.asOf).slice(0, 4));
  set(Math.min(to, Math.max(from, drawnFor || to)));
  slider.focus({ preventScroll: true });
};

export { changeYears, inUse, kmAt, latestYear, openTime };
