// Samples of lines, hubs and events for the panel and the legend.
import { scene } from "../data.js";
import { symbolRadius } from "../draw/places.js";
import { strokeLine } from "../draw/stroke.js";
import { drawEvent, drawSymbol } from "../draw/symbols.js";
import { onZoom, zoomNow } from "../map/views.js";
import { el } from "../model/dom.js";
import { modeOf, onTheme, statusOf, theme } from "../model/theme.js";

const sample = (draw, width = 34, height = 14) => {
  const canvas = el("canvas", { class: "sample", "aria-hidden": "true" });
  canvas.width = width * 3;
  canvas.height = height * 3;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const paint = () => {
    const context = canvas.getContext("2d");
    context.setTransform(3, 0, 0, 3, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, width, height, scene.style.ground[theme()]);
  };
  paint();
  onTheme(paint, canvas);
  onZoom(paint, canvas);
  return canvas;
};

const lineSample = (colour, mode = "rail", status = "operating") =>
  sample((context, width, height, ground) => {
    const path = new Path2D();
    path.moveTo(3, height / 2);
    path.lineTo(width - 3, height / 2);
    strokeLine(
      context,
      path,
      { colour: colour(ground), mode: modeOf(mode), status: statusOf(status) },
      3.4,
      ground,
    );
  });
const ink = (ground) => ground.hub;
// The symbol of a kind of hub as the map draws it at its present zoom, at the end of a route unless
// another rank is asked for.
const LARGEST = 7.5;
const hubSample = (kind, tier = 0) =>
  sample(
    (context, width, height, ground) => {
      const own = scene.style.hubKinds.find((item) => item.id === kind);
      const radius = Math.min(LARGEST, symbolRadius(zoomNow(), tier, kind) || LARGEST);
      const quiet = tier === 2 && radius < 5.4;
      drawSymbol(context, own, width / 2, height / 2, radius, ground, { quiet });
    },
    22,
    19,
  );
const eventSample = (kind) =>
  sample(
    (context, width, height, ground) => drawEvent(context, kind, width / 2, height / 2, 6, ground),
    22,
    16,
  );

// The mode that shows a status: any on land, else the one that has it, for its dots tell it otherwise.
const patternOf = (runs, statusId) => {
  const modes = runs.filter((run) => run.status === statusId).map((run) => run.leg.mode);
  return !modes.length || modes.some((mode) => !modeOf(mode).dash.length) ? "rail" : modes[0];
};

export { eventSample, hubSample, ink, lineSample, patternOf, sample };
