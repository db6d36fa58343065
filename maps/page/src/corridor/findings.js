// What was found of a corridor or of all: sentences, each with its sources and where it lies.
import { sourceMark } from "../cards/cards.js";
import { showHub, showLeg } from "../cards/select.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { titled, word } from "../model/words.js";
import { block, firstRows } from "./blocks.js";

const titleFound = (corridor) => scene.corridors[corridor].findings[0] || null;

const showPlace = (hubs, legs) => {
  if (hubs.length) showHub(hubs[0]);
  else showLeg(legs[0]);
};
const row = ([text, sources, hubs, legs]) =>
  el(
    "li",
    {},
    titled(text),
    sources.slice(0, 4).map(sourceMark),
    hubs.length || legs.length
      ? el("button", {
          type: "button",
          class: "go",
          title: word("zoom_to", text),
          "aria-label": word("zoom_to", text),
          onclick: () => showPlace(hubs, legs),
        })
      : null,
  );
const list = (rows) => el("ul", { class: "found" }, rows.map(row));

const SHOWN = 4;
const findingsBlock = (corridor) => {
  const others = scene.corridors[corridor].findings.slice(1);
  if (!others.length) return null;
  return block(word("findings"), firstRows(others, SHOWN, list));
};
// The first of what was found of all, for the panel.
const FIRST = 3;
const atlasFindings = () => list(scene.findings.slice(0, FIRST));

export { atlasFindings, findingsBlock, titleFound };
