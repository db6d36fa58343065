// What differs between two corridors or two years, in km.
import { kmOf } from "../core/history.js";
import { scene } from "../data.js";
import { statusOn } from "../model/state.js";
import { country, word } from "../model/words.js";
import { inUse } from "./years.js";

// A choice is the id of a corridor, or a year as text, "" for the day drawn for.
const corridorOf = (choice) => scene.corridors.findIndex((corridor) => corridor.id === choice);
const isYear = (choice) => choice === "" || /^\d{4}$/.test(choice);
const nameOf = (choice) => {
  if (choice === "") return word("today");
  if (isYear(choice)) return choice;
  const corridor = scene.corridors[corridorOf(choice)];
  return corridor.short || corridor.name;
};

const sumsOf = (index) => {
  const legs = scene.legs.filter((leg) => leg.users.includes(index));
  const km = (test) => kmOf(legs, test);
  const route =
    scene.routes.find((one) => one.c === index && one.main) ||
    scene.routes.find((one) => one.c === index);
  const modes = Object.fromEntries(
    scene.style.modes.map((mode) => [mode.id, km((leg) => leg.mode === mode.id)]),
  );
  const statuses = Object.fromEntries(
    scene.style.statuses.map((status) => [status.id, km((leg) => leg.status === status.id)]),
  );
  const countries = {};
  legs.forEach((leg) =>
    Object.entries(leg.by).forEach(([code, value]) => {
      countries[code] = (countries[code] || 0) + value;
    }),
  );
  return {
    legs,
    route,
    modes,
    statuses,
    countries,
    all: km((leg) => Boolean(leg.status)),
    count: scene.routes.filter((one) => one.c === index).length,
  };
};

const corridorRows = (a, b) => {
  const [p, q] = [sumsOf(corridorOf(a)), sumsOf(corridorOf(b))];
  const keys = (one, other) =>
    Object.keys({ ...one, ...other })
      .filter((key) => (one[key] || 0) + (other[key] || 0) > 0.5)
      .sort((x, y) => (one[y] || 0) + (other[y] || 0) - (one[x] || 0) - (other[x] || 0));
  const both = kmOf(p.legs, (leg) => q.legs.includes(leg));
  const main = (pick) => [p, q].map((side) => (side.route ? pick(side.route) : null));
  return [
    [`${word("main_route")}: ${word("length_km")}`, ...main((route) => route.km)],
    [`${word("main_route")}: ${word("operating_km")}`, ...main((route) => route.now)],
    [`${word("main_route")}: ${word("planned_km")}`, ...main((route) => route.later)],
    [`${word("main_route")}: ${word("borders")}`, ...main((route) => route.borders)],
    [`${word("main_route")}: ${word("breaks")}`, ...main((route) => route.breaks)],
    [word("routes"), p.count, q.count],
    [`${word("all_legs")}: ${word("length_km")}`, p.all, q.all],
    [`${word("all_legs")}: ${word("shared_km")}`, both, both],
    ...keys(p.modes, q.modes).map((key) => [
      `${word(key)}, ${word("km")}`,
      p.modes[key] || 0,
      q.modes[key] || 0,
    ]),
    ...keys(p.statuses, q.statuses).map((key) => [
      `${word(key)}, ${word("km")}`,
      p.statuses[key] || 0,
      q.statuses[key] || 0,
    ]),
    ...keys(p.countries, q.countries).map((key) => [
      `${country(key)}, ${word("km")}`,
      p.countries[key] || 0,
      q.countries[key] || 0,
    ]),
  ];
};

const yearRows = (a, b) => {
  const then = [a, b].map((choice) => ({
    year: choice === "" ? null : Number(choice),
    only: null,
    items: null,
  }));
  const km = (side, test) => kmOf(scene.legs, (leg) => test(statusOn(leg, side)));
  const totals = scene.style.statuses
    .map((status) => [
      `${word(status.id)}, ${word("km")}`,
      ...then.map((side) => km(side, (value) => value === status.id)),
    ])
    .filter(([, one, other]) => one + other > 0.5);
  const told = (value) => (value ? word(value) : word("unseen"));
  const legs = scene.legs
    .map((leg, index) => ({ leg, index, pair: then.map((side) => statusOn(leg, side)) }))
    .filter(({ pair }) => pair[0] !== pair[1])
    .map(({ leg, index, pair }) => [
      leg.name,
      ...pair.map(told),
      leg.km,
      leg.users.map((i) => scene.corridors[i].name).join("; "),
      index,
    ]);
  return {
    totals: [[word("operating_km"), ...then.map((side) => km(side, inUse))], ...totals],
    legs,
  };
};

const comparedRows = (a, b) => (isYear(a) ? yearRows(a, b) : corridorRows(a, b));

export { comparedRows, corridorOf, corridorRows, isYear, nameOf, yearRows };
