// What the planner carries: the corridor graph and what goes with it, unpacked when first asked for.
import { unpack } from "../core/unpack.js";
import { readGraph } from "./graph.js";

const HOLDER = "atlas-planner";
const isThere = document.getElementById(HOLDER) !== null;

/** @type {Promise<any> | null} */
let asked = null;
/** @type {any} */
let read = null;
const loadGraph = () => {
  asked =
    asked ??
    unpack(HOLDER)
      .json()
      .then((doc) => {
        read = readGraph(doc);
        return read;
      });
  return asked;
};
// The graph, once it was loaded.
const graphNow = () => read;

export { graphNow, isThere, loadGraph };
