import assert from "node:assert/strict";
import { test } from "node:test";

import { placeOf } from "../../maps/page/src/story/count.js";

test("findings and appendix are counted apart", () => {
  const steps = [{}, {}, { appendix: true }, { appendix: true }, { appendix: true }];
  assert.deepEqual(placeOf(steps, 0), { number: 1, count: 2 });
  assert.deepEqual(placeOf(steps, 1), { number: 2, count: 2 });
  assert.deepEqual(placeOf(steps, 2), { number: 1, count: 3 });
  assert.deepEqual(placeOf(steps, 4), { number: 3, count: 3 });
});

test("a story without an appendix is counted whole", () => {
  assert.deepEqual(placeOf([{}, {}], 1), { number: 2, count: 2 });
});
