// What a click tells about a point of a layer.
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { number } from "../model/words.js";

const plain = (value) => {
  if (typeof value === "number")
    return number(value, Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 2);
  if (value === true) return "\u2713";
  return value === false || value === "" ? "\u2013" : value;
};
const overlayCard = (index, row) => {
  const layer = scene.overlays[index];
  const feature = layer.features[row];
  return el(
    "article",
    { class: "card" },
    el("p", { class: "card-over" }, layer.name),
    el("h3", {}, feature.t || layer.name),
    typeof feature.v === "number"
      ? el(
          "p",
          { class: "card-figure" },
          el("strong", {}, plain(feature.v)),
          el("span", {}, layer.unit),
        )
      : null,
    el(
      "dl",
      {},
      layer.heads.map((head, i) =>
        el("div", { class: "fact" }, el("dt", {}, head), el("dd", {}, plain(feature.c[i]))),
      ),
    ),
  );
};

export { overlayCard, plain };
