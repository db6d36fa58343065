// A story on paper: every step painted once for its own page.
import { chartOf } from "../cards/strip_chart.js";
import { worldX, worldY } from "../core/codec.js";
import { scene } from "../data.js";
import { painter } from "../draw/painter.js";
import { credits } from "../map/credits.js";
import { groundOf } from "../map/views.js";
import { el } from "../model/dom.js";
import { sides } from "../model/state.js";
import { setOnPaper } from "../model/theme.js";
import { number, word } from "../model/words.js";
import { dated, stepContent, tied } from "./content.js";
import { KEY, keyRows } from "./key.js";
import { currentStep, isTelling, showStep, stage, stepBox, steps } from "./steps.js";

// Paper: every step painted once for its own page.
const RATIO = 1.4;
const picture = (step, width, height) => {
  const [west, south, east, north] = stepBox(step);
  const [x0, y0, x1, y1] = [worldX(west), worldY(north), worldX(east), worldY(south)];
  const scale = Math.min(
    2 ** 9,
    (width * 0.82) / Math.max(1e-6, x1 - x0),
    (height * 0.86) / Math.max(1e-6, y1 - y0),
  );
  const zoom = Math.log2(scale);
  const [w, h] = [width * 1.5, height * 1.5];
  const level = scene.levelZooms.findIndex((last) => zoom <= last);
  const [dx, dy] = [((x0 + x1) / 2) * scale - w / 2, ((y0 + y1) / 2) * scale - h / 2];
  const view = {
    zoom,
    scale,
    dx,
    dy,
    width: w,
    height: h,
    level: level < 0 ? scene.levelZooms.length - 1 : level,
    box: [dx / scale, dy / scale, (dx + w) / scale, (dy + h) / scale],
    covers: [],
    min: L.point(0, 0),
  };
  const canvas = el("canvas", { class: "paper-map", role: "img", "aria-label": step.title });
  canvas.width = width * RATIO;
  canvas.height = height * RATIO;
  const context = canvas.getContext("2d");
  context.setTransform(RATIO, 0, 0, RATIO, (-w / 6) * RATIO, (-h / 6) * RATIO);
  context.fillStyle = scene.style.ground.light.sea;
  context.fillRect(0, 0, w, h);
  const painted = (paint) => {
    context.save();
    const found = paint(context, view);
    context.restore();
    return found;
  };
  painted(groundOf());
  const drawn = painted(painter(sides[0]));
  const inside = ({ x, y }) =>
    x >= w / 6 && x <= w / 6 + width && y >= h / 6 && y <= h / 6 + height;
  return {
    canvas,
    scale: scaleBar(view, width),
    drawn: { hubs: drawn.hubs.filter(inside), events: drawn.events.filter(inside) },
  };
};
// A bar of a round length, true at the latitude of the middle of the picture.
const scaleBar = ({ scale, dy, height }, width) => {
  const y = Math.PI * (1 - (dy + height / 2) / scale / 128);
  const lat = (Math.atan(Math.sinh(y)) * 180) / Math.PI;
  const kmAcross = (40075.017 / Math.cosh(y) / 256 / scale) * width;
  const ten = 10 ** Math.floor(Math.log10(kmAcross / 6));
  const length = [5, 2, 1].map((digit) => digit * ten).find((one) => one <= kmAcross / 6);
  const bar = el("span", { class: "paper-scale" });
  bar.style.width = `${(length / kmAcross) * 100}%`;
  const degrees = word(lat < 0 ? "story_lat_south" : "story_lat_north", number(Math.abs(lat)));
  return [bar, el("span", {}, word("story_scale", number(length), degrees))];
};
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
  const { canvas, scale, drawn } = picture(step, 640, chart ? 400 : 520);
  return el(
    "section",
    { class: "paper-page" },
    el("div", { class: "paper-text" }, ...stepContent(step)),
    el(
      "div",
      { class: "paper-side" },
      canvas,
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
      el("h2", { class: "story-title" }, tied(step.title)),
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
