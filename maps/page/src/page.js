// Puts the page together around Folium's map.
import "./shim.js";
import { cardIsOpen, shutCard } from "./cards/float.js";
import { plant } from "./cards/plant.js";
import { closePage } from "./cards/select.js";
import { breath } from "./core/breath.js";
import { linkViews } from "./corridor/address.js";
import { corridorPage } from "./corridor/page.js";
import { fromSheet, toSheet } from "./corridor/print.js";
import { scene } from "./data.js";
import { readTowns } from "./draw/places.js";
import { makeDock } from "./map/dock.js";
import { fitHome } from "./map/fit.js";
import { footer } from "./map/footer.js";
import { isMeasuring, measuring } from "./map/measure.js";
import { phoneBar } from "./map/phone.js";
import { followZoom, paintOn, redraw, resized, setField } from "./map/views.js";
import { el } from "./model/dom.js";
import { onChange, sides, visible } from "./model/state.js";
import { onTheme } from "./model/theme.js";
import { word } from "./model/words.js";
import { openCompare } from "./parts/compare.js";
import { legend, legendGroups } from "./parts/legend.js";
import { panel } from "./parts/panel.js";
import { openTables } from "./parts/tables.js";
import { openTime } from "./parts/time.js";
import { toolbar } from "./parts/toolbar.js";
import { closePlanner, plannerIsOpen, plannerPage } from "./planner/page.js";
import { toPaper, toScreen } from "./story/paper.js";
import { storyMode } from "./story/story.js";
import { test } from "./test.js";

// Tells, in ms since the document was asked for, when something was there.
const say = (what) => {
  document.documentElement.dataset[what] = String(Math.round(performance.now()));
};

// What is still to be built, a task each, so that the page answers in between; one that says true is
// asked again. What is not seen at first comes after the first full paint.
const todo = [];
let unseen = [];

const stageAround = (holder) => {
  const side = panel();
  const stage = el("main", { class: "stage" });
  holder.replaceWith(stage);
  const field = el("div", { class: "field" }, el("div", { class: "maps" }, holder));
  setField(field);
  stage.append(field, makeDock());
  const root = document.getElementById("atlas");
  const others = [...root.children].filter((node) => node !== stage);
  if (others.length) field.append(el("div", { class: "extra" }, others));
  root.prepend(
    el("button", { type: "button", class: "skip", onclick: () => openTables() }, word("skip")),
    side.node,
    ...[corridorPage(), plannerPage()].filter(Boolean),
  );
  unseen = side.rest;
  return { stage, field, listPanel: side.list, fillPanel: side.fill };
};

// Escape shuts what lies uppermost: a card, then the page of a corridor.
const escape = (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]"))
    return;
  if (isMeasuring()) return;
  if (cardIsOpen()) shutCard();
  else if (plannerIsOpen()) closePlanner();
  else closePage();
};

// Called by Folium's own script: makes the Leaflet map of a node, with our page around it.
const create = (id, options) => {
  const holder = document.getElementById(id);
  const { stage, field, listPanel, fillPanel } = stageAround(holder);
  const view = plant(holder, sides[0], options);
  const key = legend();
  field.append(key.node);
  toolbar(view.map);
  phoneBar();
  stage.append(footer(view.map));
  field.append(measuring(view.map));
  resized();
  fitHome(false);
  const [readGround, ...paint] = paintOn(view);
  const shares = () => void visible(sides[0]).shareAt(view.map.getZoom());
  // The list of corridors comes first: it answers while the map is still painted, which takes longer.
  const listed = () => say("listed");
  const towns = () => readTowns(sides[0]);
  todo.push(...listPanel, listed, readGround, shares, towns, ...paint, ...fillPanel, key.refill);
  followZoom(view);
  onChange(() => redraw(1));
  onTheme(() => redraw(0));
  key.node.addEventListener("toggle", () => key.node.offsetParent && redraw(1));
  document.addEventListener("keydown", escape);
  new ResizeObserver(() => resized()).observe(field);
  return view.map;
};

const work = async (tasks) => {
  for (const step of tasks.splice(0)) {
    while (step()) await breath();
    await breath();
  }
};
const frame = () => new Promise((done) => requestAnimationFrame(done));

// Called by `boot.js` when Folium's children stand on the map. The document says when the panel
// answers, when all that is seen was painted, and when all was built.
const finish = async () => {
  await work(todo);
  window.addEventListener("beforeprint", scene.story ? toPaper : () => toSheet(legendGroups));
  window.addEventListener("afterprint", scene.story ? toScreen : fromSheet);
  if (scene.story) storyMode();
  else if (scene.compare) openCompare(scene.compare);
  if (!scene.story) linkViews(openTime);
  await frame();
  await frame();
  say("painted");
  await work(unseen);
  say("ready");
};

window.atlas = Object.freeze({ create, finish, test });
