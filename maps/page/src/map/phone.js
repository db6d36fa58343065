// The bar of a narrow screen, and the panel that it opens.
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { word } from "../model/words.js";
import { toolButton } from "./buttons.js";
import { field } from "./views.js";

let shut = () => {};
const closePanel = () => shut();

const phoneBar = () => {
  const root = document.getElementById("atlas");
  const button = toolButton("panel", () => toggle(), {
    class: "tool panel-button",
    "aria-expanded": "false",
    "aria-controls": "atlas-panel",
  });
  const toggle = (open = !root.classList.contains("panel-open")) => {
    root.classList.toggle("panel-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const bar = el(
    "div",
    { class: "phone-bar" },
    button,
    el("p", { class: "phone-title" }, scene.title),
  );
  field().prepend(bar);
  document.getElementById("atlas-panel").prepend(
    el(
      "button",
      {
        type: "button",
        class: "close panel-close",
        "aria-label": word("close"),
        onclick: () => {
          toggle(false);
          button.focus();
        },
      },
      "\u00d7",
    ),
  );
  shut = () => toggle(false);
};

export { closePanel, phoneBar };
