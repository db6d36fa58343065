// A route by km: countries, modes, gauges, borders and places; the chart and the map point at each other.
import { scene } from "../data.js";
import { onPoint } from "../map/pointing.js";
import { mainView, views } from "../map/views.js";
import { el } from "../model/dom.js";
import { onTheme } from "../model/theme.js";
import { country, number, word } from "../model/words.js";
import { course, nearestKm, pointAt } from "./course.js";
import { chartOf } from "./strip_chart.js";

// The chart of a route as a slider over its km; `onPlace` gets the point of the map.
const makeStrip = (route) => {
  const legs = course(route);
  const events = scene.strips[route].events;
  const told = el("p", { class: "strip-told" });
  const holder = el("div", {
    class: "strip-holder",
    role: "slider",
    tabindex: "0",
    "aria-valuemin": 0,
    "aria-label": word("profile_of", scene.routes[route].name),
  });
  let drawn = null;
  let at = 0;
  const dots = [];
  const clear = () => {
    dots.splice(0).forEach((dot) => dot.remove());
    holder.classList.remove("pointed");
    told.textContent = word(matchMedia("(hover: none)").matches ? "profile_touch" : "profile_help");
  };
  const point = (km, { onMap = true } = {}) => {
    at = km;
    const run = drawn.runs.find((one) => km <= one.to) || drawn.runs[drawn.runs.length - 1];
    const near = events
      .filter(([where]) => Math.abs(where - km) < drawn.total / 250)
      .map(
        ([, kind, detail, name]) => `${word(kind)}: ${[name, detail].filter(Boolean).join(", ")}`,
      );
    const stop = scene.strips[route].hubs.find(
      ([where]) => Math.abs(where - km) < drawn.total / 250,
    );
    const line = [
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
    told.textContent = line;
    holder.setAttribute("aria-valuenow", String(Math.round(km)));
    holder.setAttribute("aria-valuetext", line);
    holder.classList.add("pointed");
    drawn.cursor.setAttribute("transform", `translate(${drawn.x(km).toFixed(1)},0)`);
    dots.splice(0).forEach((dot) => dot.remove());
    const place = onMap && pointAt(legs, km);
    if (place)
      views.forEach(({ map }) =>
        dots.push(
          L.circleMarker(place, {
            radius: 7,
            color: "#c2410c",
            weight: 3,
            fillColor: "#fff",
            fillOpacity: 1,
            interactive: false,
          }).addTo(map),
        ),
      );
  };
  const draw = () => {
    drawn = chartOf(route, Math.max(280, holder.clientWidth || 600));
    holder.setAttribute("aria-valuemax", String(Math.round(drawn.total)));
    holder.setAttribute("aria-valuenow", String(Math.round(at)));
    holder.replaceChildren(drawn.svg);
  };
  holder.addEventListener("pointermove", (event) =>
    point(drawn.toKm(event.clientX - holder.getBoundingClientRect().left)),
  );
  holder.addEventListener("pointerleave", () => {
    if (document.activeElement !== holder) clear();
  });
  holder.addEventListener("blur", clear);
  holder.addEventListener("click", (event) => {
    const place = pointAt(legs, drawn.toKm(event.clientX - holder.getBoundingClientRect().left));
    if (place) mainView().map.panTo(place);
  });
  holder.addEventListener("keydown", (event) => {
    const small = drawn.total / 200;
    const large = drawn.total / 20;
    const move = {
      ArrowRight: small,
      ArrowUp: small,
      ArrowLeft: -small,
      ArrowDown: -small,
      PageUp: large,
      PageDown: -large,
      Home: -Infinity,
      End: Infinity,
    }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    point(Math.max(0, Math.min(drawn.total, at + move)));
  });
  const watch = new ResizeObserver(() => {
    if (holder.isConnected) draw();
  });
  watch.observe(holder);
  onTheme(() => draw(), holder);
  const unpoint = onPoint((latlng, map) => {
    if (!holder.isConnected || holder.matches(":hover")) return;
    const found = nearestKm(legs, latlng);
    if (found.off * 2 ** map.getZoom() < 14) point(found.km);
    else if (dots.length && document.activeElement !== holder) clear();
  });
  clear();
  return {
    node: el("div", { class: "strip-block" }, told, holder),
    draw,
    clear,
    point,
    stop: () => {
      clear();
      unpoint();
      watch.disconnect();
    },
  };
};

export { makeStrip };
