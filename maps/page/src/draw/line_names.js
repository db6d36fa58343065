// Names of corridors, along their lines or beside them.
import { STEP, baseline, bearing, joined, resampled, smooth, turnOf } from "../core/lines.js";
import { unsigned } from "../core/signed.js";
import { scene } from "../data.js";
import { short } from "../model/naming.js";
import { inFocus } from "../model/state.js";
import { bound } from "../model/words.js";
import { FONT, measure, nameColour, onScreen, setFont, spots, write } from "./text.js";

// Letters of a name along the middle of a baseline, or null where it is too short or bends.
const letters = (context, name, path) => {
  const chars = [...name];
  const sizes = chars.map((char) => measure(context, char) + 0.4);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let along = ((path.length - 1) * STEP - total) / 2;
  if (along < 0) return null;
  let last = null;
  const out = [];
  for (let n = 0; n < chars.length; n += 1) {
    const middle = (along + sizes[n] / 2) / STEP;
    const i = Math.min(Math.floor(middle), path.length - 2);
    const angle = bearing(path[Math.max(0, i - 1)], path[Math.min(path.length - 1, i + 2)]);
    if (last !== null && turnOf(angle, last) > 0.22) return null;
    last = angle;
    const share = middle - i;
    out.push({
      char: chars[n],
      angle,
      width: sizes[n],
      x: path[i][0] + (path[i + 1][0] - path[i][0]) * share,
      y: path[i][1] + (path[i + 1][1] - path[i][1]) * share,
    });
    along += sizes[n];
  }
  return out;
};

// Stretches of lines that could carry a name of so many steps, the straightest first.
const candidates = (view, lines, span) => {
  const found = [];
  lines.forEach((line) => {
    const points = smooth(resampled(line.x, line.y, STEP), 9);
    const stride = Math.max(4, Math.round(span / 6));
    for (let from = 2; from + span + 2 < points.length; from += stride) {
      const piece = points.slice(from, from + span + 1);
      const middle = piece[Math.floor(span / 2)];
      if (!onScreen(view, ...middle)) continue;
      let bend = 0;
      for (let i = 4; i < piece.length - 4; i += 4)
        bend += turnOf(bearing(piece[i - 4], piece[i]), bearing(piece[i], piece[i + 4]));
      const steep = Math.abs(Math.sin(bearing(piece[0], piece[piece.length - 1])));
      if (bend < 1.5) found.push({ points: piece, middle, cost: bend + steep * 0.35 });
    }
  });
  return found.sort((p, q) => p.cost - q.cost).slice(0, 40);
};

// All halos before all letters, or a halo would cut the letter before it.
const engrave = (context, found, corridor, ground) => {
  const colour = nameColour(corridor);
  ["halo", "ink"].forEach((layer) =>
    found.forEach(({ char, x, y, angle }) => {
      context.save();
      context.translate(x, y);
      context.rotate(angle);
      if (layer === "halo") {
        context.strokeStyle = ground.halo;
        context.lineWidth = 3.4;
        context.lineJoin = "round";
        context.strokeText(char, 0, 0);
      } else {
        context.fillStyle = colour;
        context.fillText(char, 0, 0);
      }
      context.restore();
    }),
  );
};

// What a corridor is called on a map: its short name, where it has one.
const titleOf = (corridor) => {
  const { short: own, name } = scene.corridors[corridor];
  return own || short(name);
};

// A long name in two lines of like length.
const folded = (name) => {
  const parts = bound(name).split(" ");
  if (name.length < 24 || parts.length < 3) return [name];
  const breaks = parts
    .slice(1)
    .map((_, i) => [parts.slice(0, i + 1).join(" "), parts.slice(i + 1).join(" ")]);
  return breaks.sort(
    (p, q) => Math.max(p[0].length, p[1].length) - Math.max(q[0].length, q[1].length),
  )[0];
};

const inFrame = (view, box) => onScreen(view, box[0], box[1]) && onScreen(view, box[2], box[3]);

// The points of a list from its middle outwards.
const fromMiddle = (points) =>
  points.map((_, k) => {
    const place = Math.floor(points.length / 2) + (k % 2 ? 1 : -1) * Math.ceil(k / 2);
    return points[place] || points[0];
  });

