// All that the search finds: corridors, routes, hubs, and cities of the ground.
import { goTo, showCorridor, showHub, showRoute } from "../cards/select.js";
import { scene } from "../data.js";
import { Entry, findAmong, joined, prepareAll } from "../model/entry.js";
import { country, word } from "../model/words.js";

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

const prepare = () => prepareAll(entries());
const find = (query) => findAmong(entries(), query);

export { find, prepare };
