// What changed between two years: one map on which only that is coloured, and the list beside it.
import { sourceMark } from "../cards/cards.js";
import { showLeg } from "../cards/select.js";
import { partsOf } from "../core/parts.js";
import { scene } from "../data.js";
import { dockedName, fillDock, undock } from "../map/dock.js";
import { fitWhole, legBounds } from "../map/fit.js";
import { KINDS, changeColour, changesBetween, kindNamed } from "../model/change.js";
import { el } from "../model/dom.js";
import { changed, sides, state } from "../model/state.js";
import { day, km, word } from "../model/words.js";
import { lineSample } from "./samples.js";
import { changeYears, latestYear } from "./years.js";

const FIRST = 1990;
const SPAN = 10;

// The years to choose from: those in which something changed since 1990, older ones as one.
const years = () => {
  const all = changeYears();
  const late = all.filter((year) => year >= FIRST);
  const old = all.filter((year) => year < FIRST).slice(-1);
  return [...old, ...late].reverse();
};

const picker = (label, choice, withToday, run) =>
  el(
    "label",
    {},
    el("span", {}, label),
    el(
      "select",
      { onchange: (event) => run(event.target.value) },
      [
        ...(withToday ? [["", word("today")]] : []),
        ...years().map((year) => [year, String(year)]),
      ].map(([value, name]) =>
        el("option", { value: String(value), selected: String(value) === choice }, name),
      ),
    ),
  );

const asYear = (choice) => (choice === "" ? null : Number(choice));
const insideOf = (from, to) => (date) => {
  const year = Number(date.slice(0, 4));
  return year > from && (to === null || year <= to);
};

const sample = (kind) => lineSample(() => changeColour(kind), "rail", kindNamed(kind).status);

// What was told of a leg within the years, the newest first.
const toldOf = (index, from, to) => {
  const inside = insideOf(from, to);
  return scene.legs[index].told.filter(
    ([, since, until, , , ahead]) => !ahead && (inside(since) || (until && inside(until))),
  );
};
const item = (index, kind, from, to) => {
  const leg = scene.legs[index];
  const told = toldOf(index, from, to);
  return el(
    "li",
    {},
    sample(kind),
    el(
      "div",
      {},
      el("button", { type: "button", class: "link", onclick: () => showLeg(index) }, leg.name),
      ` \u00b7 ${km(leg.km)}`,
      told.map(([status, since, until, note, src]) =>
        el(
          "p",
          { class: "since-note" },
          `${day(since)}${until ? `\u2013${day(until)}` : ""}: ${word(status)}. ${note}`,
          sourceMark(src),
        ),
      ),
    ),
  );
};

class Changes {
  constructor(from, to) {
    this.head = el("div", { class: "compare-head" });
    this.sums = el("ul", { class: "change-sums" });
    this.list = el("ol", { class: "change-list" });
    this.node = el(
      "div",
      { class: "changes" },
      this.head,
      this.sums,
      el("div", { class: "compare-body" }, this.list),
    );
    this.show(from, to);
  }

  show(from, to) {
    const [first, last] = [asYear(from), asYear(to)];
    const found = changesBetween(first, last);
    state.change = found;
    sides[0].year = last;
    this.head.replaceChildren(
      picker(word("change_from"), from, false, (value) => this.show(value, to)),
      picker(word("change_to"), to, true, (value) => this.show(from, value)),
    );
    const groups = KINDS.map(({ id }) => ({
      id,
      legs: [...found].filter(([, kind]) => kind === id).map(([index]) => index),
    })).filter(({ legs }) => legs.length);
    const lengths = groups.map(({ legs }) =>
      legs.reduce((sum, index) => sum + (scene.legs[index].km || 0), 0),
    );
    const shown = partsOf(lengths);
    this.sums.replaceChildren(
      ...groups.map(({ id }, i) =>
        el("li", {}, sample(id), el("strong", {}, km(shown[i])), ` ${word(`change_${id}`)}`),
      ),
    );
    this.list.replaceChildren(
      ...groups.flatMap(({ id, legs }) =>
        [...legs]
          .sort((p, q) => (scene.legs[q].km || 0) - (scene.legs[p].km || 0))
          .map((index) => item(index, id, first, last)),
      ),
    );
    if (!groups.length) this.list.replaceChildren(el("li", {}, word("no_differences")));
    changed();
  }
}

const openChanges = (pair = null) => {
  if (!pair && dockedName() === "changes") {
    undock();
    return;
  }
  undock();
  const from = String(years().find((year) => year <= latestYear() - SPAN) ?? years().at(-1));
  const changes = new Changes(...(pair || [from, ""]));
  fillDock("changes", changes.node, () => {
    state.change = null;
    sides[0].year = null;
    changed();
  });
  // All differences lie in what the list leaves free.
  if (!state.page) fitWhole(legBounds([...state.change.keys()]));
};

export { openChanges };
