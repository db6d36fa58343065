// What a place is called where there is room for one name: the town that a reader knows, first.
import { scene } from "../data.js";

const KNOWN_KM = 75;
const KM_A_DEGREE = 111.2;
const BORDER_KM = 12;
const LONGEST = 21;

const short = (name) => name.replace(/\s*[(\uff08][^)\uff09]*[)\uff09]\s*$/, "") || name;
const kmBetween = ([lon, lat], [lon2, lat2]) =>
  KM_A_DEGREE * Math.hypot((lon - lon2) * Math.cos((lat * Math.PI) / 180), lat - lat2);

// Names of places that end legs: a town that has a stop of its own lends its name to no other.
let stops = null;
const stopNames = () => {
  if (!stops) {
    const used = new Set(scene.legs.flatMap((leg) => leg.places));
    const own = scene.hubs.filter(({ id }) => used.has(id));
    stops = new Set(own.flatMap(({ name, names }) => [name, ...names].map(short)));
  }
  return stops;
};
const hasStop = (city) => [city[0], ...city[5]].some((one) => stopNames().has(one));

// Large towns and capitals by country, but for those that have a stop of their own.
let big = null;
const bigTowns = () => {
  if (!big) {
    const { cities = [] } = scene.ground || {};
    const found = cities.filter(([, , , rank, capital]) => rank <= 1 || capital);
    big = new Map();
    found
      .filter((city) => !hasStop(city))
      .forEach((city) => {
        const [, , , , , , code] = city;
        (big.get(code) || big.set(code, []).get(code)).push(city);
      });
  }
  return big;
};

// The largest town near a place of the same country that has no stop of its own.
const townNear = ({ at, cc }) =>
  (bigTowns().get(cc) || [])
    .map((city) => ({ city, off: kmBetween(at, [city[1], city[2]]) }))
    .filter(({ off }) => off < KNOWN_KM)
    .sort((p, q) => p.off - q.off)
    .map(({ city }) => city)[0];

let townNames = null;
const isTown = (name) => {
  const { cities = [] } = scene.ground || {};
  townNames = townNames || new Set(cities.flatMap(([own, , , , , names]) => [own, ...names]));
  return townNames.has(name);
};

// A yard behind a crossing is known by the crossing's other side: Khorgos (Altynkol).
const borderName = (hub, own) => {
  if (hub.kind !== "gauge_yard" || isTown(own)) return null;
  const crossings = scene.hubs.filter(
    ({ kind, at }) => kind === "border_crossing" && kmBetween(at, hub.at) < BORDER_KM,
  );
  const pair = crossings
    .map(({ name }) => short(name).split(/\s*[-\u2013\u2014]\s*/))
    .find((sides) => sides.length === 2 && sides.includes(own));
  return pair ? pair.find((side) => side !== own) : null;
};

// The town by which a place is known, as a city of the ground; null where it is its own.
const cityOf = (hub) => {
  const own = short(hub.name);
  if (hub.kind === "city" || hub.kind === "station" || isTown(own)) return null;
  return townNear(hub) || null;
};
const labelOf = (hub) => {
  const own = short(hub.name);
  const city = cityOf(hub);
  const says = city && !city[5].some((name) => own.includes(name)) && !own.includes(city[0]);
  const known = (hub.kind !== "station" && borderName(hub, own)) || (says ? city[0] : null);
  if (!known) return own;
  return known.length + own.length > LONGEST ? known : `${known} (${own})`;
};
const made = new Map();
const of = (hub) => {
  if (!made.has(hub)) {
    const label = labelOf(hub);
    const city = cityOf(hub);
    made.set(hub, { label, rank: city && label.startsWith(city[0]) ? 1 : 9 });
  }
  return made.get(hub);
};
// "Baku (Alat)", "Khorgos (Altynkol)"; the place's own name where it is a town itself.
const knownAs = (hub) => of(hub).label;
// How big the town is by which a place is known, 9 where it is known by itself.
const knownRank = (hub) => of(hub).rank;

export { knownAs, knownRank, short };
