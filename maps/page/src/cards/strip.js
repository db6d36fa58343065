// The chart of a route by km as a slider; the chart and the map point at each other.
import { scene } from "../data.js";
import { onPoint } from "../map/pointing.js";
import { mainView, views } from "../map/views.js";
import { el } from "../model/dom.js";
import { onTheme } from "../model/theme.js";
import { country, number, word } from "../model/words.js";
import { course, nearestKm, pointAt } from "./course.js";
import { chartOf } from "./strip_chart.js";

const DOT = {
  radius: 7,
  color: "#c2410c",
  weight: 3,
  fillColor: "#fff",
  fillOpacity: 1,
  interactive: false,
};

// What there is at a km of a chart, in words.
const tellKm = (route, chart, km) => {
  const { hubs, events } = scene.strips[route];
  /** @param {[number, ...unknown[]]} place */
  const close = ([where]) => Math.abs(where - km) < chart.total / 250;
  const run = chart.runs.find((one) => km <= one.to) || chart.runs[chart.runs.length - 1];
  const stop = hubs.find(close);
  const near = events
    .filter(close)
    .map(([, kind, detail, name]) => `${word(kind)}: ${[name, detail].filter(Boolean).join(", ")}`);
  return [
    word("at_km", number(km)),
    country(run.country),
    word(run.mode),
    run.status === "operating" ? "" : word(run.status),
    run.gauges.length ? `${run.gauges.join("/")} ${word("mm")}` : "",
    stop ? stop[2] : "",
    ...near,
  ]
    .filter(Boolean)
    .join(" \u00b7 ");
};

// By how many km a key moves the slider.
const moveOf = (key, total) => {
  const [small, large] = [total / 200, total / 20];
  return {
    ArrowRight: small,
    ArrowUp: small,
    ArrowLeft: -small,
    ArrowDown: -small,
    PageUp: large,
    PageDown: -large,
    Home: -Infinity,
    End: Infinity,
  }[key];
};

class Strip {
  constructor(route) {
    this.route = route;
    this.legs = course(route);
    this.at = 0;
    this.chart = null;
    this.dots = [];
    this.told = el("p", { class: "strip-told" });
    this.holder = el("div", {
      class: "strip-holder",
      role: "slider",
      tabindex: "0",
      "aria-valuemin": 0,
      "aria-label": word("profile_of", scene.routes[route].name),
    });
    this.node = el("div", { class: "strip-block" }, this.told, this.holder);
    this.watch = new ResizeObserver(() => {
      if (this.holder.isConnected) this.draw();
    });
    this.listen();
    this.clear();
  }

  isHeld() {
    return document.activeElement === this.holder;
  }

  kmAt(event) {
    return this.chart.toKm(event.clientX - this.holder.getBoundingClientRect().left);
  }

  listen() {
    const { holder } = this;
    holder.addEventListener("pointermove", (event) => this.point(this.kmAt(event)));
    holder.addEventListener("pointerleave", () => {
      if (!this.isHeld()) this.clear();
    });
    holder.addEventListener("blur", () => this.clear());
    holder.addEventListener("click", (event) => {
      const place = pointAt(this.legs, this.kmAt(event));
      if (place) mainView().map.panTo(place);
    });
    holder.addEventListener("keydown", (event) => {
      const { total } = this.chart;
      const move = moveOf(event.key, total);
      if (move === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.point(Math.max(0, Math.min(total, this.at + move)));
    });
    this.watch.observe(holder);
    onTheme(() => this.draw(), holder);
    this.unpoint = onPoint((latlng, map) => this.follow(latlng, map));
  }

  // The pointer on the map points on the chart.
  follow(latlng, map) {
    if (!this.holder.isConnected || this.holder.matches(":hover")) return;
    const found = nearestKm(this.legs, latlng);
    if (found.off * 2 ** map.getZoom() < 14) this.point(found.km);
    else if (this.dots.length && !this.isHeld()) this.clear();
  }

  undot() {
    this.dots.splice(0).forEach((dot) => dot.remove());
  }

  clear() {
    this.undot();
    this.holder.classList.remove("pointed");
    const touched = matchMedia("(hover: none)").matches;
    this.told.textContent = word(touched ? "profile_touch" : "profile_help");
  }

  // A km pointed at on the chart points on the maps.
  point(km) {
    const { holder, chart } = this;
    const line = tellKm(this.route, chart, km);
    this.at = km;
    this.told.textContent = line;
    holder.setAttribute("aria-valuenow", String(Math.round(km)));
    holder.setAttribute("aria-valuetext", line);
    holder.classList.add("pointed");
    chart.cursor.setAttribute("transform", `translate(${chart.x(km).toFixed(1)},0)`);
    this.undot();
    const place = pointAt(this.legs, km);
    if (place) this.dots = views.map(({ map }) => L.circleMarker(place, DOT).addTo(map));
  }

  draw() {
    const { holder } = this;
    this.chart = chartOf(this.route, Math.max(280, holder.clientWidth || 600));
    holder.setAttribute("aria-valuemax", String(Math.round(this.chart.total)));
    holder.setAttribute("aria-valuenow", String(Math.round(this.at)));
    holder.replaceChildren(this.chart.svg);
  }

  stop() {
    this.clear();
    this.unpoint();
    this.watch.disconnect();
  }
}

// The chart of a route as a slider over its km.
const makeStrip = (route) => new Strip(route);

export { makeStrip };
