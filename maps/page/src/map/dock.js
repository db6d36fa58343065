// The panel under the map: one at a time of time, comparison, profile.
import { el, one } from "../model/dom.js";
import { word } from "../model/words.js";
import { resized } from "./views.js";

// One panel at a time under the map: time, comparison, profile.
let dockNode = null;
let onUndock = null;
let opened = "";
const dockedName = () => opened;
const makeDock = () => {
  dockNode = el("section", { class: "dock", hidden: true });
  return dockNode;
};
const markDock = () =>
  document.querySelectorAll("[data-dock]").forEach((node) => {
    const name = node.getAttribute("data-dock");
    node.setAttribute("aria-expanded", String(name === opened));
  });
const undock = () => {
  if (!opened) return;
  const left = onUndock;
  opened = "";
  onUndock = null;
  dockNode.hidden = true;
  dockNode.replaceChildren();
  markDock();
  resized();
  if (left) left();
};
const fillDock = (name, node, onLeave = null) => {
  undock();
  opened = name;
  onUndock = onLeave;
  const button = one(`[data-dock="${name}"]`);
  dockNode.setAttribute("aria-label", word(name));
  dockNode.replaceChildren(
    el(
      "button",
      {
        type: "button",
        class: "close",
        "aria-label": word("close"),
        onclick: () => {
          undock();
          if (button) button.focus();
        },
      },
      "\u00d7",
    ),
    node,
  );
  dockNode.hidden = false;
  markDock();
  resized();
};

export { dockedName, fillDock, makeDock, undock };
