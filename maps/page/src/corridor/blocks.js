// Blocks of a corridor's page: a heading with what stands under it, and rows that show a leg.
import { showLeg } from "../cards/select.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { word } from "../model/words.js";

const block = (name, ...children) => {
  const inside = children.flat().filter(Boolean);
  return inside.length
    ? el("section", { class: "page-block" }, el("h3", {}, name), ...inside)
    : null;
};
const folded = (name, ...children) => {
  const inside = children.flat().filter(Boolean);
  return inside.length
    ? el("details", { class: "page-block page-fold" }, el("summary", {}, name), ...inside)
    : null;
};
const legButton = (index) =>
  el(
    "button",
    { type: "button", class: "link", onclick: () => showLeg(index) },
    scene.legs[index].name,
  );
// The first rows as `list` draws them, the rest folded under a line that counts it.
const firstRows = (rows, shown, list) => {
  const rest = rows.slice(shown);
  return [
    list(rows.slice(0, shown)),
    rest.length
      ? el(
          "details",
          { class: "more-rows" },
          el("summary", {}, word("further", rest.length)),
          list(rest),
        )
      : null,
  ];
};

export { block, firstRows, folded, legButton };
