// Files that the page hands out, and charts of it as pictures of their own.
import { el } from "./dom.js";
import { word } from "./words.js";

const save = (blob, name) => {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
};

const LOOKS = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity"],
  ...["font-size", "font-weight", "text-anchor"],
];
// A chart of the page as a file of its own, its colours written into it.
const saveChart = (svg, name) => {
  const copy = svg.cloneNode(true);
  const own = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, i) => {
    const style = getComputedStyle(own[i]);
    LOOKS.forEach((key) => node.setAttribute(key, style.getPropertyValue(key)));
    node.removeAttribute("class");
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", "sans-serif");
  const text = new XMLSerializer().serializeToString(copy);
  save(new Blob([text], { type: "image/svg+xml" }), name);
};

// The button that saves a chart.
const saveButton = (svg, name) =>
  el(
    "p",
    { class: "choose" },
    el("button", { type: "button", onclick: () => saveChart(svg, name) }, word("save_chart")),
  );

export { save, saveButton, saveChart };
