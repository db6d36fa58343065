// The time/cost-distance chart of ledgers: days and dollars over the same km. The first ledger is
// drawn with its band and the names of its longest stops, others as plain lines behind it.
import { kmOf, risesOf, sumOf } from "../core/ledger.js";
import { Room } from "../core/room.js";
import { el } from "../model/dom.js";
import { short } from "../model/naming.js";
import { number, word } from "../model/words.js";
import { daysText, usdText } from "./ledger_words.js";

const [WIDTH, LEFT, RIGHT, HEAD, HIGH, GAP, FOOT] = [400, 40, 10, 18, 112, 26, 20];
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5];
const PANELS = [
  { measure: "hours", scale: 24, title: "led_days" },
  { measure: "usd", scale: 1, title: "led_usd" },
];

const ticksOf = (most, count) => {
  const step = STEPS.find((one) => most / one <= count) ?? STEPS[STEPS.length - 1];
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
};
const textAt = (x, y, text, name, anchor = "start") =>
  el("text", { x: x.toFixed(1), y: y.toFixed(1), class: name, "text-anchor": anchor }, text);
const lineOf = (points) =>
  `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}`;

// What turns km and figures into pixels for one of the two panels.
const planOf = (ledgers, { measure, scale, title }, row) => {
  const most = Math.max(...ledgers.map((lines) => sumOf(lines, measure).high)) * 1.03 || 1;
  const length = Math.max(...ledgers.map(kmOf)) || 1;
  const base = HEAD + HIGH + row * (HIGH + GAP);
  return {
    measure,
    scale,
    title,
    most,
    length,
    base,
    x: (km) => LEFT + (km / length) * (WIDTH - LEFT - RIGHT),
    y: (value) => base - (value / most) * HIGH,
  };
};

const axes = ({ scale, title, most, length, base, x, y }, isLast) => {
  const values = ticksOf(most / scale, 4);
  const kms = ticksOf(length, 5);
  return [
    ...values.flatMap((value) => [
      el("path", {
        class: value ? "led-grid" : "strip-tick",
        d: lineOf([
          [LEFT, y(value * scale)],
          [WIDTH - RIGHT, y(value * scale)],
        ]),
      }),
      textAt(LEFT - 5, y(value * scale) + 3.5, number(value), "led-axis", "end"),
    ]),
    ...kms.map((km) => el("path", { class: "strip-tick", d: `M${x(km).toFixed(1)},${base}v3` })),
    ...(isLast
      ? kms.map((km, i) =>
          textAt(
            x(km),
            base + 15,
            i ? number(km) : `0 ${word("km")}`,
            "led-axis",
            x(km) > WIDTH - 40 ? "end" : "middle",
          ),
        )
      : []),
    textAt(LEFT, base - HIGH - 6, word(title), "led-head"),
  ];
};

const band = (rises, { x, y }) => {
  const side = (end) =>
    rises.flatMap(({ from, to, before, after }) => [
      [x(from), y(before[end])],
      [x(to), y(after[end])],
    ]);
  return el("path", {
    class: "led-band",
    d: `${lineOf([...side("high"), ...side("low").reverse()])}Z`,
  });
};

// One path a tone: pieces of the same quality that follow each other are one line.
const toned = (rises, { x, y }) => {
  const runs = [];
  rises.forEach(({ from, to, before, after, quality }) => {
    const last = runs[runs.length - 1];
    const points = [
      [x(from), y(before.mode)],
      [x(to), y(after.mode)],
    ];
    if (last && last.quality === quality) last.points.push(...points);
    else runs.push({ quality, points });
  });
  return runs.map(({ quality, points }) =>
    el("path", { class: `led-line q-${quality ?? "none"}`, d: lineOf(points) }),
  );
};

// Stops that follow each other at one place are one step for its name.
const stepsOf = (rises, name) => {
  const steps = [];
  rises.forEach((rise) => {
    const last = steps[steps.length - 1];
    const { line } = rise;
    if (line.kind !== "stop") return;
    if (last && last.at === line.at && last.name === name(line)) last.after = rise.after.mode;
    else
      steps.push({
        at: line.at,
        name: name(line),
        before: rise.before.mode,
        after: rise.after.mode,
      });
  });
  return steps;
};

const [NAMES, LEAST, LETTER, WIDE] = [7, 0.025, 5.4, 10.5];
const widthOf = (text) =>
  [...text].reduce((sum, char) => sum + (char > "\u2e80" ? WIDE : LETTER), 0);

// The names of the longest stops, left above their steps where there is room.
const names = (rises, { x, y, base, most }, name, taken) => {
  const order = stepsOf(rises, name)
    .filter((step) => step.name && step.after - step.before > LEAST * most)
    .sort((p, q) => q.after - q.before - (p.after - p.before))
    .slice(0, NAMES);
  return order.map((step) => {
    const text = short(step.name);
    const wide = widthOf(text);
    const [left, top] = [x(step.at) - 5, y(step.after) + 3];
    const spots = [
      [left - wide, top, "end", left],
      [x(step.at) + 5, Math.min(base - 4, y(step.before) + 12), "start", x(step.at) + 5],
    ];
    const spot = spots.find(
      ([from, low]) =>
        from > LEFT && from + wide < WIDTH && taken.free([from, low - 10, from + wide, low + 2]),
    );
    if (!spot) return null;
    taken.take([spot[0], spot[1] - 10, spot[0] + wide, spot[1] + 2]);
    return textAt(spot[3], spot[1], text, "led-name", spot[2]);
  });
};

const panelOf = (ledgers, kind, row, name) => {
  const plan = planOf(ledgers, kind, row);
  const [own, ...others] = ledgers.map((lines) => risesOf(lines, kind.measure));
  return [
    ...axes(plan, row === PANELS.length - 1),
    band(own, plan),
    ...others.map((rises) =>
      el("path", {
        class: "led-other",
        d: lineOf(
          rises.flatMap(({ from, to, before, after }) => [
            [plan.x(from), plan.y(before.mode)],
            [plan.x(to), plan.y(after.mode)],
          ]),
        ),
      }),
    ),
    ...toned(own, plan),
    ...names(own, plan, name, new Room()),
  ];
};

/**
 * The chart as inline SVG.
 * @param {any[][]} ledgers lines of one ledger or more, the one that is told first
 * @param {string} title what is told, for who cannot see it
 * @param {(line: any) => string} name of the place of a stop
 */
const ledgerChart = (ledgers, title, name) => {
  const high = HEAD + 2 * HIGH + GAP + FOOT;
  const said = [daysText(sumOf(ledgers[0], "hours").mode), usdText(sumOf(ledgers[0], "usd").mode)];
  return el(
    "svg",
    {
      class: "led-chart",
      viewBox: `0 0 ${WIDTH} ${high}`,
      role: "img",
      "aria-label": `${title}: ${said.join(", ")}`,
    },
    PANELS.flatMap((kind, row) => panelOf(ledgers, kind, row, name)),
  );
};

export { ledgerChart };
