// Symbols and names, placed so that none covers another.
import { resampled } from "../core/lines.js";
import { Room } from "../core/room.js";
import { scene } from "../data.js";
import { inFocus, state } from "../model/state.js";
import { theme } from "../model/theme.js";
import { putCountries } from "./country_names.js";
import { putLineNames } from "./line_names.js";
import { putLeast } from "./loads.js";
import { gapLabels, overlayNames, overlayPoints } from "./overlays.js";
import { putCities, putHubNames, standsAlone, symbolsIn } from "./places.js";
import { widthAt } from "./stroke.js";
import { drawSymbols, putEvents } from "./symbols.js";

const CROWD = 4;

// The room that the lines themselves take.
const lineRoom = (traced, width) => {
  const room = new Room();
  traced.forEach(({ run, lines }) =>
    lines.forEach((line) =>
      resampled(line.x, line.y, 6).forEach(([x, y]) =>
        room.take([x - width / 2, y - width / 2, x + width / 2, y + width / 2], run.corridor),
      ),
    ),
  );
  return room;
};

// Names keep clear of what stands over the map: legend, tools, captions.
const coverUp = (view, room) => (view.covers || []).forEach((box) => room.take(box));

// Corridors came to be called so at dates that nobody states here: a year of the past names none.
const isPast = ({ year }) => year !== null && year < Number((scene.verified || "0").slice(0, 4));

// Symbols and names in the order of their weight, in steps; returns what found room.
const putLabels = function* putLabels(context, view, traced, side) {
  const ground = scene.style.ground[theme()];
  const { zoom } = view;
  const room = new Room();
  const lines = lineRoom(traced, widthAt(zoom) + 1);
  const [loose, clear] = [
    { room, lines, view },
    { room, lines, view, clear: true },
  ];
  coverUp(view, room);
  const kept = symbolsIn(view, room, side);
  const events = putEvents(context, view, room, ground, side, kept);
  const extras = overlayPoints(context, view, room, ground);
  drawSymbols(
    context,
    kept.filter((item) => standsAlone(item, view)),
    ground,
  );
  yield;
  const named = new Set();
  const hubNames = (rooms, wanted) => {
    const open = (item) => !named.has(item) && wanted(item);
    putHubNames(context, view, rooms, kept, ground, open).forEach((item) => named.add(item));
  };
  const cities = (wanted) => putCities(context, view, clear, kept, named, ground, wanted);
  putLeast(context, view, loose, ground);
  overlayNames(context, view, loose, extras, ground);
  gapLabels(context, view, loose, ground);
  hubNames(loose, (item) => item.chosen || item.tier === 0);
  yield;
  if (!isPast(side)) putLineNames(context, view, room, lines, traced, ground);
  yield;
  // The places of what is shown before those beside it: towns at every scale, all others close by.
  const shown = traced.filter(({ run }) => inFocus(run));
  const crowded = new Set(shown.map(({ run }) => run.corridor)).size > CROWD;
  const near = zoom >= 4.9 || Boolean(state.focus);
  hubNames(
    near ? loose : { ...loose, spare: crowded ? 5 : 2 },
    (item) => item.tier === 1 && item.town <= (crowded && !near ? 1 : 2),
  );
  hubNames(
    near ? loose : { ...clear, wide: true, spare: 3 },
    (item) => item.tier === 1 && (near || !crowded),
  );
  yield;
  putCountries(context, view, loose, ground);
  cities(([, , , rank, capital]) => rank <= 1 && (capital || zoom > 4) && zoom >= 3.4);
  cities(([, , , rank]) => rank > 1 && zoom >= rank + 2.6);
  hubNames({ ...clear, wide: true }, (item) => item.tier === 2 && zoom >= 6.6);
  const late = kept.filter((item) => !standsAlone(item, view) && named.has(item));
  drawSymbols(context, late, ground);
  const drawn = kept.filter((item) => standsAlone(item, view) || named.has(item));
  return {
    hubs: drawn.filter((item) => item.index !== undefined),
    stations: drawn.filter((item) => item.index === undefined),
    events,
    extras,
    named: [...named],
  };
};

export { putLabels };
