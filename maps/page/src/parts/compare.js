// Two corridors or two years side by side, and what differs.
import { addView, dropView } from "../cards/plant.js";
import { showLeg } from "../cards/select.js";
import { scene } from "../data.js";
import { dockedName, fillDock, undock } from "../map/dock.js";
import { fit, legBounds } from "../map/fit.js";
import { resized, views } from "../map/views.js";
import { el } from "../model/dom.js";
import { changed, sides, speakOf } from "../model/state.js";
import { number, word } from "../model/words.js";
import { openChanges } from "./changes.js";
import { corridorOf, corridorRows, isYear, nameOf, yearRows } from "./compare_rows.js";
import { table } from "./tables.js";
import { changeYears, latestYear } from "./years.js";

const figureText = (value) => (value === null || value === undefined ? "\u2013" : number(value));

const applyChoice = (side, choice) => {
  side.year = isYear(choice) && choice !== "" ? Number(choice) : null;
  side.only = isYear(choice) ? null : new Set([corridorOf(choice)]);
  side.items = null;
};

const figureTable = (rows, names) =>
  el(
    "div",
    { class: "table-hold", tabindex: "0", role: "region", "aria-label": word("differences") },
    el(
      "table",
      {},
      el("caption", {}, word("differences")),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          [word("figure"), ...names, word("difference")].map((name, i) =>
            el("th", { scope: "col", class: i ? "num" : null }, name),
          ),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map(([name, one, other]) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, name),
            el("td", { class: "num" }, figureText(one)),
            el("td", { class: "num" }, figureText(other)),
            el(
              "td",
              { class: "num" },
              one === null || other === null
                ? "\u2013"
                : signedText(Math.round(other) - Math.round(one)),
            ),
          ),
        ),
      ),
    ),
  );
const signedText = (value) =>
  Math.abs(value) < 0.5 ? "0" : `${value > 0 ? "+" : "\u2212"}${number(Math.abs(value))}`;

const legTable = (legs, names) =>
  legs.length
    ? table(
        word("legs"),
        [
          { name: word("leg") },
          ...names.map((name) => ({ name: `${word("status")}: ${name}` })),
          { name: word("length_km"), numeric: true },
          { name: word("corridor") },
        ],
        legs.map(([name, one, other, km, users, index]) => [
          [name, () => showLeg(index)],
          one,
          other,
          km,
          users,
        ]),
      )
    : el("p", {}, word("no_differences"));

const differences = (a, b) => {
  const names = [nameOf(a), nameOf(b)];
  if (!isYear(a)) return [figureTable(corridorRows(a, b), names)];
  const { totals, legs } = yearRows(a, b);
  return [figureTable(totals, names), legTable(legs, names)];
};

const picker = (label, years, choice, run) => {
  const options = years
    ? [
        ["", word("today")],
        ...[...changeYears()].reverse().map((year) => [String(year), String(year)]),
      ]
    : scene.corridors.map((corridor) => [corridor.id, corridor.name]);
  return el(
    "label",
    {},
    el("span", {}, label),
    el(
      "select",
      { onchange: (event) => run(event.target.value) },
      options.map(([value, name]) => el("option", { value, selected: value === choice }, name)),
    ),
  );
};

const firstPair = () => {
  if (scene.corridors.length > 1) return scene.corridors.slice(0, 2).map((corridor) => corridor.id);
  return [String(changeYears()[0]), ""];
};

// The two choices, with the maps that show them and the panel under them.
class Comparison {
  constructor([left, right]) {
    this.left = left;
    this.right = right;
    this.second = { year: null, only: null, items: null };
    this.head = el("div", { class: "compare-head" });
    this.body = el("div", { class: "compare-body" });
    this.node = el("div", { class: "compare" }, this.head, this.body);
  }

  // The second map stands left of the page's own.
  open() {
    document.getElementById("atlas").classList.add("comparing");
    sides.push(this.second);
    this.view = addView(this.second);
    this.captions = [this.view, views[0]].map((one) =>
      one.holder.appendChild(el("p", { class: "side-name" })),
    );
    this.update(true);
  }

  close() {
    document.getElementById("atlas").classList.remove("comparing");
    this.captions.forEach((caption) => caption.remove());
    sides.splice(1);
    speakOf(sides[0]);
    Object.assign(sides[0], { year: null, only: null });
    dropView(this.view);
    changed();
  }

  choose(choices, move) {
    Object.assign(this, choices);
    this.update(move);
  }

  // Whether corridors or years are compared.
  switches() {
    const histories = scene.legs.some((leg) => leg.hist.length);
    if (!histories || scene.corridors.length < 2) return null;
    const years = isYear(this.left);
    const button = (name, pressed, onclick) =>
      el("button", { type: "button", "aria-pressed": String(pressed), onclick }, word(name));
    const [left, right] = scene.corridors.map((one) => one.id);
    const then = String(latestYear() - 10);
    return el(
      "div",
      { class: "choose", role: "group", "aria-label": word("compare") },
      button("corridors", !years, () => this.choose({ left, right }, true)),
      button("years", years, () => openChanges([then, ""])),
    );
  }

  update(move) {
    const { left, right } = this;
    const years = isYear(left);
    applyChoice(this.second, left);
    applyChoice(sides[0], right);
    this.captions.forEach((caption, i) => {
      caption.textContent = nameOf(i ? right : left);
    });
    const pick = (choice) => this.choose(choice, true);
    this.head.replaceChildren(
      this.switches() ?? "",
      picker(word("compare_left"), years, left, (value) => pick({ left: value })),
      picker(word("compare_right"), years, right, (value) => pick({ right: value })),
    );
    this.body.replaceChildren(...differences(left, right));
    resized();
    changed();
    if (move && !years) this.fit();
  }

  fit() {
    const both = [this.left, this.right].map(corridorOf);
    const shown = (leg) => scene.legs[leg].users.some((user) => both.includes(user));
    fit(legBounds([...scene.legs.keys()].filter(shown)), { animate: false });
  }
}

const openCompare = (wanted = null) => {
  if (!wanted && dockedName() === "compare") {
    undock();
    return;
  }
  const pair = wanted || firstPair();
  if (isYear(pair[0])) {
    openChanges(pair);
    return;
  }
  const comparison = new Comparison(pair);
  fillDock("compare", comparison.node, () => comparison.close());
  comparison.open();
};

export { openCompare };
