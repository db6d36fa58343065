// What the document carries, as `boot.js` unpacked it. Only the shapes stay packed until asked for.

/** @type {import("./globals.d.ts").Carried} */
const carried = window.atlasData;

const { scene, shapes, ground: groundShapes, extra: extraShapes } = carried;

export { extraShapes, groundShapes, scene, shapes };
