// The way that the planner found, as lines in world pixels at zoom 0: what every map paints of it.

/**
 * @typedef {{ x: ArrayLike<number>, y: ArrayLike<number>, isSketch?: boolean }} WorldLine
 * @type {{ before: WorldLine[], after: WorldLine[], shut: WorldLine[] }}
 */
const way = { before: [], after: [], shut: [] };
const setWay = ({ before = [], after = [], shut = [] }) =>
  Object.assign(way, { before, after, shut });

export { setWay, way };
