// Distances on the WGS84 ellipsoid: Vincenty (1975), inverse; the sphere where it does not settle.

const [a, f] = [6378137, 1 / 298.257223563];
const b = a * (1 - f);
const RAD = Math.PI / 180;

const sphere = (p, q) => {
  const h =
    Math.sin(((q.lat - p.lat) * RAD) / 2) ** 2 +
    Math.cos(p.lat * RAD) * Math.cos(q.lat * RAD) * Math.sin(((q.lng - p.lng) * RAD) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h)));
};

const distanceKm = (p, q) => {
  const U1 = Math.atan((1 - f) * Math.tan(p.lat * RAD));
  const U2 = Math.atan((1 - f) * Math.tan(q.lat * RAD));
  const [s1, c1, s2, c2] = [Math.sin(U1), Math.cos(U1), Math.sin(U2), Math.cos(U2)];
  const length = (q.lng - p.lng) * RAD;
  let lambda = length;
  for (let turn = 0; turn < 200; turn += 1) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    const ss = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (ss === 0) return 0;
    const cs = s1 * s2 + c1 * c2 * cl;
    const sigma = Math.atan2(ss, cs);
    const sa = (c1 * c2 * sl) / ss;
    const ca2 = 1 - sa * sa;
    const c2m = ca2 ? cs - (2 * s1 * s2) / ca2 : 0;
    const C = (f / 16) * ca2 * (4 + f * (4 - 3 * ca2));
    const next =
      length + (1 - C) * f * sa * (sigma + C * ss * (c2m + C * cs * (2 * c2m * c2m - 1)));
    if (Math.abs(next - lambda) < 1e-12) {
      const u2 = (ca2 * (a * a - b * b)) / (b * b);
      const A = 1 + (u2 / 16384) * (4096 + u2 * (u2 * (320 - 175 * u2) - 768));
      const B = (u2 / 1024) * (256 + u2 * (u2 * (74 - 47 * u2) - 128));
      const d =
        B *
        ss *
        (c2m +
          (B / 4) *
            (cs * (2 * c2m * c2m - 1) - (B / 6) * c2m * (4 * ss * ss - 3) * (4 * c2m * c2m - 3)));
      return (b * A * (sigma - d)) / 1000;
    }
    lambda = next;
  }
  return sphere(p, q);
};

// Points along the great circle, for drawing only.
const arcPoints = (p, q, count = 64) => {
  const vector = ({ lat, lng }) => [
    Math.cos(lat * RAD) * Math.cos(lng * RAD),
    Math.cos(lat * RAD) * Math.sin(lng * RAD),
    Math.sin(lat * RAD),
  ];
  const [u, v] = [vector(p), vector(q)];
  const angle = Math.acos(Math.max(-1, Math.min(1, u[0] * v[0] + u[1] * v[1] + u[2] * v[2])));
  if (angle < 1e-9) return [p, q];
  return Array.from({ length: count + 1 }, (_, i) => {
    const [m, n] = [Math.sin((1 - i / count) * angle), Math.sin((i / count) * angle)];
    const [x, y, z] = [0, 1, 2].map((k) => m * u[k] + n * v[k]);
    return { lat: Math.atan2(z, Math.hypot(x, y)) / RAD, lng: Math.atan2(y, x) / RAD };
  });
};

export { arcPoints, distanceKm };
