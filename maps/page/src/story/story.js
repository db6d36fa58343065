// Opens the page as a story.
import { mainView } from "../map/views.js";
import { el } from "../model/dom.js";
import { word } from "../model/words.js";
import { dated } from "./content.js";
import {
  asked,
  backToStory,
  enterStory,
  fillKey,
  currentStep,
  isTelling,
  onKey,
  showStep,
  storyPanel,
} from "./steps.js";

const storyMode = () => {
  const root = document.getElementById("atlas");
  const { node, year } = storyPanel();
  root.append(node);
  if (dated())
    document
      .querySelector(".foot .credit")
      .prepend(el("span", { class: "dated" }, `${dated()} \u00b7 `));
  mainView().map.on("moveend", fillKey);
  document
    .querySelector(".field")
    .append(
      year,
      el(
        "button",
        { type: "button", class: "story-return", onclick: backToStory },
        word("story_back"),
      ),
    );
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", () => {
    if (isTelling() && asked() !== currentStep()) showStep(asked());
  });
  enterStory();
  showStep(asked(), { hash: false });
};

export { storyMode };
