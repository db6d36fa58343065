// Layers beside the corridors: bands and gaps, areas, discs by size, proposed sites.
import { worldX, worldY } from "../core/codec.js";
import { scene } from "../data.js";
import { extraArcs } from "../model/arcs.js";
import { state, visible } from "../model/state.js";
import { theme } from "../model/theme.js";
import { word } from "../model/words.js";
import { boxOf, meets, walk } from "./chains.js";
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
const strokeBand = (context, path, covered, width) =>
  covered
    ? strokeWide(context, path, overlayColours().band, width + 10, 0.45)
    : strokeWide(context, path, overlayColours().gap, width + 6, 0.8, [5, 4]);
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
    [true, false].forEach((covered) =>
      strokeBand(
        context,
        overlayPath(
          layer.features.filter((feature) => Boolean(feature.v) === covered),
          view,
          legs,
        ),
        covered,
        width,
      ),
    ),
  );
  layersOn(["gaps"]).forEach(({ layer }) =>
    strokeBand(context, overlayPath(layer.features, view, legs), false, width),
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

const LARGEST = 26;
const biggest = (layer) =>
  Math.max(1e-9, ...layer.features.map((feature) => Number(feature.v) || 0));
const discRadius = (layer, feature) =>
  layer.kind === "sites"
    ? 9
    : Math.max(2.5, LARGEST * Math.sqrt(Math.max(0, Number(feature.v) || 0) / biggest(layer)));

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
    .forEach(({ x, y, radius }) => drawDisc(context, x, y, radius));
  kept
    .filter(({ layer }) => layer.kind === "sites")
    .forEach(({ x, y, radius }) => {
      drawSite(context, x, y, radius, ground);
      room.take([x - radius, y - radius, x + radius, y + radius]);
    });
  return kept;
};
const overlayNames = (context, view, rooms, kept, ground) =>
  kept
    .filter(({ layer, feature }) => layer.kind === "sites" && feature.t)
    .forEach(({ x, y, radius, feature }) => {
      setFont(context, `650 12px ${FONT}`);
      context.textAlign = "left";
      context.textBaseline = "alphabetic";
      const spot = placeName(context, rooms, feature.t, [x, y], 12, radius + 3);
      if (spot)
        write(context, feature.t, ...spot, { colour: overlayColours().site, halo: ground.halo });
    });

// Rows of the legend for the layers that are on: what to draw, and its name.
const overlayRows = () =>
  scene.overlays
    .map((layer, index) => ({ layer, index }))
    .filter(({ index }) => state.overlays.has(index))
    .flatMap(({ layer }) => {
      const line = (covered) => (context, width, height) => {
        const path = new Path2D();
        path.moveTo(3, height / 2);
        path.lineTo(width - 3, height / 2);
        strokeBand(context, path, covered, 0);
      };
      if (layer.kind === "bands") {
        const [yes, no] = layer.classes.length
          ? layer.classes
          : [word("covered"), word("uncovered")];
        return [
          [line(true), `${layer.name}: ${yes}`],
          [line(false), `${layer.name}: ${no}`],
        ];
      }
      if (layer.kind === "gaps") return [[line(false), layer.name]];
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
      return [
        [(context, width, height) => drawDisc(context, width / 2, height / 2, 6), layer.name],
      ];
    });

const overlayCentre = (feature) => {
  if (feature.at) return feature.at;
  const box = boxFor(feature);
  return [
    ((box[0] + box[2]) / 2 / 256) * 360 - 180,
    (Math.atan(Math.sinh(Math.PI * (1 - (box[1] + box[3]) / 256))) * 180) / Math.PI,
  ];
};

export { overlayCentre, overlayGround, overlayNames, overlayPoints, overlayRows };
