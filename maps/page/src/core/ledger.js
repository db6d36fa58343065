// Sums over the lines of a ledger, and the pieces of its chart. A line has `kind`, `at`, `km` and
// for each measure null or {low, mode, high, quality}.

const ZERO = { low: 0, mode: 0, high: 0 };
const QUALITIES = ["measured", "official", "provider", "estimate", "assumption"];

const plus = (one, other) => ({
  low: one.low + other.low,
  mode: one.mode + other.mode,
  high: one.high + other.high,
});
const kmOf = (lines) => lines.reduce((sum, line) => sum + line.km, 0);
const sumOf = (lines, measure) =>
  lines.reduce((sum, line) => (line[measure] ? plus(sum, line[measure]) : sum), ZERO);

// The shares of the modes by quality, best first: [["measured", 0.2], ...].
/** @type {(lines: any[], measure: string) => [string, number][]} */
const sharesOf = (lines, measure) => {
  const whole = sumOf(lines, measure).mode;
  const shareOf = (quality) => {
    const own = lines.filter((line) => line[measure] && line[measure].quality === quality);
    return whole ? sumOf(own, measure).mode / whole : 0;
  };
  /** @type {[string, number][]} */
  const shares = QUALITIES.map((quality) => [quality, shareOf(quality)]);
  return shares.filter(([, share]) => share > 0);
};

// The pieces of the chart in order of travel, after UNESCAP's time/cost-distance: a leg is a
// straight piece, a stop a vertical step.
const risesOf = (lines, measure) => {
  let sum = ZERO;
  return lines.map((line) => {
    const before = sum;
    if (line[measure]) sum = plus(sum, line[measure]);
    const quality = line[measure] ? line[measure].quality : null;
    return { from: line.at, to: line.at + line.km, before, after: sum, quality, line };
  });
};

export { QUALITIES, kmOf, plus, risesOf, sharesOf, sumOf };
