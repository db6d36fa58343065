// What the planner asks for: two places, what is least, by what, what is closed.
import { Combo } from "../cards/combo.js";
import { el } from "../model/dom.js";
import { findAmong, prepareAll } from "../model/entry.js";
import { number, word } from "../model/words.js";
import { graphNow } from "./data.js";
import { closeEntries, endEntries } from "./entries.js";
import { nameOf } from "./names.js";
import { BY, MODES, ask, onPlan, planNow, presetOf, toggleClosed } from "./plan.js";

// Which end a click on the map is for: "from", "to", or "" where both are chosen.
let wanted = "";
const wantedEnd = () => {
  const { from, to } = planNow();
  if (wanted) return wanted;
  if (!from) return "from";
  return to ? "" : "to";
};
const chooseEnd = (key, id) => {
  wanted = "";
  ask({ [key]: id, preset: "" });
};

const endField = (key) => {
  const rest = () => (planNow()[key] ? nameOf(planNow()[key]) : "");
  const combo = new Combo({
    id: `plan-${key}`,
    label: word(key),
    find: (text) => findAmong(endEntries(), text),
    prepare: () => {
      wanted = key;
      prepareAll(endEntries());
      listeners.forEach((listen) => listen());
    },
    choose: (hit) => {
      chooseEnd(key, hit.go());
      return hit.name;
    },
    rest,
  });
  combo.input.removeAttribute("placeholder");
  const label = el("label", { for: `plan-${key}`, class: "plan-label" }, word(key));
  onPlan(() => {
    combo.input.value = rest();
  });
  return el("div", { class: "plan-field" }, label, combo.node);
};
const listeners = [];
const onWanted = (listen) => {
  listeners.push(listen);
};

const swapButton = () =>
  el(
    "button",
    {
      type: "button",
      class: "plan-swap",
      title: word("plan_swap"),
      "aria-label": word("plan_swap"),
      onclick: () => {
        const { from, to } = planNow();
        ask({ from: to, to: from, preset: "" });
      },
    },
    "\u21c5",
  );

// A choice of one of a few, as radio buttons.
const choiceOf = (key, values, name) => {
  const inputs = values.map((value) =>
    el("input", {
      type: "radio",
      name: `plan-${key}`,
      id: `plan-${key}-${value}`,
      value,
      onchange: () => ask({ [key]: value, preset: "" }),
    }),
  );
  onPlan((plan) =>
    inputs.forEach((input) => {
      input.checked = input.value === plan[key];
    }),
  );
  const label = el("span", { class: "plan-label", id: `plan-${key}` }, word(`plan_${key}`));
  const radios = inputs.map((input, i) =>
    el("span", {}, input, el("label", { for: input.id }, name(values[i]))),
  );
  const group = { class: "plan-choice", role: "radiogroup", "aria-labelledby": label.id };
  return el("div", { class: "plan-field" }, label, el("div", group, radios));
};

const presetField = () => {
  const select = el(
    "select",
    { id: "plan-preset", onchange: () => ask(presetOf(graphNow(), select.value)) },
    el("option", { value: "" }, word("plan_preset_none")),
    graphNow().doc.presets.map(({ id, name }) => el("option", { value: id }, name)),
  );
  onPlan((plan) => {
    select.value = plan.preset;
  });
  const label = el("label", { for: "plan-preset", class: "plan-label" }, word("plan_preset"));
  return el("div", { class: "plan-field" }, label, select);
};

const closeField = () => {
  const combo = new Combo({
    id: "plan-close",
    label: word("plan_shut"),
    find: (text) => findAmong(closeEntries(), text),
    prepare: () => prepareAll(closeEntries()),
    choose: (hit) => {
      const text = hit.go();
      if (!planNow().close.includes(text)) toggleClosed(text);
      return "";
    },
    rest: () => "",
  });
  return el("div", { class: "plan-field plan-shut" }, combo.node);
};

// What is closed or opened, each with a button that undoes it.
const undo = (name, label, run) =>
  el(
    "li",
    {},
    el("span", {}, name),
    el("button", { type: "button", "aria-label": label, title: label, onclick: run }, "\u00d7"),
  );
const chipsOf = (key, words, chip) =>
  words.length
    ? el(
        "div",
        { class: `plan-chips plan-chips-${key}` },
        el("span", { class: "plan-label" }, word(`plan_${key}`)),
        el("ul", {}, words.map(chip)),
      )
    : null;
const without = (list, at) => list.filter((_, i) => i !== at);
const NOTHING = { avoid: [], close: [], open: [], slow: [], preset: "" };
const clearButton = () =>
  el(
    "button",
    { type: "button", class: "link plan-clear", onclick: () => ask(NOTHING) },
    word("plan_clear"),
  );
const chips = (plan) => {
  const ofList = (key, name, label) =>
    chipsOf(name, plan[key], (text, at) =>
      undo(nameOf(text), word(label, nameOf(text)), () =>
        ask({ [key]: without(plan[key], at), preset: "" }),
      ),
    );
  const all = [...plan.avoid, ...plan.close, ...plan.open, ...plan.slow];
  return [
    ofList("avoid", "avoided", "plan_reopen"),
    ofList("close", "closed", "plan_reopen"),
    ofList("open", "opened", "plan_undo"),
    chipsOf("slowed", plan.slow, ([text, factor], at) => {
      const name = word("plan_slow", nameOf(text), number(factor, 1));
      return undo(name, word("plan_undo", name), () =>
        ask({ slow: without(plan.slow, at), preset: "" }),
      );
    }),
    all.length > 1 ? clearButton() : null,
  ].filter(Boolean);
};
const chipList = () => {
  const node = el("div", {});
  onPlan((plan) => node.replaceChildren(...chips(plan)));
  return node;
};

const HINTS = { from: "plan_hint_from", to: "plan_hint_to", "": "plan_hint_close" };
const hint = () => {
  const node = el("p", { class: "plan-hint" });
  const tell = () => {
    node.textContent = word(HINTS[wantedEnd()]);
  };
  onPlan(() => {
    if (planNow().from && planNow().to && document.activeElement?.id !== `plan-${wanted}`)
      wanted = "";
    tell();
  });
  onWanted(tell);
  return node;
};

const ends = () =>
  el(
    "div",
    { class: "plan-ends" },
    el("div", { class: "plan-both" }, endField("from"), endField("to")),
    swapButton(),
  );
const choices = () =>
  el(
    "div",
    { class: "plan-form" },
    choiceOf("by", BY, (value) => word(`plan_${value}`)),
    choiceOf("mode", MODES, (value) => (value === "any" ? word("plan_any") : word(value))),
    presetField(),
    closeField(),
    chipList(),
  );

export { choices, chooseEnd, ends, hint, wantedEnd };
