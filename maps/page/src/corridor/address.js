// The state of the page in its address, so that a view can be linked:
// #corridor=trans-caspian&route=...&year=2016&width=traffic
import { showCorridor, showRoute, closePage } from "../cards/select.js";
import { scene } from "../data.js";
import { hasLoads } from "../model/loads.js";
import { changed, onChange, sides, state } from "../model/state.js";

// What the address says: numbers of a corridor and a route, and a year; null where it says nothing.
const read = (text) => {
  const asked = new URLSearchParams(text.replace(/^#/, ""));
  const corridor = scene.corridors.findIndex(({ id }) => id === asked.get("corridor"));
  const route = scene.routes.findIndex(({ id, c }) => c === corridor && id === asked.get("route"));
  const year = /^\d{4}$/.test(asked.get("year") ?? "") ? Number(asked.get("year")) : null;
  return {
    corridor: corridor < 0 ? null : corridor,
    route: corridor < 0 || route < 0 ? null : route,
    year,
    traffic: hasLoads && asked.get("width") === "traffic",
  };
};

// What else the address says: what writes it, and what follows it.
/** @type {{ write: (said: URLSearchParams) => void, follow: (said: URLSearchParams) => void }[]} */
const others = [];
const alsoLinked = (part) => {
  others.push(part);
};

const written = () => {
  const said = new URLSearchParams();
  const { page } = state;
  if (page) said.set("corridor", scene.corridors[page.corridor].id);
  if (page && page.route !== null) said.set("route", scene.routes[page.route].id);
  if (sides.length === 1 && sides[0].year !== null) said.set("year", String(sides[0].year));
  if (state.traffic) said.set("width", "traffic");
  others.forEach((part) => part.write(said));
  return said.toString().replaceAll("%2C", ",");
};

const writeAddress = () => {
  const text = written();
  if (text === location.hash.replace(/^#/, "")) return;
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
};

// Shows what the address says; `openYear` opens the time line at a year.
const follow = (openYear) => {
  // Shutting a page writes the address anew.
  const said = new URLSearchParams(location.hash.replace(/^#/, ""));
  const { corridor, route, year, traffic } = read(location.hash);
  state.traffic = traffic;
  if (route !== null) showRoute(route);
  else if (corridor !== null) showCorridor(corridor);
  else closePage();
  if (corridor === null) others.forEach((part) => part.follow(said));
  if (year !== null && year !== sides[0].year) openYear(year);
  else if (year === null) changed();
};

const linkViews = (openYear) => {
  // What was chosen while the page was still built comes before what its address says.
  if (state.page) writeAddress();
  else if (location.hash.length > 1) follow(openYear);
  onChange(writeAddress);
  window.addEventListener("hashchange", () => {
    if (written() !== location.hash.replace(/^#/, "")) follow(openYear);
  });
};

export { alsoLinked, linkViews, read, writeAddress };
