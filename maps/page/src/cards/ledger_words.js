// What ledgers say, in words.
import { el } from "../model/dom.js";
import { country, number, share, word } from "../model/words.js";

const PLAIN = {
  "loading at the origin": "led_load",
  "unloading at the destination": "led_unload",
  "call of the ship": "led_call",
  "wait for the ship": "led_wait",
  "rest of the driver": "led_rest",
};
/** @type {[RegExp, (found: string[]) => string][]} */
const PATTERNS = [
  [/^border out of (\w+)$/, ([, code]) => word("led_out", country(code))],
  [/^border into (\w+)$/, ([, code]) => word("led_in", country(code))],
  [/^change of gauge (.+)$/, ([, gauges]) => word("led_gauge", gauges)],
  [
    /^from (\w+) to (\w+)$/,
    ([, one, other]) => word("led_from_to", word(one).toLowerCase(), word(other).toLowerCase()),
  ],
];
// What a line is for, as corridors.ledger.lines names it.
const whatText = (what) => {
  if (PLAIN[what]) return word(PLAIN[what]);
  const hit = PATTERNS.find(([pattern]) => pattern.test(what));
  return hit ? hit[1](hit[0].exec(what)) : word(what);
};

const HOURS_A_DAY = 24;
const daysText = (hours) => `${number(hours / HOURS_A_DAY, 1)}\u00a0${word("led_days")}`;
const hoursText = (hours) => `${number(hours, hours < 10 ? 1 : 0)}\u00a0${word("led_hours")}`;
const usdText = (usd) => `${number(usd)}\u00a0${word("led_usd")}`;
const kgText = (kg) => `${number(kg)}\u00a0${word("led_kg")}`;

// From the lowest to the highest, the unit once.
const daysRange = ({ low, high }) =>
  word("led_range", number(low / HOURS_A_DAY, 1), daysText(high));
const usdRange = ({ low, high }) => word("led_range", number(low), usdText(high));
const kgRange = ({ low, high }) => word("led_range", number(low), kgText(high));

const qualityText = (quality) => word(`q_${quality}`);

// Of which quality the hours are: a bar in tones, and the same in words.
const qualityBar = (shares) => {
  const bar = el(
    "div",
    { class: "led-bar", "aria-hidden": "true" },
    shares.map(([quality, part]) => {
      const piece = el("span", { class: `led-tone q-${quality}` });
      piece.style.flexGrow = String(part);
      return piece;
    }),
  );
  const told = shares.map(([quality, part]) => `${share(part)} ${qualityText(quality)}`);
  return [bar, el("p", { class: "led-said" }, word("led_shares", told.join(", ")))];
};

export {
  daysRange,
  daysText,
  hoursText,
  kgRange,
  kgText,
  qualityBar,
  qualityText,
  usdRange,
  usdText,
  whatText,
};
