// The side panel (layers, search, sources) and the legend that follows it.
import { scene } from "../data.js";
import { overlayRows } from "../draw/overlays.js";
import { el } from "../model/dom.js";
import { allRuns, onChange, state } from "../model/state.js";
import { familyColour } from "../model/theme.js";
import { word } from "../model/words.js";
import { eventSample, hubSample, ink, lineSample, patternOf, sample } from "./samples.js";

const legendRow = (mark, name) => el("li", {}, mark, el("span", {}, name));
const legend = () => {
  const body = el("div", { class: "legend-body" });
  const compact = window.matchMedia("(max-width: 760px), (max-height: 560px)").matches;
  const node = el(
    "details",
    { class: "legend", open: !compact },
    el("summary", {}, word("legend")),
    body,
  );
  const refill = () => {
    const runs = allRuns();
    const legs = new Set(runs.map((run) => run.index));
    const has = (test) => runs.some(test);
    const groups = [
      [
        ...scene.style.families.map(
          (family, i) =>
            has((run) => scene.corridors[run.corridor].f === i) &&
            legendRow(
              lineSample(() => familyColour(i)),
              word(family.id),
            ),
        ),
      ],
      [
        ...scene.style.modes.map(
          (mode) =>
            has((run) => run.leg.mode === mode.id) &&
            legendRow(lineSample(ink, mode.id), word(mode.id)),
        ),
      ],
      scene.style.statuses.map(
        (status) =>
          status.id !== "operating" &&
          has((run) => run.status === status.id) &&
          legendRow(lineSample(ink, patternOf(runs, status), status.id), word(status.id)),
      ),
      [
        ...scene.style.hubKinds.map(
          (kind) =>
            state.hubKinds.has(kind.id) &&
            scene.hubs.some((hub) => hub.kind === kind.id) &&
            legendRow(hubSample(kind.id), word(kind.id)),
        ),
        ...["break_of_gauge", "border", "mode_change"].map(
          (kind) =>
            state.events.has(kind) &&
            scene.events.some((event) => event.kind === kind && legs.has(event.leg)) &&
            legendRow(eventSample(kind), word(kind)),
        ),
      ],
      overlayRows().map(([draw, name]) => legendRow(sample(draw, 34, 16), name)),
    ]
      .map((rows) => rows.filter(Boolean))
      .filter((rows) => rows.length);
    body.replaceChildren(
      ...(groups.length
        ? groups.map((rows) => el("ul", { class: rows.length > 6 ? "many" : null }, rows))
        : [el("p", {}, word("nothing"))]),
    );
  };
  onChange(refill);
  refill();
  return node;
};

export { legend };
