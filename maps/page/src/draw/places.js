// Hubs, stations and cities: which are drawn, how large, and their names.
import { worldX, worldY } from "../core/codec.js";
import { Room } from "../core/room.js";
import { scene } from "../data.js";
import { stations } from "../model/arcs.js";
import { knownAs, knownRank, short } from "../model/naming.js";
import { placeInFocus, state, visible } from "../model/state.js";
import { stamp } from "./symbols.js";
import { FONT, placeName, setFont, write } from "./text.js";

// Hubs of no leg shown stay small and pale until one is near.
const RADII = [
  [4.4, [3, 2.4, 0]],
  [5.6, [4.2, 3.4, 0]],
  [6.8, [6.4, 5.4, 2.5]],
  [8.6, [8.2, 7.6, 4.6]],
  [Infinity, [8.2, 7.6, 6.6]],
];
const STATION_RADII = [
  [4.4, [2.4, 1.8, 0]],
  [6.8, [3.2, 2.5, 0]],
  [Infinity, [4.2, 3.4, 0]],
];
// Pixels of a symbol below each zoom, by the rank of the place.
const symbolRadius = (zoom, tier, kind) => {
  if (kind === "city" && tier === 2 && zoom < 6.6) return 0;
  const table = kind === "station" ? STATION_RADII : RADII;
  return table.find(([below]) => zoom < below)[1][tier];
};

// Whether a hub and a city of the ground are one town: a name in common, or hardly any way between.
const oneTown = (hub, city) => {
  const [name, lon, lat, , , names] = city;
  const [dx, dy] = [(hub.at[0] - lon) * Math.cos((lat * Math.PI) / 180), hub.at[1] - lat];
  if (Math.abs(dx) > 0.6 || Math.abs(dy) > 0.6) return false;
  return (
    Math.hypot(dx, dy) < 0.05 ||
    [hub.name, ...hub.names].map(short).some((one) => one === name || names.includes(one))
  );
};
// Cities of the ground by the degree they lie in.
let byDegree = null;
const citiesNear = ([lon, lat]) => {
  if (!byDegree) {
    byDegree = new Map();
    const { cities = [] } = scene.ground || {};
    cities.forEach((city) => {
      const key = `${Math.floor(city[1])}|${Math.floor(city[2])}`;
      byDegree.set(key, [...(byDegree.get(key) || []), city]);
    });
  }
  return [-1, 0, 1].flatMap((dx) =>
    [-1, 0, 1].flatMap(
      (dy) => byDegree.get(`${Math.floor(lon) + dx}|${Math.floor(lat) + dy}`) || [],
    ),
  );
};

// How big a town a hub stands for: the rank of its city on the ground, 1 for capitals, 9 for no city.
const towns = new Map();
const rankOf = (hub) => {
  const found = citiesNear(hub.at).find((city) => oneTown(hub, city));
  if (!found) return knownRank(hub);
  const [, , , rank, capital] = found;
  return capital ? Math.min(1, rank) : rank;
};
const townOf = (hub) => {
  if (!towns.has(hub)) towns.set(hub, rankOf(hub));
  return towns.get(hub);
};
// Reads names and towns of the places that a side shows, before anything is drawn.
const readTowns = (side) => {
  const { tiers } = visible(side);
  marked()
    .filter(({ hub }) => tiers.has(hub.id))
    .forEach(({ hub }) => {
      townOf(hub);
      knownAs(hub);
    });
};
const AHEAD = new Set(["construction", "planned", "proposed", "suspended", "closed"]);
let marks = null;
const marked = () => {
  marks = marks || [
    ...scene.hubs.map((hub, index) => ({ hub, index })),
    ...stations().map((hub) => ({ hub })),
  ];
  return marks;
};

// Ends of main routes come first, then big towns, then the rest by what they end.
const urgency = ({ order, town }) => {
  if (order === 0) return 0;
  return order < 2 && town <= 1 ? 1 : 2;
};

// Why one place comes before another, the weightiest reason first.
const REASONS = [
  (item) => (item.chosen ? 0 : 1),
  urgency,
  (item) => item.order,
  (item) => item.ahead,
  (item) => item.town,
  (item) => item.rank,
  (item) => item.index ?? 1e6,
];
const byWeight = (p, q) => {
  const reason = REASONS.find((one) => one(p) !== one(q));
  return reason ? reason(p) - reason(q) : 0;
};

const isShown = ({ kind, id }, tiers) =>
  kind === "station" ? state.hubKinds.size > 0 && tiers.has(id) : state.hubKinds.has(kind);
const isChosen = (index) => {
  const { selected } = state;
  if (!selected || index === undefined) return false;
  return selected.hub === index || Boolean(selected.hubs && selected.hubs.has(index));
};

