// Puts the page together around Folium's map.
(() => {
  "use strict";
  const { el, word, scene, state, sides } = Atlas;
  const views = [];
  let field = null;

  const panes = { "atlas-ground": 150, "atlas-lines": 390 };
  // The view ends where the ground ends, or what is drawn.
  const sheet = (edge) => L.latLngBounds([[Math.min(edge, 0), -60], [83, 215]]);
  const south = Math.max(-60, Math.min(...[scene.ground && scene.ground.window, scene.bounds].filter(Boolean).map((box) => box[1])) - 2);
  const options = { zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.75, minZoom: 1, maxZoom: 13,
    wheelPxPerZoomLevel: 110, worldCopyJump: false, maxBounds: sheet(south), maxBoundsViscosity: 0.8 };
  const empty = { traced: [], hubs: [], events: [], extras: [], view: null };
  const main = () => views[0];

  const create = (id, own) => {
    const holder = document.getElementById(id);
    const stage = el("main", { class: "stage" });
    holder.replaceWith(stage);
    field = el("div", { class: "field" }, el("div", { class: "maps" }, holder));
    stage.append(field, Atlas.dock());
    const root = document.getElementById("atlas");
    const others = [...root.children].filter((node) => node !== stage);
    if (others.length) field.append(el("div", { class: "extra" }, others));
    root.prepend(el("button", { type: "button", class: "skip", onclick: () => Atlas.openTables() }, word("skip")), Atlas.panel());
    const view = plant(holder, sides[0], own);
    field.append(Atlas.legend());
    Atlas.toolbar(view.map);
    phone();
    stage.append(Atlas.foot(view.map));
    field.append(Atlas.measuring(view.map));
    view.map.invalidateSize({ animate: false });
    home(false);
    paintOn(view);
    Atlas.onChange(() => redraw(1));
    Atlas.onTheme(() => redraw(0));
    field.querySelector(".legend").addEventListener("toggle", () => redraw(1));
    new ResizeObserver(() => resized()).observe(field);
    return view.map;
  };

  const plant = (holder, side, own = {}) => {
    holder.setAttribute("role", "application");
    holder.setAttribute("aria-label", `${word("map")}: ${scene.title}`);
    const map = L.map(holder, { ...options, ...own });
    Object.entries(panes).forEach(([name, order]) => {
      map.createPane(name).style.cssText = `z-index:${order};pointer-events:none`;
    });
    const view = { map, side, holder, canvases: [], last: empty };
    views.push(view);
    listen(view);
    return view;
  };

  // What stands over a map, in the pixels of its canvas.
  const covers = (view, frame) => {
    const home = view.holder.getBoundingClientRect();
    return [...field.querySelectorAll(".legend,.tools,.phone-bar,.side-name,.story-year")].map((node) => node.getBoundingClientRect())
      .filter((box) => box.width && box.right > home.left && box.left < home.right && box.bottom > home.top && box.top < home.bottom)
      .map((box) => [box.left - home.left + frame.inset.x - 4, box.top - home.top + frame.inset.y - 4,
        box.right - home.left + frame.inset.x + 4, box.bottom - home.top + frame.inset.y + 4]);
  };

  const painter = (side) => {
    const lines = Atlas.linePainter(side);
    const names = Atlas.labelPainter(side);
    return (context, frame) => {
      Atlas.overlayGround(context, frame, side);
      const traced = lines.paint(context, frame);
      return { view: frame, traced, ...names(context, frame, traced) };
    };
  };

  let ground = null;
  const paintOn = (view) => {
    ground = ground || Atlas.groundPainter();
    const paint = painter(view.side);
    const over = (context, frame) => { view.last = paint(context, { ...frame, covers: covers(view, frame) }); };
    view.canvases = [new Atlas.Canvas(ground, "atlas-ground"), new Atlas.Canvas(over, "atlas-lines")];
    view.canvases.forEach((canvas) => canvas.addTo(view.map));
  };

  const redraw = (from) => views.forEach((view) => view.canvases.slice(from).forEach((canvas) => canvas.redraw()));
  const resized = () => views.forEach((view) => view.map.invalidateSize({ animate: false, pan: false }));

  const phone = () => {
    const root = document.getElementById("atlas");
    const button = Atlas.toolButton("panel", () => toggle(), { class: "tool panel-button", "aria-expanded": "false", "aria-controls": "atlas-panel" });
    const toggle = (open = !root.classList.contains("panel-open")) => {
      root.classList.toggle("panel-open", open);
      button.setAttribute("aria-expanded", String(open));
    };
    const bar = el("div", { class: "phone-bar" }, button, el("p", { class: "phone-title" }, scene.title));
    field.prepend(bar);
    document.getElementById("atlas-panel").prepend(el("button", { type: "button", class: "close panel-close", "aria-label": word("close"), onclick: () => { toggle(false); button.focus(); } }, "\u00d7"));
    Atlas.closePanel = () => toggle(false);
  };

  const toSegment = (px, py, ax, ay, bx, by) => {
    const [dx, dy] = [bx - ax, by - ay];
    const share = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(px - ax - share * dx, py - ay - share * dy);
  };

  // What lies under a point of the map: a hub, an event, else the nearest run within reach.
  const under = ({ last }, point, reach) => {
    const { min } = last.view;
    const [x, y] = [point.x - min.x, point.y - min.y];
    const close = (item, radius) => Math.hypot(item.x - x, item.y - y) <= radius;
    const hub = last.hubs.find((item) => close(item, item.radius + 3));
    if (hub) return { hub: hub.index };
    const event = last.events.find((item) => close(item, 8));
    if (event) return { event: event.event };
    const extra = [...last.extras].reverse().find((item) => close(item, item.radius));
    if (extra) return { overlay: extra.index, row: extra.row };
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
    : found.event ? Atlas.popups.ofEvent(found.event) : found.overlay !== undefined ? Atlas.overlayCard(found.overlay, found.row)
      : Atlas.popups.ofLeg(found.leg));

  const open = (found, at, view = main()) => {
    Atlas.active = view.side;
    state.selected = found.hub !== undefined ? { hub: found.hub } : found.leg !== undefined ? { legs: new Set([found.leg]) } : null;
    tell(content(found), at, view);
    redraw(1);
  };

  const tell = (card, at, { map } = main()) => {
    const wide = map.getSize().x > 560;
    L.popup({ maxWidth: Math.min(340, map.getSize().x - 110), minWidth: 220,
      autoPanPaddingTopLeft: [14, wide ? 20 : 70], autoPanPaddingBottomRight: [wide ? 70 : 62, 20 + legendHeight(map)] })
      .setLatLng(at).setContent(card).openOn(map);
  };

  const pointed = new Set();
  const listen = (view) => {
    const { map } = view;
    const tip = L.tooltip({ direction: "top", offset: [0, -8], className: "atlas-tip" });
    let frame = 0;
    map.on("click", (event) => {
      if (Atlas.measure.active()) return;
      const found = under(view, event.layerPoint, 9);
      if (found) open(found, event.latlng, view);
      Atlas.closePanel();
    });
    map.on("popupclose", () => { if (state.selected && !state.selected.kept) { state.selected = null; redraw(1); } });
    map.on("mousemove", (event) => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => { hover(view, event, tip); pointed.forEach((tell) => tell(event.latlng, map)); });
    });
    map.on("mouseout movestart", () => { cancelAnimationFrame(frame); map.closeTooltip(tip); });
  };

  const hover = (view, event, tip) => {
    const { map } = view;
    if (map._animatingZoom || !view.last.view) return;
    const found = Atlas.measure.active() ? null : under(view, event.layerPoint, 6);
    map.getContainer().classList.toggle("pointing", Boolean(found));
    if (!found) { map.closeTooltip(tip); return; }
    const text = found.hub !== undefined ? scene.hubs[found.hub].name : found.event ? `${word(found.event.kind)}: ${found.event.detail}`
      : found.overlay !== undefined ? scene.overlays[found.overlay].features[found.row].t || scene.overlays[found.overlay].name
        : `${scene.legs[found.leg].name} \u00b7 ${Atlas.km(scene.legs[found.leg].km)}`;
    tip.setLatLng(event.latlng).setContent(el("span", {}, text));
    map.openTooltip(tip);
  };

  const legBounds = (numbers) => {
    const bounds = L.latLngBounds([]);
    const inverse = (x, y) => Atlas.lonLat(x, y).reverse();
    numbers.forEach((index) => scene.legs[index].parts.flat().forEach((signed) => {
      const box = arcBox(signed < 0 ? ~signed : signed);
      bounds.extend(inverse(box[0], box[1])).extend(inverse(box[2], box[3]));
    }));
    return bounds;
  };
  const arcBox = (index) => Atlas.arcs()[index].box;

  const legendHeight = (map = main().map) => {
    const legend = document.querySelector(".legend");
    return legend && legend.open && legend.offsetHeight && map.getSize().x > 560 ? Math.min(legend.offsetHeight, map.getSize().y / 3) : 0;
  };
  // Rooms to leave at the edges, the narrower ones first: for names, then for what stands over the map.
  const paddings = () => {
    const size = main().map.getSize();
    const wide = size.x > 560;
    const told = document.querySelector(".story-on");
    const legend = document.querySelector(".legend");
    const [left, right, plain] = wide ? [56, 56, 40] : [26, 26, 30];
    const tools = document.querySelector(".tools");
    const key = Math.min(legend ? legend.offsetHeight : 0, size.y / 3);
    return [plain, plain + key].flatMap((bottom) => [right, right + (tools ? tools.offsetWidth : 0)].map((beside) => (
      { paddingTopLeft: [left, wide || told ? plain + 4 : 72], paddingBottomRight: [beside, bottom] })));
  };
  // How many of the places in the box, and how many of all shown, a view would leave behind the
  // legend and the tools.
  const hidden = (bounds, { center, zoom }) => {
    const { map } = main();
    const { tiers } = Atlas.visible(main().side);
    const shift = map.project(center, zoom).subtract(map.getSize().divideBy(2));
    const boxes = covers(main(), { inset: { x: 0, y: 0 } });
    const behind = [...scene.hubs, ...Atlas.stations()].filter(({ id }) => tiers.has(id)).filter(({ at }) => {
      const { x, y } = map.project([at[1], at[0]], zoom).subtract(shift);
      return boxes.some((box) => x > box[0] - 12 && x < box[2] + 12 && y > box[1] - 12 && y < box[3] + 12);
    });
    return { lost: behind.filter(({ at }) => bounds.contains([at[1], at[0]])).length, all: behind.length };
  };
  // The closest view of a box that hides none of its places.
  const fit = (bounds, extra = {}) => {
    if (!bounds.isValid()) return;
    const { map } = main();
    const found = paddings().map((padding) => ({ maxZoom: 9, ...padding, ...extra })).flatMap((asked) => {
      const free = map._getBoundsCenterZoom(bounds, asked);
      const held = { ...free, center: map._limitCenter(free.center, free.zoom, sheet(south)) };
      return [held, free].map((view) => ({ view, ...hidden(bounds, view), held: view === held ? 0 : 1 }));
    }).sort((p, q) => p.lost - q.lost || p.held - q.held || q.view.zoom - p.view.zoom || p.all - q.all)[0];
    // Only where a place would else hide behind the legend may the view go beyond the ground.
    const { center, zoom } = found.view;
    const foot = map.unproject(map.project(center, zoom).add([0, map.getSize().y / 2]), zoom).lat;
    map.options.maxBounds = sheet(Math.min(south, foot));
    map.setView(center, zoom, { ...extra });
  };
  const boundsOf = ([west, south, east, north]) => L.latLngBounds([[south, west], [north, east]]);
  // The whole of it; on a tall screen, where a wide network is a strip between two seas, a second
  // press of the button shows the core.
  let whole = false;
  const home = (animate = true) => {
    const { map } = main();
    const size = map.getSize();
    whole = !(whole && scene.core && size.y > size.x * 1.15);
    if (whole) { fit(boundsOf(scene.bounds || [20, 5, 130, 62]), { animate, maxZoom: 8 }); return; }
    const core = boundsOf(scene.core);
    map.setView(core.getCenter(), Math.min(8, map.getBoundsZoom(core, false, L.point(20, 20))), { animate });
  };
  const turnOn = (numbers, corridor) => {
    numbers.forEach((index) => { state.modes.add(scene.legs[index].mode); state.statuses.add(Atlas.statusAt(scene.legs[index])); });
    scene.routes.forEach((route, index) => { if (route.c === corridor) state.routes.add(index); });
    state.loose.add(corridor);
  };
  const highlight = (numbers, corridor, card) => {
    main().map.closePopup();
    state.selected = { legs: new Set(numbers), corridor, kept: true };
    Atlas.closePanel();
    Atlas.changed();
    fit(legBounds(numbers), { animate: false });
    const middle = middleOf(numbers[Math.floor(numbers.length / 2)]);
    if (middle && main().map.getSize().x > 560) tell(card, middle);
  };
  const { unsigned } = Atlas;
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
    const { last, map } = main();
    const found = last.traced.find(({ run }) => run.index === index);
    const line = found && found.lines[Math.floor(found.lines.length / 2)];
    if (!line) return null;
    const k = Math.floor(line.x.length / 2);
    return map.layerPointToLatLng([line.x[k] + last.view.min.x, line.y[k] + last.view.min.y]);
  };
  const goTo = ([lon, lat], zoom) => { const { map } = main(); Atlas.closePanel(); // Not animated: a card that opens while the map still flies finds no room for itself.
    map.setView([lat, lon], Math.max(zoom, map.getZoom()), { animate: false }); };
  const showHub = (index) => {
    const hub = scene.hubs[index];
    state.hubKinds.add(hub.kind);
    Atlas.changed();
    goTo(hub.at, 7);
    open({ hub: index }, [hub.at[1], hub.at[0]]);
  };

  const showOverlay = (index, row) => {
    state.overlays.add(index);
    Atlas.changed();
    const [lon, lat] = Atlas.overlayCentre(scene.overlays[index].features[row]);
    goTo([lon, lat], 6);
    tell(Atlas.overlayCard(index, row), [lat, lon]);
  };

  // A second map beside the first, which moves with it.
  const addView = (side) => {
    const holder = el("div", { class: "atlas-map" });
    main().holder.before(holder);
    const view = plant(holder, side);
    resized();
    view.map.setView(main().map.getCenter(), main().map.getZoom(), { animate: false });
    paintOn(view);
    follow(main(), view); follow(view, main());
    return view;
  };
  let leading = null;
  const follow = (one, other) => {
    const { map } = one;
    map.on("move moveend", (event) => {
      if ((leading && leading !== one) || !views.includes(other)) return;
      leading = one;
      const target = other.map;
      if (target.getZoom() !== map.getZoom()) target.setView(map.getCenter(), map.getZoom(), { animate: false });
      else {
        const shift = target.project(map.getCenter()).subtract(target.project(target.getCenter())).round();
        if (shift.x || shift.y) { target._rawPanBy(shift); target.fire("move"); }
        if (event.type === "moveend") target.fire("moveend");
      }
      leading = null;
    });
  };
  const dropView = (view) => {
    views.splice(views.indexOf(view), 1);
    view.map.remove(); view.holder.remove();
    resized();
  };

  const finish = (started) => {
    let view = null;
    const paper = () => {
      const { map } = main();
      view = { centre: map.getCenter(), zoom: map.getZoom(), bounds: map.getBounds() };
      resized();
      map.fitBounds(view.bounds, { animate: false });
      redraw(0);
    };
    const screen = () => {
      resized();
      if (view) main().map.setView(view.centre, view.zoom, { animate: false });
      redraw(0);
    };
    window.addEventListener("beforeprint", () => (Atlas.story ? Atlas.story.paper() : paper()));
    window.addEventListener("afterprint", () => (Atlas.story ? Atlas.story.screen() : screen()));
    if (Atlas.storyMode) Atlas.storyMode();
    else if (scene.compare) Atlas.comparing(scene.compare);
    document.getElementById("atlas").classList.add("ready");
    requestAnimationFrame(() => requestAnimationFrame(() => {
      document.documentElement.dataset.readyMs = String(Math.round(performance.now() - started));
      document.documentElement.dataset.ready = String(Math.round(performance.now()));
    }));
  };

  const reset = () => { if (state.selected) { state.selected = null; main().map.closePopup(); } redraw(1); home(); };
  Object.assign(Atlas, { create, finish, home: reset, fit, legBounds, boundsOf, showRoute, showCorridor, showLeg, showHub, showOverlay, goTo, redraw,
    resized, addView, dropView, painter, groundOf: () => ground, onPoint: (tell) => { pointed.add(tell); return () => pointed.delete(tell); },
    views: () => views, map: () => main().map, drawn: () => main().last });
})();
