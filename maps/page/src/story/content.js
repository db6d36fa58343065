// What a step tells: title, text, blocks.
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { day, number, titled, word } from "../model/words.js";

// The longest bar fills its track, so that lengths can be compared; the order is the data's.
const storyBars = (rows, beside = []) => {
  const longest = Math.max(1, ...rows.map(([, value]) => value));
  return el(
    "ul",
    { class: "bars" },
    rows.map(([label, value]) => {
      const fill = el("span", { class: "bar-fill" });
      fill.style.width = `${Math.max(1, (value / longest) * 100)}%`;
      return el(
        "li",
        {},
        el("span", { class: "bar-name" }, label),
        el("span", { class: "bar-track", "aria-hidden": "true" }, fill),
        el("span", { class: "bar-km" }, number(value)),
      );
    }),
    beside.map(([label, value]) =>
      el(
        "li",
        {},
        el("span", { class: "bar-name" }, label),
        el("span", {}),
        el("span", { class: "bar-km" }, number(value)),
      ),
    ),
  );
};
const block = ({ kind, name, rows, beside }) => {
  const heading = name ? el("h3", {}, name) : null;
  if (kind === "facts")
    return el(
      "div",
      { class: "block" },
      heading,
      el(
        "dl",
        { class: "story-facts" },
        rows.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))),
      ),
    );
  if (kind === "bars") return el("div", { class: "block" }, heading, storyBars(rows, beside));
  if (kind === "note")
    return el(
      "div",
      { class: "block" },
      heading,
      rows.map((row) => el("p", { class: "story-hint" }, row)),
    );
  return el(
    "div",
    { class: "block" },
    heading,
    el(
      "ul",
      { class: "story-list" },
      rows.map((row) => el("li", {}, row)),
    ),
  );
};
const paragraphs = (text, name) =>
  text
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => el("p", { class: name }, part));
const stepContent = (step) => [
  step.over ? el("p", { class: "story-over" }, step.over) : null,
  el("h2", { class: "story-title" }, titled(step.title)),
  ...paragraphs(step.text, "story-text"),
  ...step.blocks.map(block),
];
const dated = () =>
  [
    scene.asOf && word("as_of", day(scene.asOf)),
    scene.verified && word("verified", day(scene.verified)),
  ]
    .filter(Boolean)
    .join(" \u00b7 ");

export { dated, paragraphs, stepContent };
