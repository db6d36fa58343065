// The scene and what of it is switched on.
(() => {
  "use strict";
  const { scene } = Atlas.data;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const printing = window.matchMedia("print");
  const formats = new Map();
  const format = (value, digits = 0) => {
    if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat(scene.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
    return formats.get(digits).format(value);
  };

  const state = {
    routes: new Set(scene.routes.keys()),
    loose: new Set(scene.corridors.keys()),
    modes: new Set(scene.style.modes.map((item) => item.id)),
    statuses: new Set(scene.style.statuses.map((item) => item.id)),
    hubKinds: new Set(scene.style.hubKinds.map((item) => item.id)),
    events: new Set(["break_of_gauge", "border", "mode_change"]),
    overlays: new Set(scene.overlays.keys()),
    selected: null,
  };
  scene.overlays.forEach((layer, index) => { if (!layer.shown) state.overlays.delete(index); });

  // What each map shows beside the layers that are on: a year (null: the day drawn for), and no
  // more than some corridors. The first is the page's own map, a second one stands beside it.
  const sides = [{ year: null, only: null, items: null }];

  const statusAt = (leg, side = sides[0]) => {
    if (side.year === null || !leg.hist.length) return leg.status;
    return leg.hist.reduce((found, [value, from, last]) => (
      from <= side.year && (last === null || side.year <= last) ? value : found), "");
  };

  const routesOf = new Map();
  scene.routes.forEach((route, index) => route.legs.forEach((signed) => {
    const key = `${route.c}:${signed < 0 ? ~signed : signed}`;
    if (!routesOf.has(key)) routesOf.set(key, []);
    routesOf.get(key).push(index);
  }));

  // A leg shows for a corridor when one of its routes there is on; without routes, with the corridor.
  const shownFor = (legIndex, corridor, side = sides[0]) => {
    const leg = scene.legs[legIndex];
    if (!state.modes.has(leg.mode) || !state.statuses.has(statusAt(leg, side))) return false;
    if (side.only && !side.only.has(corridor)) return false;
    const routes = routesOf.get(`${corridor}:${legIndex}`);
    return routes ? routes.some((index) => state.routes.has(index)) : state.loose.has(corridor);
  };

  const ARCS = 2 ** 24;
  const LIVELY = Object.fromEntries(scene.style.statuses.map((item, rank) => [item.id, rank]));

  // Every visible run of a leg for a corridor, and who runs on each arc.
  const visible = (side = sides[0]) => {
    if (side.items) return side.items;
    const runs = [];
    const onArc = new Map();
    const owner = new Map();
    scene.legs.forEach((leg, index) => {
      const status = statusAt(leg, side);
      leg.users.filter((corridor) => shownFor(index, corridor, side)).forEach((corridor) => {
        const strand = corridor * 16 + scene.style.modes.findIndex((mode) => mode.id === leg.mode);
        const run = { leg, index, corridor, strand, status };
        runs.push(run);
        leg.parts.flat().forEach((signed) => {
          const arc = signed < 0 ? ~signed : signed;
          const key = strand * ARCS + arc;
          if (!owner.has(key) || LIVELY[status] < LIVELY[owner.get(key).status]) owner.set(key, run);
          const users = onArc.get(arc) || onArc.set(arc, []).get(arc);
          if (!users.includes(strand)) { users.push(strand); users.sort((p, q) => p - q); }
        });
      });
    });
    // A strand that several legs share along an arc is drawn there once: dots drawn twice make a line.
    const draws = (run, arc) => owner.get(run.strand * ARCS + arc) === run;
    runs.forEach((run) => { run.whole = run.leg.parts.flat().every((signed) => draws(run, signed < 0 ? ~signed : signed)); });
    side.items = { runs, onArc, draws, legs: new Set(runs.map((run) => run.index)), tiers: tiersOf(runs, side) };
    return side.items;
  };

  // How places rank on a map: 0 ends of main routes, 0.5 of other routes, 1 ends of legs; others have
  // no entry. Where many corridors show, only the ends of main routes count as ends of routes.
  const hasMain = scene.corridors.map((_, c) => scene.routes.some((route) => route.c === c && route.main));
  const FEW = 4;
  const tiersOf = (runs, side) => {
    const tiers = new Map(runs.flatMap((run) => run.leg.places.map((place) => [place, 1])));
    const crowded = new Set(runs.map((run) => run.corridor)).size > FEW;
    scene.routes.forEach((route, index) => {
      if (!route.legs.length || !state.routes.has(index) || (side.only && !side.only.has(route.c))) return;
      if (crowded && hasMain[route.c] && !route.main) return;
      const end = (signed, last) => scene.legs[signed < 0 ? ~signed : signed].places[(signed < 0) === last ? 0 : 1];
      [end(route.legs[0], false), end(route.legs[route.legs.length - 1], true)].forEach((place) => {
        if (tiers.has(place)) tiers.set(place, Math.min(tiers.get(place), route.main || !hasMain[route.c] ? 0 : 0.5));
      });
    });
    return tiers;
  };
  const allRuns = () => sides.flatMap((side) => visible(side).runs);

  const decoded = {};
  const arcs = (name, grid) => { decoded[name] = decoded[name] || Atlas.decode(Atlas.data[name], grid); return decoded[name]; };

  // Ends of legs that the table of hubs does not hold, such as stations, with where their leg ends.
  let stops = null;
  const stations = () => {
    if (stops) return stops;
    const found = new Map();
    const known = new Set(scene.hubs.map((hub) => hub.id));
    const shapes = arcs("shapes", scene.grid);
    const end = (signed, last) => {
      const arc = shapes[signed < 0 ? ~signed : signed];
      const k = (signed < 0) === last ? 0 : arc.x.length - 1;
      return Atlas.lonLat(arc.x[k], arc.y[k]);
    };
    scene.legs.filter((leg) => leg.parts.length).forEach((leg) => {
      const last = leg.parts[leg.parts.length - 1];
      const points = [end(leg.parts[0][0], false), end(last[last.length - 1], true)];
      leg.places.forEach((id, i) => {
        if (id && !known.has(id) && !found.has(id)) found.set(id, { id, kind: "station", name: i ? leg.to : leg.from, names: [], at: points[i], status: "operating" });
      });
    });
    stops = [...found.values()];
    return stops;
  };

  // No line begins with a dash: it stays with the word before it.
  const bound = (text) => text.replace(/ ([-\u2013\u2014]) /g, "\u00a0$1 ").replace(/([\u3000-\u9fff])([\u2013\u2014])/g, "$1\u2060$2");

  const listeners = [];
  // Who paints anew when the theme changes; what has left the page is forgotten.
  let themed = [];
  const repaint = () => { themed = themed.filter((item) => !item.node || item.node.isConnected); themed.forEach((item) => item.listen()); };
  [dark, printing].forEach((query) => query.addEventListener("change", repaint));
  const changed = () => { sides.forEach((side) => { side.items = null; }); listeners.forEach((listen) => listen()); };

  Object.assign(Atlas, {
    scene,
    state,
    sides,
    active: sides[0],
    statusAt,
    allRuns,
    arcs: () => arcs("shapes", scene.grid),
    stations,
    bound,
    extraArcs: () => arcs("extra", scene.gridExtra),
    unsigned: (legs) => legs.map((signed) => (signed < 0 ? ~signed : signed)),
    visible,
    shownFor,
    changed,
    onChange: (listen) => listeners.push(listen),
    word: (key, ...values) => values.reduce(
      (text, value, i) => text.replace(`{${i}}`, value), scene.words[key] || key),
    km: (value) => (value === null || value === undefined ? "\u2013"
      : `${format(value)}\u00a0${scene.words.km}`),
    number: (value, digits = 0) => (value === null || value === undefined ? "\u2013"
      : format(value, digits)),
    theme: () => (dark.matches && !printing.matches && !Atlas.onPaper ? "dark" : "light"),
    onTheme: (listen, node = null) => {
      if (themed.length > 400) themed = themed.filter((item) => !item.node || item.node.isConnected);
      themed.push({ listen, node });
    },
    colour: (corridor) => {
      const family = scene.style.families[scene.corridors[corridor].f];
      return Atlas.theme() === "dark" ? family.colour_dark : family.colour;
    },
    familyColour: (f) => {
      const family = scene.style.families[f];
      return Atlas.theme() === "dark" ? family.colour_dark : family.colour;
    },
    modeOf: (id) => scene.style.modes.find((item) => item.id === id) || scene.style.modes[0],
    statusOf: (id) => scene.style.statuses.find((item) => item.id === id) || scene.style.statuses[0],
    country: (code) => scene.countries[code] || code,
    // A node with attributes and children; texts are texts, never HTML.
    el: (tag, attributes = {}, ...children) => {
      const svg = ["svg", "path", "line", "g", "circle", "rect", "text", "polyline"].includes(tag);
      const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag)
        : document.createElement(tag);
      Object.entries(attributes).forEach(([key, value]) => {
        if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
        else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value === true ? "" : value);
      });
      node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false)
        .map((child) => (typeof child === "string" ? bound(child) : child)));
      return node;
    },
  });
})();
