import assert from "node:assert/strict";
import { test } from "node:test";

import { oneError, score, search } from "../../maps/page/src/core/find.js";
import { Folder } from "../../maps/page/src/core/fold.js";

// As geodata.places.spelling has them, less what these names do not need.
const folder = new Folder({
  letters: {
    м: "m",
    т: "t",
    к: "k",
    с: "s",
    е: "e",
    в: "v",
    р: "r",
    ю: "iu",
    г: "g",
    х: "h",
    о: "o",
    а: "a",
    у: "u",
  },
  spellings: { shch: "sh", kh: "h", gh: "g", zh: "j", y: "i", w: "v", q: "k" },
  gaps: "[\\s\\-\\u2013\\u2014.,()]+",
});
const entry = (name, keys, beside = [], weight = 1) => ({
  name,
  names: [name],
  keys,
  beside,
  weight,
});
const entries = [
  entry(
    "North-South Corridor",
    [
      "international north south transport coridor",
      "sever iug",
      "instc",
      "mtksiu",
    ],
    [],
    0,
  ),
  entry("Khorgos", ["horgos", "霍尔果斯", "cnhrs"], ["china", "border"]),
  entry("Horgos - Altynkol", ["horgos altinkol"], ["kazahstan"], 2),
  entry("Aktau", ["aktau", "shevchenko"], ["kazahstan"]),
  entry("Aktobe", ["aktobe"], ["kazahstan"]),
];
const found = (text) =>
  search(folder.asked(text), entries, text).map(({ name }) => name);

test("words fold one by one, whatever they are written in", () => {
  assert.deepEqual(folder.words("Хоргос – KHORGOS (Khor)"), [
    "horgos",
    "horgos",
    "hor",
  ]);
  assert.deepEqual(folder.words("  - "), []);
});

test("a word that is being typed may become a spelling of another letter", () => {
  assert.deepEqual(folder.ahead("k"), ["k", "h"]);
  assert.deepEqual(folder.ahead("kho"), ["ho"]);
  assert.deepEqual(found("k"), found("K"));
  assert.ok(found("k").includes("Khorgos"));
});

test("the name itself comes before what only begins so", () => {
  assert.deepEqual(found("khorgos"), ["Khorgos", "Horgos - Altynkol"]);
  assert.deepEqual(found("хоргос"), found("khorgos"));
  assert.deepEqual(found("霍尔"), ["Khorgos"]);
});

test("what is written so comes before what folds alike", () => {
  assert.deepEqual(found("kho"), ["Khorgos", "Horgos - Altynkol"]);
});

test("abbreviations, alone and beside words of the name", () => {
  assert.deepEqual(found("INSTC"), ["North-South Corridor"]);
  assert.deepEqual(found("МТК Север-Юг"), ["North-South Corridor"]);
});

test("words in any order, a country beside a name but not alone", () => {
  assert.deepEqual(found("corridor south north"), ["North-South Corridor"]);
  assert.deepEqual(found("Kazakhstan Aktau"), ["Aktau"]);
  assert.deepEqual(found("Kazakhstan"), []);
});

test("one typing error, where nothing is written so", () => {
  assert.deepEqual(found("Aktua"), ["Aktau"]);
  assert.deepEqual(found("Khrogos"), ["Khorgos", "Horgos - Altynkol"]);
  assert.deepEqual(found("aktxyz"), []);
  assert.deepEqual(found("akx"), []);
});

test("one error is a letter more, less, changed, or two swapped", () => {
  ["aktau", "aktaus", "ktau", "aktiu", "aktua", "katau"].forEach((word) =>
    assert.ok(oneError("aktau", word), word),
  );
  ["aktobe", "tauka", "ak"].forEach((word) =>
    assert.ok(!oneError("aktau", word), word),
  );
});

test("nothing typed finds nothing", () => {
  assert.deepEqual(found(" - "), []);
  assert.deepEqual(found("kkkk"), []);
  assert.deepEqual(found("aktau kkkk"), []);
  assert.deepEqual(found("aktau - "), ["Aktau"]);
  assert.equal(score([], entries[0]), 9);
});
