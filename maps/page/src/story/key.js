// The key of a step: what is drawn that it turns on.
import { scene } from "../data.js";
import { overlayRows } from "../draw/overlays.js";
import { el } from "../model/dom.js";
import { EVENT_KINDS, sides, state, visible } from "../model/state.js";
import { colour, familyColour } from "../model/theme.js";
import { word } from "../model/words.js";
import { eventSample, hubSample, lineSample, patternOf, sample } from "../parts/samples.js";

// What is drawn that a step turns on, each with a sample; `drawn` holds the hubs and events painted.
const GLYPH = 5.4;
const onStrip = (step, kind) =>
  step.strip !== null && scene.strips[step.strip].events.some((event) => event[1] === kind);
const alone = (name) =>
  scene.overlays.reduce(
    (found, layer) =>
      found.startsWith(`${layer.name}: `) ? found.slice(layer.name.length + 2) : found,
    name,
  );
const keyRows = (groups, step, drawn) => {
  const { runs } = visible(sides[0]);
  const legs = new Set(runs.map((run) => run.index));
  const tone = step.lit === null ? (ground) => ground.hub : () => colour(step.lit);
  const { families, modes, statuses, hubKinds } = scene.style;
  const used = new Set(runs.map((run) => run.status));
  const rows = {
    families: () =>
      families.flatMap((family, i) =>
        runs.some((run) => scene.corridors[run.corridor].f === i)
          ? [[lineSample(() => familyColour(i)), family.id]]
          : [],
      ),
    modes: () =>
      modes
        .filter((mode) => runs.some((run) => run.leg.mode === mode.id))
        .map((mode) => [lineSample(tone, mode.id), mode.id]),
    statuses: () =>
      used.size === 1 && used.has("operating")
        ? []
        : statuses
            .filter((status) => used.has(status.id))
            .map((status) => [lineSample(tone, patternOf(runs, status.id), status.id), status.id]),
    events: () =>
      EVENT_KINDS.filter(
        (kind) =>
          (kind === "break_of_gauge" && onStrip(step, kind)) ||
          (state.events.has(kind) &&
            drawn.events.some(({ event }) => event.kind === kind && legs.has(event.leg))),
      ).map((kind) => [eventSample(kind), kind]),
    // Small symbols are drawn as dots, which tell no kind.
    hubs: () =>
      hubKinds
        .filter((kind) =>
          drawn.hubs.some(
            ({ index, radius }) =>
              (radius >= GLYPH || kind.id === "city") && scene.hubs[index].kind === kind.id,
          ),
        )
        .map((kind) => [hubSample(kind.id), kind.id]),
    overlays: () => overlayRows().map(([draw, name]) => [sample(draw, 34, 16), alone(name)]),
  };
  return groups
    .flatMap((group) => rows[group]())
    .map(([mark, name]) => el("li", {}, mark, el("span", {}, word(name))));
};
const KEY = ["families", "modes", "statuses", "events", "hubs", "overlays"];

export { KEY, keyRows };
