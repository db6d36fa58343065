// The scene and what of it is switched on.
(() => {
  "use strict";
  const { scene } = Atlas.data;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const printing = window.matchMedia("print");
  const number = new Intl.NumberFormat(scene.lang, { maximumFractionDigits: 0 });

  const state = {
    routes: new Set(scene.routes.keys()),
    loose: new Set(scene.corridors.keys()),
    modes: new Set(scene.style.modes.map((item) => item.id)),
    statuses: new Set(scene.style.statuses.map((item) => item.id)),
    hubKinds: new Set(scene.style.hubKinds.map((item) => item.id)),
    events: new Set(["break_of_gauge", "border", "mode_change"]),
    selected: null,
  };

  const routesOf = new Map();
  scene.routes.forEach((route, index) => route.legs.forEach((signed) => {
    const key = `${route.c}:${signed < 0 ? ~signed : signed}`;
    if (!routesOf.has(key)) routesOf.set(key, []);
    routesOf.get(key).push(index);
  }));

  // A leg shows for a corridor when one of its routes there is on; without routes, with the corridor.
  const shownFor = (legIndex, corridor) => {
    const leg = scene.legs[legIndex];
    if (!state.modes.has(leg.mode) || !state.statuses.has(leg.status)) return false;
    const routes = routesOf.get(`${corridor}:${legIndex}`);
    return routes ? routes.some((index) => state.routes.has(index)) : state.loose.has(corridor);
  };

  let items = null;
  // Every visible run of a leg for a corridor, and who runs on each arc.
  const visible = () => {
    if (items) return items;
    const runs = [];
    const onArc = new Map();
    scene.legs.forEach((leg, index) => {
      leg.users.filter((corridor) => shownFor(index, corridor)).forEach((corridor) => {
        const strand = corridor * 16 + scene.style.modes.findIndex((mode) => mode.id === leg.mode);
        runs.push({ leg, index, corridor, strand });
        leg.parts.flat().forEach((signed) => {
          const arc = signed < 0 ? ~signed : signed;
          const users = onArc.get(arc) || onArc.set(arc, []).get(arc);
          if (!users.includes(strand)) { users.push(strand); users.sort((p, q) => p - q); }
        });
      });
    });
    items = { runs, onArc, legs: new Set(runs.map((run) => run.index)) };
    return items;
  };

  const listeners = [];
  const changed = () => { items = null; listeners.forEach((listen) => listen()); };

  Object.assign(Atlas, {
    scene,
    state,
    visible,
    shownFor,
    changed,
    onChange: (listen) => listeners.push(listen),
    word: (key, ...values) => values.reduce(
      (text, value, i) => text.replace(`{${i}}`, value), scene.words[key] || key),
    km: (value) => (value === null || value === undefined ? "\u2013"
      : `${number.format(value)}\u00a0${scene.words.km}`),
    number: (value, digits = 0) => (value === null || value === undefined ? "\u2013"
      : new Intl.NumberFormat(scene.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)),
    theme: () => (dark.matches && !printing.matches ? "dark" : "light"),
    onTheme: (listen) => { dark.addEventListener("change", listen); printing.addEventListener("change", listen); },
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
      const svg = ["svg", "path", "line", "g", "circle"].includes(tag);
      const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag)
        : document.createElement(tag);
      Object.entries(attributes).forEach(([key, value]) => {
        if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
        else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value === true ? "" : value);
      });
      node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
      return node;
    },
  });
})();
