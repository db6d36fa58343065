// Texts on a canvas: widths, halos, and where a name may stand.
import { seenBox } from "../core/frame.js";
import { colour, theme } from "../model/theme.js";
import { mix } from "./stroke.js";

const FONT =
  '"Segoe UI", -apple-system, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

// Reading a context's font costs more than measuring, so what was set is remembered here.
let widths = new Map();
const faces = new Map();
const setFont = (context, font, spacing = "0px") => {
  context.font = font;
  context.letterSpacing = spacing;
  const key = `${font}|${spacing}`;
  if (!faces.has(key)) faces.set(key, new Map());
  widths = faces.get(key);
};
const measure = (context, text) => {
  let width = widths.get(text);
  if (width === undefined) {
    width = context.measureText(text).width;
    widths.set(text, width);
  }
  return width;
};

const write = (context, text, x, y, { colour: ink, halo, width = 3 }) => {
  context.lineWidth = width;
  context.strokeStyle = halo;
  context.lineJoin = "round";
  context.strokeText(text, x, y);
  context.fillStyle = ink;
  context.fillText(text, x, y);
};

// Where a name may stand beside its point: right, left, above, below, and the corners.
/** @returns {[number, number][]} */
const spots = (width, height, gap) => [
  [gap, -height / 2],
  [-gap - width, -height / 2],
  [-width / 2, -gap - height],
  [-width / 2, gap],
  [gap * 0.7, -gap * 0.7 - height],
  [gap * 0.7, gap * 0.7],
  [-gap * 0.7 - width, -gap * 0.7 - height],
  [-gap * 0.7 - width, gap * 0.7],
];

// Whether a name stands wholly on the screen, or wholly off it, ready for the next move.
const uncut = (view, box) => {
  const [left, top, right, bottom] = seenBox(view);
  return (
    (box[0] >= left && box[2] <= right && box[1] >= top && box[3] <= bottom) ||
    box[2] <= left ||
    box[0] >= right ||
    box[3] <= top ||
    box[1] >= bottom
  );
};

const placeName = (
  context,
  { room, lines, view, clear = false, spare = 0, wide = !clear },
  name,
  [x, y],
  size,
  gap,
) => {
  const width = measure(context, name);
  const box = ([dx, dy], by = 0) => [
    x + dx - 2 - by,
    y + dy - 1 - by,
    x + dx + width + 2 + by,
    y + dy + size + 1 + by,
  ];
  // Further off only where nothing near could claim the name.
  const around = (by, more) =>
    spots(width, size, gap + by).filter(
      (spot) => room.free(box(spot, more)) && uncut(view, box(spot)),
    );
  const open = [...around(0, spare), ...(wide ? around(8, Math.max(6, spare)) : [])];
  const found =
    open.find((spot) => lines.free(box(spot))) ||
    (clear
      ? null
      : open
          .map((spot) => ({ spot, crowd: lines.crowd(box(spot)) }))
          .sort((p, q) => p.crowd - q.crowd)
          .map(({ spot }) => spot)[0]);
  if (!found) return null;
  const [left, top] = [x + found[0], y + found[1]];
  room.take([left - 2, top - 1, left + width + 2, top + size + 1]);
  return [left, top + size * 0.82];
};

const nameColour = (corridor) =>
  theme() === "dark" ? colour(corridor) : mix(colour(corridor), "#000000", 0.18);

const onScreen = (view, x, y) => {
  const [left, top, right, bottom] = seenBox(view);
  return x > left && x < right && y > top && y < bottom;
};

export { FONT, measure, nameColour, onScreen, placeName, setFont, spots, uncut, write };
