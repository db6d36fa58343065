// Whose data the map shows.
import { scene } from "../data.js";

const credits = () =>
  [
    scene.legs.some((leg) => leg.origin.osm) && "\u00a9 OpenStreetMap contributors (ODbL 1.0)",
    scene.ground && scene.ground.credit === "Natural Earth" && "GeoNames (CC BY 4.0)",
    scene.ground && scene.ground.credit === "Natural Earth" && "Natural Earth (public domain)",
  ].filter(Boolean);

export { credits };
