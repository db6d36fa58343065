import assert from "node:assert/strict";
import { test } from "node:test";

import {
  changeYears,
  kmOf,
  statusAt,
} from "../../maps/page/src/core/history.js";

const ferry = {
  status: "operating",
  km: 300,
  hist: [
    ["construction", 2010, 2013],
    ["operating", 2014, 2019],
    ["suspended", 2020, 2021],
    ["operating", 2022, null],
  ],
};
const closed = { status: "closed", km: 40, hist: [["operating", 1990, 2004]] };
const undated = { status: "planned", km: null, hist: [] };

test("a year finds the stretch that it lies in, both ends included", () => {
  const found = [2009, 2010, 2013, 2014, 2019, 2020, 2022, 2050].map((year) =>
    statusAt(ferry, year),
  );
  assert.deepEqual(found, [
    "",
    "construction",
    "construction",
    "operating",
    "operating",
    "suspended",
    "operating",
    "operating",
  ]);
});

test("no year is the day drawn for, and a leg without a history is as it is in every year", () => {
  assert.equal(statusAt(ferry, null), "operating");
  assert.equal(statusAt(closed, null), "closed");
  assert.equal(statusAt(undated, 1990), "planned");
});

test("what ended is nothing after it", () => {
  assert.equal(statusAt(closed, 2004), "operating");
  assert.equal(statusAt(closed, 2005), "");
});

test("years of change are the first of each stretch and those after an end, once and in order", () => {
  assert.deepEqual(
    changeYears([ferry, closed, undated]),
    [1990, 2005, 2010, 2014, 2020, 2022],
  );
});

test("km count only what passes, and a leg without a length as none", () => {
  assert.equal(
    kmOf([ferry, closed, undated], () => true),
    340,
  );
  assert.equal(
    kmOf([ferry, closed], (leg) => statusAt(leg, 2021) === "suspended"),
    300,
  );
});
