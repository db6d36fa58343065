// What places, countries, straits and legs of the graph are called, and where they lie.
import { scene } from "../data.js";
import { country, word } from "../model/words.js";
import { graphNow } from "./data.js";

let hubs = null;
const hubOf = (id) => {
  hubs = hubs ?? new Map(scene.hubs.map((hub) => [hub.id, hub]));
  return hubs.get(id);
};
let legs = null;
const refOf = (leg) => (leg.id.includes(":") ? leg.id : `${scene.corridors[leg.c].id}:${leg.id}`);
const legOf = (ref) => {
  legs = legs ?? new Map(scene.legs.map((leg, index) => [refOf(leg), index]));
  return legs.get(ref);
};

/**
 * A place of the graph: its name, all its names, lon and lat, country; null where it is none.
 * @param {string} id
 * @returns {{ name: string, names: string[], at: number[], cc: string, kind: string } | null}
 */
const placeOf = (id) => {
  const hub = hubOf(id);
  if (hub) return { name: hub.name, names: hub.names, at: hub.at, cc: hub.cc, kind: hub.kind };
  const own = graphNow().doc.names[id];
  if (!own) return null;
  const [name, lon, lat, cc] = own;
  return { name, names: [name], at: [lon, lat], cc, kind: cc ? "station" : "border" };
};

const isPair = (text) => /^[A-Z]{2}-[A-Z]{2}$/.test(text);
const isCountry = (text) => /^[A-Z]{2}$/.test(text);
const pairName = (text) => word("plan_pair_of", ...text.split("-").map(country));

// A line that a scenario adds is called after its ends.
const lineName = (ref) => {
  const { named, edges, nodes } = graphNow();
  const [row] = named.get(ref) ?? [];
  if (row === undefined) return ref;
  const ends = [edges[row].tail, edges[row].head].map((node) => placeOf(nodes[node].place));
  return word("plan_pair_of", ...ends.map((end) => (end ? end.name : ref)));
};

// What a word that closes or opens something is called.
const nameOf = (text) => {
  if (isCountry(text)) return country(text);
  if (isPair(text)) return pairName(text);
  const water = graphNow().doc.waters[text];
  if (water) return water[0];
  const leg = legOf(text);
  if (leg !== undefined) return scene.legs[leg].name;
  const place = placeOf(text);
  return place ? place.name : lineName(text);
};

// Where something may be marked on the map, null for countries, pairs of them and legs.
const pointOf = (text) => {
  const water = graphNow().doc.waters[text];
  if (water) return [water[1], water[2]];
  return placeOf(text)?.at ?? null;
};

export { isCountry, legOf, nameOf, pairName, placeOf, pointOf, refOf };
