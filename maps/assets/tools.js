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
          toolButton("table", () => Atlas.openTables(), { id: "atlas-tables" }),
          toolButton("print", () => window.print()));
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
    map.on("mousemove", (event) => show(event.latlng));
    map.on("move", () => { if (!matchMedia("(hover: hover)").matches) show(map.getCenter()); });
    show(map.getCenter());
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
      ...Atlas.credits().slice(0, 1), scene.ground && word("boundaries", scene.ground.credit || word("own_boundaries")),
    ].filter(Boolean).join(" \u00b7 "));
    return el("div", { class: "foot" }, scale, position(map), note);
  };

  Object.assign(Atlas, { toolbar: bar, measuring, foot, toolButton });
})();
