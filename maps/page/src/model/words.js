// Words and numbers in the language of the page.
import { scene } from "../data.js";

// A number as `Intl` writes it, whose first use would take a tenth of the time to the first paint.
const { group, decimal, minus, least } = scene.numerals;
const format = (value, digits = 0) => {
  const size = Math.abs(value);
  // Rounded as it is written, not as it is stored: 0.35 is 0.4.
  const rounded = size < 1e-6 ? 0 : Number(`${Math.round(Number(`${size}e${digits}`))}e-${digits}`);
  const [whole, part] = rounded.toFixed(digits).split(".");
  const grouped = rounded < least ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group);
  return `${value < 0 ? minus : ""}${grouped}${part ? `${decimal}${part}` : ""}`;
};

const word = (key, ...values) =>
  values.reduce((text, value, i) => text.replace(`{${i}}`, value), scene.words[key] || key);
const number = (value, digits = 0) =>
  value === null || value === undefined ? "\u2013" : format(value, digits);
const km = (value) =>
  value === null || value === undefined ? "\u2013" : `${format(value)}\u00a0${scene.words.km}`;
// A number in a word or two, such as 95.6M.
const brief = (value) =>
  new Intl.NumberFormat(scene.habits, { notation: "compact", maximumFractionDigits: 1 }).format(
    value,
  );
const rules = new Map();
const pluralRules = (base) =>
  rules.get(base) || rules.set(base, new Intl.PluralRules(base)).get(base);
// A number with its word in the form that the rules of the word's own language ask for.
const plural = (key, count) => {
  const [base, forms] = scene.plurals[key];
  const form = forms[pluralRules(base).select(count)] ?? Object.values(forms).at(-1);
  return form.replace("{0}", number(count));
};
const share = (value) =>
  new Intl.NumberFormat(scene.habits, { style: "percent", maximumFractionDigits: 0 }).format(value);

/** @type {Intl.DateTimeFormatOptions[]} */
const DAY = [
  { year: "numeric" },
  { year: "numeric", month: "short" },
  { year: "numeric", month: "short", day: "numeric" },
];
/** @type {Intl.DateTimeFormatOptions} */
const NUMERIC = { month: "2-digit" };
// A date of a year, a month or a day as the language writes it.
const day = (text) => {
  // Those that stand on what is painted first come in words: `Intl` takes long to begin.
  if (scene.days[text]) return scene.days[text];
  const parts = String(text).split("-");
  if (parts.length === 1 || !/^\d{4}(-\d\d){1,2}$/.test(text)) return String(text);
  const [year, month, date = "1"] = parts;
  const moment = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)));
  const form = DAY[parts.length - 1];
  // Browsers that do not know the language have no names of its months.
  const known = scene.habits.split("-")[0] === scene.lang.split("-")[0];
  const options = known ? form : { ...form, ...(form.month && NUMERIC) };
  return new Intl.DateTimeFormat(scene.habits, { ...options, timeZone: "UTC" }).format(moment);
};
const country = (code) => scene.countries[code] || code;

// No line begins with a dash: it stays with the word before it.
const bound = (text) =>
  text
    .replace(/ ([-\u2013\u2014]) /g, "\u00a0$1 ")
    .replace(/([\u3000-\u9fff])([\u2013\u2014])/g, "$1\u2060$2");
// A title in which no line ends between a number and what it counts (as `maps.words.binding` has it).
const titled = (text) =>
  bound(text)
    .replace(/(\d) (?=\p{L})/gu, "$1\u00a0")
    .replace(/(\d\u00a0млн) /g, "$1\u00a0");

export { bound, brief, country, day, km, number, plural, share, titled, word };
