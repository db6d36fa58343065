// The panel with the chart of a route, and the choice of another.
import { unsigned } from "../core/signed.js";
import { scene } from "../data.js";
import { dockedName, fillDock, undock } from "../map/dock.js";
import { fit, legBounds } from "../map/fit.js";
import { redraw, resized } from "../map/views.js";
import { el } from "../model/dom.js";
import { changed, state } from "../model/state.js";
import { km, word } from "../model/words.js";
import { makeStrip } from "./strip.js";

const firstRoute = () => {
  const chosen = state.page && state.page.corridor;
  if (state.page && state.page.route !== null) return state.page.route;
  const fits = (index) =>
    scene.strips[index] &&
    state.routes.has(index) &&
    (chosen === undefined || chosen === null || scene.routes[index].c === chosen);
  const all = [...scene.routes.keys()].filter(fits);
  return all.find((index) => scene.routes[index].main) ?? all[0] ?? 0;
};

const openProfile = (route = null) => {
  if (route === null && dockedName() === "profile") {
    undock();
    return;
  }
  let current = route === null ? firstRoute() : route;
  let live = null;
  const body = el("div", {});
  const select = el(
    "select",
    { "aria-label": word("route"), onchange: () => show(Number(select.value)) },
    scene.corridors.map((corridor, c) =>
      el(
        "optgroup",
        { label: corridor.name },
        scene.routes.map((one, index) =>
          one.c === c
            ? el(
                "option",
                { value: index, selected: index === current },
                `${one.name} (${km(one.km)})`,
              )
            : null,
        ),
      ),
    ),
  );
  const show = (index) => {
    current = index;
    if (live) live.stop();
    live = makeStrip(index);
    body.replaceChildren(live.node);
    const legs = unsigned(scene.routes[index].legs);
    state.selected = { legs: new Set(legs), corridor: scene.routes[index].c, kept: true };
    state.routes.add(index);
    live.draw();
    resized();
    changed();
    fit(legBounds(legs), { animate: false });
  };
  fillDock(
    "profile",
    el(
      "div",
      { class: "profile" },
      el("div", { class: "profile-head" }, el("h2", {}, word("profile")), select),
      body,
    ),
    () => {
      live.stop();
      state.selected = null;
      redraw(1);
    },
  );
  show(current);
};

export { openProfile };
