// Layers beside the corridors: bands and gaps, areas, discs by size, proposed sites.
import { worldX, worldY } from "../core/codec.js";
import { Room } from "../core/room.js";
import { scene } from "../data.js";
import { extraArcs } from "../model/arcs.js";
import { state, visible } from "../model/state.js";
import { theme } from "../model/theme.js";
import { number, word } from "../model/words.js";
import { boxOf, meets, walk } from "./chains.js";
import { arcRows } from "./overlay_arcs.js";
import { widthAt } from "./stroke.js";
import { FONT, placeName, setFont, write } from "./text.js";

const layersOn = (kinds) =>
  scene.overlays
    .map((layer, index) => ({ layer, index }))
    .filter(({ layer, index }) => state.overlays.has(index) && kinds.includes(layer.kind));
const overlayColours = () => scene.style.overlays[theme()];

const overlayBoxes = new Map();
const boxFor = (feature) => {
  if (!overlayBoxes.has(feature)) overlayBoxes.set(feature, boxOf(feature.p, extraArcs()));
  return overlayBoxes.get(feature);
};
const overlayPath = (features, view, legs) => {
  const arcs = extraArcs();
  const path = new Path2D();
  features
    .filter(
      (feature) =>
        feature.p.length &&
        (feature.l === undefined || legs.has(feature.l)) &&
        meets(boxFor(feature), view.box, 12 / view.scale),
    )
    .forEach((feature) =>
      feature.p.forEach((chain) =>
        walk(chain, arcs, view, (x, y, first) => (first ? path.moveTo(x, y) : path.lineTo(x, y))),
      ),
    );
  return path;
};

const strokeWide = (context, path, colour, width, alpha, dash = []) => {
  context.save();
  context.lineCap = "butt";
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
  context.restore();
};
// Classes of bands: near, a gap, and what is not known.
const [NEAR, GAP, UNKNOWN] = [0, 1, 2];
const bandOf = (feature) => {
  const { v } = feature;
  if (typeof v === "number") return v;
  return v ? NEAR : GAP;
};
const BANDS = [
  { ink: (colours) => colours.band, wider: 10, alpha: 0.45, dash: [] },
  { ink: (colours) => colours.gap, wider: 6, alpha: 0.8, dash: [5, 4] },
  { ink: (colours, ground) => ground.grey, wider: 5, alpha: 0.55, dash: [1, 4] },
];
const strokeBand = (context, path, band, width) => {
  const { ink, wider, alpha, dash } = BANDS[band];
  const ground = scene.style.ground[theme()];
  strokeWide(context, path, ink(overlayColours(), ground), width + wider, alpha, dash);
};
const tint = (context, path) => {
  context.save();
  context.globalAlpha = 0.16;
  context.fillStyle = overlayColours().area;
  context.fill(path, "evenodd");
  context.globalAlpha = 0.9;
  context.strokeStyle = overlayColours().area;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.stroke(path);
  context.restore();
};

// What lies under the lines.
const overlayGround = (context, view, side) => {
  if (!state.overlays.size) return;
  const { legs } = visible(side);
  const width = widthAt(view.zoom);
  layersOn(["areas"]).forEach(({ layer }) =>
    layer.features.forEach((feature) => tint(context, overlayPath([feature], view, legs))),
  );
  layersOn(["bands"]).forEach(({ layer }) =>
    [UNKNOWN, NEAR, GAP].forEach((band) => {
      const some = layer.features.filter((feature) => bandOf(feature) === band);
      strokeBand(context, overlayPath(some, view, legs), band, width);
    }),
  );
  layersOn(["gaps"]).forEach(({ layer }) =>
    strokeBand(context, overlayPath(layer.features, view, legs), GAP, width),
  );
};

