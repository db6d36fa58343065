// How well an entry answers what was typed; lower is better, NONE not at all.

const NONE = 9;
const SHORTEST = 4;

// Whether one typing error makes one word of the other: a letter more, less, changed or swapped.
const oneError = (p, q) => {
  if (Math.abs(p.length - q.length) > 1) return false;
  let i = 0;
  while (i < p.length && p[i] === q[i]) i += 1;
  const rest = (a, b) => p.slice(i + a) === q.slice(i + b);
  const swapped = p[i] === q[i + 1] && p[i + 1] === q[i] && rest(2, 2);
  return rest(1, 1) || rest(0, 1) || rest(1, 0) || swapped;
};

// Whether a typed word, or one it may become, fits a word of a name.
const fitsWord = (typed, word, loose) =>
  typed.some((one) => word.startsWith(one)) ||
  (loose && typed[0].length >= SHORTEST && oneError(typed[0], word));

// Every typed word fits, in any order, and one of them at least the name itself.
const fitsWords = (asked, words, beside, loose) => {
  const fits = (typed, list) => list.some((word) => fitsWord(typed, word, loose));
  return (
    asked.some((typed) => fits(typed, words)) &&
    asked.every((typed) => fits(typed, words) || fits(typed, beside))
  );
};

const closed = (key) => key.replaceAll(" ", "");
// The whole of what was typed, with each key that the last word may have.
const wholes = (asked) => {
  const start = asked
    .slice(0, -1)
    .map(([key]) => key)
    .join("");
  return asked[asked.length - 1].map((end) => start + end);
};

/**
 * 0 the name itself, 1 how it begins, 2 all words in any order, 3 a part of it, 4 with a typing error.
 * @param {string[][]} asked
 * @param {{ keys: string[], beside: string[] }} entry keys: its folded names; beside: words that do
 * not name it alone, such as its country
 */
const score = (asked, { keys, beside }, loose = false) => {
  if (!asked.length || asked.some((word) => !word.length)) return NONE;
  const typed = wholes(asked);
  const names = keys.map(closed);
  if (names.includes(typed[0])) return 0;
  if (names.some((name) => typed.some((one) => name.startsWith(one)))) return 1;
  const words = keys.flatMap((key) => key.split(" "));
  if (fitsWords(asked, words, beside, false)) return 2;
  if (asked.every(([key]) => words.some((one) => one.includes(key)))) return 3;
  return loose && fitsWords(asked, words, beside, true) ? 4 : NONE;
};

// What is written so comes before what only folds alike.
const ALIKE = 1.1;
const isWritten = ({ names }, text) => names.some((name) => name.toLowerCase().includes(text));

// The best entries, those with a typing error only where there are no others.
const search = (asked, entries, text, most = 12) => {
  const typed = text.trim().toLowerCase();
  const rank = (entry, loose) => {
    const found = score(asked, entry, loose);
    return found === 0 || found === NONE || isWritten(entry, typed) ? found : found + ALIKE;
  };
  const ranked = (loose) =>
    entries
      .map((entry) => ({ entry, score: rank(entry, loose) }))
      .filter((hit) => hit.score !== NONE);
  const exact = ranked(false);
  const hits = exact.length ? exact : ranked(true);
  return hits
    .sort(
      (p, q) =>
        p.score - q.score ||
        p.entry.weight - q.entry.weight ||
        p.entry.name.localeCompare(q.entry.name),
    )
    .slice(0, most)
    .map((hit) => hit.entry);
};

export { oneError, score, search };
