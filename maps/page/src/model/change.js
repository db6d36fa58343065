// What changed between two years: the kind of change of each leg that did.
import { statusAt } from "../core/history.js";
import { scene } from "../data.js";
import { statusOf, theme } from "./theme.js";

// Kinds of change in the order of a list, each with the status whose line it is drawn as.
const KINDS = [
  { id: "new", status: "operating", light: "#0a5ea8", dark: "#7cbcff" },
  { id: "lost", status: "operating", light: "#c0182b", dark: "#ff8b80" },
  { id: "limited", status: "limited", light: "#b45309", dark: "#f0b060" },
  { id: "building", status: "construction", light: "#5f4aa0", dark: "#c3a6ff" },
];
const kindNamed = (id) => KINDS.find((kind) => kind.id === id);
const changeColour = (id) => kindNamed(id)[theme()];

const inUse = (status) => Boolean(status) && statusOf(status).in_use;

// "new", "lost", "limited" or "building"; null where nothing of these happened.
const kindOf = (before, after) => {
  if (before === after) return null;
  if (inUse(before) && !inUse(after)) return "lost";
  if (after === "limited") return "limited";
  if (!inUse(before) && inUse(after)) return "new";
  if (before === "limited" && inUse(after)) return "new";
  return after === "construction" ? "building" : null;
};

// The kind of change of each leg from the end of one year to that of another (null: today).
const changesBetween = (from, to) => {
  const found = new Map();
  scene.legs.forEach((leg, index) => {
    const before = statusAt(leg, from);
    // What is first heard of in use need not be new.
    const older = before === "" && !leg.opened && inUse(statusAt(leg, to));
    const kind = older ? null : kindOf(before, statusAt(leg, to));
    if (kind) found.set(index, kind);
  });
  return found;
};

export { KINDS, changeColour, changesBetween, kindNamed, kindOf };
