// Traffic of a corridor by year, against capacity.
import { sourceMark } from "../cards/cards.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { share, word } from "../model/words.js";
import { block, firstRows, folded, legButton } from "./blocks.js";

// The newest yearly traffic of a corridor, in words; null where no source gives one.
const trafficNumber = (corridor) => {
  const [first] = scene.corridors[corridor].series;
  if (!first) return null;
  const [year, , said] = first.points[first.points.length - 1];
  return { value: said, name: [first.of, year].filter(Boolean).join(", ") };
};

const [WIDTH, HIGH, HEAD, FOOT] = [360, 96, 18, 18];
const textAt = (x, y, text, name) =>
  el("text", { x: x.toFixed(1), y: y.toFixed(1), class: name, "text-anchor": "middle" }, text);

// The slot of each point: years that nobody counted stay empty, where they are few.
const MOST = 12;
const slotsOf = (points) => {
  const years = points.map(([year]) => Number(String(year).slice(0, 4)));
  const span = years[years.length - 1] - years[0] + 1;
  return span > 0 && span <= MOST
    ? { count: span, at: years.map((year) => year - years[0]) }
    : { count: points.length, at: points.map((_, i) => i) };
};

// Bars by year, and the capacity as a dashed line over them.
const chart = ({ points, capacity, of }) => {
  const most = Math.max(...points.map((point) => point[1]), capacity ? capacity[1] : 0) || 1;
  const high = (value) => (value / most) * HIGH;
  const { count, at } = slotsOf(points);
  const slot = Math.min(96, WIDTH / count);
  const base = HEAD + HIGH;
  const bars = points.flatMap(([year, value, said], i) => {
    const middle = (at[i] + 0.5) * slot;
    const top = base - high(value);
    const wide = slot * 0.62;
    return [
      el("rect", {
        class: "traffic-bar",
        x: (middle - wide / 2).toFixed(1),
        y: top.toFixed(1),
        width: wide.toFixed(1),
        height: Math.max(1, high(value)).toFixed(1),
      }),
      textAt(middle, top - 4, count > 4 && i < points.length - 1 ? "" : said, "traffic-said"),
      textAt(middle, base + 14, count > 8 && i % 2 ? "" : year, "strip-axis"),
    ];
  });
  const limit = capacity ? base - high(capacity[1]) : 0;
  const line = capacity
    ? el("path", { class: "traffic-limit", d: `M0,${limit.toFixed(1)}H${WIDTH}` })
    : null;
  const frame = {
    class: "traffic",
    viewBox: `0 0 ${WIDTH} ${base + FOOT}`,
    role: "img",
    "aria-label": [of, ...points.map(([year, , said]) => `${year}: ${said}`)]
      .filter(Boolean)
      .join("; "),
  };
  return el(
    "svg",
    frame,
    bars,
    line,
    el("path", { class: "strip-tick", d: `M0,${base}H${WIDTH}` }),
  );
};

const limitText = ([year, , said, src], key) =>
  el("p", { class: `traffic-note traffic-${key}` }, word(key, said, year), sourceMark(src));

const series = (one) => {
  const [year, , said, src] = one.points[one.points.length - 1];
  return el(
    "div",
    { class: "traffic-series" },
    el(
      "p",
      { class: "traffic-head" },
      one.of ? el("strong", {}, one.of) : null,
      one.of ? " \u00b7 " : "",
      `${said}, ${year}`,
      one.share === null ? "" : ` \u00b7 ${word("of_capacity", share(one.share))}`,
      sourceMark(src),
    ),
    one.points.length > 1 && !one.of ? chart(one) : null,
    one.capacity ? limitText(one.capacity, "capacity_told") : null,
    one.planned ? limitText(one.planned, "capacity_planned") : null,
  );
};

// Every figure that is told of the legs, beside the leg that it is told of.
const toldOfLegs = (legs) => {
  const told = legs.filter((leg) => scene.legs[leg].facts.length);
  const row = ([what, figure, when, src]) =>
    el("li", {}, word("fact", what, figure, when), sourceMark(src));
  return told.length
    ? folded(
        word("facts_of_legs"),
        el(
          "ul",
          { class: "told" },
          told.map((leg) =>
            el("li", {}, legButton(leg), el("ul", {}, scene.legs[leg].facts.map(row))),
          ),
        ),
      )
    : null;
};

const SHOWN = 3;
const trafficBlock = (corridor) => {
  const all = scene.corridors[corridor].series;
  const list = (rows) => rows.map(series);
  return all.length ? block(word("traffic"), firstRows(all, SHOWN, list)) : null;
};

export { toldOfLegs, trafficBlock, trafficNumber };
