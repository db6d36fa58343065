// What the ranges of a ledger come to when they are drawn from, as corridors.ledger.totals does it:
// triangular, a rate drawn once for all lines that rest on it, the same digits from the same seed.
import { uniform } from "./random.js";

const DRAWS = 10_000;
const SEED = 20_241_128;
const PERCENTILES = [5, 50, 95];
const SAME = 1e6;

const drawn = new Map();
const sharesOf = (rate) => {
  if (!drawn.has(rate)) drawn.set(rate, uniform(rate, SEED, DRAWS));
  return drawn.get(rate);
};

// Figures of one rate and one shape are multiples of each other: their sum is triangular too.
const alike = (lines, measure) => {
  const sums = new Map();
  lines.forEach((line, row) => {
    const figure = line[measure];
    if (!figure || !figure.high) return;
    const rate = figure.rate || `line ${row}`;
    const shape = [figure.low, figure.mode].map((end) => Math.round((end / figure.high) * SAME));
    const key = [rate, ...shape].join("|");
    const { low, mode, high } = sums.get(key) ?? { low: 0, mode: 0, high: 0 };
    sums.set(key, {
      rate,
      low: low + figure.low,
      mode: mode + figure.mode,
      high: high + figure.high,
    });
  });
  return [...sums.values()];
};

const add = (totals, { rate, low, mode, high }) => {
  const width = high - low;
  if (width <= 0) {
    totals.forEach((total, row) => (totals[row] = total + mode));
    return;
  }
  const shares = sharesOf(rate);
  const rising = (mode - low) / width;
  const [below, above] = [width * (mode - low), width * (high - mode)];
  for (let row = 0; row < totals.length; row += 1) {
    const share = shares[row];
    totals[row] +=
      share < rising ? low + Math.sqrt(share * below) : high - Math.sqrt((1 - share) * above);
  }
};

const percentile = (sorted, part) => {
  const at = (part / 100) * (sorted.length - 1);
  const under = Math.floor(at);
  const next = sorted[Math.min(under + 1, sorted.length - 1)];
  return sorted[under] + (at - under) * (next - sorted[under]);
};

/** The 5th, 50th and 95th percentile of the sum of lines in hours, usd or kg. */
const spreadOf = (lines, measure) => {
  const totals = new Float64Array(DRAWS);
  alike(lines, measure).forEach((figure) => add(totals, figure));
  totals.sort();
  const [low, median, high] = PERCENTILES.map((part) => percentile(totals, part));
  return { low, median, high };
};

export { spreadOf };
