// What the fields of the planner find: places where a way may begin or end, and what can be closed.
import { scene } from "../data.js";
import { Entry, joined } from "../model/entry.js";
import { country, word } from "../model/words.js";
import { graphNow } from "./data.js";
import { legOf, nameOf, pairName, placeOf } from "./names.js";

const placeEntry = (id) => {
  const place = placeOf(id);
  if (!place) return [];
  const { name, names, cc, kind } = place;
  return [
    new Entry({
      name,
      kind: joined(word(kind), cc && country(cc)),
      names: [id, name, ...names],
      near: [cc && country(cc)],
      go: () => id,
      // Hubs come before stations of the same name.
      weight: kind === "station" ? 2 : 1,
    }),
  ];
};

const plain = (name, kind, value, names = []) =>
  new Entry({ name, kind: word(kind), names: [name, ...names], go: () => value, weight: 0 });

const once = (make) => {
  let made = null;
  return () => {
    made = made ?? make();
    return made;
  };
};

const endEntries = once(() => graphNow().origins.flatMap(placeEntry));

const pairs = ({ named }) => [...named.keys()].filter((key) => /^[A-Z]{2}-[A-Z]{2}$/.test(key));
const legEntries = ({ named }) =>
  [...named.keys()]
    .filter((key) => legOf(key) !== undefined)
    .map((key) => {
      const leg = scene.legs[legOf(key)];
      return new Entry({
        name: leg.name,
        kind: joined(word("leg"), scene.corridors[leg.c].name),
        names: [leg.name],
        go: () => key,
        weight: 3,
      });
    });

const closeEntries = once(() => {
  const graph = graphNow();
  const codes = graph.doc.countries.filter((code) => code && code !== "XZ");
  return [
    ...codes.map((code) => plain(country(code), "plan_country", code, [code])),
    ...pairs(graph).map((key) => plain(pairName(key), "plan_pair", key, [key])),
    ...Object.keys(graph.doc.waters)
      .filter((key) => graph.named.has(key))
      .map((key) => plain(nameOf(key), "plan_passage", key, [key])),
    ...graph.doc.places.flatMap(placeEntry),
    ...legEntries(graph),
  ];
});

export { closeEntries, endEntries };
