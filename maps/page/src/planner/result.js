// What comes of a plan: numbers beside those before, the chart, the ledger; or that there is no way.
import { ledgerChart } from "../cards/ledger_chart.js";
import {
  daysRange,
  daysText,
  kgRange,
  kgText,
  qualityBar,
  usdRange,
  usdText,
} from "../cards/ledger_words.js";
import { distanceKm } from "../core/geodesic.js";
import { sharesOf } from "../core/ledger.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { saveButton } from "../model/save.js";
import { country, km, number, word } from "../model/words.js";
import { graphNow } from "./data.js";
import { nameOf } from "./names.js";
import { ask, reached } from "./plan.js";
import { ledgerRows } from "./rows.js";

const HOURS_A_DAY = 24;
const MEASURES = [
  { key: "time", value: (way) => way.spread.hours.median / HOURS_A_DAY, say: (v) => number(v, 1) },
  { key: "cost", value: (way) => way.spread.usd.median, say: (v) => number(v) },
  { key: "co2e", value: (way) => way.spread.kg.median, say: (v) => number(v) },
  { key: "km", value: (way) => way.km, say: (v) => number(v) },
];

const differs = (before, after) => before.rows.join() !== after.rows.join();
const signed = (value, say) => `${value < 0 ? "\u2212" : "+"}${say(Math.abs(value))}`;

const numerals = ({ before, after, changed }, by) =>
  el(
    "div",
    { class: "numerals plan-numerals" },
    MEASURES.map(({ key, value, say }) => {
      const more = changed && before ? value(after) - value(before) : 0;
      const told = say(value(after));
      return el(
        "div",
        { class: key === by ? "numeral plan-least" : "numeral" },
        el("strong", {}, told),
        el("span", {}, word(`plan_${key}`)),
        changed && before
          ? el(
              "span",
              { class: "plan-more" },
              say(Math.abs(more)) === say(0) ? "\u00b10" : signed(more, say),
            )
          : null,
      );
    }),
  );

const sayAll = (hours, usd, kg) => [daysText(hours), usdText(usd), kgText(kg)];
const wayText = ({ spread: { hours, usd, kg }, km: length }) =>
  [...sayAll(hours.median, usd.median, kg.median), km(length)].join(", ");

// How many lines nobody publishes the hours, and the dollars, of.
const missing = (lines) => {
  const hours = lines.filter((line) => !line.hours && !line.note).length;
  const usd = lines.filter((line) => !line.usd && !line.note).length;
  return hours + usd ? el("p", { class: "led-said" }, word("led_missing", hours, usd)) : null;
};

// The numbers are medians of draws from the ranges, as those of the command; the lines of the ledger
// are the usual figures, whose sum is another number.
const ranges = ({ spread: { hours, usd, kg }, sums }) =>
  word(
    "plan_drawn",
    [daysRange(hours), usdRange(usd), kgRange(kg)].join(" \u00b7 "),
    sayAll(sums.hours.mode, sums.usd.mode, sums.kg.mode).join(" \u00b7 "),
  );

const placeName = (line) => (line.place ? nameOf(line.place) : country(line.country));

// What an answer comes to in a sentence, for who listens to the page.
const sentence = (plan, found) => {
  const ends = [nameOf(plan.from), nameOf(plan.to)];
  if (!found.after) return word("plan_no_way", ...ends);
  const way = `${word("plan_way", ...ends)}: ${wayText(found.after)}`;
  if (!found.changed || !found.before) return way;
  return differs(found.before, found.after)
    ? `${way}; ${word("plan_before", wayText(found.before))}`
    : `${way}. ${word("plan_same")}`;
};

// The ports nearest to one that no way leads to, of those that can still be reached.
const instead = (plan) => {
  const hubs = scene.hubs.filter(({ kind }) => kind === "sea_port");
  const asked = hubs.find(({ id }) => id === plan.to);
  if (!asked) return [];
  const pointOf = ({ at: [lng, lat] }) => ({ lng, lat });
  const ports = hubs
    .map((hub) => ({ id: hub.id, away: distanceKm(pointOf(hub), pointOf(asked)) }))
    .filter(({ id }) => graphNow().originOf(id) !== undefined)
    .sort((p, q) => p.away - q.away)
    .map(({ id }) => id);
  const row = ({ place, way: found }) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "link", onclick: () => ask({ to: place, preset: "" }) },
        nameOf(place),
      ),
      ` ${wayText(found)}`,
    );
  const found = reached(graphNow(), plan, ports);
  return found.length
    ? [
        el("p", { class: "led-said" }, word("plan_instead")),
        el("ul", { class: "plan-instead" }, found.map(row)),
      ]
    : [];
};

const noWay = (plan, { before, changed }) => [
  el("p", { class: "plan-none" }, sentence(plan, { after: null })),
  el(
    "p",
    { class: "led-said" },
    word(changed && before ? "plan_no_way_why" : "plan_no_way_before"),
  ),
  before && changed ? el("p", { class: "led-said" }, word("plan_before", wayText(before))) : null,
  ...instead(plan),
];

// The numbers, or that there is no way: what leads the page.
const answerNodes = (plan, found) => {
  if (!found) return [];
  const { before, after, changed } = found;
  if (!after) return noWay(plan, found).filter(Boolean);
  const isSame = changed && before && !differs(before, after);
  return [
    numerals(found, plan.by),
    el("p", { class: "led-said" }, ranges(after)),
    isSame ? el("p", { class: "plan-same" }, word("plan_same")) : null,
    changed && !before ? el("p", { class: "plan-same" }, word("plan_was_none")) : null,
  ].filter(Boolean);
};

const key = () =>
  el(
    "p",
    { class: "led-said plan-key" },
    el("span", { class: "plan-key-after" }, word("plan_key_after")),
    el("span", { class: "plan-key-before" }, word("plan_key_before")),
  );

// The chart and the ledger, which may be long.
const detailNodes = (plan, found) => {
  if (!found || !found.after) return [];
  const { before, after, changed } = found;
  const isOther = changed && before && differs(before, after);
  const title = word("plan_way", nameOf(plan.from), nameOf(plan.to));
  const ledgers = isOther ? [after.lines, before.lines] : [after.lines];
  const chart = ledgerChart(ledgers, title, placeName);
  return [
    el("h3", {}, title),
    chart,
    isOther ? key() : null,
    saveButton(chart, "way.days-and-dollars.svg"),
    qualityBar(sharesOf(after.lines, "hours")),
    missing(after.lines),
    el("h3", {}, word("led_lines")),
    ledgerRows(after.lines),
  ]
    .flat()
    .filter(Boolean);
};

export { answerNodes, detailNodes, differs, sentence };
