// A route by km: countries, modes, gauges, borders and places; the chart and the map point at each other.
(() => {
  "use strict";
  const { el, word, scene, number } = Atlas;
  const rad = Math.PI / 180;
  const lonOf = (x) => x / 256 * 360 - 180;
  const latOf = (y) => Math.atan(Math.sinh(Math.PI * (1 - y / 128))) / rad;

  // The drawn line of a leg in world pixels with the distance along it; for pointing, not measuring.
  const tracks = new Map();
  const trackOf = (leg) => {
    if (tracks.has(leg)) return tracks.get(leg);
    const arcs = Atlas.arcs();
    const [x, y, s] = [[], [], [0]];
    scene.legs[leg].parts.flat().forEach((signed) => {
      const arc = arcs[signed < 0 ? ~signed : signed];
      const count = arc.x.length;
      for (let i = x.length ? 1 : 0; i < count; i += 1) { const k = signed < 0 ? count - 1 - i : i; x.push(arc.x[k]); y.push(arc.y[k]); }
    });
    for (let i = 1; i < x.length; i += 1) s.push(s[i - 1] + Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]) / Math.cosh(Math.PI * (1 - (y[i] + y[i - 1]) / 256)));
    tracks.set(leg, { x, y, s });
    return tracks.get(leg);
  };

  // Legs of a route with where each begins, and which way it is run.
  const course = (route) => {
    let start = 0;
    return scene.routes[route].legs.map((signed) => {
      const leg = signed < 0 ? ~signed : signed;
      const item = { leg, back: signed < 0, start, km: scene.legs[leg].km || 0 };
      start += item.km;
      return item;
    });
  };
  const pointAt = (legs, km) => {
    const item = legs.find((one) => km <= one.start + one.km) || legs[legs.length - 1];
    const { x, y, s } = trackOf(item.leg);
    if (!x.length) return null;
    const share = item.km ? Math.max(0, Math.min(1, (km - item.start) / item.km)) : 0;
    const wanted = (item.back ? 1 - share : share) * s[s.length - 1];
    let i = s.findIndex((value) => value >= wanted);
    if (i < 1) i = Math.min(1, s.length - 1);
    const part = s[i] > s[i - 1] ? (wanted - s[i - 1]) / (s[i] - s[i - 1]) : 0;
    return L.latLng(latOf(y[i - 1] + (y[i] - y[i - 1]) * part), lonOf(x[i - 1] + (x[i] - x[i - 1]) * part));
  };
  // Km of the nearest point of a route, and how far off it is in pixels at zoom 0.
  const nearest = (legs, latlng) => {
    const [px, py] = [Atlas.worldX(latlng.lng), Atlas.worldY(latlng.lat)];
    let best = { off: Infinity, km: 0 };
    legs.forEach((item) => {
      const { x, y, s } = trackOf(item.leg);
      for (let i = 1; i < x.length; i += 1) {
        const [dx, dy] = [x[i] - x[i - 1], y[i] - y[i - 1]];
        const share = Math.max(0, Math.min(1, ((px - x[i - 1]) * dx + (py - y[i - 1]) * dy) / (dx * dx + dy * dy || 1)));
        const off = Math.hypot(px - x[i - 1] - share * dx, py - y[i - 1] - share * dy);
        if (off < best.off) {
          const along = (s[i - 1] + (s[i] - s[i - 1]) * share) / (s[s.length - 1] || 1);
          best = { off, km: item.start + (item.back ? 1 - along : along) * item.km };
        }
      }
    });
    return best;
  };

  const ruler = document.createElement("canvas").getContext("2d");
  const widthOf = (text, size, weight = 400) => { ruler.font = `${weight} ${size}px ${Atlas.FONT}`; return ruler.measureText(text).width; };
  const LONGEST = 26;
  // A name without what stands in brackets; a very long one is cut at a word, so that others find room.
  const short = (name) => {
    const bare = name.replace(/\s*[(\uff08][^)\uff09]*[)\uff09]\s*$/, "") || name;
    return bare.length <= LONGEST || / [-\u2013\u2014] /.test(bare) ? bare : `${bare.slice(0, LONGEST - 1).replace(/[\s-]\S*$/, "")}\u2026`;
  };
  // Codes are told where they can be read: beside names in Latin letters.
  const latin = scene.lang.startsWith("en");
  const grouped = (runs, key) => runs.reduce((groups, run) => {
    const last = groups[groups.length - 1];
    if (last && key(last.run) === key(run)) last.to = run.to; else groups.push({ from: run.from, to: run.to, run });
    return groups;
  }, []);
  const text = (x, y, content, attributes = {}) => el("text", { x: x.toFixed(1), y, ...attributes }, content);
  const rule = (x, y0, y1, name) => el("path", { class: name, d: `M${x.toFixed(1)},${y0}V${y1}` });
  const box = (x, y, width, height, name) => el("rect", { class: name, x: x.toFixed(1), y, width: Math.max(0.5, width).toFixed(1), height });
  const inMiddle = (names, x, width, y, attributes = {}) => {
    const name = names.find((one) => one && widthOf(one, 11) + 6 < width);
    return name ? text(x + width / 2, y, name, { "text-anchor": "middle", ...attributes }) : null;
  };

  // The widest piece of a box between the signs that stand in it.
  const widest = (start, end, signs) => {
    const cuts = [start - 9, ...signs.filter((sign) => sign > start - 9 && sign < end + 9).sort((p, q) => p - q), end + 9];
    return cuts.slice(1).map((cut, i) => [cuts[i] + 9, cut - 9]).reduce((best, one) => (one[1] - one[0] > best[1] - best[0] ? one : best));
  };
  const modeLine = (x0, x1, y, run, corridor) => {
    const [mode, status] = [Atlas.modeOf(run.mode), Atlas.statusOf(run.status)];
    const [width, own] = [4.5, 4.5 * mode.width];
    const dash = (mode.dash.length ? mode.dash : status.dash).map((part) => part * width).join(" ");
    const d = `M${x0.toFixed(1)},${y}H${Math.max(x0 + 0.5, x1).toFixed(1)}`;
    const ground = scene.style.ground[Atlas.theme()];
    return el("g", {}, el("path", { d, fill: "none", stroke: status.grey ? ground.grey : Atlas.mix(Atlas.colour(corridor), ground.land, status.tint), "stroke-width": own, "stroke-dasharray": dash || null, "stroke-linecap": mode.dash.length ? "round" : "butt" }),
      mode.hollow ? el("path", { d, fill: "none", class: "strip-hollow", "stroke-width": own * 0.4 }) : null);
  };

  // Names of places above the rows, in three tiers, the ends first.
  const placeNames = (hubs, x, width, base) => {
    const taken = [[], [], []]; const stems = [];
    const order = hubs.map((hub, i) => ({ hub, i })).sort((p, q) => weight(p, hubs) - weight(q, hubs) || p.i - q.i);
    return order.flatMap(({ hub }) => {
      const name = short(hub[2]);
      const wide = widthOf(name, 11);
      const at = x(hub[0]);
      const left = Math.max(0, Math.min(width - wide, at - wide / 2));
      const tier = taken.findIndex((spans, row) => spans.every(([a, b]) => left > b + 5 || left + wide < a - 5)
        && taken.slice(0, row).every((lower) => lower.every(([a, b]) => at < a - 1 || at > b + 1))
        && stems.every((stem) => stem.tier <= row || stem.at < left - 2 || stem.at > left + wide + 2));
      // A tick alone under the name of another place would be taken for that place's.
      if (tier < 0) return taken[0].some(([a, b]) => at > a && at < b) ? [] : [rule(at, base - 3, base, "strip-tick")];
      taken[tier].push([left, left + wide]);
      stems.push({ at, tier });
      return [rule(at, base - 3 - tier * 13, base, "strip-tick"), text(left, base - 6 - tier * 13, name, { class: "strip-name" })];
    });
  };
  const weight = ({ hub, i }, hubs) => (i === 0 || i === hubs.length - 1 ? -1
    : (scene.style.hubKinds.find((kind) => kind.id === hub[1]) || { rank: 5 }).rank);

  const chart = (route, width) => {
    const strip = scene.strips[route];
    const { c: corridor } = scene.routes[route];
    const total = strip.runs[strip.runs.length - 1][0] || 1;
    const [left, right, base] = [6, 12, 44];
    const x = (km) => left + km / total * (width - left - right);
    const side = Atlas.sides[0];
    const runs = strip.runs.map(([to, leg, country, gauges], i) => ({ from: i ? strip.runs[i - 1][0] : 0, to, leg, country, gauges,
      mode: scene.legs[leg].mode, status: Atlas.statusAt(scene.legs[leg], side) || scene.legs[leg].status }));
    const rail = runs.some((run) => run.mode === "rail");
    const [rows, axis] = [{ country: base, mode: base + 20, gauge: base + 36 }, base + (rail ? 54 : 36)];
    const parts = [];
    grouped(runs, (run) => run.country).forEach(({ from, to, run }, i) => {
      parts.push(box(x(from), rows.country, x(to) - x(from), 20, run.country === "XZ" ? "strip-sea" : `strip-land strip-${i % 2}`),
        inMiddle([Atlas.country(run.country), latin && run.country !== "XZ" ? run.country : ""], x(from), x(to) - x(from), rows.country + 14));
    });
    grouped(runs, (run) => `${run.mode}|${run.status}`).forEach(({ from, to, run }) => parts.push(modeLine(x(from), x(to), rows.mode + 8, run, corridor)));
    if (rail) {
      const breaks = strip.events.filter(([, kind]) => kind === "break_of_gauge").map(([km]) => x(km));
      grouped(runs, (run) => run.gauges.join("/")).filter(({ run }) => run.gauges.length).forEach(({ from, to, run }) => {
        const gauge = run.gauges.join("/");
        const [start, end] = widest(x(from), x(to), breaks);
        parts.push(box(x(from), rows.gauge, x(to) - x(from), 18, `strip-gauge strip-g${run.gauges[0]}`),
          inMiddle([`${gauge} ${word("mm")}`, gauge], start, end - start, rows.gauge + 13));
      });
    }
    strip.events.forEach(([km, kind]) => {
      if (kind === "border") parts.push(rule(x(km), rows.country, rail ? rows.gauge : axis, "strip-border"));
      else if (kind === "break_of_gauge") parts.push(el("path", { class: "strip-break", d: `M${x(km).toFixed(1)},${rows.gauge + 2}l7,7l-7,7l-7,-7z` }));
    });
    const step = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((value) => total / value <= Math.max(3, width / 90)) || 5000;
    const last = number(total);
    parts.push(rule(x(total), axis, axis + 4, "strip-tick"), text(width - 1, axis + 15, last, { class: "strip-axis", "text-anchor": "end" }));
    for (let km = 0; km < total; km += step) {
      parts.push(rule(x(km), axis, axis + 4, "strip-tick"));
      const label = km ? number(km) : `0 ${word("km")}`;
      if (x(km) + widthOf(label, 10.5) / (km ? 2 : 1) + 8 < width - widthOf(last, 10.5)) parts.push(text(km ? x(km) : left, axis + 15, label, { class: "strip-axis", "text-anchor": km ? "middle" : "start" }));
    }
    parts.push(...placeNames(strip.hubs, x, width, base));
    const cursor = el("g", { class: "strip-cursor" }, rule(0, base - 4, axis + 4, "strip-pointer"));
    const svg = el("svg", { class: "strip", viewBox: `0 0 ${width} ${axis + 20}`, width, height: axis + 20, "aria-hidden": "true" }, parts.filter(Boolean), cursor);
    return { svg, cursor, x, total, runs, toKm: (px) => Math.max(0, Math.min(total, (px - left) / (width - left - right) * total)) };
  };

  // The chart of a route as a slider over its km; `onPlace` gets the point of the map.
  const strip = (route) => {
    const legs = course(route);
    const events = scene.strips[route].events;
    const told = el("p", { class: "strip-told" });
    const holder = el("div", { class: "strip-holder", role: "slider", tabindex: "0", "aria-valuemin": 0, "aria-label": word("profile_of", scene.routes[route].name) });
    let drawn = null; let at = 0; const dots = [];
    const clear = () => { dots.splice(0).forEach((dot) => dot.remove()); holder.classList.remove("pointed"); told.textContent = word(matchMedia("(hover: none)").matches ? "profile_touch" : "profile_help"); };
    const point = (km, { onMap = true } = {}) => {
      at = km;
      const run = drawn.runs.find((one) => km <= one.to) || drawn.runs[drawn.runs.length - 1];
      const near = events.filter(([where]) => Math.abs(where - km) < drawn.total / 250).map(([, kind, detail, name]) => `${word(kind)}: ${[name, detail].filter(Boolean).join(", ")}`);
      const stop = scene.strips[route].hubs.find(([where]) => Math.abs(where - km) < drawn.total / 250);
      const line = [word("at_km", number(km)), Atlas.country(run.country), word(run.mode), run.status === "operating" ? "" : word(run.status), run.gauges.length ? `${run.gauges.join("/")} ${word("mm")}` : "",
        stop ? stop[2] : "", ...near].filter(Boolean).join(" \u00b7 ");
      told.textContent = line;
      holder.setAttribute("aria-valuenow", String(Math.round(km)));
      holder.setAttribute("aria-valuetext", line);
      holder.classList.add("pointed");
      drawn.cursor.setAttribute("transform", `translate(${drawn.x(km).toFixed(1)},0)`);
      dots.splice(0).forEach((dot) => dot.remove());
      const place = onMap && pointAt(legs, km);
      if (place) Atlas.views().forEach(({ map }) => dots.push(L.circleMarker(place, { radius: 7, color: "#c2410c", weight: 3, fillColor: "#fff", fillOpacity: 1, interactive: false }).addTo(map)));
    };
    const draw = () => {
      drawn = chart(route, Math.max(280, holder.clientWidth || 600));
      holder.setAttribute("aria-valuemax", String(Math.round(drawn.total)));
      holder.setAttribute("aria-valuenow", String(Math.round(at)));
      holder.replaceChildren(drawn.svg);
    };
    holder.addEventListener("pointermove", (event) => point(drawn.toKm(event.clientX - holder.getBoundingClientRect().left)));
    holder.addEventListener("pointerleave", () => { if (document.activeElement !== holder) clear(); });
    holder.addEventListener("blur", clear);
    holder.addEventListener("click", (event) => { const place = pointAt(legs, drawn.toKm(event.clientX - holder.getBoundingClientRect().left)); if (place) Atlas.map().panTo(place); });
    holder.addEventListener("keydown", (event) => {
      const small = drawn.total / 200; const large = drawn.total / 20;
      const move = { ArrowRight: small, ArrowUp: small, ArrowLeft: -small, ArrowDown: -small, PageUp: large, PageDown: -large, Home: -Infinity, End: Infinity }[event.key];
      if (move === undefined) return;
      event.preventDefault(); event.stopPropagation();
      point(Math.max(0, Math.min(drawn.total, at + move)));
    });
    const watch = new ResizeObserver(() => { if (holder.isConnected) draw(); });
    watch.observe(holder);
    Atlas.onTheme(() => draw(), holder);
    const unpoint = Atlas.onPoint((latlng, map) => {
      if (!holder.isConnected || holder.matches(":hover")) return;
      const found = nearest(legs, latlng);
      if (found.off * 2 ** map.getZoom() < 14) point(found.km); else if (dots.length && document.activeElement !== holder) clear();
    });
    clear();
    return { node: el("div", { class: "strip-block" }, told, holder), draw, clear, point, stop: () => { clear(); unpoint(); watch.disconnect(); } };
  };

  const first = () => {
    const chosen = Atlas.state.selected && Atlas.state.selected.corridor;
    const fits = (index) => scene.strips[index] && Atlas.state.routes.has(index) && (chosen === undefined || chosen === null || scene.routes[index].c === chosen);
    const all = [...scene.routes.keys()].filter(fits);
    return all.find((index) => scene.routes[index].main) ?? all[0] ?? 0;
  };

  const profiling = (route = null) => {
    if (route === null && Atlas.openDock() === "profile") { Atlas.undock(); return; }
    let current = route === null ? first() : route; let live = null;
    const body = el("div", {});
    const select = el("select", { "aria-label": word("route"), onchange: () => show(Number(select.value)) },
      scene.corridors.map((corridor, c) => el("optgroup", { label: corridor.name }, scene.routes.map((one, index) => (one.c === c
        ? el("option", { value: index, selected: index === current }, `${one.name} (${Atlas.km(one.km)})`) : null)))));
    const show = (index) => {
      current = index;
      if (live) live.stop();
      live = strip(index);
      body.replaceChildren(live.node);
      const legs = Atlas.unsigned(scene.routes[index].legs);
      Atlas.state.selected = { legs: new Set(legs), corridor: scene.routes[index].c, kept: true };
      Atlas.state.routes.add(index);
      live.draw();
      Atlas.resized();
      Atlas.changed();
      Atlas.fit(Atlas.legBounds(legs), { animate: false });
    };
    Atlas.docked("profile", el("div", { class: "profile" }, el("div", { class: "profile-head" }, el("h2", {}, word("profile")), select), body), () => {
      live.stop(); Atlas.state.selected = null; Atlas.redraw(1);
    });
    show(current);
  };

  Object.assign(Atlas, { profiling, strip, stripChart: (route, width) => chart(route, width).svg, pointAlong: (route, km) => pointAt(course(route), km), nearestOn: (route, latlng) => nearest(course(route), latlng) });
})();
