// Lines in pixels: evenly spaced points, bends, baselines for letters, distances.

const toSegment = (px, py, ax, ay, bx, by) => {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.max(
    0,
    Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)),
  );
  return Math.hypot(px - ax - share * dx, py - ay - share * dy);
};

const STEP = 5;
// A line resampled every few pixels.
const resampled = (x, y, step) => {
  const points = [[x[0], y[0]]];
  let rest = step;
  for (let i = 1; i < x.length; i += 1) {
    let [px, py] = [x[i - 1], y[i - 1]];
    let length = Math.hypot(x[i] - px, y[i] - py);
    while (length >= rest) {
      const share = rest / length;
      px += (x[i] - px) * share;
      py += (y[i] - py) * share;
      points.push([px, py]);
      length -= rest;
      rest = step;
    }
    rest -= length;
  }
  return points;
};
const smooth = (points, reach) =>
  points.map((_, i) => {
    const k = Math.min(reach, i, points.length - 1 - i);
    let [sx, sy] = [0, 0];
    for (let j = i - k; j <= i + k; j += 1) {
      sx += points[j][0];
      sy += points[j][1];
    }
    return [sx / (2 * k + 1), sy / (2 * k + 1)];
  });
const bearing = (p, q) => Math.atan2(q[1] - p[1], q[0] - p[0]);
const turnOf = (a, b) => Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));

// The line moved aside, evenly spaced again, running so that letters stand upright.
const baseline = (points, lift) => {
  const leftward = points[points.length - 1][0] < points[0][0];
  const run = leftward ? [...points].reverse() : points;
  const moved = run.map((point, i) => {
    const angle = bearing(run[Math.max(0, i - 1)], run[Math.min(run.length - 1, i + 1)]);
    return [point[0] + Math.sin(angle) * lift, point[1] - Math.cos(angle) * lift];
  });
  return resampled(
    moved.map((point) => point[0]),
    moved.map((point) => point[1]),
    STEP,
  );
};

// Lines that meet end to end, as one, so that a name may run over several legs.
const joined = (pieces) => {
  const rest = pieces.map(({ x, y }) => ({ x: [...x], y: [...y] }));
  const near = (ax, ay, bx, by) => Math.abs(ax - bx) < 9 && Math.abs(ay - by) < 9;
  const out = [];
  while (rest.length) {
    let line = rest.shift();
    for (let i = 0; i < rest.length; i += 1) {
      const other = rest[i];
      const [n, m] = [line.x.length - 1, other.x.length - 1];
      const turned = () => ({ x: [...other.x].reverse(), y: [...other.y].reverse() });
      const glue = (p, q) => ({ x: [...p.x, ...q.x], y: [...p.y, ...q.y] });
      let found = null;
      if (near(line.x[n], line.y[n], other.x[0], other.y[0])) found = glue(line, other);
      else if (near(line.x[n], line.y[n], other.x[m], other.y[m])) found = glue(line, turned());
      else if (near(line.x[0], line.y[0], other.x[m], other.y[m])) found = glue(other, line);
      else if (near(line.x[0], line.y[0], other.x[0], other.y[0])) found = glue(turned(), line);
      if (found) {
        line = found;
        rest.splice(i, 1);
        i = -1;
      }
    }
    out.push(line);
  }
  return out;
};

export { STEP, baseline, bearing, joined, resampled, smooth, toSegment, turnOf };
