// What the document carries, as `boot.js` unpacked it. Only the shapes stay packed until asked for.

import { cutAt } from "./core/codec.js";

/** @type {import("./globals.d.ts").Carried} */
const carried = window.atlasData;

const { scene, shapes, ground: groundShapes, extra: extraShapes } = carried;

cutAt(scene.seam);

export { extraShapes, groundShapes, scene, shapes };
