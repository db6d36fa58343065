// Chains of arcs: their boxes, and their pixels.
import { bare } from "../core/signed.js";

const meets = (a, b, margin = 0) =>
  a[0] <= b[2] + margin && a[2] >= b[0] - margin && a[1] <= b[3] + margin && a[3] >= b[1] - margin;

const boxOf = (chains, arcs) =>
  chains.flat().reduce(
    (box, signed) => {
      const other = arcs[bare(signed)].box;
      return [
        Math.min(box[0], other[0]),
        Math.min(box[1], other[1]),
        Math.max(box[2], other[2]),
        Math.max(box[3], other[3]),
      ];
    },
    [Infinity, Infinity, -Infinity, -Infinity],
  );

// Calls step(x, y, first) for the pixels of a chain of arcs.
const walk = (chain, arcs, view, step) => {
  chain.forEach((signed, index) => {
    const { x, y } = arcs[bare(signed)].at(view.level);
    const count = x.length;
    for (let i = index ? 1 : 0; i < count; i += 1) {
      const k = signed < 0 ? count - 1 - i : i;
      step(x[k] * view.scale - view.dx, y[k] * view.scale - view.dy, !index && !i);
    }
  });
};

export { boxOf, meets, walk };
