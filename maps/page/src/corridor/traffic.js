// Traffic and capacity of a corridor.
import { sourceMark } from "../cards/cards.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { word } from "../model/words.js";
import { folded, legButton } from "./blocks.js";

// The newest yearly traffic of a corridor; null where no source gives one.
/** @type {(corridor: number) => {value: string, name: string} | null} */
const trafficNumber = () => null;

// Every figure that is told of the legs, beside the leg that it is told of.
const trafficBlock = (corridor, legs) => {
  const told = legs.filter((leg) => scene.legs[leg].facts.length);
  if (!told.length) return null;
  return folded(
    word("facts"),
    el(
      "ul",
      { class: "told" },
      told.map((leg) =>
        el(
          "li",
          {},
          legButton(leg),
          el(
            "ul",
            {},
            scene.legs[leg].facts.map(([what, figure, when, src]) =>
              el("li", {}, word("fact", what, figure, when), sourceMark(src)),
            ),
          ),
        ),
      ),
    ),
  );
};

export { trafficBlock, trafficNumber };
