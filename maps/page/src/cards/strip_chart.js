// The chart of a route by km: countries, modes, gauges, borders and places.
import { scene } from "../data.js";
import { mix } from "../draw/stroke.js";
import { FONT } from "../draw/text.js";
import { el } from "../model/dom.js";
import { sides, statusOn } from "../model/state.js";
import { colour, modeOf, statusOf, theme } from "../model/theme.js";
import { country, number, word } from "../model/words.js";

const ruler = document.createElement("canvas").getContext("2d");
const widthOf = (text, size, weight = 400) => {
  ruler.font = `${weight} ${size}px ${FONT}`;
  return ruler.measureText(text).width;
};
const LONGEST = 26;
// A name without what stands in brackets; a very long one is cut at a word, so that others find room.
const shortest = (name) => {
  const bare = name.replace(/\s*[(\uff08][^)\uff09]*[)\uff09]\s*$/, "") || name;
  return bare.length <= LONGEST || / [-\u2013\u2014] /.test(bare)
    ? bare
    : `${bare.slice(0, LONGEST - 1).replace(/[\s-]\S*$/, "")}\u2026`;
};
// Codes are told where they can be read: beside names in Latin letters.
const latin = scene.lang.startsWith("en");
const grouped = (runs, key) =>
  runs.reduce((groups, run) => {
    const last = groups[groups.length - 1];
    if (last && key(last.run) === key(run)) last.to = run.to;
    else groups.push({ from: run.from, to: run.to, run });
    return groups;
  }, []);
const textAt = (x, y, content, attributes = {}) =>
  el("text", { x: x.toFixed(1), y, ...attributes }, content);
const ruleAt = (x, y0, y1, name) => el("path", { class: name, d: `M${x.toFixed(1)},${y0}V${y1}` });
const boxAt = (x, y, width, height, name) =>
  el("rect", { class: name, x: x.toFixed(1), y, width: Math.max(0.5, width).toFixed(1), height });
const inMiddle = (names, x, width, y, attributes = {}) => {
  const name = names.find((one) => one && widthOf(one, 11) + 6 < width);
  return name ? textAt(x + width / 2, y, name, { "text-anchor": "middle", ...attributes }) : null;
};

// The widest piece of a box between the signs that stand in it.
const widest = (start, end, signs) => {
  const cuts = [
    start - 9,
    ...signs.filter((sign) => sign > start - 9 && sign < end + 9).sort((p, q) => p - q),
    end + 9,
  ];
  return cuts
    .slice(1)
    .map((cut, i) => [cuts[i] + 9, cut - 9])
    .reduce((best, one) => (one[1] - one[0] > best[1] - best[0] ? one : best));
};
const modeLine = (x0, x1, y, run, corridor) => {
  const [mode, status] = [modeOf(run.mode), statusOf(run.status)];
  const [width, own] = [4.5, 4.5 * mode.width];
  const dash = (mode.dash.length ? mode.dash : status.dash).map((part) => part * width).join(" ");
  const d = `M${x0.toFixed(1)},${y}H${Math.max(x0 + 0.5, x1).toFixed(1)}`;
  const ground = scene.style.ground[theme()];
  return el(
    "g",
    {},
    el("path", {
      d,
      fill: "none",
      stroke: status.grey ? ground.grey : mix(colour(corridor), ground.land, status.tint),
      "stroke-width": own,
      "stroke-dasharray": dash || null,
      "stroke-linecap": mode.dash.length ? "round" : "butt",
    }),
    mode.hollow
      ? el("path", { d, fill: "none", class: "strip-hollow", "stroke-width": own * 0.4 })
      : null,
  );
};

// Names of places above the rows, in three tiers, the ends first.
const placeNames = (hubs, x, width, base) => {
  const taken = [[], [], []];
  const stems = [];
  const order = hubs
    .map((hub, i) => ({ hub, i }))
    .sort((p, q) => stopWeight(p, hubs) - stopWeight(q, hubs) || p.i - q.i);
  return order.flatMap(({ hub }) => {
    const name = shortest(hub[2]);
    const wide = widthOf(name, 11);
    const at = x(hub[0]);
    const left = Math.max(0, Math.min(width - wide, at - wide / 2));
    const tier = taken.findIndex(
      (spans, row) =>
        spans.every(([a, b]) => left > b + 5 || left + wide < a - 5) &&
        taken.slice(0, row).every((lower) => lower.every(([a, b]) => at < a - 1 || at > b + 1)) &&
        stems.every((stem) => stem.tier <= row || stem.at < left - 2 || stem.at > left + wide + 2),
    );
    // A tick alone under the name of another place would be taken for that place's.
    if (tier < 0)
      return taken[0].some(([a, b]) => at > a && at < b)
        ? []
        : [ruleAt(at, base - 3, base, "strip-tick")];
    taken[tier].push([left, left + wide]);
    stems.push({ at, tier });
    return [
      ruleAt(at, base - 3 - tier * 13, base, "strip-tick"),
      textAt(left, base - 6 - tier * 13, name, { class: "strip-name" }),
    ];
  });
};
const stopWeight = ({ hub, i }, hubs) =>
  i === 0 || i === hubs.length - 1
    ? -1
    : (scene.style.hubKinds.find((kind) => kind.id === hub[1]) || { rank: 5 }).rank;

