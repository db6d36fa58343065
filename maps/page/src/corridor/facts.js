// What the page of a corridor says of a route: headline, numbers, what was told of its legs.
import { unsigned } from "../core/signed.js";
import { scene } from "../data.js";
import { stations } from "../model/arcs.js";
import { knownAs } from "../model/naming.js";
import { km, plural, word } from "../model/words.js";

const routesOf = (corridor) =>
  [...scene.routes.keys()].filter((index) => scene.routes[index].c === corridor);
// The main route of a corridor, else its first; null where it has none.
const mainOf = (corridor) => {
  const all = routesOf(corridor);
  return all.find((index) => scene.routes[index].main) ?? all[0] ?? null;
};

const placeNamed = (id) =>
  scene.hubs.find((hub) => hub.id === id) || stations().find((place) => place.id === id);
const endName = (signed, last) => {
  const leg = scene.legs[signed < 0 ? ~signed : signed];
  const i = signed < 0 === last ? 0 : 1;
  const place = placeNamed(leg.places[i]);
  return place ? knownAs(place) : [leg.from, leg.to][i];
};
const endsOf = (route) => {
  const { legs } = scene.routes[route];
  return legs.length ? [endName(legs[0], false), endName(legs[legs.length - 1], true)] : null;
};

// "4,637 km from Khorgos to Poti; 13 variants".
const headline = (corridor, route) => {
  const ends = endsOf(route);
  if (!ends) return scene.corridors[corridor].name;
  const way = word("from_to", km(scene.routes[route].km), ...ends);
  const others = routesOf(corridor).length;
  return others > 1 ? word("and_variants", way, plural("n_variants", others)) : way;
};

const legsOf = (corridor, route) =>
  route === null
    ? [...scene.legs.keys()].filter((leg) => scene.legs[leg].users.includes(corridor))
    : [...new Set(unsigned(scene.routes[route].legs))];

const YEARS = 2015;
// What was told of the legs since 2015, the newest first; what is only announced comes first.
const changesSince = (legs, first = YEARS) =>
  legs
    .flatMap((leg) =>
      scene.legs[leg].told.map(([status, from, until, note, src, ahead]) => ({
        leg,
        status,
        from,
        until,
        note,
        src,
        ahead,
      })),
    )
    .filter(({ from }) => Number(from.slice(0, 4)) >= first)
    .sort((p, q) => q.from.localeCompare(p.from) || p.leg - q.leg);

// The notes of what holds now and began before: no caveat stays behind.
const notesBefore = (legs, first = YEARS) =>
  legs.flatMap((leg) => {
    const { told, status } = scene.legs[leg];
    const now = told.find((one) => one[0] === status && !one[2] && !one[5]);
    return now && now[3] && Number(now[1].slice(0, 4)) < first
      ? [{ leg, from: now[1], status: now[0], note: now[3], src: now[4] }]
      : [];
  });

export { changesSince, endsOf, headline, legsOf, mainOf, notesBefore, routesOf };
