// The map as a story: steps by key, deep links, notes, full screen, one page a step on paper.
import { mainView } from "../map/views.js";
import { el } from "../model/dom.js";
import { word } from "../model/words.js";
import { dated } from "./content.js";
import {
  asked,
  at,
  backToStory,
  enterStory,
  fillKey,
  on,
  onKey,
  parts,
  showStep,
  storyPanel,
} from "./steps.js";

const storyMode = () => {
  const root = document.getElementById("atlas");
  root.append(storyPanel());
  if (dated())
    document
      .querySelector(".foot .credit")
      .prepend(el("span", { class: "dated" }, `${dated()} \u00b7 `));
  mainView().map.on("moveend", fillKey);
  document
    .querySelector(".field")
    .append(
      parts.year,
      el(
        "button",
        { type: "button", class: "story-return", onclick: backToStory },
        word("story_back"),
      ),
    );
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", () => {
    if (on && asked() !== at) showStep(asked());
  });
  enterStory();
  showStep(asked(), { hash: false });
};

export { storyMode };
