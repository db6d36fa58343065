// Buttons with an icon.
import { el } from "../model/dom.js";
import { word } from "../model/words.js";

const icons = {
  zoom_in: "M10 4v12M4 10h12",
  zoom_out: "M4 10h12",
  home: "M3.500 9.500L10 4l6.500 5.500M5.500 8.500V16h9V8.500",
  measure:
    "M3 13.500L13.500 3l3.500 3.500L6.500 17zM6 10.500l1.500 1.500M8.500 8l2 2M11 5.500l1.500 1.500",
  table: "M3.500 4.500h13v11h-13zM3.500 8.500h13M3.500 12h13M8.500 4.500v11",
  print: "M6 7.500V3.500h8v4M6 13.500H3.500v-6h13v6H14M6 11.500h8v5H6z",
  time: "M10 5.500V10l3 2M17 10a7 7 0 1 1-14 0a7 7 0 1 1 14 0",
  changes: "M4 7h9l-3-3M16 13H7l3 3",
  compare: "M3.500 4.500h5.500v11h-5.500zM11 4.500h5.500v11H11z",
  profile: "M3 15.500h14M3 12.500l3.500-5l3 3l3-6l4.500 8",
  more: "M5 10h.010M10 10h.010M15 10h.010",
  play: "M6.500 4.500l9 5.500l-9 5.500z",
  pause: "M7 5v10M13 5v10",
  story_full: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  story_notes: "M4 4h12v9l-3.500 3.500H4zM7 8h6M7 11h4",
  story_previous: "M12.500 4.500L7 10l5.500 5.500",
  story_next: "M7.500 4.500L13 10l-5.500 5.500",
  story_map:
    "M3.500 5l4.500-1.500l4 1.500l4.500-1.500v11.500l-4.500 1.500l-4-1.500l-4.500 1.500zM8 3.500v11.500M12 5v11.500",
  panel: "M3.500 5.500h13M3.500 10h13M3.500 14.500h13",
};
const icon = (name) =>
  el(
    "svg",
    { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" },
    el("path", {
      d: icons[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.6,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
const toolButton = (name, run, extra = {}) =>
  el(
    "button",
    {
      type: "button",
      class: "tool",
      title: word(name),
      "aria-label": word(name),
      onclick: run,
      ...extra,
    },
    icon(name),
  );

export { icon, toolButton };
