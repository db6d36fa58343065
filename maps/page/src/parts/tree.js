// The tree of families, corridors and routes.
import { showCorridor, showRoute } from "../cards/select.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { changed, state } from "../model/state.js";
import { familyColour } from "../model/theme.js";
import { km, word } from "../model/words.js";
import { checkRow, nextId, switchIn, syncs, threeWay } from "./rows.js";
import { lineSample } from "./samples.js";

const routeNumbers = (corridor) =>
  [...scene.routes.keys()].filter((index) => scene.routes[index].c === corridor);
const corridorState = (corridor) => {
  const routes = routeNumbers(corridor);
  return routes.length
    ? threeWay(routes.map((index) => state.routes.has(index)))
    : state.loose.has(corridor);
};
const setCorridor = (corridor, on) => {
  switchIn(state.loose, corridor, on);
  routeNumbers(corridor).forEach((index) => switchIn(state.routes, index, on));
};

// What is folded up is built when it is first opened: hundreds of rows take a while.
const branch = (head, name, items, build, open) => {
  if (!items.length)
    return el("li", {}, el("div", { class: "branch" }, el("span", { class: "twist-gap" }), head));
  const list = el("ul", { id: nextId("list"), hidden: !open });
  const fill = () => {
    if (list.childElementCount) return;
    list.append(...items.map(build));
    syncs.forEach((run) => run());
  };
  if (open) fill();
  const twist = el("button", {
    type: "button",
    class: "twist",
    "aria-expanded": String(open),
    "aria-controls": list.id,
    "aria-label": word("expand", name),
    onclick: () => {
      fill();
      list.hidden = !list.hidden;
      twist.setAttribute("aria-expanded", String(!list.hidden));
    },
  });
  return el("li", {}, el("div", { class: "branch" }, twist, head), list);
};
const goButton = (name, go) =>
  el("button", {
    type: "button",
    class: "go",
    "aria-label": word("zoom_to", name),
    title: word("zoom_to", name),
    onclick: go,
  });

const routeItem = (index) => {
  const route = scene.routes[index];
  const head = checkRow(
    route.name,
    () => state.routes.has(index),
    (on) => switchIn(state.routes, index, on),
    { extra: km(route.km) },
  );
  head.append(goButton(route.name, () => showRoute(index)));
  return el("li", {}, el("div", { class: "branch" }, el("span", { class: "twist-gap" }), head));
};
const corridorItem = (index) => {
  const corridor = scene.corridors[index];
  const head = checkRow(
    corridor.name,
    () => corridorState(index),
    (on) => setCorridor(index, on),
    { hint: corridor.about || null },
  );
  head.append(goButton(corridor.name, () => showCorridor(index)));
  return branch(head, corridor.name, routeNumbers(index), routeItem, false);
};
const familyItem = (family, index, open) => {
  const own = [...scene.corridors.keys()].filter((i) => scene.corridors[i].f === index);
  if (!own.length) return null;
  const name = word(family.id);
  const head = checkRow(
    name,
    () => threeWay(own.map(corridorState)),
    (on) => own.forEach((i) => setCorridor(i, on)),
    { mark: lineSample(() => familyColour(index)) },
  );
  head.classList.add("row-family");
  return branch(head, name, own, corridorItem, open);
};

// Arrow keys walk the tree beside Tab: up, down; right opens, left closes.
const walkable = (tree) => {
  tree.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const all = [...tree.querySelectorAll("input[type=checkbox]")].filter(
      (node) => node.offsetParent,
    );
    const at = all.findIndex((node) => node.closest(".branch") === event.target.closest(".branch"));
    if (at < 0) return;
    event.preventDefault();
    if (event.key === "ArrowDown") all[Math.min(all.length - 1, at + 1)].focus();
    else if (event.key === "ArrowUp") all[Math.max(0, at - 1)].focus();
    else {
      const twist = all[at].closest(".branch").querySelector(".twist");
      if (twist && twist.getAttribute("aria-expanded") === String(event.key === "ArrowLeft"))
        twist.click();
      else if (event.key === "ArrowLeft") {
        const up = all[at].closest("ul").closest("li");
        if (up) up.querySelector("input").focus();
      }
    }
  });
  return tree;
};

const corridorTree = () =>
  walkable(
    el(
      "ul",
      { class: "tree" },
      scene.style.families.map((family, index) =>
        familyItem(family, index, scene.corridors.length < 24),
      ),
    ),
  );
const allOrNone = () => {
  const choose = (on) => {
    [...scene.corridors.keys()].forEach((index) => setCorridor(index, on));
    changed();
  };
  return el(
    "p",
    { class: "choose" },
    el("button", { type: "button", onclick: () => choose(true) }, word("all")),
    el("button", { type: "button", onclick: () => choose(false) }, word("none")),
  );
};

export { allOrNone, corridorTree };
