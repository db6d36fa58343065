// Rounded parts sum to the rounded whole.
import assert from "node:assert/strict";
import { test } from "node:test";

import { partsOf } from "../../maps/page/src/core/parts.js";

test("the largest remainders take what is left over", () => {
  assert.deepEqual(partsOf([2145.3, 1290.6, 666.9, 562.4]), [2145, 1291, 667, 562]);
  assert.deepEqual(partsOf([0.4, 0.4, 0.4]), [1, 0, 0]);
  assert.deepEqual(partsOf([]), []);
});

test("a whole of parts is never off by one", () => {
  for (let n = 1; n < 60; n += 1) {
    const parts = Array.from({ length: n }, (_, i) => ((i + 1) * 7919.37) % 811);
    const sum = partsOf(parts).reduce((total, part) => total + part, 0);
    assert.equal(sum, Math.round(parts.reduce((total, part) => total + part, 0)));
  }
});
