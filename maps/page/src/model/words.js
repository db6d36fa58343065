// Words and numbers in the language of the page.
import { scene } from "../data.js";

const formats = new Map();
const format = (value, digits = 0) => {
  if (!formats.has(digits))
    formats.set(
      digits,
      new Intl.NumberFormat(scene.lang, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
    );
  return formats.get(digits).format(value);
};

const word = (key, ...values) =>
  values.reduce((text, value, i) => text.replace(`{${i}}`, value), scene.words[key] || key);
const number = (value, digits = 0) =>
  value === null || value === undefined ? "\u2013" : format(value, digits);
const km = (value) =>
  value === null || value === undefined ? "\u2013" : `${format(value)}\u00a0${scene.words.km}`;
const country = (code) => scene.countries[code] || code;

// No line begins with a dash: it stays with the word before it.
const bound = (text) =>
  text
    .replace(/ ([-\u2013\u2014]) /g, "\u00a0$1 ")
    .replace(/([\u3000-\u9fff])([\u2013\u2014])/g, "$1\u2060$2");

export { bound, country, km, number, word };
