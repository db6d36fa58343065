// Rounded numbers whose sum is the rounded sum: what is left over goes to the largest remainders.
const partsOf = (values) => {
  const whole = values.map((value) => Math.floor(value));
  const total = Math.round(values.reduce((sum, value) => sum + value, 0));
  let left = total - whole.reduce((sum, value) => sum + value, 0);
  const order = values
    .map((value, i) => ({ i, rest: value - Math.floor(value) }))
    .sort((p, q) => q.rest - p.rest || p.i - q.i);
  const out = [...whole];
  order.forEach(({ i }) => {
    if (left > 0) {
      out[i] += 1;
      left -= 1;
    }
  });
  return out;
};

export { partsOf };
