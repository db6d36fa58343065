// Days and dollars along the main route of a corridor: the chart of its ledger, and what it rests on.
import { ledgerChart } from "../cards/ledger_chart.js";
import { daysRange, daysText, qualityBar, usdRange, usdText } from "../cards/ledger_words.js";
import { QUALITIES, sharesOf, sumOf } from "../core/ledger.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { saveButton } from "../model/save.js";
import { country, word } from "../model/words.js";
import { block } from "./blocks.js";
import { headline, mainOf } from "./facts.js";

const figureOf = (cells) =>
  cells && { low: cells[0], mode: cells[1], high: cells[2], quality: QUALITIES[cells[3]] };
const MODES = ["rail", "road", "sea"];
// The lines of a ledger as its chart takes them.
const linesOf = ({ lines }) =>
  lines.map(([what, place, code, at, km, hours, usd]) => ({
    kind: MODES.includes(what) ? "leg" : "stop",
    what,
    place: place || country(code),
    at,
    km,
    hours: figureOf(hours),
    usd: figureOf(usd),
  }));

// The ledger is that of the main route: other routes have none on the page.
const ledgerBlock = (corridor, route) => {
  const { ledger } = scene.corridors[corridor];
  if (!ledger || route === null || route !== mainOf(corridor)) return null;
  const lines = linesOf(ledger);
  const chart = ledgerChart([lines], headline(corridor, route), (line) => line.place);
  const [hours, usd] = [sumOf(lines, "hours"), sumOf(lines, "usd")];
  return block(
    word("led_title"),
    el(
      "p",
      { class: "led-sums" },
      [
        `${daysText(hours.mode)} (${daysRange(hours)})`,
        `${usdText(usd.mode)} (${usdRange(usd)})`,
      ].join(" \u00b7 "),
    ),
    chart,
    qualityBar(sharesOf(lines, "hours")),
    el("p", { class: "led-said" }, word("led_about", ledger.shipped, ledger.year)),
    saveButton(chart, `${scene.corridors[corridor].id}.days-and-dollars.svg`),
  );
};

export { ledgerBlock };
