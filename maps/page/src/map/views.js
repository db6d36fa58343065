// The Leaflet maps of the page, what is painted on them, and what stands over them.
import { turned, worldX, worldY } from "../core/codec.js";
import { scene } from "../data.js";
import { Canvas } from "../draw/canvas.js";
import { groundPainter } from "../draw/ground.js";
import { paintSteps } from "../draw/painter.js";

const views = [];
/** What holds the maps and what stands over them. */
let holder = null;
const field = () => holder;
const setField = (node) => {
  holder = node;
};

const PANES = { "atlas-ground": 150, "atlas-lines": 390 };
const crosses = scene.seam > -180;
// The view ends where the ground ends, or what is drawn.
const ends = crosses ? [scene.seam, scene.seam + 360] : [-60, 215];
const sheet = (edge) =>
  L.latLngBounds([
    [Math.min(edge, 0), ends[0]],
    [83, ends[1]],
  ]);
// On a map across 180 degrees, what Folium's children say of the far side lies there too; Leaflet
// itself asks for -180 where it counts its tiles.
const crs = L.extend({}, L.CRS.EPSG3857, {
  latLngToPoint: ({ lat, lng }, zoom) =>
    L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lng === -180 ? lng : turned(lng)), zoom),
});
const south = Math.max(
  -60,
  Math.min(
    ...[scene.ground && scene.ground.window, scene.bounds].filter(Boolean).map((box) => box[1]),
  ) - 2,
);
const MAP_OPTIONS = {
  ...(crosses ? { crs } : {}),
  zoomControl: false,
  attributionControl: false,
  zoomSnap: 0.25,
  zoomDelta: 0.75,
  minZoom: 1,
  // No shape has more points than at the last of its levels.
  maxZoom: scene.levelZooms[scene.levelZooms.length - 1],
  wheelPxPerZoomLevel: 110,
  worldCopyJump: false,
  maxBounds: sheet(south),
  maxBoundsViscosity: 0.8,
};
// The least zoom at which the ground fills a map.
const fillZoom = ({ x, y }) => {
  const box = scene.ground && scene.ground.window;
  if (!box || !x || !y) return 1;
  const [west, low, east, high] = box;
  const across = Math.max(
    x / (worldX(east) - worldX(west)),
    y / (worldY(Math.max(low, -60)) - worldY(high)),
  );
  return Math.ceil(Math.log2(across) * 4) / 4;
};
const NOTHING = { traced: [], arcs: [], hubs: [], events: [], extras: [], view: null };
const mainView = () => views[0];

// What stands over a map, in the pixels of its canvas.
const covers = (view, frame) => {
  const home = view.holder.getBoundingClientRect();
  return [...field().querySelectorAll(".legend,.tools,.phone-bar,.side-name,.story-year")]
    .map((node) => node.getBoundingClientRect())
    .filter(
      (box) =>
        box.width &&
        box.right > home.left &&
        box.left < home.right &&
        box.bottom > home.top &&
        box.top < home.bottom,
    )
    .map((box) => [
      box.left - home.left + frame.inset.x - 4,
      box.top - home.top + frame.inset.y - 4,
      box.right - home.left + frame.inset.x + 4,
      box.bottom - home.top + frame.inset.y + 4,
    ]);
};

let groundPaint = null;
const groundOf = () => groundPaint;
const paintOn = (view) => {
  groundPaint = groundPaint || groundPainter();
  // What is still to be painted of the last frame; a frame that is painted anew drops it.
  let rest = null;
  let slowly = true;
  const go = () => {
    const { done, value } = rest.next();
    if (done) {
      [view.last, rest] = [value, null];
      lines.show(true);
    }
    return !done;
  };
  const over = (context, frame) => {
    rest = paintSteps(context, { ...frame, covers: covers(view, frame) }, view.side);
    // A canvas that is seen is copied to the screen after every step.
    if (slowly) lines.show(false);
    else while (rest) go();
  };
  const [ground, lines] = [
    new Canvas(groundPaint, "atlas-ground"),
    new Canvas(over, "atlas-lines"),
  ];
  view.canvases = [ground, lines];
  // Tasks for the caller: each is asked again as long as it says that there is more to do.
  return [
    () => void ground.addTo(view.map),
    () => void lines.addTo(view.map),
    () => {
      slowly = false;
      return Boolean(rest) && go();
    },
  ];
};
const paintNow = (view) =>
  paintOn(view).forEach((task) => {
    while (task());
  });

// Who follows the zoom of the page's map: samples of symbols. Told once a zoom has ended, and only
// where symbols change; what has left the page is forgotten.
let followers = [];
const onZoom = (listen, node) => followers.push({ listen, node });
const zoomNow = () => (mainView() && mainView().map._loaded ? mainView().map.getZoom() : 3);
const SYMBOLS_CHANGE = [3.9, 4.4, 5, 5.6, 6, 6.8, 7, 8.6];
const stepOf = (zoom) => SYMBOLS_CHANGE.filter((one) => zoom >= one).length;
const followZoom = (view) => {
  let step = null;
  view.map.on("zoomend", () => {
    const now = stepOf(view.map.getZoom());
    if (now === step) return;
    step = now;
    followers = followers.filter(({ node }) => node.isConnected);
    followers.forEach(({ listen }) => listen());
  });
};

const redraw = (from) =>
  views.forEach((view) => view.canvases.slice(from).forEach((canvas) => canvas.redraw()));
// Leaflet would pan a map of a new size back into its bounds, over whatever view comes next.
const resized = () =>
  views.forEach(({ map }) => {
    map._enforcingBounds = true;
    map.invalidateSize({ animate: false, pan: false });
    map._enforcingBounds = false;
    map.options.minZoom = Math.max(1, fillZoom(map.getSize()));
  });

export {
  setField,
  MAP_OPTIONS,
  NOTHING,
  PANES,
  covers,
  field,
  followZoom,
  groundOf,
  mainView,
  onZoom,
  paintNow,
  paintOn,
  redraw,
  resized,
  sheet,
  south,
  views,
  zoomNow,
};
