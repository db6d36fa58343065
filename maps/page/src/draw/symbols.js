// Symbols of hubs and of events.
import { worldX, worldY } from "../core/codec.js";
import { scene } from "../data.js";
import { inFocus, state, visible } from "../model/state.js";
import { theme } from "../model/theme.js";
import { mix } from "./stroke.js";

const symbols = new Map();
const pathsOf = ({ outline, glyph }) => ({
  outline: new Path2D(outline),
  glyph: new Path2D(glyph),
});
const symbolPaths = (kind, context) => {
  if (context.isVector) return pathsOf(kind);
  if (!symbols.has(kind.id)) symbols.set(kind.id, pathsOf(kind));
  return symbols.get(kind.id);
};

const CHOSEN = "#c2410c";
const inkOf = (open, chosen, pale, ground) => {
  if (chosen) return CHOSEN;
  if (open) return ground.halo;
  return pale ? mix(ground.hub, ground.land, 0.35) : ground.hub;
};
const strokeGlyph = (context, path, colour, width) => {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
};

const drawSymbol = (
  context,
  kind,
  x,
  y,
  radius,
  ground,
  { faded = false, chosen = false, quiet = false } = {},
) => {
  const paths = symbolPaths(kind, context);
  context.save();
  context.translate(x, y);
  context.scale(radius / 8, radius / 8);
  context.globalAlpha = faded ? 0.55 : 1;
  context.lineJoin = "round";
  context.lineCap = "round";
  context.setLineDash([]);
  context.strokeStyle = ground.halo;
  context.lineWidth = (8 / radius) * 2.2;
  context.stroke(paths.outline);
  const open = kind.id === "city" || kind.id === "station";
  context.fillStyle = inkOf(open, chosen, quiet || radius < 3, ground);
  context.fill(paths.outline);
  if (open) strokeGlyph(context, paths.outline, ground.hub, (8 / radius) * 1.5);
  else if (radius >= 5.4) strokeGlyph(context, paths.glyph, ground.halo, 1.5);
  context.restore();
};

// Small drawings are made once and stamped: stroking hundreds of them takes a frame of its own.
const stamps = new Map();
const stamp = (context, key, half, x, y, draw) => {
  if (context.isVector) {
    context.save();
    context.translate(x, y);
    context.pale(context.globalAlpha, draw);
    context.restore();
    return;
  }
  const ratio = context.getTransform().a;
  const full = `${key}|${theme()}|${ratio}`;
  if (!stamps.has(full)) {
    if (stamps.size > 300) stamps.clear();
    const sheet = document.createElement("canvas");
    sheet.width = sheet.height = Math.ceil(half * 2 * ratio);
    const own = sheet.getContext("2d");
    own.setTransform(ratio, 0, 0, ratio, sheet.width / 2, sheet.height / 2);
    draw(own);
    stamps.set(full, sheet);
  }
  const sheet = stamps.get(full);
  const snap = (value) => Math.round(value * ratio - sheet.width / 2) / ratio;
  context.drawImage(sheet, snap(x), snap(y), sheet.width / ratio, sheet.height / ratio);
};

const STATION = { id: "station", outline: "M-7,0a7,7 0 1,0 14,0a7,7 0 1,0 -14,0z", glyph: "" };
const DIM = 0.25;
const drawSymbols = (context, kept, ground) => {
  const kinds = new Map([STATION, ...scene.style.hubKinds].map((kind) => [kind.id, kind]));
  [...kept].reverse().forEach(({ hub, x, y, radius, chosen, tier, dim }) => {
    const faded = ["closed", "suspended"].includes(hub.status);
    const quiet = tier === 2 && radius < 5.4;
    context.globalAlpha = dim ? DIM : 1;
    stamp(
      context,
      `${hub.kind}|${radius}|${faded}|${Boolean(chosen)}|${quiet}`,
      radius * 1.1 + 4,
      x,
      y,
      (own) => drawSymbol(own, kinds.get(hub.kind), 0, 0, radius, ground, { faded, chosen, quiet }),
    );
  });
  context.globalAlpha = 1;
};

const EVENT_ZOOM = { break_of_gauge: 3.9, border: 6, mode_change: 7 };

const drawEvent = (context, kind, x, y, size, ground) => {
  context.save();
  context.translate(x, y);
  context.setLineDash([]);
  context.lineJoin = "miter";
  context.fillStyle = ground.halo;
  context.strokeStyle = ground.hub;
  context.lineWidth = 1.4;
  const path = new Path2D();
  if (kind === "break_of_gauge") {
    path.moveTo(0, -size);
    path.lineTo(size, 0);
    path.lineTo(0, size);
    path.lineTo(-size, 0);
    path.closePath();
  } else if (kind === "border") path.rect(-size * 0.34, -size * 0.95, size * 0.68, size * 1.9);
  else path.rect(-size * 0.6, -size * 0.6, size * 1.2, size * 1.2);
  context.fill(path);
  context.stroke(path);
  if (kind === "break_of_gauge") {
    context.beginPath();
    context.moveTo(-size * 0.22, -size * 0.5);
    context.lineTo(-size * 0.22, size * 0.5);
    context.moveTo(size * 0.22, -size * 0.5);
    context.lineTo(size * 0.22, size * 0.5);
    context.stroke();
  } else if (kind === "mode_change") {
    context.beginPath();
    context.moveTo(-size * 0.6, size * 0.6);
    context.lineTo(size * 0.6, -size * 0.6);
    context.stroke();
  }
  context.restore();
};

// What a symbol tells already: a border at its crossing, a break of gauge at its yard.
const TOLD = { border: "border_crossing", break_of_gauge: "gauge_yard" };
const putEvents = (context, view, room, ground, side, hubs) => {
  const { legs: all, runs } = visible(side);
  const shown = state.focus ? new Set(runs.filter(inFocus).map((run) => run.index)) : all;
  const seen = new Set();
  const kept = [];
  scene.events.forEach((event, index) => {
    if (
      !state.events.has(event.kind) ||
      !shown.has(event.leg) ||
      view.zoom < EVENT_ZOOM[event.kind]
    )
      return;
    const x = worldX(event.at[0]) * view.scale - view.dx;
    const y = worldY(event.at[1]) * view.scale - view.dy;
    const key = `${event.kind}|${Math.round(x / 5)}|${Math.round(y / 5)}`;
    if (x < -10 || y < -10 || x > view.width + 10 || y > view.height + 10 || seen.has(key)) return;
    seen.add(key);
    const size = view.zoom < 5.6 ? 4.4 : 6;
    if (
      hubs.some(
        (item) =>
          item.hub.kind === TOLD[event.kind] &&
          Math.hypot(item.x - x, item.y - y) < item.radius + size,
      )
    )
      return;
    room.take([x - size, y - size, x + size, y + size]);
    stamp(context, `${event.kind}|${size}`, size + 3, x, y, (own) =>
      drawEvent(own, event.kind, 0, 0, size, ground),
    );
    kept.push({ event, index, x, y });
  });
  return kept;
};

export { EVENT_ZOOM, drawEvent, drawSymbol, drawSymbols, putEvents, stamp };
