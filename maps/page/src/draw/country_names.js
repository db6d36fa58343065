// Names of countries, about their middle or inside them.
import { worldX, worldY } from "../core/codec.js";
import { seenBox } from "../core/frame.js";
import { scene } from "../data.js";
import { FONT, measure, setFont, uncut, write } from "./text.js";

// Where the name of a country may stand, in pixels: about its middle; then in each of the discs
// inside it, as near to the middle of the disc as the screen allows.
const ABOUT = [
  [0, 0],
  [0, -0.22],
  [0, 0.22],
  [-0.25, 0],
  [0.25, 0],
  [0.2, -0.3],
  [-0.2, 0.3],
];
const INSIDE = [
  [0, 0],
  [0, -0.5],
  [0, 0.5],
  [-0.5, 0],
  [0.5, 0],
  [0.35, 0.35],
  [-0.35, -0.35],
  [0.35, -0.35],
  [-0.35, 0.35],
];
/** @returns {[number, number][]} */
const middleSpots = ([x, y], extent) => ABOUT.map(([sx, sy]) => [x + sx * extent, y + sy * extent]);
const discSpots = (view, at, discs, width, size) => {
  const [left, top, right, bottom] = seenBox(view);
  const held = (value, low, high) => Math.max(low, Math.min(high, value));
  const spots = [];
  for (let i = 0; i + 2 < discs.length; i += 3) {
    const [cx, cy] = at(discs[i], discs[i + 1]);
    const radius = (discs[i + 2] / 360) * 256 * view.scale;
    if (
      radius < width * 0.42 ||
      cx + radius < left ||
      cx - radius > right ||
      cy + radius < top ||
      cy - radius > bottom
    )
      continue;
    const reach = Math.min(radius, (bottom - top) * 0.7);
    INSIDE.forEach(([sx, sy]) => {
      const px = held(cx, left + width / 2 + 10, right - width / 2 - 10) + sx * reach;
      const py = held(cy, top + size + 10, bottom - size - 10) + sy * reach;
      if (Math.hypot(Math.abs(px - cx) + width * 0.42, py - cy) < radius) spots.push([px, py]);
    });
  }
  return spots;
};

const putCountries = (context, view, { room, lines }, ground) => {
  const table = scene.ground;
  if (!table) return;
  const [left, top, right, bottom] = seenBox(view);
  /** @returns {[number, number]} */
  const at = (lon, lat) => [worldX(lon) * view.scale - view.dx, worldY(lat) * view.scale - view.dy];
  table.countries.forEach(([name, lon, lat, degrees, discs]) => {
    const extent = (degrees / 360) * 256 * view.scale;
    // Whole pixels: a browser looks every size of a font up anew.
    const size = Math.round(Math.max(9.6, Math.min(15, extent / 9)));
    setFont(
      context,
      `500 ${size}px ${FONT}`,
      /[\u3000-\u9fff]/.test(name) ? "2px" : `${size * 0.12}px`,
    );
    const text = name.toLocaleUpperCase(scene.lang);
    const width = measure(context, text);
    if (width >= extent * 1.5 || extent <= 26) return;
    const boxOf = ([x, y]) => [
      x - width / 2 - 4,
      y - size / 2 - 2,
      x + width / 2 + 4,
      y + size / 2 + 2,
    ];
    const seen = (box) => box[0] >= left && box[2] <= right && box[1] >= top && box[3] <= bottom;
    const off = (box) =>
      !seen(box) &&
      uncut(view, box) &&
      box[2] > 0 &&
      box[0] < view.width &&
      box[3] > 0 &&
      box[1] < view.height;
    const open = (box) => room.free(box) && lines.free(box);
    const middle = middleSpots(at(lon, lat), extent).map(boxOf);
    const box =
      middle.find((one) => seen(one) && open(one)) ||
      discSpots(view, at, discs, width, size)
        .map(boxOf)
        .find((one) => seen(one) && open(one)) ||
      middle.find((one) => off(one) && open(one));
    if (!box) return;
    room.take(box);
    write(context, text, box[0] + 4, box[1] + 2 + size * 0.85, {
      colour: ground.country,
      halo: ground.halo,
      width: 2,
    });
  });
};

export { putCountries };
