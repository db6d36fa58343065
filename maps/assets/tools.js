// Tools on the map: buttons, measuring, position, scale.
(() => {
  "use strict";
  const { el, word, scene } = Atlas;
  const icons = {
    zoom_in: "M10 4v12M4 10h12",
    zoom_out: "M4 10h12",
    home: "M3.500 9.500L10 4l6.500 5.500M5.500 8.500V16h9V8.500",
    measure: "M3 13.500L13.500 3l3.500 3.500L6.500 17zM6 10.500l1.500 1.500M8.500 8l2 2M11 5.500l1.500 1.500",
    table: "M3.500 4.500h13v11h-13zM3.500 8.500h13M3.500 12h13M8.500 4.500v11",
    print: "M6 7.500V3.500h8v4M6 13.500H3.500v-6h13v6H14M6 11.500h8v5H6z",
    time: "M10 5.500V10l3 2M17 10a7 7 0 1 1-14 0a7 7 0 1 1 14 0",
    compare: "M3.500 4.500h5.500v11h-5.500zM11 4.500h5.500v11H11z",
    profile: "M3 15.500h14M3 12.500l3.500-5l3 3l3-6l4.500 8",
    more: "M5 10h.010M10 10h.010M15 10h.010",
    play: "M6.500 4.500l9 5.500l-9 5.500z",
    pause: "M7 5v10M13 5v10",
    story_full: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
    story_notes: "M4 4h12v9l-3.500 3.500H4zM7 8h6M7 11h4",
    story_previous: "M12.500 4.500L7 10l5.500 5.500",
    story_next: "M7.500 4.500L13 10l-5.500 5.500",
    story_map: "M3.500 5l4.500-1.500l4 1.500l4.500-1.500v11.500l-4.500 1.500l-4-1.500l-4.500 1.500zM8 3.500v11.500M12 5v11.500",
    panel: "M3.500 5.500h13M3.500 10h13M3.500 14.500h13",
  };
  const icon = (name) => el("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" },
    el("path", { d: icons[name], fill: "none", stroke: "currentColor", "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round" }));
  const toolButton = (name, run, extra = {}) => el("button", { type: "button", class: "tool", title: word(name), "aria-label": word(name), onclick: run, ...extra }, icon(name));

  const bar = (map) => {
    const Bar = L.Control.extend({
      onAdd() {
        const measure = toolButton("measure", () => Atlas.measure.toggle(), { "aria-pressed": "false" });
        Atlas.onMeasure = (on) => measure.setAttribute("aria-pressed", String(on));
        const node = el("div", { class: "tools", role: "toolbar", "aria-label": word("map") },
          toolButton("zoom_in", () => map.zoomIn()), toolButton("zoom_out", () => map.zoomOut()),
          toolButton("home", () => Atlas.home()), measure,
          scene.legs.some((leg) => leg.hist.length) ? toolButton("time", () => Atlas.timing(), { "aria-expanded": "false", "data-dock": "time" }) : null,
          scene.corridors.length > 1 ? toolButton("compare", () => Atlas.comparing(), { "aria-expanded": "false", "data-dock": "compare" }) : null,
          scene.strips.length ? toolButton("profile", () => Atlas.profiling(), { "aria-expanded": "false", "data-dock": "profile" }) : null,
          toolButton("table", () => Atlas.openTables(), { id: "atlas-tables" }),
          toolButton("print", () => window.print()));
        const more = toolButton("more", () => more.setAttribute("aria-expanded", String(node.classList.toggle("open"))), { class: "tool more", "aria-expanded": "false" });
        node.insertBefore(more, measure);
        L.DomEvent.disableClickPropagation(node);
        return node;
      },
    });
    new Bar({ position: "topright" }).addTo(map);
  };

  const measuring = (map) => {
    let points = []; let group = null; let on = false;
    const line = { color: "#c2410c", weight: 2, dashArray: "5 5", interactive: false };
    const note = el("p", { class: "measure-note", role: "status", hidden: true });
    const draw = () => {
      group.clearLayers();
      let total = 0;
      points.forEach((point, i) => {
        if (i) {
          total += Atlas.distanceKm(points[i - 1], point);
          L.polyline(Atlas.arcPoints(points[i - 1], point), line).addTo(group);
        }
        L.circleMarker(point, { radius: 3.5, color: "#c2410c", fillColor: "#fff", fillOpacity: 1, weight: 2, interactive: false }).addTo(group);
      });
      note.textContent = points.length > 1 ? `${Atlas.number(total, total < 100 ? 1 : 0)} ${word("km")}` : word("measure_help");
      note.classList.toggle("figure", points.length > 1);
    };
    const click = (event) => { points.push(event.latlng); draw(); };
    const stop = () => {
      on = false;
      map.off("click", click); map.doubleClickZoom.enable();
      map.getContainer().classList.remove("measuring");
      Atlas.onMeasure(false);
    };
    const clear = () => { stop(); points = []; if (group) group.clearLayers(); note.hidden = true; };
    const start = () => {
      on = true; points = [];
      group = group || L.layerGroup().addTo(map);
      map.closePopup(); map.on("click", click); map.doubleClickZoom.disable();
      map.getContainer().classList.add("measuring");
      note.hidden = false; draw(); Atlas.onMeasure(true);
    };
    map.on("dblclick", () => { if (on) { points.pop(); draw(); stop(); } });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (on || points.length)) clear();
      if (event.key === "Enter" && on && event.target.tagName !== "BUTTON") stop();
    });
    Atlas.measure = { toggle: () => (on || points.length ? clear() : start()), active: () => on };
    return note;
  };

  const position = (map) => {
    const node = el("output", { class: "position", "aria-label": word("position") });
    const format = (value, plus, minus) => `${Atlas.number(Math.abs(value), 3)}\u00b0\u2009${word(value < 0 ? minus : plus)}`;
    const show = (point) => { const p = point.wrap(); node.textContent = `${format(p.lat, "north", "south")}  ${format(p.lng, "east", "west")}`; };
    // Under the pointer; where none is over the map, its middle.
    let pointer = null;
    const tell = () => show(pointer ? map.containerPointToLatLng(pointer) : map.getCenter());
    map.on("mousemove", (event) => { pointer = event.containerPoint; show(event.latlng); });
    map.on("mouseout", () => { pointer = null; tell(); });
    map.on("moveend", tell);
    map.whenReady(tell);
    return node;
  };

  const foot = (map) => {
    const Scale = L.Control.Scale.extend({
      _updateMetric(metres) {
        const round = this._getRoundNum(metres);
        const label = round < 1000 ? `${Atlas.number(round)}\u00a0${word("metre")}` : Atlas.km(round / 1000);
        this._updateScale(this._mScale, label, round / metres);
      },
    });
    const scale = new Scale({ imperial: false, maxWidth: 120 }).addTo(map).getContainer();
    const note = el("p", { class: "credit" }, [
      ...Atlas.credits().slice(0, 2), scene.ground && word("boundaries", scene.ground.credit || word("own_boundaries")),
    ].filter(Boolean).join(" \u00b7 "));
    return el("div", { class: "foot" }, scale, position(map), note);
  };

  // One panel at a time under the map: time, comparison, profile.
  let holder = null; let leave = null; let opened = "";
  const dock = () => { holder = el("section", { class: "dock", hidden: true }); return holder; };
  const mark = () => document.querySelectorAll("[data-dock]").forEach((node) => {
    node.setAttribute("aria-expanded", String(node.dataset.dock === opened));
  });
  const undock = () => {
    if (!opened) return;
    const left = leave;
    opened = ""; leave = null;
    holder.hidden = true; holder.replaceChildren();
    mark(); Atlas.resized();
    if (left) left();
  };
  const docked = (name, node, onLeave = null) => {
    undock();
    opened = name; leave = onLeave;
    const button = document.querySelector(`[data-dock="${name}"]`);
    holder.setAttribute("aria-label", word(name));
    holder.replaceChildren(el("button", { type: "button", class: "close", "aria-label": word("close"), onclick: () => { undock(); if (button) button.focus(); } }, "\u00d7"), node);
    holder.hidden = false;
    mark(); Atlas.resized();
  };

  Object.assign(Atlas, { dock, docked, undock, openDock: () => opened, icon, toolbar: bar, measuring, foot, toolButton });
})();
