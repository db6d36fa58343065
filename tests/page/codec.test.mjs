import assert from "node:assert/strict";
import { test } from "node:test";

import {
  decode,
  lonLat,
  worldX,
  worldY,
} from "../../maps/page/src/core/codec.js";
import { bare, unsigned } from "../../maps/page/src/core/signed.js";

// Numbers as maps.encode.pack writes them: seven bits a byte, the lowest first.
const varint = (value) => {
  const bytes = [];
  do {
    bytes.push((value % 128) | (value > 127 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value);
  return bytes;
};
const signed = (value) => varint(value < 0 ? -value * 2 - 1 : value * 2);
const track = (values) =>
  values.flatMap((value, i) => signed(value - (i ? values[i - 1] : 0)));
const packed = (arcs) => {
  const bytes = [
    ...varint(arcs.length),
    ...arcs.flatMap(({ lon }) => varint(lon.length)),
    ...arcs.flatMap(({ level }) => level),
    ...track(arcs.flatMap(({ lon }) => lon)),
    ...track(arcs.flatMap(({ lat }) => lat)),
  ];
  return Uint8Array.from(bytes).buffer;
};

const arcs = [
  { lon: [7650, 7700, -9000], lat: [4300, 4310, 0], level: [0, 2, 0] },
  { lon: [18000, 0], lat: [-100, 8000], level: [0, 0] },
];

test("arcs come back where they were, to the grid", () => {
  const found = decode(packed(arcs), 0.01);
  assert.equal(found.length, 2);
  arcs.forEach(({ lon, lat }, i) =>
    lon.forEach((value, k) => {
      const [x, y] = lonLat(found[i].x[k], found[i].y[k]);
      assert.ok(Math.abs(x - value / 100) < 1e-9, `${x}`);
      assert.ok(Math.abs(y - lat[k] / 100) < 1e-9, `${y}`);
    }),
  );
});

test("a coarse level leaves out the fine points", () => {
  const [arc] = decode(packed(arcs), 0.01);
  assert.equal(arc.at(0).x.length, 2);
  assert.equal(arc.at(1).x.length, 2);
  assert.equal(arc.at(2).x.length, 3);
  assert.equal(arc.at(2), arc.at(2));
});

test("an end is the first or the last point", () => {
  const [, arc] = decode(packed(arcs), 0.01);
  assert.deepEqual(arc.end(false), [arc.x[0], arc.y[0]]);
  assert.deepEqual(arc.end(true), [arc.x[1], arc.y[1]]);
});

test("the box of an arc holds its points, north above", () => {
  const [, arc] = decode(packed(arcs), 0.01);
  assert.deepEqual(arc.box, [worldX(0), worldY(80), worldX(180), worldY(-1)]);
});

test("the world is 256 pixels wide, Greenwich and the equator in its middle", () => {
  assert.deepEqual([worldX(-180), worldX(0), worldX(180)], [0, 128, 256]);
  assert.ok(Math.abs(worldY(0) - 128) < 1e-9);
  assert.equal(worldY(89), worldY(85.05));
});

test("a number run backwards is its complement", () => {
  assert.deepEqual([bare(0), bare(~0), bare(~7)], [0, 0, 7]);
  assert.deepEqual(unsigned([3, ~3, ~0]), [3, 3, 0]);
});
