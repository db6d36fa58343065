// What changed since 2015 on the legs of a corridor, and what was told of them before.
import { sourceMark } from "../cards/cards.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { day, word } from "../model/words.js";
import { block, firstRows, folded, legButton } from "./blocks.js";
import { changesSince, notesBefore } from "./facts.js";

const row = ({ leg, status, from, until, note, src, ahead }) =>
  el(
    "li",
    { class: ahead ? "ahead" : null },
    el("span", { class: "since-day" }, day(from)),
    el(
      "div",
      {},
      legButton(leg),
      ": ",
      ahead ? word("announced", word(status)) : word(status),
      until ? `, ${word("until", day(until))}` : "",
      sourceMark(src),
      note ? el("p", { class: "since-note" }, note) : null,
    ),
  );
const list = (rows) => el("ol", { class: "since" }, rows.map(row));

const FIRST = 8;
const sinceBlock = (legs) => {
  const rows = changesSince(legs);
  return rows.length ? block(word("since_2015"), firstRows(rows, FIRST, list)) : null;
};

// Notes of what holds now and is older, and of the legs themselves.
const notesBlock = (legs) => {
  const rows = [
    ...notesBefore(legs),
    ...legs
      .filter((leg) => scene.legs[leg].note)
      .map((leg) => ({
        leg,
        from: "",
        status: scene.legs[leg].status,
        note: scene.legs[leg].note,
        src: -1,
      })),
  ];
  return rows.length ? folded(word("notes"), list(rows)) : null;
};

export { notesBlock, sinceBlock };
