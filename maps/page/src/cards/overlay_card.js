// What a click tells about a point or a thin line of a layer.
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { number } from "../model/words.js";
import { link } from "./cards.js";

const plain = (value) => {
  if (typeof value === "number")
    return number(value, Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 2);
  if (value === true) return "\u2713";
  return value === false || value === "" ? "\u2013" : value;
};
// An address is a link by its host.
const told = (value) =>
  /^https?:\/\//.test(String(value)) ? link(value, new URL(value).hostname) : plain(value);
// What is empty is not told.
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
      layer.heads.map(
        (head, i) =>
          feature.c[i] !== "" &&
          el("div", { class: "fact" }, el("dt", {}, head), el("dd", {}, told(feature.c[i]))),
      ),
    ),
  );
};

export { overlayCard, plain };
