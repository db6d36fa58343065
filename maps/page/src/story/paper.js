// A story on paper: every step painted once for its own page.
import { chartOf } from "../cards/strip_chart.js";
import { scene } from "../data.js";
import { credits } from "../map/credits.js";
import { imageOf, picture } from "../map/picture.js";
import { el } from "../model/dom.js";
import { sides } from "../model/state.js";
import { setOnPaper } from "../model/theme.js";
import { titled, word } from "../model/words.js";
import { dated, stepContent } from "./content.js";
import { KEY, keyRows } from "./key.js";
import { currentStep, isTelling, showStep, stage, stepBox, steps } from "./steps.js";

// Paper: every step painted once for its own page.
const RATIO = 1.4;
const paperFoot = (index) =>
  el(
    "footer",
    {},
    el("span", {}, [scene.title, dated()].filter(Boolean).join(" \u00b7 ")),
    el(
      "span",
      {},
      [
        ...credits(),
        scene.ground && word("boundaries", scene.ground.credit || word("own_boundaries")),
      ]
        .filter(Boolean)
        .join(" \u00b7 "),
    ),
    el("span", {}, `${index + 1} / ${steps.length}`),
  );
const paperPage = (step, index) => {
  stage(step);
  sides[0].items = null;
  const chart = step.strip === null ? null : chartOf(step.strip, 640).svg;
  const size = [640, chart ? 400 : 520];
  const { canvas, scale, drawn } = picture(stepBox(step), size, { ratio: RATIO });
  return el(
    "section",
    { class: "paper-page" },
    el("div", { class: "paper-text" }, ...stepContent(step)),
    el(
      "div",
      { class: "paper-side" },
      imageOf(canvas, step.title),
      el("div", { class: "paper-under" }, scale),
      el("ul", { class: "paper-key" }, keyRows(KEY, step, drawn)),
      chart,
    ),
    paperFoot(index),
  );
};
const paperRest = (step, index, nodes) =>
  el(
    "section",
    { class: "paper-page paper-more" },
    el(
      "div",
      { class: "paper-text" },
      el(
        "p",
        { class: "story-over" },
        word("brackets", step.over || step.title, word("story_continued")),
      ),
      el("h2", { class: "story-title" }, titled(step.title)),
      ...nodes,
    ),
    paperFoot(index),
  );
const overfull = (text) =>
  text.scrollHeight > text.clientHeight + 1 || text.scrollWidth > text.clientWidth + 1;
// Takes from the end of a text what has no room: rows of a block first, the block when one row is left.
const spill = (text) => {
  const left = [];
  while (overfull(text)) {
    const last = text.lastElementChild;
    const list = last.querySelector("ul,dl");
    if (!list || list.children.length < 3) {
      if (text.children.length < 4) break;
      left.unshift(last);
      last.remove();
      continue;
    }
    const tail = last.cloneNode(true);
    const rows = tail.querySelector("ul,dl");
    rows.replaceChildren();
    const heading = tail.querySelector("h3");
    if (heading)
      heading.textContent = word("brackets", heading.textContent, word("story_continued"));
    while (overfull(text) && list.children.length > 1) rows.prepend(list.lastElementChild);
    if (list.children.length === 1) {
      rows.prepend(list.lastElementChild);
      if (heading) heading.textContent = last.querySelector("h3").textContent;
      last.remove();
    }
    left.unshift(tail);
  }
  return left;
};
// The sheets of a step: a text that has no room is set closer, and what still has none goes on.
const sheets = (step, index) => {
  let sheet = paper.appendChild(paperPage(step, index));
  ["paper-close", "paper-closer"].forEach((tight) => {
    if (overfull(sheet.firstChild)) sheet.classList.add(tight);
  });
  for (let left = spill(sheet.firstChild); left.length; left = spill(sheet.firstChild))
    sheet = paper.appendChild(paperRest(step, index, left));
};
let paper = null;
const toPaper = () => {
  if (!isTelling() || paper) return;
  setOnPaper(true);
  paper = document.body.appendChild(el("div", { class: "paper paper-laid" }));
  steps.forEach(sheets);
  paper.classList.remove("paper-laid");
  document.documentElement.classList.add("on-paper");
};
const toScreen = () => {
  if (!paper) return;
  paper.remove();
  paper = null;
  setOnPaper(false);
  document.documentElement.classList.remove("on-paper");
  showStep(currentStep(), { move: false, hash: false });
};

export { toPaper, toScreen };
