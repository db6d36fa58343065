// The buttons over the map.
import { openProfile } from "../cards/profile.js";
import { goHome } from "../cards/select.js";
import { scene } from "../data.js";
import { toolButton } from "../map/buttons.js";
import { onMeasure, toggleMeasure } from "../map/measure.js";
import { el } from "../model/dom.js";
import { word } from "../model/words.js";
import { openChanges } from "./changes.js";
import { openCompare } from "./compare.js";
import { openTables } from "./tables.js";
import { openTime } from "./time.js";

const toolbar = (map) => {
  const Bar = L.Control.extend({
    onAdd() {
      const button = toolButton("measure", () => toggleMeasure(), { "aria-pressed": "false" });
      onMeasure((on) => button.setAttribute("aria-pressed", String(on)));
      const node = el(
        "div",
        { class: "tools", role: "toolbar", "aria-label": word("map") },
        toolButton("zoom_in", () => map.zoomIn()),
        toolButton("zoom_out", () => map.zoomOut()),
        toolButton("home", () => goHome()),
        button,
        scene.legs.some((leg) => leg.hist.length)
          ? toolButton("time", () => openTime(), { "aria-expanded": "false", "data-dock": "time" })
          : null,
        scene.legs.some((leg) => leg.hist.length)
          ? toolButton("changes", () => openChanges(), {
              "aria-expanded": "false",
              "data-dock": "changes",
            })
          : null,
        scene.corridors.length > 1
          ? toolButton("compare", () => openCompare(), {
              "aria-expanded": "false",
              "data-dock": "compare",
            })
          : null,
        scene.strips.length
          ? toolButton("profile", () => openProfile(), {
              "aria-expanded": "false",
              "data-dock": "profile",
            })
          : null,
        toolButton("table", () => openTables(), { id: "atlas-tables" }),
        toolButton("print", () => window.print()),
      );
      const more = toolButton(
        "more",
        () => more.setAttribute("aria-expanded", String(node.classList.toggle("open"))),
        { class: "tool more", "aria-expanded": "false" },
      );
      node.insertBefore(more, button);
      L.DomEvent.disableClickPropagation(node);
      return node;
    },
  });
  new Bar({ position: "topright" }).addTo(map);
};

export { toolbar };
