// Light or dark, the colours that follow from it, and who paints anew when it changes.
import { scene } from "../data.js";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const printing = window.matchMedia("print");
let onPaper = false;
const setOnPaper = (now) => {
  onPaper = now;
};
const theme = () => (dark.matches && !printing.matches && !onPaper ? "dark" : "light");

// Who paints anew; what has left the page is forgotten.
let themed = [];
const forget = () => {
  themed = themed.filter((item) => !item.node || item.node.isConnected);
};
const repaint = () => {
  forget();
  themed.forEach((item) => item.listen());
};
[dark, printing].forEach((query) => query.addEventListener("change", repaint));
const onTheme = (listen, node = null) => {
  if (themed.length > 400) forget();
  themed.push({ listen, node });
};

const familyColour = (f) => {
  const family = scene.style.families[f];
  return theme() === "dark" ? family.colour_dark : family.colour;
};
const colour = (corridor) => familyColour(scene.corridors[corridor].f);
const modeOf = (id) => scene.style.modes.find((item) => item.id === id) || scene.style.modes[0];
const statusOf = (id) =>
  scene.style.statuses.find((item) => item.id === id) || scene.style.statuses[0];

export { colour, familyColour, modeOf, onTheme, setOnPaper, statusOf, theme };
