// The map on paper: a sheet of its own, as wide or as tall as what is shown, the legend below.
import { scene } from "../data.js";
import { credits } from "../map/credits.js";
import { legBounds } from "../map/fit.js";
import { imageOf, picture } from "../map/picture.js";
import { mainView } from "../map/views.js";
import { el } from "../model/dom.js";
import { allRuns, state } from "../model/state.js";
import { setOnPaper } from "../model/theme.js";
import { day, word } from "../model/words.js";
import { headline, mainOf } from "./facts.js";
import { titleFound } from "./findings.js";

// Room inside the margins of 10 mm on A4, in CSS pixels, for which the sheet is laid out; on other
// paper of about that shape the map is as much wider and its words stay as they are.
const [LONG, SHORT] = [1046, 716];
const SHARP = 2.6;
// What of the width `.sheet-scale` takes.
const BAR_SHARE = 0.28;
const LEAST = 300;

// What is shown: the corridor that is open, else what the reader went close to, else all.
const shownBox = () => {
  const { map } = mainView();
  const legs = state.focus
    ? [...state.focus.legs]
    : [...new Set(allRuns().map((run) => run.index))];
  const whole = legs.length ? legBounds(legs) : map.getBounds();
  const close = !state.focus && map.getZoom() > map.getBoundsZoom(whole) + 1;
  return close ? map.getBounds() : whole;
};

const texts = () => {
  const { page } = state;
  if (!page) return [scene.title, scene.subtitle];
  const { corridor } = page;
  const { name } = scene.corridors[corridor];
  const index = page.route ?? mainOf(corridor);
  const found = page.route === null && titleFound(corridor);
  const way = index === null ? "" : headline(corridor, index);
  return found ? [found[0], `${name}. ${way}`] : [name, way];
};
const foot = (scale) =>
  el(
    "footer",
    {},
    el("span", { class: "sheet-scale" }, scale),
    el(
      "span",
      {},
      [
        scene.asOf && word("as_of", day(scene.asOf)),
        scene.verified && word("verified", day(scene.verified)),
        ...credits(),
        scene.ground && word("boundaries", scene.ground.credit || word("own_boundaries")),
      ]
        .filter(Boolean)
        .join(" \u00b7 "),
    ),
  );
const key = (groups) =>
  el(
    "div",
    { class: "sheet-key" },
    groups.map((rows) => el("ul", {}, rows)),
  );

let sheet = null;
let rule = null;
// `groups` makes the rows of the legend.
const toSheet = (groups) => {
  if (sheet) return;
  setOnPaper(true);
  const box = shownBox();
  const [west, south, east, north] = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  const { map } = mainView();
  const [a, b] = [map.project([north, west], 4), map.project([south, east], 4)];
  const wide = b.x - a.x > (b.y - a.y) * 1.15;
  const [width, height] = wide ? [LONG, SHORT] : [SHORT, LONG];
  rule = el("style", {});
  rule.textContent = `@page{size:${wide ? "landscape" : "portrait"};margin:10mm}`;
  const [title, under] = texts();
  const [bar, ends] = [el("div", { class: "sheet-map" }), el("div", {})];
  sheet = el(
    "section",
    { class: "sheet sheet-laid" },
    el("h1", {}, title),
    el("p", { class: "sheet-under" }, under),
    bar,
    key(groups()),
    ends,
  );
  sheet.style.width = `${width}px`;
  document.head.append(rule);
  document.body.append(sheet);
  ends.append(
    foot([el("span", { class: "paper-scale" }), el("span", {}, word("scale_at", "0", ""))]),
  );
  const rest = sheet.offsetHeight + 6;
  const room = Math.max(LEAST, Math.floor(height - rest));
  const painted = picture([west, south, east, north], [width, room], {
    ratio: SHARP,
    room: [0.9, 0.88],
    narrow: true,
  });
  const image = imageOf(painted.canvas, title);
  image.style.width = `${painted.share * 100}%`;
  // Shorter paper takes a smaller map, so that one page holds it.
  image.style.maxHeight = `calc(100vh - ${rest + 2}px)`;
  image.style.objectFit = "contain";
  bar.append(image);
  // The bar is a share of the map's width, and stands in a box of its own.
  const [length] = painted.scale;
  length.style.width = `${parseFloat(length.style.width) / BAR_SHARE}%`;
  ends.replaceChildren(foot(painted.scale));
  sheet.classList.remove("sheet-laid");
  sheet.style.width = "";
  document.documentElement.classList.add("on-sheet");
};
const fromSheet = () => {
  if (!sheet) return;
  [sheet, rule].forEach((node) => node.remove());
  sheet = null;
  setOnPaper(false);
  document.documentElement.classList.remove("on-sheet");
};

export { fromSheet, toSheet };