// The places in view, the weightiest first.
const hubsIn = (view, side) => {
  const { tiers } = visible(side);
  const ranks = new Map(scene.style.hubKinds.map((kind) => [kind.id, kind.rank]));
  const weighed = ({ hub, index }) => {
    const order = tiers.get(hub.id) ?? 2;
    return {
      hub,
      index,
      x: worldX(hub.at[0]) * view.scale - view.dx,
      y: worldY(hub.at[1]) * view.scale - view.dy,
      order,
      tier: Math.floor(order),
      chosen: isChosen(index),
      dim: !placeInFocus(hub.id),
      town: order < 2 ? townOf(hub) : 9,
      ahead: AHEAD.has(hub.status) ? 1 : 0,
      rank: ranks.get(hub.kind) ?? 9,
    };
  };
  const inView = ({ x, y }) => x > -20 && y > -20 && x < view.width + 20 && y < view.height + 20;
  return marked()
    .filter(({ hub }) => isShown(hub, tiers))
    .map(weighed)
    .filter(inView)
    .sort(byWeight);
};

// Stops are hidden at small scales but for towns, which may be named; all of an open corridor stand.
const STOPS_FROM = 5;
const isHidden = ({ chosen, tier, town, dim }, { zoom }) =>
  !chosen && zoom < STOPS_FROM && tier > 0 && (dim || !state.focus) && (dim || town > 2);
// Whether a symbol stands without its name.
const standsAlone = ({ chosen, tier, dim }, { zoom }) =>
  chosen || tier === 0 || zoom >= STOPS_FROM || (state.focus && !dim);

// The hubs whose symbols find room.
const symbolsIn = (view, room, side) => {
  const kept = [];
  const taken = new Room();
  hubsIn(view, side).forEach((item) => {
    const radius = item.chosen
      ? Math.max(8, symbolRadius(view.zoom, 0))
      : symbolRadius(view.zoom, item.tier, item.hub.kind);
    if (!radius || isHidden(item, view)) return;
    const half = radius * 0.75;
    const box = [item.x - half, item.y - half, item.x + half, item.y + half];
    if (!item.chosen && view.zoom < 10 && !taken.free(box)) return;
    taken.take(box);
    room.take([item.x - radius, item.y - radius, item.x + radius, item.y + radius]);
    kept.push({ ...item, radius });
  });
  return kept;
};

const sizeOf = (tier, zoom) => {
  if (tier !== 0) return 11;
  return zoom < 3.2 ? 10.5 : 12;
};

// What a place is called on a map: by the town that is known, where close by it is itself.
const NEAR = 7;
const nameOn = (view, hub) => (view.zoom < NEAR ? knownAs(hub) : short(hub.name));

// Returns what was named.
const putHubNames = (context, view, rooms, kept, ground, wanted) =>
  kept
    .filter((item) => !item.dim && wanted(item))
    .filter((item) => {
      const size = sizeOf(item.tier, view.zoom);
      setFont(context, `${item.tier === 0 || item.chosen ? 600 : 500} ${size}px ${FONT}`);
      const name = nameOn(view, item.hub);
      const spot = placeName(context, rooms, name, [item.x, item.y], size, item.radius + 3);
      if (spot) write(context, name, ...spot, { colour: ground.hub, halo: ground.halo });
      return spot;
    });

const drawDot = (context, radius, ground) => {
  context.beginPath();
  context.arc(0, 0, radius, 0, 7);
  context.fillStyle = ground.city;
  context.fill();
  context.strokeStyle = ground.halo;
  context.lineWidth = 1;
  context.stroke();
};

// Where a city of the ground is drawn, and how: at its hub, where one stands there without a name.
const cityMark = (city, view, kept, named) => {
  const [, lon, lat, , capital] = city;
  const [x, y] = [worldX(lon) * view.scale - view.dx, worldY(lat) * view.scale - view.dy];
  if (x < 0 || y < 0 || x > view.width || y > view.height) return null;
  const twin = kept.find((item) => oneTown(item.hub, city));
  if (!twin) return { x, y, radius: capital ? 2.3 : 1.8, twin: null };
  if (named.has(twin) || (twin.tier === 2 && view.zoom >= 6.6)) return null;
  return { x: twin.x, y: twin.y, radius: twin.radius, twin };
};

// Cities of the ground; one whose hub stands there without a name lends it its own.
const putCities = (context, view, rooms, kept, named, ground, wanted) => {
  const { room } = rooms;
  const { cities = [] } = scene.ground || {};
  const told = new Set([...named].map((item) => nameOn(view, item.hub).split(" (")[0]));
  cities.filter(wanted).forEach((city) => {
    const [name, , , rank] = city;
    if (told.has(name)) return;
    const mark = cityMark(city, view, kept, named);
    if (!mark) return;
    const { x, y, radius, twin } = mark;
    const square = (by) => [x - radius - by, y - radius - by, x + radius + by, y + radius + by];
    if (!twin && !room.free(square(0))) return;
    const size = rank <= 1 ? 11.5 : 10.5;
    setFont(context, `400 ${size}px ${FONT}`);
    const spot = placeName(context, rooms, name, [x, y], size, radius + 2.5);
    if (!spot) return;
    if (twin) named.add(twin);
    else {
      room.take(square(1));
      stamp(context, `dot|${radius}`, radius + 2, x, y, (own) => drawDot(own, radius, ground));
    }
    write(context, name, ...spot, { colour: ground.city, halo: ground.halo, width: 2.6 });
  });
};

export { putCities, putHubNames, readTowns, standsAlone, symbolRadius, symbolsIn };
