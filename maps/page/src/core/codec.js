// Reads the arcs that maps.encode.pack writes, into world pixels at zoom 0.

const worldX = (lon) => ((lon + 180) / 360) * 256;
const worldY = (lat) => {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
};

const lonLat = (x, y) => [
  (x / 256) * 360 - 180,
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 256))) * 180) / Math.PI,
];

class Arc {
  constructor(x, y, level) {
    this.x = x;
    this.y = y;
    this.level = level;
    this.cut = [];
    let [w, e, n, s] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < x.length; i += 1) {
      if (x[i] < w) w = x[i];
      if (x[i] > e) e = x[i];
      if (y[i] < n) n = y[i];
      if (y[i] > s) s = y[i];
    }
    this.box = [w, n, e, s];
  }

  // The vertices that a level of detail shows.
  at(level) {
    if (!this.cut[level]) {
      const kept = [];
      for (let i = 0; i < this.x.length; i += 1) if (this.level[i] <= level) kept.push(i);
      this.cut[level] =
        kept.length === this.x.length
          ? this
          : {
              x: Float64Array.from(kept, (i) => this.x[i]),
              y: Float64Array.from(kept, (i) => this.y[i]),
            };
    }
    return this.cut[level];
  }
}

const decode = (buffer, grid) => {
  const bytes = new Uint8Array(buffer);
  let at = 0;
  const varint = () => {
    let value = 0;
    let unit = 1;
    let byte;
    do {
      byte = bytes[at++];
      value += (byte & 127) * unit;
      unit *= 128;
    } while (byte & 128);
    return value;
  };
  const sizes = Array.from({ length: varint() }, varint);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const level = bytes.subarray(at, at + total);
  at += total;
  const track = (project) => {
    const out = new Float64Array(total);
    let sum = 0;
    for (let i = 0; i < total; i += 1) {
      const step = varint();
      sum += step % 2 ? -(step + 1) / 2 : step / 2;
      out[i] = project(sum * grid);
    }
    return out;
  };
  const x = track(worldX);
  const y = track(worldY);
  let from = 0;
  return sizes.map((size) => {
    const to = from + size;
    const arc = new Arc(x.subarray(from, to), y.subarray(from, to), level.subarray(from, to));
    from = to;
    return arc;
  });
};

export { decode, lonLat, worldX, worldY };
