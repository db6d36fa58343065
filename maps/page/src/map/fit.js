// What part of the world a map shows.
import { lonLat, turned, worldX, worldY } from "../core/codec.js";
import { bare } from "../core/signed.js";
import { scene } from "../data.js";
import { legArcs, stations } from "../model/arcs.js";
import { one } from "../model/dom.js";
import { visible } from "../model/state.js";
import { covers, mainView, resized, sheet, south } from "./views.js";

const legBounds = (numbers) => {
  const bounds = L.latLngBounds([]);
  const inverse = (x, y) => L.latLng(lonLat(x, y)[1], lonLat(x, y)[0]);
  numbers.forEach((index) =>
    scene.legs[index].parts.flat().forEach((signed) => {
      const box = arcBox(bare(signed));
      bounds.extend(inverse(box[0], box[1])).extend(inverse(box[2], box[3]));
    }),
  );
  return bounds;
};
const arcBox = (index) => legArcs()[index].box;

// Rooms to leave at the edges, the narrower ones first: for names, then for what stands over the map.
const paddings = () => {
  const size = mainView().map.getSize();
  const wide = size.x > 560;
  const told = one(".story-on");
  const legend = one(".legend");
  const [left, right, plain] = wide ? [56, 56, 40] : [26, 26, 30];
  const tools = one(".tools");
  const key = Math.min(legend ? legend.offsetHeight : 0, size.y / 3);
  return [plain, plain + key].flatMap((bottom) =>
    [right, right + (tools ? tools.offsetWidth : 0)].map((beside) => ({
      paddingTopLeft: [left, wide || told ? plain + 4 : 72],
      paddingBottomRight: [beside, bottom],
    })),
  );
};
// How many of the places in the box, and how many of all shown, a view would leave behind the
// legend and the tools.
const hiddenPlaces = ({ center, zoom }, places, boxes) => {
  const { map } = mainView();
  const scale = 2 ** zoom;
  const shift = map.project(center, zoom).subtract(map.getSize().divideBy(2));
  const behind = places.filter((place) => {
    const [x, y] = [place.x * scale - shift.x, place.y * scale - shift.y];
    return boxes.some(
      (box) => x > box[0] - 12 && x < box[2] + 12 && y > box[1] - 12 && y < box[3] + 12,
    );
  });
  return { lost: behind.filter(({ inside }) => inside).length, all: behind.length };
};
// The places that end legs, in pixels of the world, and whether they lie in a box.
const placesOf = (bounds) => {
  const { tiers } = visible(mainView().side);
  return [...scene.hubs, ...stations()]
    .filter(({ id }) => tiers.has(id))
    .map(({ at: [lon, lat] }) => ({
      x: worldX(lon),
      y: worldY(lat),
      inside: bounds.contains([lat, turned(lon)]),
    }));
};
// The closest view of a box that hides none of its places.
const fit = (bounds, extra = {}) => {
  if (!bounds.isValid()) return;
  const { map } = mainView();
  const places = placesOf(bounds);
  const boxes = covers(mainView(), { inset: { x: 0, y: 0 } });
  const found = paddings()
    .map((padding) => ({ maxZoom: 9, ...padding, ...extra }))
    .flatMap((asked) => {
      const free = map._getBoundsCenterZoom(bounds, asked);
      const held = { ...free, center: map._limitCenter(free.center, free.zoom, sheet(south)) };
      return [held, free].map((view) => ({
        view,
        ...hiddenPlaces(view, places, boxes),
        held: view === held ? 0 : 1,
      }));
    })
    .sort(
      (p, q) => p.lost - q.lost || p.held - q.held || q.view.zoom - p.view.zoom || p.all - q.all,
    )[0];
  // Only where a place would else hide behind the legend may the view go beyond the ground.
  const { center, zoom } = found.view;
  const foot = map.unproject(map.project(center, zoom).add([0, map.getSize().y / 2]), zoom).lat;
  map.options.maxBounds = sheet(Math.min(south, foot));
  map.setView(center, zoom, { ...extra });
};
// The part of the map that nothing stands over, as the room to leave at its edges.
const MARGIN = 22;
const freeRoom = () => {
  const size = mainView().map.getSize();
  const heights = [".phone-bar", ".side-name"].map((name) => one(name)?.offsetHeight ?? 0);
  const tools = one(".tools");
  const legend = one(".legend");
  const below = legend && legend.offsetHeight < size.y / 3 ? legend.offsetHeight : 0;
  return {
    paddingTopLeft: L.point(MARGIN, MARGIN + Math.max(...heights, 0)),
    paddingBottomRight: L.point(
      MARGIN + (tools ? tools.offsetWidth + 12 : 0),
      MARGIN + (below ? below + 12 : 0),
    ),
  };
};
// What is chosen is shown whole, even where the ground then ends before the screen does.
const anyZoom = (map, run) => {
  const least = map.options.minZoom;
  map.options.minZoom = 1;
  run();
  map.options.minZoom = least;
};
// The closest view of a box that lies wholly in the free part of the map.
const fitWhole = (bounds) => {
  if (!bounds.isValid()) return;
  const { map } = mainView();
  anyZoom(map, () => fitFreely(map, bounds));
  // Close by the line below the map says more, which takes room from the map of a phone.
  const { y } = map.getSize();
  resized();
  if (map.getSize().y !== y) anyZoom(map, () => fitFreely(map, bounds));
};
const fitFreely = (map, bounds) => {
  const view = map._getBoundsCenterZoom(bounds, { maxZoom: 9, ...freeRoom() });
  const half = map.getSize().divideBy(2);
  const middle = map.project(view.center, view.zoom);
  const corners = [middle.subtract(half), middle.add(half)];
  const held = corners.map((corner) => map.unproject(corner, view.zoom));
  map.options.maxBounds = sheet(south).extend(held[0]).extend(held[1]);
  map.setView(view.center, view.zoom, { animate: false });
};
const boxBounds = ([west, low, east, high]) =>
  L.latLngBounds([
    [low, west],
    [high, east],
  ]);
// The whole of it; on a tall screen, where a wide network is a strip between two seas, the core
// fills the screen first, and a second press of the button shows the whole: but the whole of a few
// corridors is never cut.
const MANY = 4;
let whole = false;
const showWhole = (animate) =>
  fit(boxBounds(scene.bounds || [20, 5, 130, 62]), { animate, maxZoom: 8 });
const showCore = (animate) => {
  const { map } = mainView();
  const core = boxBounds(scene.core);
  const zoom = Math.min(8, map.getBoundsZoom(core, false, L.point(20, 20)));
  map.setView(core.getCenter(), zoom, { animate });
};
const fitHome = (animate = true) => {
  const { map } = mainView();
  const size = map.getSize();
  const tall = scene.core && size.y > size.x * 1.15;
  const coreFirst = tall && scene.corridors.length > MANY;
  whole = !tall || !whole;
  anyZoom(map, () => (whole === Boolean(coreFirst) && tall ? showCore : showWhole)(animate));
};

export { boxBounds, fit, fitHome, fitWhole, legBounds };
