// How a line of a mode and a status is drawn, on the map and in its legend.
import { scene } from "../data.js";

const widthAt = (zoom) => Math.max(1.9, Math.min(5.4, 2.15 + (zoom - 3) * 0.55));
const mix = (from, to, share) => {
  const [p, q] = [from, to].map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  return `rgb(${p.map((value, i) => Math.round(value + (q[i] - value) * share)).join(",")})`;
};

// One drawing of a style for the map, its legend and its panel.
const strokeLine = (context, path, { colour, mode, status }, width, ground) => {
  const own = width * mode.width;
  const broken = scene.style.dashes[mode.id];
  const dash = ((broken && broken[status.id]) || (mode.dash.length ? mode.dash : status.dash)).map(
    (part) => part * width,
  );
  const round = mode.dash.length > 0;
  context.lineCap = round ? "round" : "butt";
  context.setLineDash(dash);
  context.lineWidth = own;
  context.strokeStyle = status.grey ? ground.grey : mix(colour, ground.land, status.tint);
  context.stroke(path);
  if (mode.hollow) {
    context.setLineDash([]);
    context.strokeStyle = ground.casing;
    context.lineWidth = own * 0.36;
    context.stroke(path);
  }
  if (status.grey) {
    context.lineCap = "butt";
    context.strokeStyle = colour;
    context.lineWidth = own * 1.5;
    context.setLineDash(
      status.id === "closed" ? [width * 0.5, width * 4.5] : [width * 0.5, width * 2.1],
    );
    context.stroke(path);
  }
};

export { mix, strokeLine, widthAt };