const star = (size) => {
  const path = new Path2D();
  for (let i = 0; i < 10; i += 1) {
    const [radius, angle] = [i % 2 ? size * 0.45 : size, -Math.PI / 2 + (i * Math.PI) / 5];
    path.lineTo(radius * Math.cos(angle), radius * Math.sin(angle));
  }
  path.closePath();
  return path;
};
const drawSite = (context, x, y, size, ground) => {
  context.save();
  context.translate(x, y);
  context.setLineDash([]);
  context.lineJoin = "round";
  context.strokeStyle = ground.halo;
  context.lineWidth = 3;
  context.stroke(star(size));
  context.fillStyle = overlayColours().site;
  context.fill(star(size));
  context.restore();
};
const drawDisc = (context, x, y, radius) => {
  context.save();
  context.setLineDash([]);
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.globalAlpha = 0.28;
  context.fillStyle = overlayColours().disc;
  context.fill();
  context.globalAlpha = 0.9;
  context.strokeStyle = overlayColours().disc;
  context.lineWidth = 1.2;
  context.stroke();
  context.restore();
};
// A place of which there is no number, such as one without which there is no way.
const CROSS = 6;
const isCross = (layer, feature) => layer.kind === "hubs" && feature.v === "";
const drawCross = (context, x, y, ground) => {
  const path = new Path2D();
  [-1, 1].forEach((way) => {
    path.moveTo(x - CROSS, y - CROSS * way);
    path.lineTo(x + CROSS, y + CROSS * way);
  });
  strokeWide(context, path, ground.halo, 6, 1);
  strokeWide(context, path, overlayColours().least, 3, 1);
};

const LARGEST = 26;
const biggest = (layer) =>
  Math.max(1e-9, ...layer.features.map((feature) => Number(feature.v) || 0));
const [LEAST_SITE, LARGEST_SITE] = [6.5, 15];
// Areas go by the value: of discs, and of the stars of proposed sites, none so small as to be lost.
const discRadius = (layer, feature) => {
  if (isCross(layer, feature)) return CROSS;
  const root = Math.sqrt(Math.max(0, Number(feature.v) || 0) / biggest(layer));
  return layer.kind === "sites"
    ? Math.max(LEAST_SITE, LARGEST_SITE * root)
    : Math.max(2.5, LARGEST * root);
};

// Points over the lines; returns what was drawn, for clicks.
const overlayPoints = (context, view, room, ground) => {
  const kept = layersOn(["hubs", "sites"])
    .flatMap(({ layer, index }) =>
      layer.features.map((feature, row) => ({
        layer,
        index,
        row,
        feature,
        radius: discRadius(layer, feature),
        x: worldX(feature.at[0]) * view.scale - view.dx,
        y: worldY(feature.at[1]) * view.scale - view.dy,
      })),
    )
    .filter(({ x, y }) => x > -30 && y > -30 && x < view.width + 30 && y < view.height + 30)
    .sort((p, q) => q.radius - p.radius);
  kept
    .filter(({ layer }) => layer.kind === "hubs")
    .forEach(({ layer, feature, x, y, radius }) =>
      isCross(layer, feature) ? drawCross(context, x, y, ground) : drawDisc(context, x, y, radius),
    );
  kept
    .filter(({ layer }) => layer.kind === "sites")
    .forEach(({ x, y, radius }) => {
      drawSite(context, x, y, radius, ground);
      room.take([x - radius, y - radius, x + radius, y + radius]);
    });
  return kept;
};
const NAME = 12;
// Writes beside a point the first of some texts that finds room; the last stands over what is there.
const nameAt = (context, rooms, texts, [x, y], gap, ink) => {
  setFont(context, `650 ${NAME}px ${FONT}`);
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  const open = { ...rooms, room: new Room() };
  const tries = [...texts.map((text) => [text, rooms]), [texts[texts.length - 1], open]];
  tries.some(([text, room]) => {
    const spot = placeName(context, room, text, [x, y], NAME, gap);
    if (spot) write(context, text, ...spot, ink);
    return spot;
  });
};

// Names of proposed sites; the number alone where there is no room for the name.
const overlayNames = (context, view, rooms, kept, ground) =>
  kept
    .filter(({ layer, feature }) => layer.kind === "sites" && feature.t)
    .forEach(({ x, y, radius, feature }) => {
      const ink = { colour: overlayColours().site, halo: ground.halo };
      const short = /^\d+(?=\. )/.exec(feature.t);
      const texts = short ? [feature.t, short[0]] : [feature.t];
      nameAt(context, rooms, texts, [x, y], radius + 3, ink);
    });

