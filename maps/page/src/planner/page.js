// The planner: a page beside the map, on which a way is asked for and gates are closed.
import { takePicks } from "../cards/pointer.js";
import { closePage, onPage } from "../cards/select.js";
import { alsoLinked, writeAddress } from "../corridor/address.js";
import { scene } from "../data.js";
import { fitWhole } from "../map/fit.js";
import { closePanel } from "../map/phone.js";
import { mainView, redraw, resized } from "../map/views.js";
import { el } from "../model/dom.js";
import { state } from "../model/state.js";
import { day, word } from "../model/words.js";
import { graphNow, isThere, loadGraph } from "./data.js";
import { choices, chooseEnd, ends, hint, wantedEnd } from "./form.js";
import { clearPlan, drawPlan } from "./marks.js";
import { legOf, placeOf, refOf } from "./names.js";
import { EMPTY, ask, onPlan, planNow, read, toggleClosed, write } from "./plan.js";
import { answerNodes, detailNodes, sentence } from "./result.js";

/** @type {any} */
let node = null;
let isOpen = false;
let focus = null;
let shownEnds = "";

// What is not of the way fades, and its places are named.
const setFocus = (found) => {
  const way = found && (found.after ?? found.before);
  if (!way && state.focus !== focus) return;
  const { edges, nodes } = graphNow();
  const refs = way ? way.rows.flatMap((row) => edges[row].refs) : [];
  const places = way ? way.rows.flatMap((row) => [nodes[edges[row].tail].place]) : [];
  const legs = [...new Set(refs)].map(legOf).filter((leg) => leg !== undefined);
  focus = way && {
    legs: new Set(legs),
    corridor: -1,
    places: new Set([...places, planNow().to]),
  };
  state.focus = focus;
};

// The map moves where the ends are new, or where the way leaves what it shows.
const showBox = (box) => {
  const { from, to } = planNow();
  const pair = `${from}>${to}`;
  if (box && (pair !== shownEnds || !mainView().map.getBounds().contains(box))) fitWhole(box);
  shownEnds = box ? pair : "";
};

const drawAll = (plan, found) => {
  setFocus(found);
  const box = drawPlan(plan, found);
  redraw(1);
  showBox(box);
};

const head = () => {
  const back = el(
    "button",
    { type: "button", class: "page-back", onclick: () => closePlanner() },
    word("all_corridors"),
  );
  const rule = el("div", { class: "page-rule plan-rule", "aria-hidden": "true" });
  return el("div", { class: "page-head" }, back, rule);
};

const build = () => {
  const { shipped, year, date } = graphNow().doc;
  const said = el("p", { class: "visually-hidden", role: "status" });
  const [answer, detail] = ["plan-answer", "plan-result"].map((name) => el("div", { class: name }));
  const fields = [ends(), hint(), answer, choices(), detail];
  onPlan((plan, found) => {
    if (!isOpen) return;
    answer.replaceChildren(...answerNodes(plan, found));
    detail.replaceChildren(...detailNodes(plan, found));
    said.textContent = found ? sentence(plan, found) : "";
    writeAddress();
    requestAnimationFrame(() => isOpen && drawAll(plan, found));
  });
  node.append(
    head(),
    el("h2", {}, word("plan")),
    el("p", { class: "plan-caveat" }, word("plan_caveat")),
    said,
    ...fields,
    el("p", { class: "page-under" }, word("plan_about", shipped, year, day(date))),
  );
};

/**
 * Opens the planner, on what is asked of it where something is.
 * @param {((graph: any) => object) | null} asked
 */
const openPlanner = async (asked = null) => {
  closePanel();
  const graph = await loadGraph();
  closePage();
  if (!node.firstChild) build();
  isOpen = true;
  node.hidden = false;
  document.getElementById("atlas").classList.add("paged");
  resized();
  ask(asked ? asked(graph) : {});
  if (!asked) node.querySelector("input").focus({ preventScroll: true });
};

const closePlanner = () => {
  if (!isOpen) return;
  isOpen = false;
  node.hidden = true;
  clearPlan();
  shownEnds = "";
  if (state.focus === focus) state.focus = null;
  if (!state.page) document.getElementById("atlas").classList.remove("paged");
  resized();
  redraw(1);
  writeAddress();
};
const plannerIsOpen = () => isOpen;

// The place nearest to a click at which a way may begin.
const NEAR = 22;
const endNear = ({ map }, { containerPoint }) => {
  const away = graphNow().origins.map((id) => {
    const { at } = placeOf(id) ?? { at: null };
    const off = at ? map.latLngToContainerPoint([at[1], at[0]]).distanceTo(containerPoint) : NEAR;
    return { id, off };
  });
  const [best] = away.sort((p, q) => p.off - q.off);
  return best && best.off < NEAR ? best.id : null;
};

// What a click would close: a hub, a border or yard, a leg; null where the graph knows it not.
const wordUnder = (found) => {
  if (!found) return null;
  const text =
    (found.hub !== undefined && scene.hubs[found.hub].id) ||
    (found.event && found.event.place) ||
    (found.leg !== undefined && refOf(scene.legs[found.leg]));
  return text && graphNow().named.has(text) ? text : null;
};

// While the planner is open, clicks on the map are for it: ends first, then what is closed.
const pick = (found, event, view) => {
  if (!isOpen) return false;
  const key = wantedEnd();
  if (key) {
    const id = endNear(view, event);
    if (id) chooseEnd(key, id);
    return Boolean(id);
  }
  const text = wordUnder(found);
  if (text) toggleClosed(text);
  return Boolean(text) || !found;
};

const follow = (said) => {
  const asks = ["from", "to", "scenario", "close"].some((key) => said.has(key));
  if (asks && isThere) openPlanner((graph) => read(graph, said));
  else closePlanner();
};

const plannerPage = () => {
  if (!isThere) return null;
  node = el("aside", {
    class: "page planner",
    id: "atlas-planner-page",
    "aria-label": word("plan"),
    hidden: true,
  });
  takePicks(pick);
  onPage((page) => page && closePlanner());
  alsoLinked({ write: (said) => isOpen && write(said), follow });
  return node;
};

export { EMPTY, closePlanner, openPlanner, plannerIsOpen, plannerPage };
