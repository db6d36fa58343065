// The years of a leg: stretches [status, first year, last year or null], oldest first.

// What a leg was at the end of a year: "" before its history begins or after it ends.
const statusAt = (leg, year) => {
  if (year === null || !leg.hist.length) return leg.status;
  return leg.hist.reduce(
    (found, [value, from, last]) =>
      from <= year && (last === null || year <= last) ? value : found,
    "",
  );
};

// Years at whose end something differs from the year before.
const changeYears = (legs) => {
  const found = new Set();
  legs.forEach((leg) =>
    leg.hist.forEach(([, from, last]) => {
      found.add(from);
      if (last !== null) found.add(last + 1);
    }),
  );
  return [...found].sort((p, q) => p - q);
};

// Km of the legs that pass a test, each once.
const kmOf = (legs, test) => legs.reduce((total, leg) => total + (test(leg) ? leg.km || 0 : 0), 0);

export { changeYears, kmOf, statusAt };
