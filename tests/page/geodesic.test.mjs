import assert from "node:assert/strict";
import { test } from "node:test";

import { arcPoints, distanceKm } from "../../maps/page/src/core/geodesic.js";

const at = (lat, lng) => ({ lat, lng });
const near = (found, expected, by) =>
  assert.ok(Math.abs(found - expected) < by, `${found}`);

test("a degree of the equator is a 360th of its circumference", () => {
  near(distanceKm(at(0, 10), at(0, 11)), (6378.137 * Math.PI) / 180, 1e-6);
});

test("from the equator to the pole is the quadrant of WGS84", () => {
  near(distanceKm(at(0, 30), at(90, 30)), 10001.965729, 1e-5);
});

test("there and back are equal, and nowhere is far from itself", () => {
  const [aktau, baku] = [at(43.65, 51.15), at(40.37, 49.89)];
  assert.equal(distanceKm(aktau, aktau), 0);
  near(distanceKm(aktau, baku), distanceKm(baku, aktau), 1e-9);
});

test("antipodes, where the formula does not settle, take the sphere", () => {
  near(distanceKm(at(0, 0), at(0, 180)), Math.PI * 6371.0088, 0.01);
});

test("the points of an arc begin and end where it does and keep to the meridian", () => {
  const points = arcPoints(at(10, 60), at(50, 60), 4);
  assert.equal(points.length, 5);
  [10, 20, 30, 40, 50].forEach((lat, i) => {
    near(points[i].lat, lat, 1e-9);
    near(points[i].lng, 60, 1e-9);
  });
  assert.deepEqual(arcPoints(at(1, 2), at(1, 2)), [at(1, 2), at(1, 2)]);
});