const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const [LEFT, RIGHT, BASE] = [6, 12, 44];

// What a chart is drawn by: its runs, the pixels of a km, and where its rows lie.
const layOut = (route, width) => {
  const strip = scene.strips[route];
  const total = strip.runs[strip.runs.length - 1][0] || 1;
  const runs = strip.runs.map(([to, leg, code, gauges], i) => ({
    from: i ? strip.runs[i - 1][0] : 0,
    to,
    leg,
    country: code,
    gauges,
    mode: scene.legs[leg].mode,
    status: statusOn(scene.legs[leg], sides[0]) || scene.legs[leg].status,
  }));
  const rail = runs.some((run) => run.mode === "rail");
  return {
    strip,
    total,
    runs,
    rail,
    width,
    x: (km) => LEFT + (km / total) * (width - LEFT - RIGHT),
    rows: { country: BASE, mode: BASE + 20, gauge: BASE + 36 },
    axis: BASE + (rail ? 54 : 36),
  };
};

const countryRow = ({ runs, x, rows }) =>
  grouped(runs, (run) => run.country).flatMap(({ from, to, run }, i) => {
    const [start, wide] = [x(from), x(to) - x(from)];
    const sea = run.country === "XZ";
    const names = [country(run.country), latin && !sea ? run.country : ""];
    return [
      boxAt(start, rows.country, wide, 20, sea ? "strip-sea" : `strip-land strip-${i % 2}`),
      inMiddle(names, start, wide, rows.country + 14),
    ];
  });

const modeRow = ({ runs, x, rows }, corridor) =>
  grouped(runs, (run) => `${run.mode}|${run.status}`).map(({ from, to, run }) =>
    modeLine(x(from), x(to), rows.mode + 8, run, corridor),
  );

const gaugeRow = ({ strip, runs, rail, x, rows }) => {
  if (!rail) return [];
  const breaks = strip.events.filter(([, kind]) => kind === "break_of_gauge").map(([km]) => x(km));
  return grouped(runs, (run) => run.gauges.join("/"))
    .filter(({ run }) => run.gauges.length)
    .flatMap(({ from, to, run }) => {
      const gauge = run.gauges.join("/");
      const [start, end] = widest(x(from), x(to), breaks);
      return [
        boxAt(x(from), rows.gauge, x(to) - x(from), 18, `strip-gauge strip-g${run.gauges[0]}`),
        inMiddle([`${gauge} ${word("mm")}`, gauge], start, end - start, rows.gauge + 13),
      ];
    });
};

const eventMarks = ({ strip, rail, x, rows, axis }) =>
  strip.events.map(([km, kind]) => {
    if (kind === "border")
      return ruleAt(x(km), rows.country, rail ? rows.gauge : axis, "strip-border");
    if (kind !== "break_of_gauge") return null;
    const d = `M${x(km).toFixed(1)},${rows.gauge + 2}l7,7l-7,7l-7,-7z`;
    return el("path", { class: "strip-break", d });
  });

const axisMarks = ({ total, width, x, axis }) => {
  const step = STEPS.find((value) => total / value <= Math.max(3, width / 90)) || 5000;
  const last = number(total);
  const label = (at, text, anchor) =>
    textAt(at, axis + 15, text, { class: "strip-axis", "text-anchor": anchor });
  const marks = [ruleAt(x(total), axis, axis + 4, "strip-tick"), label(width - 1, last, "end")];
  for (let km = 0; km < total; km += step) {
    marks.push(ruleAt(x(km), axis, axis + 4, "strip-tick"));
    const text = km ? number(km) : `0 ${word("km")}`;
    if (x(km) + widthOf(text, 10.5) / (km ? 2 : 1) + 8 < width - widthOf(last, 10.5))
      marks.push(label(km ? x(km) : LEFT, text, km ? "middle" : "start"));
  }
  return marks;
};

// The chart of a route, with what turns km into pixels and back.
const chartOf = (route, width) => {
  const plan = layOut(route, width);
  const { total, x, axis, runs } = plan;
  const parts = [
    ...countryRow(plan),
    ...modeRow(plan, scene.routes[route].c),
    ...gaugeRow(plan),
    ...eventMarks(plan),
    ...axisMarks(plan),
    ...placeNames(plan.strip.hubs, x, width, BASE),
  ];
  const cursor = el("g", { class: "strip-cursor" }, ruleAt(0, BASE - 4, axis + 4, "strip-pointer"));
  const height = axis + 20;
  const frame = { class: "strip", viewBox: `0 0 ${width} ${height}`, width, height };
  const svg = el("svg", { ...frame, "aria-hidden": "true" }, parts.filter(Boolean), cursor);
  const share = (px) => (px - LEFT) / (width - LEFT - RIGHT);
  return {
    svg,
    cursor,
    x,
    total,
    runs,
    toKm: (px) => Math.max(0, Math.min(total, share(px) * total)),
  };
};

export { chartOf };
