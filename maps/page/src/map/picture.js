// A map painted once onto a canvas of its own, for paper and for files.
import { worldX, worldY } from "../core/codec.js";
import { BEFORE, PAINTED } from "../core/frame.js";
import { scene } from "../data.js";
import { painter } from "../draw/painter.js";
import { el } from "../model/dom.js";
import { sides } from "../model/state.js";
import { number, word } from "../model/words.js";
import { groundOf } from "./views.js";

const CLOSEST = 9;

// The edge of the ground in pixels of the world; the whole of it where the page carries no ground.
const groundEdge = () => {
  const [west, low, east, high] = (scene.ground && scene.ground.window) || [-180, -85, 180, 85];
  return [worldX(west), worldY(high), worldX(east), worldY(low)];
};
// A middle moved so that no picture shows what lies beyond the ground while there is ground to show;
// by no more than the room that is spare beside the box, less a margin in pixels.
const MARGIN = 12;
const held = (middle, half, [first, last], spare) => {
  if (last - first < 2 * half - 0.5) return middle;
  const wanted = Math.min(Math.max(middle, first + half), last - half);
  const most = Math.max(0, spare - MARGIN);
  return middle + Math.min(Math.max(wanted - middle, -most), most);
};

// The box may take this share of a picture, where the ground would else end before the picture does.
const MOST = 0.96;
/** @type {(box: number[], width: number, height: number, room: number[]) => number} */
const scaleOf = ([x0, y0, x1, y1], width, height, room) => {
  const [across, down] = [Math.max(1e-6, x1 - x0), Math.max(1e-6, y1 - y0)];
  const wide = (share) => Math.min((width * share[0]) / across, (height * share[1]) / down);
  const [left, , right] = groundEdge();
  const most = Math.max(...room, MOST);
  const filled = Math.min(width / (right - left), wide([most, most]));
  return Math.min(2 ** CLOSEST, Math.max(wide(room), filled));
};

// How the pixels of a picture are those of the world, for a box in degrees and the share of the
// picture that the box may take. Painters draw more on each side.
/** @type {(box: number[], width: number, height: number, room: number[]) => any} */
const viewOf = ([west, south, east, north], width, height, room) => {
  const [x0, y0, x1, y1] = [worldX(west), worldY(north), worldX(east), worldY(south)];
  const scale = scaleOf([x0, y0, x1, y1], width, height, room);
  const zoom = Math.log2(scale);
  const [w, h] = [width * PAINTED, height * PAINTED];
  const level = scene.levelZooms.findIndex((last) => zoom <= last);
  const [beside, above] = [(width - (x1 - x0) * scale) / 2, (height - (y1 - y0) * scale) / 2];
  const [left, top, right, bottom] = groundEdge().map((edge) => edge * scale);
  const middle = [((x0 + x1) / 2) * scale, ((y0 + y1) / 2) * scale];
  const dx = held(middle[0], width / 2, [left, right], beside) - w / 2;
  const dy = held(middle[1], height / 2, [top, bottom], above) - h / 2;
  return {
    zoom,
    scale,
    dx,
    dy,
    width: w,
    height: h,
    level: level < 0 ? scene.levelZooms.length - 1 : level,
    box: [dx / scale, dy / scale, (dx + w) / scale, (dy + h) / scale],
    covers: [],
    min: L.point(0, 0),
    inset: L.point(w * BEFORE, h * BEFORE),
  };
};

// A bar of a round length, true at the latitude of the middle of the picture.
/** @type {(view: any, width: number) => HTMLElement[]} */
const scaleBar = ({ scale, dy, height }, width) => {
  const y = Math.PI * (1 - (dy + height / 2) / scale / 128);
  const lat = (Math.atan(Math.sinh(y)) * 180) / Math.PI;
  const kmAcross = (40075.017 / Math.cosh(y) / 256 / scale) * width;
  const ten = 10 ** Math.floor(Math.log10(kmAcross / 6));
  const length = [5, 2, 1].map((digit) => digit * ten).find((one) => one <= kmAcross / 6);
  const bar = el("span", { class: "paper-scale" });
  bar.style.width = `${(length / kmAcross) * 100}%`;
  const degrees = word(lat < 0 ? "lat_south" : "lat_north", number(Math.abs(lat)));
  return [bar, el("span", {}, word("scale_at", number(length), degrees))];
};

// The ground and all that is shown of it.
const paintAll = (context, view) => {
  context.fillStyle = scene.style.ground.light.sea;
  context.fillRect(0, 0, view.width, view.height);
  const painted = (paint) => {
    context.save();
    const found = paint(context, view);
    context.restore();
    return found;
  };
  painted(groundOf());
  return painted(painter(sides[0]));
};

// Paints what the screen shows into a context, a title's height below its top.
const paintScreen = (context, box, [width, height], top) => {
  const view = viewOf(box, width, height, [1, 1]);
  context.setTransform(1, 0, 0, 1, -view.inset.x, top - view.inset.y);
  paintAll(context, view);
  context.setTransform(1, 0, 0, 1, 0, 0);
};

// The width of a picture that ends where the ground does.
/** @type {(box: number[], size: number[], room: number[]) => number} */
const groundWidth = ([west, south, east, north], [width, height], room) => {
  const [left, , right] = groundEdge();
  const scale = scaleOf(
    [worldX(west), worldY(north), worldX(east), worldY(south)],
    width,
    height,
    room,
  );
  return Math.min(width, Math.floor((right - left) * scale));
};

// A canvas as an image: Chromium prints a canvas too small in its box where the two are not in a whole
// ratio.
const imageOf = (canvas, name) =>
  el("img", {
    class: "paper-map",
    alt: name,
    src: canvas.toDataURL(),
    width: canvas.width,
    height: canvas.height,
  });

/** @type {(box: number[], size: number[], how: {ratio: number, room?: number[], narrow?: boolean}) => any} */
// Paints what is shown of a box; returns the canvas, its scale bar and what was drawn where. A narrow
// picture ends where the ground ends.
const picture = (box, size, { ratio, room = [0.82, 0.86], narrow = false }) => {
  const width = narrow ? groundWidth(box, size, room) : size[0];
  const [whole, height] = size;
  const view = viewOf(box, width, height, room);
  const canvas = el("canvas", {});
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, -view.inset.x * ratio, -view.inset.y * ratio);
  const drawn = paintAll(context, view);
  const inside = ({ x, y }) =>
    x >= view.inset.x &&
    x <= view.inset.x + width &&
    y >= view.inset.y &&
    y <= view.inset.y + height;
  return {
    canvas,
    share: width / whole,
    scale: scaleBar(view, whole),
    drawn: { hubs: drawn.hubs.filter(inside), events: drawn.events.filter(inside) },
  };
};

export { imageOf, paintScreen, picture };
