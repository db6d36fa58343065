// Rows of the panel: check boxes that follow what is switched on, and sections.
import { el } from "../model/dom.js";
import { changed } from "../model/state.js";
import { number } from "../model/words.js";

const syncs = [];
let serial = 0;
// Ids of nodes that others point at.
const nextId = (kind) => {
  serial += 1;
  return `atlas-${kind}-${serial}`;
};
const checkRow = (label, get, set, { mark = null, extra = null, hint = null } = {}) => {
  const input = el("input", {
    type: "checkbox",
    id: nextId("box"),
    onchange: () => {
      set(input.checked);
      changed();
    },
  });
  syncs.push(() => {
    const now = get();
    input.checked = now === true;
    input.indeterminate = now === null;
  });
  return el(
    "div",
    { class: "row" },
    input,
    el("label", { for: input.id, title: hint }, mark, el("span", { class: "row-name" }, label)),
    extra === null ? null : el("span", { class: "row-extra" }, extra),
  );
};

// True or false where all are, else null.
const threeWay = (values) => {
  const [first] = values;
  return values.every((value) => value === first) ? first : null;
};
const switchIn = (set, key, on) => (on ? set.add(key) : set.delete(key));

const section = (name, open, ...children) =>
  el("details", { class: "section", open }, el("summary", {}, el("h2", {}, name)), ...children);
const flat = (rows) =>
  el(
    "ul",
    { class: "flat" },
    rows.map((row) => el("li", {}, row)),
  );
const counted = (values) => number(values.length);

export { checkRow, counted, flat, section, nextId, switchIn, syncs, threeWay };
