// The shapes of the scene, read when first asked for, and the places that only they know.
import { decode, lonLat } from "../core/codec.js";
import { bare } from "../core/signed.js";
import { extraShapes, scene, shapes } from "../data.js";

const once = (make) => {
  let made = null;
  return () => {
    made = made || make();
    return made;
  };
};
const legArcs = once(() => decode(shapes, scene.grid));
const extraArcs = once(() => decode(extraShapes, scene.gridExtra));

// Ends of legs that the table of hubs does not hold, such as stations, with where their leg ends.
const stations = once(() => {
  const found = new Map();
  const known = new Set(scene.hubs.map((hub) => hub.id));
  const arcs = legArcs();
  const end = (signed, last) => lonLat(...arcs[bare(signed)].end(signed < 0 !== last));
  scene.legs
    .filter((leg) => leg.parts.length)
    .forEach((leg) => {
      const last = leg.parts[leg.parts.length - 1];
      const points = [end(leg.parts[0][0], false), end(last[last.length - 1], true)];
      leg.places.forEach((id, i) => {
        if (id && !known.has(id) && !found.has(id))
          found.set(id, {
            id,
            kind: "station",
            name: i ? leg.to : leg.from,
            names: [],
            at: points[i],
            status: "operating",
          });
      });
    });
  return [...found.values()];
});

export { extraArcs, legArcs, stations };
