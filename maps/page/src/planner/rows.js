// The ledger of a way as a list: lines folded by leg and by stop, each of which can be closed.
import { link } from "../cards/cards.js";
import {
  daysText,
  hoursText,
  kgText,
  qualityText,
  usdText,
  whatText,
} from "../cards/ledger_words.js";
import { kmOf, sharesOf, sumOf } from "../core/ledger.js";
import { el } from "../model/dom.js";
import { country, km, number, word } from "../model/words.js";
import { graphNow } from "./data.js";
import { nameOf } from "./names.js";
import { toggleClosed } from "./plan.js";

const SAY = { hours: hoursText, usd: usdText, kg: kgText };

// Lines of one leg, or of one place, that follow each other.
const groupsOf = (lines) => {
  const groups = [];
  lines.forEach((line) => {
    const last = groups[groups.length - 1];
    const key = line.leg || line.place;
    if (last && (last.key === key || !key)) last.lines.push(line);
    else groups.push({ key, isLeg: line.kind === "leg", lines: [line] });
  });
  return groups;
};

const NOTES = {
  "charges are in the price of moving": "led_in_price",
  "the hours of the border hold it": "led_in_border",
};

// One figure with its range and what it rests on.
const figureOf = (line, measure) => {
  const figure = line[measure];
  if (!figure) return null;
  const say = SAY[measure];
  const range =
    figure.low === figure.high
      ? ""
      : ` (${word("led_range", number(figure.low, figure.low < 10 ? 1 : 0), say(figure.high))})`;
  const [title, url] = graphNow().doc.sources[figure.source] ?? ["", ""];
  const rests = [
    word(`lev_${figure.level}`),
    String(figure.year),
    figure.aged ? word("led_aged") : "",
    figure.assumed ? word("led_assumed") : "",
  ].filter(Boolean);
  return el(
    "li",
    {},
    `${say(figure.mode)}${range} `,
    el("span", { class: `led-quality q-${figure.quality}` }, qualityText(figure.quality)),
    ` ${rests.join(", ")} `,
    url ? link(url, title) : null,
  );
};

const lineRow = (line) => {
  const figures = Object.keys(SAY).map((measure) => figureOf(line, measure));
  const told = [
    whatText(line.what),
    line.kind === "leg" ? country(line.country) : "",
    line.km ? km(line.km) : "",
  ].filter(Boolean);
  const missing = !line.hours && !NOTES[line.note] ? word("led_not_included") : "";
  const note = line.note ? word(NOTES[line.note] ?? line.note) : missing;
  return el(
    "li",
    { class: "led-line-row" },
    el("p", {}, told.join(" \u00b7 ")),
    el("ul", {}, figures, note ? el("li", {}, note) : null),
  );
};

const markOf = (lines) => {
  const [worst] = sharesOf(lines, "hours").slice(-1);
  if (!worst) return null;
  const text = qualityText(worst[0]);
  return el("span", {
    class: `led-tone q-${worst[0]}`,
    title: text,
    role: "img",
    "aria-label": text,
  });
};

const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1);
// A leg is called by where it is joined and left, in the direction of travel.
const legTitle = (lines) => {
  const driven = lines.filter(({ kind }) => kind === "leg");
  const [from, to] = [driven[0].ends[0], driven[driven.length - 1].ends[1]];
  return word("plan_pair_of", nameOf(from), nameOf(to));
};
// Goods that are moved over twice at one place go from the first mode to the last.
const handled = (lines) => {
  const moves = lines.map(({ what }) => /^from (\w+) to (\w+)$/.exec(what)).filter(Boolean);
  return moves.length > 1 ? `from ${moves[0][1]} to ${moves[moves.length - 1][2]}` : lines[0].what;
};
const titleOf = ({ key, isLeg, lines }) => {
  if (isLeg) return legTitle(lines);
  const [first] = lines;
  const borders = lines.filter(({ what }) => what.startsWith("border"));
  const what = borders.length > 1 ? lower(word("border")) : whatText(handled(lines));
  return `${key ? nameOf(key) : country(first.country)}: ${what}`;
};

const LONG_H = 48;
const timeText = (hours) => (hours >= LONG_H ? daysText(hours) : hoursText(hours));

const groupRow = (group) => {
  const { key, isLeg, lines } = group;
  const sum = (measure, say) =>
    lines.some((line) => line[measure]) ? say(sumOf(lines, measure).mode) : "\u2013";
  const name = key ? nameOf(key) : "";
  // What is folded is written when it is opened: most of it never is.
  const inside = el("ul", { class: "led-lines" });
  const unfold = () => inside.firstChild || inside.append(...lines.map(lineRow));
  return el(
    "li",
    { class: `led-group ${isLeg ? "led-leg" : "led-stop"}` },
    el(
      "details",
      { ontoggle: unfold },
      el(
        "summary",
        {},
        el(
          "span",
          { class: "led-title" },
          markOf(lines),
          titleOf(group),
          isLeg ? el("span", { class: "led-km" }, km(kmOf(lines))) : null,
        ),
        el("span", { class: "num" }, sum("hours", timeText)),
        el("span", { class: "num" }, sum("usd", usdText)),
      ),
      inside,
    ),
    key
      ? el(
          "button",
          {
            type: "button",
            class: "led-close",
            title: word("plan_close", name),
            "aria-label": word("plan_close", name),
            onclick: () => toggleClosed(key),
          },
          "\u2298",
        )
      : null,
  );
};

const ledgerRows = (lines) => el("ul", { class: "led-groups" }, groupsOf(lines).map(groupRow));

export { ledgerRows };
