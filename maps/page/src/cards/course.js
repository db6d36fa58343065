// The legs of a route in order: the point of a km, and the km nearest to a point.
import { worldX, worldY } from "../core/codec.js";
import { bare } from "../core/signed.js";
import { scene } from "../data.js";
import { legArcs } from "../model/arcs.js";

const RAD_ = Math.PI / 180;
const lonOf = (x) => (x / 256) * 360 - 180;
const latOf = (y) => Math.atan(Math.sinh(Math.PI * (1 - y / 128))) / RAD_;

// The drawn line of a leg in world pixels with the distance along it; for pointing, not measuring.
const tracks = new Map();
const trackOf = (leg) => {
  if (tracks.has(leg)) return tracks.get(leg);
  const arcs = legArcs();
  const [x, y, s] = [[], [], [0]];
  scene.legs[leg].parts.flat().forEach((signed) => {
    const arc = arcs[bare(signed)];
    const count = arc.x.length;
    for (let i = x.length ? 1 : 0; i < count; i += 1) {
      const k = signed < 0 ? count - 1 - i : i;
      x.push(arc.x[k]);
      y.push(arc.y[k]);
    }
  });
  for (let i = 1; i < x.length; i += 1)
    s.push(
      s[i - 1] +
        Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]) /
          Math.cosh(Math.PI * (1 - (y[i] + y[i - 1]) / 256)),
    );
  tracks.set(leg, { x, y, s });
  return tracks.get(leg);
};

// Legs of a route with where each begins, and which way it is run.
const course = (route) => {
  let start = 0;
  return scene.routes[route].legs.map((signed) => {
    const leg = bare(signed);
    const item = { leg, back: signed < 0, start, km: scene.legs[leg].km || 0 };
    start += item.km;
    return item;
  });
};
const pointAt = (legs, km) => {
  const item = legs.find((one) => km <= one.start + one.km) || legs[legs.length - 1];
  const { x, y, s } = trackOf(item.leg);
  if (!x.length) return null;
  const share = item.km ? Math.max(0, Math.min(1, (km - item.start) / item.km)) : 0;
  const wanted = (item.back ? 1 - share : share) * s[s.length - 1];
  let i = s.findIndex((value) => value >= wanted);
  if (i < 1) i = Math.min(1, s.length - 1);
  const part = s[i] > s[i - 1] ? (wanted - s[i - 1]) / (s[i] - s[i - 1]) : 0;
  return L.latLng(
    latOf(y[i - 1] + (y[i] - y[i - 1]) * part),
    lonOf(x[i - 1] + (x[i] - x[i - 1]) * part),
  );
};
// Km of the nearest point of a route, and how far off it is in pixels at zoom 0.
const nearestKm = (legs, latlng) => {
  const [px, py] = [worldX(latlng.lng), worldY(latlng.lat)];
  let best = { off: Infinity, km: 0 };
  legs.forEach((item) => {
    const { x, y, s } = trackOf(item.leg);
    for (let i = 1; i < x.length; i += 1) {
      const [dx, dy] = [x[i] - x[i - 1], y[i] - y[i - 1]];
      const share = Math.max(
        0,
        Math.min(1, ((px - x[i - 1]) * dx + (py - y[i - 1]) * dy) / (dx * dx + dy * dy || 1)),
      );
      const off = Math.hypot(px - x[i - 1] - share * dx, py - y[i - 1] - share * dy);
      if (off < best.off) {
        const along = (s[i - 1] + (s[i] - s[i - 1]) * share) / (s[s.length - 1] || 1);
        best = { off, km: item.start + (item.back ? 1 - along : along) * item.km };
      }
    }
  });
  return best;
};

export { course, nearestKm, pointAt, trackOf };