// Where no stretch carries the name, it stands level beside the line. Whether it found room.
const besideLine = (context, scope, lines, corridor) => {
  const { view, room, taken, size, ground } = scope;
  const rows = folded(titleOf(corridor));
  const width = Math.max(...rows.map((row) => measure(context, row)));
  const height = rows.length * size * 1.15;
  const points = lines
    .flatMap((line) => resampled(line.x, line.y, 26))
    .filter(([x, y]) => onScreen(view, x, y));
  const free = (box) => room.free(box) && taken.free(box) && inFrame(view, box);
  const boxesAt = ([x, y]) =>
    spots(width, height, 8).map(([dx, dy]) => [
      x + dx - 2,
      y + dy - 1,
      x + dx + width + 2,
      y + dy + height + 1,
    ]);
  let box = null;
  fromMiddle(points).some((point) => {
    box = boxesAt(point).find(free) || null;
    return box;
  });
  if (!box) return false;
  room.take(box);
  const style = { colour: nameColour(corridor), halo: ground.halo, width: 3.4 };
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  rows.forEach((row, i) =>
    write(context, row, box[0] + 2, box[1] + 1 + size * (0.86 + i * 1.15), style),
  );
  context.textAlign = "center";
  context.textBaseline = "middle";
  return true;
};

// The letters of a name on a stretch, above the line or else below it, where they find room.
const lettersOn = (context, scope, name, points) => {
  const { view, room, taken, size } = scope;
  for (const lift of [size * 0.5 + 4.5, -size * 0.5 - 5.5]) {
    const found = letters(context, name, baseline(points, lift)) || [];
    const around = (by) => found.map((one) => [one.x - by, one.y - by, one.x + by, one.y + by]);
    const boxes = around(size * 0.56);
    const clear =
      found.length > 0 &&
      around(size * 0.34).every((box) => taken.free(box)) &&
      boxes.every((box) => room.free(box) && inFrame(view, box));
    if (clear) return { found, boxes };
  }
  return null;
};

// Writes a name along lines where they carry it, far enough from where it stands already.
const alongLines = (context, scope, lines, corridor) => {
  const { view, room, ground, wanted } = scope;
  const name = titleOf(corridor);
  const width = measure(context, name) + name.length * 0.4;
  const placed = [];
  const repeats = ([mx, my]) => placed.some(([x, y]) => Math.hypot(x - mx, y - my) < 480);
  candidates(view, lines, Math.ceil((width + 12) / STEP)).forEach(({ points, middle }) => {
    if (placed.length >= wanted || repeats(middle)) return;
    const put = lettersOn(context, scope, name, points);
    if (!put) return;
    put.boxes.forEach((box) => room.take(box));
    placed.push(middle);
    engrave(context, put.found, corridor, ground);
  });
  return placed.length > 0;
};

// Legs of main routes, as `corridor:leg`.
const trunkLegs = () =>
  new Set(
    scene.routes
      .filter((route) => route.main)
      .flatMap((route) => unsigned(route.legs).map((leg) => `${route.c}:${leg}`)),
  );

// A corridor is named on legs of its own; on those of others only where it has none in view.
const linesByCorridor = (traced) => {
  const found = new Map();
  const isOwn = ({ run }) => run.leg.c === run.corridor;
  const owns = new Set(
    traced.filter((item) => item.lines.length && isOwn(item)).map(({ run }) => run.corridor),
  );
  const trunk = trunkLegs();
  traced
    .filter((item) => isOwn(item) || !owns.has(item.run.corridor))
    .forEach(({ run, lines }) =>
      lines.forEach((line) => {
        if (!found.has(run.corridor)) found.set(run.corridor, []);
        const main = trunk.has(`${run.corridor}:${run.index}`);
        found.get(run.corridor).push({ ...line, main });
      }),
    );
  return found;
};

// Names of corridors, those of the lowest rank first, each on its main route before all of its legs.
const putLineNames = (context, view, room, taken, traced, ground) => {
  if (view.zoom < 2.8) return;
  const size = view.zoom < 5 ? 10.5 : 12;
  const scope = { view, room, taken, ground, size, wanted: view.zoom < 4.5 ? 1 : 2 };
  setFont(context, `600 ${size}px ${FONT}`);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const rank = (corridor) => scene.corridors[corridor].rank;
  [...linesByCorridor(traced.filter(({ run }) => inFocus(run)))]
    .sort(([p], [q]) => rank(p) - rank(q))
    .forEach(([corridor, pieces]) => {
      const main = pieces.filter((piece) => piece.main);
      const ways = [main, main.length < pieces.length ? pieces : []]
        .filter((way) => way.length)
        .map(joined);
      if (!ways.some((lines) => alongLines(context, scope, lines, corridor)))
        ways.some((lines) => besideLine(context, scope, lines, corridor));
    });
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
};

export { putLineNames };