// The longest gaps that are shown, each with its km in the middle of it.
const LABELLED = 5;
const midpoint = (feature, view) => {
  const steps = [];
  feature.p.forEach((chain) => {
    let last = null;
    walk(chain, extraArcs(), view, (x, y, first) => {
      if (last && !first) steps.push({ last, x, y, far: Math.hypot(x - last[0], y - last[1]) });
      last = [x, y];
    });
  });
  let rest = steps.reduce((sum, { far }) => sum + far, 0) / 2;
  const step = steps.find(({ far }) => {
    rest -= far;
    return rest <= 0;
  });
  if (!step) return [-1, -1];
  const share = step.far ? 1 + rest / step.far : 0;
  const [fromX, fromY] = step.last;
  return [fromX + (step.x - fromX) * share, fromY + (step.y - fromY) * share];
};
const gapLabels = (context, view, rooms, ground) =>
  layersOn(["gaps"]).forEach(({ layer }) =>
    layer.features
      .filter((feature) => typeof feature.v === "number" && feature.p.length)
      .sort((p, q) => Number(q.v) - Number(p.v))
      .slice(0, LABELLED)
      .forEach((feature) => {
        const [x, y] = midpoint(feature, view);
        if (x < 0 || y < 0 || x > view.width || y > view.height) return;
        const ink = { colour: overlayColours().gapText, halo: ground.halo };
        const text = [number(feature.v), layer.unit].filter(Boolean).join("\u00a0");
        nameAt(context, rooms, [text], [x, y], 8, ink);
      }),
  );

// Rows of the legend for the layers that are on: what to draw, and its name.
const overlayRows = () =>
  scene.overlays
    .map((layer, index) => ({ layer, index }))
    .filter(({ index }) => state.overlays.has(index))
    .flatMap(({ layer }) => {
      const line = (band) => (context, width, height) => {
        const path = new Path2D();
        path.moveTo(3, height / 2);
        path.lineTo(width - 3, height / 2);
        strokeBand(context, path, band, 0);
      };
      if (layer.kind === "bands") {
        const names = layer.classes.length ? layer.classes : [word("covered"), word("uncovered")];
        const found = names.map((_, band) => layer.features.some((one) => bandOf(one) === band));
        const lead = layer.note ? "" : `${layer.name}: `;
        return names
          .map((name, band) => [line(band), lead + name])
          .filter((_, band) => found[band]);
      }
      if (layer.kind === "arcs") return arcRows(layer);
      if (layer.kind === "gaps") return layer.features.length ? [[line(GAP), layer.name]] : [];
      if (layer.kind === "areas") {
        return [
          [
            (context, width, height) => {
              const path = new Path2D();
              path.rect(5, 2, width - 10, height - 4);
              tint(context, path);
            },
            layer.name,
          ],
        ];
      }
      if (layer.kind === "sites")
        return [
          [
            (context, width, height, ground) =>
              drawSite(context, width / 2, height / 2, 6.5, ground),
            layer.name,
          ],
        ];
      const [disc = layer.name, cross = layer.name] = layer.classes;
      const rows = [
        [(context, width, height) => drawDisc(context, width / 2, height / 2, 6), disc],
      ];
      if (layer.features.some((feature) => isCross(layer, feature)))
        rows.push([(context, w, h, ground) => drawCross(context, w / 2, h / 2, ground), cross]);
      return rows;
    });

const overlayCentre = (feature) => {
  if (feature.at) return feature.at;
  const box = boxFor(feature);
  return [
    ((box[0] + box[2]) / 2 / 256) * 360 - 180,
    (Math.atan(Math.sinh(Math.PI * (1 - (box[1] + box[3]) / 256))) * 180) / Math.PI,
  ];
};

// The layers that are on, and what each says in numbers.
const overlayNotes = () =>
  scene.overlays
    .filter((layer, index) => state.overlays.has(index) && layer.note)
    .map(({ name, note }) => ({ name, note }));

export {
  gapLabels,
  overlayCentre,
  overlayGround,
  overlayNames,
  overlayNotes,
  overlayPoints,
  overlayRows,
};
