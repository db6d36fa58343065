// Copying what is shown: the address of the view, and the map as a picture.
import { scene } from "../data.js";
import { credits } from "../map/credits.js";
import { paintScreen, picture } from "../map/picture.js";
import { vectorOf } from "../map/vector.js";
import { mainView } from "../map/views.js";
import { el } from "../model/dom.js";
import { save, saveChart } from "../model/save.js";
import { state } from "../model/state.js";
import { setOnPaper } from "../model/theme.js";
import { day, word } from "../model/words.js";
import { titleFound } from "./findings.js";

const SHARP = 2;
const [HEAD, FOOT, EDGE] = [46, 22, 14];

const titleNow = () => {
  const { page } = state;
  if (!page) return scene.title;
  const found = page.route === null ? titleFound(page.corridor) : null;
  const { name } = scene.corridors[page.corridor];
  return found ? `${name}: ${found[0]}` : name;
};

// Where a picture comes from: whose data it shows, and of when.
const sourceLine = () =>
  [scene.title, scene.verified && word("verified", day(scene.verified)), ...credits()]
    .filter(Boolean)
    .join(" \u00b7 ");

// The part of the world that the screen shows, on a light ground, with title and sources.
const canvasNow = () => {
  const { map } = mainView();
  const size = map.getSize();
  const box = map.getBounds();
  setOnPaper(true);
  const { canvas } = picture(
    [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()],
    [size.x, size.y],
    { ratio: SHARP, room: [1, 1] },
  );
  setOnPaper(false);
  const whole = el("canvas", {});
  whole.width = canvas.width;
  whole.height = canvas.height + (HEAD + FOOT) * SHARP;
  const context = whole.getContext("2d");
  context.drawImage(canvas, 0, HEAD * SHARP);
  context.scale(SHARP, SHARP);
  frameOf(context, size, getComputedStyle(document.body).fontFamily);
  return whole;
};

const INKS = { paper: "#ffffff", title: "#1c2630", source: "#56626e" };
// Title and sources on paper of their own, above and below the picture.
const frameOf = (context, { x, y }, font) => {
  context.fillStyle = INKS.paper;
  context.fillRect(0, 0, x, HEAD);
  context.fillRect(0, HEAD + y, x, FOOT);
  context.fillStyle = INKS.title;
  context.font = `650 20px ${font}`;
  context.fillText(titleNow(), EDGE, 30, x - 2 * EDGE);
  context.fillStyle = INKS.source;
  context.font = `10.5px ${font}`;
  context.fillText(sourceLine(), EDGE, HEAD + y + 15, x - 2 * EDGE);
};

// The same as lines and letters, which stay sharp at any size.
const vectorNow = () => {
  const { map } = mainView();
  const size = map.getSize();
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const font = getComputedStyle(document.body).fontFamily;
  setOnPaper(true);
  const text = vectorOf([size.x, size.y + HEAD + FOOT], titleNow(), (context) => {
    paintScreen(context, box, [size.x, size.y], HEAD);
    frameOf(context, size, font);
  });
  setOnPaper(false);
  return text;
};

const fileName = (kind) => {
  const { page } = state;
  return `${page ? scene.corridors[page.corridor].id : "corridors"}.${kind}`;
};

const blobOf = (canvas) => new Promise((done) => canvas.toBlob(done, "image/png"));
// To the clipboard; where that is not allowed, as on a page from disk, to a file.
const copyPicture = async () => {
  const blob = await blobOf(canvasNow());
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
    return word("copied");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    save(blob, fileName("png"));
    return word("saved");
  }
};
const copyLink = async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    return word("copied");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return location.href;
  }
};

const saveMap = () => {
  save(new Blob([vectorNow()], { type: "image/svg+xml" }), fileName("svg"));
  return word("saved");
};

const button = (name, run, said) =>
  el(
    "button",
    {
      type: "button",
      onclick: async () => {
        said.textContent = (await run()) || "";
      },
    },
    word(name),
  );
// The row of buttons under a corridor's numbers.
const shareRow = () => {
  const said = el("span", { class: "share-said", role: "status" });
  const strip = () => {
    const svg = document.querySelector("#atlas-page svg.strip");
    if (svg) saveChart(svg, fileName("strip.svg"));
    return word("saved");
  };
  return el(
    "p",
    { class: "choose share" },
    button("copy_link", copyLink, said),
    button("copy_png", copyPicture, said),
    button("save_map_svg", saveMap, said),
    button("save_svg", strip, said),
    said,
  );
};

export { canvasNow, shareRow, vectorNow };
