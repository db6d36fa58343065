// Nodes of the page.
import { bound } from "./words.js";

const SVG = new Set(["svg", "path", "line", "g", "circle", "rect", "text", "polyline"]);

// A node with attributes and children; texts are texts, never HTML.
const el = (tag, attributes = {}, ...children) => {
  const node = SVG.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  Object.entries(attributes).forEach(([key, value]) => {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(key, value === true ? "" : value);
  });
  node.append(
    ...children
      .flat()
      .filter((child) => child !== null && child !== undefined && child !== false)
      .map((child) => (typeof child === "string" ? bound(child) : child)),
  );
  return node;
};

/**
 * The first node of the page that a selector finds.
 * @returns {any}
 */
const one = (selector) => document.querySelector(selector);

export { el, one };
