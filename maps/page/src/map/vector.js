// What painters of a canvas paint, written as SVG instead.

const escaped = (text) =>
  String(text).replace(/[&<>"]/g, (char) => `&#${String(char.codePointAt(0))};`);
const short = (value) => String(Math.round(value * 100) / 100);

// A path that remembers its steps.
class Track extends Path2D {
  constructor(steps = "") {
    super(steps);
    this.d = typeof steps === "string" ? steps : "";
  }

  step(letter, ...values) {
    this.d += letter + values.map(short).join(" ");
  }

  moveTo(x, y) {
    this.step("M", x, y);
  }

  lineTo(x, y) {
    this.step(this.d ? "L" : "M", x, y);
  }

  closePath() {
    this.d += "Z";
  }

  rect(x, y, width, height) {
    this.step("M", x, y);
    this.d += `h${short(width)}v${short(height)}h${short(-width)}Z`;
  }

  // Painters draw whole circles.
  arc(x, y, radius) {
    const half = `a${short(radius)} ${short(radius)} 0 1 0 `;
    this.step("M", x - radius, y);
    this.d += `${half}${short(2 * radius)} 0${half}${short(-2 * radius)} 0`;
  }
}

const PLAIN = {
  matrix: [1, 0, 0, 1, 0, 0],
  fillStyle: "#000",
  strokeStyle: "#000",
  globalAlpha: 1,
  lineWidth: 1,
  lineCap: "butt",
  lineJoin: "miter",
  font: "10px sans-serif",
  letterSpacing: "0px",
  textAlign: "left",
  textBaseline: "alphabetic",
  dash: [],
};
const ANCHORS = { center: "middle", right: "end", left: "start", start: "start", end: "end" };
const BASELINES = { middle: "central", alphabetic: "alphabetic", top: "hanging" };

/** @type {(one: number[], other: number[]) => number[]} */
const times = (one, other) => {
  const [a, b, c, d, e, f] = one;
  const [g, h, i, j, k, l] = other;
  return [
    a * g + c * h,
    b * g + d * h,
    a * i + c * j,
    b * i + d * j,
    a * k + c * l + e,
    b * k + d * l + f,
  ];
};

// As much of a canvas's context as the painters of the map use.
class Vector {
  constructor() {
    this.matrix = PLAIN.matrix;
    /** @type {any} a colour, or a gradient of this context */
    this.fillStyle = PLAIN.fillStyle;
    this.strokeStyle = PLAIN.strokeStyle;
    this.globalAlpha = PLAIN.globalAlpha;
    this.lineWidth = PLAIN.lineWidth;
    this.lineCap = PLAIN.lineCap;
    this.lineJoin = PLAIN.lineJoin;
    this.font = PLAIN.font;
    this.letterSpacing = PLAIN.letterSpacing;
    this.textAlign = PLAIN.textAlign;
    this.textBaseline = PLAIN.textBaseline;
    this.dash = PLAIN.dash;
    this.isVector = true;
    this.kept = [];
    this.out = [];
    this.gradients = [];
    this.track = new Track();
    this.ruler = document.createElement("canvas").getContext("2d");
  }

  save() {
    this.kept.push(Object.fromEntries(Object.keys(PLAIN).map((key) => [key, this[key]])));
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  setTransform(...matrix) {
    this.matrix = matrix;
  }

  getTransform() {
    const [a, b, c, d, e, f] = this.matrix;
    return { a, b, c, d, e, f };
  }

  translate(x, y) {
    this.matrix = times(this.matrix, [1, 0, 0, 1, x, y]);
  }

  scale(x, y) {
    this.matrix = times(this.matrix, [x, 0, 0, y, 0, 0]);
  }

  rotate(angle) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.matrix = times(this.matrix, [cos, sin, -sin, cos, 0, 0]);
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  beginPath() {
    this.track = new Track();
  }

  moveTo(x, y) {
    this.track.moveTo(x, y);
  }

  lineTo(x, y) {
    this.track.lineTo(x, y);
  }

  arc(x, y, radius) {
    this.track.arc(x, y, radius);
  }

  closePath() {
    this.track.closePath();
  }

  clearRect() {}

  put(name, attributes, text = "") {
    const matrix = this.matrix.map(short).join(" ");
    const all = { ...attributes, transform: matrix === "1 0 0 1 0 0" ? null : `matrix(${matrix})` };
    if (this.globalAlpha < 1) all.opacity = short(this.globalAlpha);
    const told = Object.entries(all)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => ` ${key}="${escaped(value)}"`);
    this.out.push(`<${name}${told.join("")}${text ? `>${escaped(text)}</${name}>` : "/>"}`);
  }

  pen() {
    return {
      fill: "none",
      stroke: this.strokeStyle,
      "stroke-width": short(this.lineWidth),
      "stroke-linejoin": this.lineJoin,
      "stroke-linecap": this.lineCap,
      "stroke-dasharray": this.dash.length ? this.dash.map(short).join(" ") : null,
    };
  }

  stroke(path = this.track) {
    if (path.d) this.put("path", { d: path.d, ...this.pen() });
  }

  fill(path = this.track, rule = "nonzero") {
    if (path.d) this.put("path", { d: path.d, fill: this.ink(), "fill-rule": rule });
  }

  fillRect(x, y, width, height) {
    const box = { x: short(x), y: short(y), width: short(width), height: short(height) };
    this.put("rect", { ...box, fill: this.ink() });
  }

  ink() {
    return typeof this.fillStyle === "string" ? this.fillStyle : `url(#${this.fillStyle.id})`;
  }

  createLinearGradient(...ends) {
    const gradient = { id: `g${this.gradients.length}`, ends, stops: [] };
    this.gradients.push(gradient);
    return {
      ...gradient,
      addColorStop: (at, colour) => gradient.stops.push([at, colour]),
    };
  }

  measureText(text) {
    this.ruler.font = this.font;
    this.ruler.letterSpacing = this.letterSpacing;
    return this.ruler.measureText(text);
  }

  write(text, x, y, ink, most = Infinity) {
    const place = { x: short(x), y: short(y), ...ink };
    if (most < Infinity && this.measureText(text).width > most)
      Object.assign(place, { textLength: short(most), lengthAdjust: "spacingAndGlyphs" });
    const spacing = this.letterSpacing === "0px" ? "" : `;letter-spacing:${this.letterSpacing}`;
    place["text-anchor"] = ANCHORS[this.textAlign];
    place["dominant-baseline"] = BASELINES[this.textBaseline];
    place.style = `font:${this.font}${spacing}`;
    this.put("text", place, text);
  }

  fillText(text, x, y, most) {
    this.write(text, x, y, { fill: this.ink() }, most);
  }

  strokeText(text, x, y) {
    this.write(text, x, y, this.pen());
  }

  // What is drawn within lies pale over what is there, as one.
  pale(alpha, draw) {
    this.globalAlpha = 1;
    this.out.push(`<g opacity="${short(alpha)}">`);
    draw(this);
    this.out.push("</g>");
  }

  defs() {
    return this.gradients.map(({ id, ends: [x1, y1, x2, y2], stops }) => {
      const own = stops.map(([at, colour]) => {
        const clear = colour.length === 9 ? parseInt(colour.slice(7), 16) / 255 : 1;
        return `<stop offset="${at}" stop-color="${colour.slice(0, 7)}" stop-opacity="${clear}"/>`;
      });
      const line = `x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"`;
      const head = `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" ${line}>`;
      return `${head}${own.join("")}</linearGradient>`;
    });
  }
}

// The text of an SVG of a size; its paths are tracked while it is painted.
const vectorOf = ([width, height], name, paint) => {
  const context = new Vector();
  const native = window.Path2D;
  window.Path2D = Track;
  try {
    paint(context);
  } finally {
    window.Path2D = native;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(name)}</title>`,
    `<defs>${context.defs().join("")}</defs>`,
    ...context.out,
    "</svg>\n",
  ].join("\n");
};

export { vectorOf };
