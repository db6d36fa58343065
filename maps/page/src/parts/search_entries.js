// All that the search finds: corridors, routes, hubs, and cities of the ground.
import { goTo, showCorridor, showHub, showRoute } from "../cards/select.js";
import { search } from "../core/find.js";
import { Folder } from "../core/fold.js";
import { scene } from "../data.js";
import { country, word } from "../model/words.js";

const folder = new Folder(scene.search);
const joined = (...parts) => parts.filter(Boolean).join(" \u00b7 ");
const wordsOf = (texts) => texts.filter(Boolean).flatMap((text) => folder.words(text));

// What is found; its names, and words beside them such as its country, are folded when asked for.
class Entry {
  constructor({ name, kind, weight, go, names, extra = [], near = [] }) {
    Object.assign(this, { name, kind, weight, go, names: names.filter(Boolean) });
    this.make = () => ({
      keys: [...new Set(names.map((text) => folder.words(text).join(" ")).concat(extra))].filter(
        Boolean,
      ),
      beside: wordsOf(near),
    });
    this.made = null;
  }

  folded() {
    this.made = this.made || this.make();
    return this.made;
  }

  get keys() {
    return this.folded().keys;
  }

  get beside() {
    return this.folded().beside;
  }
}

const corridorEntries = () =>
  scene.corridors.map(
    ({ id, name, names }, i) =>
      new Entry({
        name,
        kind: word("corridor"),
        names: [id, name, ...names],
        extra: scene.search.initials[i],
        go: () => showCorridor(i),
        weight: 0,
      }),
  );

const routeEntries = () =>
  scene.routes.map(
    ({ name, names, c }, i) =>
      new Entry({
        name,
        kind: joined(word("route"), scene.corridors[c].name),
        names: [name, ...names],
        go: () => showRoute(i),
        weight: 1,
      }),
  );

const hubEntries = () =>
  scene.hubs.map(
    ({ id, code, name, names, kind, cc, tier }, i) =>
      new Entry({
        name,
        kind: joined(word(kind), cc && country(cc)),
        names: [id, code, name, ...names],
        near: [cc && country(cc), word(kind)],
        go: () => showHub(i),
        weight: 1 + tier / 10,
      }),
  );

// A city whose hub is there already is found once.
const cityEntries = () => {
  const taken = new Set(scene.hubs.map((hub) => hub.name));
  const { cities = [] } = scene.ground || {};
  return cities
    .filter(([name]) => !taken.has(name))
    .map(
      ([name, lon, lat, , , names, code]) =>
        new Entry({
          name,
          kind: joined(word("city"), code && country(code)),
          names: [name, ...names],
          near: [code && country(code)],
          go: () => goTo([lon, lat], 7),
          weight: 2,
        }),
    );
};

let all = null;
const entries = () => {
  all = all || [...corridorEntries(), ...routeEntries(), ...hubEntries(), ...cityEntries()];
  return all;
};

// Folds the names while nothing else is to be done, so that the first letter typed does not wait.
const MANY = 60;
const prepare = (from = 0) => {
  entries()
    .slice(from, from + MANY)
    .forEach((entry) => entry.folded());
  if (from + MANY < entries().length) setTimeout(() => prepare(from + MANY));
};

const find = (query) => search(folder.asked(query), entries(), query);

export { find, prepare };
