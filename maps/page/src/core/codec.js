// Reads the arcs that maps.encode.pack writes, into world pixels at zoom 0.

// Where the map is cut: what lies west of it is drawn east of 180 degrees.
let seam = -180;
const cutAt = (lon) => {
  seam = lon;
};
const turned = (lon) => (lon < seam ? lon + 360 : lon);
const worldX = (lon) => ((turned(lon) + 180) / 360) * 256;
const worldY = (lat) => {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
};

const lonLat = (x, y) => [
  (x / 256) * 360 - 180,
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 256))) * 180) / Math.PI,
];

const rangeOf = (values) => {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i += 1) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return [low, high];
};

// A line of points in degrees. Only what a level of detail shows is turned into pixels, when it is
// first asked for: a map opens with a tenth of its points.
class Arc {
  constructor(lon, lat, level) {
    this.lon = lon;
    this.lat = lat;
    this.level = level;
    this.cut = [];
    const [west, east] = rangeOf(lon);
    const [south, north] = rangeOf(lat);
    this.box = [worldX(west), worldY(north), worldX(east), worldY(south)];
  }

  get x() {
    return this.at(Infinity).x;
  }

  get y() {
    return this.at(Infinity).y;
  }

  // The first or the last point.
  end(last) {
    const k = last ? this.lon.length - 1 : 0;
    return [worldX(this.lon[k]), worldY(this.lat[k])];
  }

  // The vertices that a level of detail shows.
  at(level) {
    this.cut[level] = this.cut[level] || this.cutTo(level);
    return this.cut[level];
  }

  cutTo(level) {
    const size = this.lon.length;
    const kept = new Uint32Array(size);
    let count = 0;
    for (let i = 0; i < size; i += 1) if (this.level[i] <= level) kept[count++] = i;
    const [x, y] = [new Float64Array(count), new Float64Array(count)];
    for (let i = 0; i < count; i += 1) {
      x[i] = worldX(this.lon[kept[i]]);
      y[i] = worldY(this.lat[kept[i]]);
    }
    return { x, y };
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
  const track = () => {
    const out = new Float64Array(total);
    let sum = 0;
    for (let i = 0; i < total; i += 1) {
      const step = varint();
      sum += step % 2 ? -(step + 1) / 2 : step / 2;
      out[i] = sum * grid;
    }
    return out;
  };
  const lon = track();
  const lat = track();
  let from = 0;
  return sizes.map((size) => {
    const to = from + size;
    const arc = new Arc(lon.subarray(from, to), lat.subarray(from, to), level.subarray(from, to));
    from = to;
    return arc;
  });
};

export { cutAt, decode, lonLat, turned, worldX, worldY };
