// Puts the page together around Folium's map.
(() => {
  "use strict";
  const { el, word, scene, state } = Atlas;
  let map = null; let canvases = null; let last = { traced: [], hubs: [], events: [], view: null };

  const panes = { "atlas-ground": 150, "atlas-lines": 390 };

  const create = (id, options) => {
    const holder = document.getElementById(id);
    const stage = el("main", { class: "stage" });
    holder.replaceWith(stage);
    stage.append(holder);
    holder.setAttribute("role", "application");
    holder.setAttribute("aria-label", `${word("map")}: ${scene.title}`);
    const root = document.getElementById("atlas");
    const others = [...root.children].filter((node) => node !== stage);
    if (others.length) stage.append(el("div", { class: "extra" }, others));
    root.prepend(el("button", { type: "button", class: "skip", onclick: () => Atlas.openTables() }, word("skip")), Atlas.panel());
    map = L.map(holder, {
      zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.75, minZoom: 2, maxZoom: 13,
      wheelPxPerZoomLevel: 110, worldCopyJump: false, maxBounds: [[-42, -60], [83, 215]], maxBoundsViscosity: 0.8,
      ...options,
    });
    Object.entries(panes).forEach(([name, order]) => {
      map.createPane(name).style.cssText = `z-index:${order};pointer-events:none`;
    });
    stage.append(Atlas.legend());
    home(false);
    addCanvases();
    Atlas.toolbar(map);
    stage.append(Atlas.measuring(map), Atlas.foot(map));
    phone(stage);
    listen();
    return map;
  };

  const addCanvases = () => {
    const lines = Atlas.linePainter();
    const names = Atlas.labelPainter();
    const ground = Atlas.groundPainter();
    const paint = (context, view) => {
      const traced = lines.paint(context, view);
      last = { view, traced, ...names(context, view, traced) };
    };
    canvases = [new Atlas.Canvas(ground, "atlas-ground"), new Atlas.Canvas(paint, "atlas-lines")];
    canvases.forEach((canvas) => canvas.addTo(map));
    Atlas.onChange(() => redraw(1));
    Atlas.onTheme(() => redraw(0));
  };

  const redraw = (from) => canvases.slice(from).forEach((canvas) => canvas.redraw());

  const phone = (stage) => {
    const root = document.getElementById("atlas");
    const button = Atlas.toolButton("panel", () => toggle(), { class: "tool panel-button", "aria-expanded": "false", "aria-controls": "atlas-panel" });
    const toggle = (open = !root.classList.contains("panel-open")) => {
      root.classList.toggle("panel-open", open);
      button.setAttribute("aria-expanded", String(open));
    };
    const bar = el("div", { class: "phone-bar" }, button, el("p", { class: "phone-title" }, scene.title));
    stage.prepend(bar);
    document.getElementById("atlas-panel").prepend(el("button", { type: "button", class: "close panel-close", "aria-label": word("close"), onclick: () => { toggle(false); button.focus(); } }, "\u00d7"));
    Atlas.closePanel = () => toggle(false);
  };

  const toSegment = (px, py, ax, ay, bx, by) => {
    const [dx, dy] = [bx - ax, by - ay];
    const share = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(px - ax - share * dx, py - ay - share * dy);
  };

  // What lies under a point of the map: a hub, an event, else the nearest run within reach.
  const under = (point, reach) => {
    const min = last.view.min;
    const [x, y] = [point.x - min.x, point.y - min.y];
    const close = (item, radius) => Math.hypot(item.x - x, item.y - y) <= radius;
    const hub = last.hubs.find((item) => close(item, item.radius + 3));
    if (hub) return { hub: hub.index };
    const event = last.events.find((item) => close(item, 8));
    if (event) return { event: event.event };
    let best = null;
    last.traced.forEach(({ run, lines }) => lines.forEach((line) => {
      for (let i = 1; i < line.x.length; i += 1) {
        const distance = toSegment(x, y, line.x[i - 1], line.y[i - 1], line.x[i], line.y[i]);
        if (distance <= reach && (!best || distance < best.distance)) best = { distance, run };
      }
    }));
    return best && { leg: best.run.index, corridor: best.run.corridor };
  };

  const content = (found) => (found.hub !== undefined ? Atlas.popups.ofHub(found.hub)
    : found.event ? Atlas.popups.ofEvent(found.event) : Atlas.popups.ofLeg(found.leg));

  const open = (found, at) => {
    state.selected = found.hub !== undefined ? { hub: found.hub } : found.leg !== undefined ? { legs: new Set([found.leg]) } : null;
    tell(content(found), at);
    redraw(1);
  };

  const tell = (card, at) => {
    const wide = map.getSize().x > 560;
    L.popup({ maxWidth: Math.min(340, map.getSize().x - 110), minWidth: 220,
      autoPanPaddingTopLeft: [14, wide ? 20 : 70], autoPanPaddingBottomRight: [wide ? 70 : 62, 40 + legendHeight()] })
      .setLatLng(at).setContent(card).openOn(map);
  };

  const listen = () => {
    const tip = L.tooltip({ direction: "top", offset: [0, -8], className: "atlas-tip" });
    let frame = 0;
    map.on("click", (event) => {
      if (Atlas.measure.active()) return;
      const found = under(event.layerPoint, 9);
      if (found) open(found, event.latlng);
      Atlas.closePanel();
    });
    map.on("popupclose", () => { if (state.selected && !state.selected.kept) { state.selected = null; redraw(1); } });
    map.on("mousemove", (event) => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => hover(event, tip));
    });
    map.on("mouseout movestart", () => { cancelAnimationFrame(frame); map.closeTooltip(tip); });
  };

  const hover = (event, tip) => {
    if (map._animatingZoom) return;
    const found = Atlas.measure.active() ? null : under(event.layerPoint, 6);
    map.getContainer().classList.toggle("pointing", Boolean(found));
    if (!found) { map.closeTooltip(tip); return; }
    const text = found.hub !== undefined ? scene.hubs[found.hub].name : found.event ? `${word(found.event.kind)}: ${found.event.detail}`
      : `${scene.legs[found.leg].name} \u00b7 ${Atlas.km(scene.legs[found.leg].km)}`;
    tip.setLatLng(event.latlng).setContent(el("span", {}, text));
    map.openTooltip(tip);
  };

  const legBounds = (numbers) => {
    const bounds = L.latLngBounds([]);
    const inverse = (x, y) => [Math.atan(Math.sinh(Math.PI * (1 - 2 * y / 256))) * 180 / Math.PI, x / 256 * 360 - 180];
    numbers.forEach((index) => scene.legs[index].parts.flat().forEach((signed) => {
      const box = arcBox(signed < 0 ? ~signed : signed);
      bounds.extend(inverse(box[0], box[1])).extend(inverse(box[2], box[3]));
    }));
    return bounds;
  };
  let boxes = null;
  const arcBox = (index) => { boxes = boxes || Atlas.decode(Atlas.data.shapes, scene.grid).map((arc) => arc.box); return boxes[index]; };

  const legendHeight = () => {
    const legend = document.querySelector(".legend");
    return legend && legend.open && map.getSize().x > 560 ? Math.min(legend.offsetHeight, map.getSize().y / 3) : 0;
  };
  const fit = (bounds, options = {}) => {
    if (!bounds.isValid()) return;
    const wide = map.getSize().x > 560;
    map.fitBounds(bounds, { maxZoom: 9, paddingTopLeft: wide ? [36, 36] : [14, 70],
      paddingBottomRight: wide ? [70, 36 + legendHeight()] : [14, 90], ...options });
  };
  const home = (animate = true) => {
    const [west, south, east, north] = scene.bounds || [20, 5, 130, 62];
    const wide = map.getSize().x > 560;
    map.fitBounds([[south, west], [north, east]], { animate, maxZoom: 8,
      paddingTopLeft: wide ? [40, 40] : [14, 70], paddingBottomRight: wide ? [70, 36 + legendHeight()] : [14, 90] });
  };
  const turnOn = (numbers, corridor) => {
    numbers.forEach((index) => { state.modes.add(scene.legs[index].mode); state.statuses.add(scene.legs[index].status); });
    scene.routes.forEach((route, index) => { if (route.c === corridor) state.routes.add(index); });
    state.loose.add(corridor);
  };
  const highlight = (numbers, corridor, card) => {
    map.closePopup();
    state.selected = { legs: new Set(numbers), corridor, kept: true };
    Atlas.closePanel();
    Atlas.changed();
    fit(legBounds(numbers), { animate: false });
    const middle = middleOf(numbers[Math.floor(numbers.length / 2)]);
    if (middle && map.getSize().x > 560) tell(card, middle);
  };
  const unsigned = (legs) => legs.map((signed) => (signed < 0 ? ~signed : signed));
  const showRoute = (index) => {
    const route = scene.routes[index];
    state.routes.add(index);
    unsigned(route.legs).forEach((leg) => { state.modes.add(scene.legs[leg].mode); state.statuses.add(scene.legs[leg].status); });
    highlight(unsigned(route.legs), route.c, Atlas.popups.ofRoute(index));
  };
  const showCorridor = (index) => {
    const legs = [...scene.legs.keys()].filter((leg) => scene.legs[leg].users.includes(index));
    turnOn(legs, index);
    highlight(legs, index, Atlas.popups.ofCorridor(index));
  };
  const showLeg = (index) => {
    turnOn([index], scene.legs[index].c);
    Atlas.changed();
    const bounds = legBounds([index]);
    fit(bounds, { animate: false });
    open({ leg: index }, middleOf(index) || bounds.getCenter());
  };
  // A vertex half way along a leg, as it is drawn now.
  const middleOf = (index) => {
    const found = last.traced.find(({ run }) => run.index === index);
    const line = found && found.lines[Math.floor(found.lines.length / 2)];
    if (!line) return null;
    const k = Math.floor(line.x.length / 2);
    return map.layerPointToLatLng([line.x[k] + last.view.min.x, line.y[k] + last.view.min.y]);
  };
  const goTo = ([lon, lat], zoom) => { Atlas.closePanel(); map.setView([lat, lon], Math.max(zoom, map.getZoom())); };
  const showHub = (index) => {
    const hub = scene.hubs[index];
    state.hubKinds.add(hub.kind);
    Atlas.changed();
    goTo(hub.at, 7);
    open({ hub: index }, [hub.at[1], hub.at[0]]);
  };

  const finish = (started) => {
    let view = null;
    window.addEventListener("beforeprint", () => {
      view = { centre: map.getCenter(), zoom: map.getZoom(), bounds: map.getBounds() };
      map.invalidateSize({ animate: false });
      map.fitBounds(view.bounds, { animate: false });
      redraw(0);
    });
    window.addEventListener("afterprint", () => {
      map.invalidateSize({ animate: false });
      if (view) map.setView(view.centre, view.zoom, { animate: false });
      redraw(0);
    });
    document.getElementById("atlas").classList.add("ready");
    requestAnimationFrame(() => requestAnimationFrame(() => {
      document.documentElement.dataset.readyMs = String(Math.round(performance.now() - started));
      document.documentElement.dataset.ready = String(Math.round(performance.now()));
    }));
  };

  Object.assign(Atlas, { create, finish, home: () => { if (state.selected) { state.selected = null; map.closePopup(); } redraw(1); home(); }, showRoute, showCorridor, showLeg, showHub, goTo, map: () => map, drawn: () => last });
})();
