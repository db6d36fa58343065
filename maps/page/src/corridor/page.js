// The page of a corridor or a route, docked beside the map or under it.
import { bars, sourceLinks, sourceMark, swatch } from "../cards/cards.js";
import { openProfile } from "../cards/profile.js";
import { closePage, onPage, showCorridor, showRoute } from "../cards/select.js";
import { makeStrip } from "../cards/strip.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { familyColour } from "../model/theme.js";
import { country, day, km, number, share, titled, word } from "../model/words.js";
import { block, folded } from "./blocks.js";
import { headline, legsOf, mainOf, routesOf } from "./facts.js";
import { findingsBlock, titleFound } from "./findings.js";
import { gatesBlock } from "./gates.js";
import { ledgerBlock } from "./ledger.js";
import { shareRow } from "./share.js";
import { notesBlock, sinceBlock } from "./since.js";
import { toldOfLegs, trafficBlock, trafficNumber } from "./traffic.js";

let node = null;
let live = null;

const numeral = (value, name) =>
  el("div", { class: "numeral" }, el("strong", {}, value), el("span", {}, name));
const numbers = (corridor, index) => {
  const route = scene.routes[index];
  const used = route.km ? (route.now || 0) / route.km : 0;
  const traffic = trafficNumber(corridor);
  return el(
    "div",
    { class: "numerals" },
    numeral(km(route.km), word(route.main ? "main_route" : "length")),
    traffic ? numeral(traffic.value, traffic.name) : numeral("\u2013", word("no_traffic")),
    numeral(share(used), word("share_in_use")),
  );
};

const stripBlock = (index) => {
  if (!scene.strips[index]) return null;
  live = makeStrip(index);
  return block(
    word("along", km(scene.routes[index].km)),
    live.node,
    el(
      "button",
      { type: "button", class: "link", onclick: () => openProfile(index) },
      word("profile_wide"),
    ),
  );
};

const variantRow = (index, current) => {
  const route = scene.routes[index];
  const used = route.km ? (route.now || 0) / route.km : 0;
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: "link",
        "aria-current": index === current ? "true" : null,
        onclick: () => showRoute(index),
      },
      route.name,
    ),
    el("span", { class: "num" }, km(route.km)),
    el("span", { class: "num" }, share(used)),
  );
};
const variantsBlock = (corridor, current) => {
  const all = routesOf(corridor);
  if (all.length < 2) return null;
  return block(
    word("variants"),
    el(
      "ul",
      { class: "variants" },
      el(
        "li",
        { class: "variants-head", "aria-hidden": "true" },
        el("span", {}, ""),
        el("span", { class: "num" }, word("length")),
        el("span", { class: "num" }, word("share_in_use")),
      ),
      all.map((index) => variantRow(index, current)),
    ),
  );
};

const knowing = (route) =>
  folded(
    word("how"),
    route.pub === null ? null : el("p", {}, `${word("published")}: ${km(route.pub)}`),
    route.ratio === null ? null : el("p", {}, `${word("ratio")}: ${number(route.ratio, 3)}`),
    el(
      "p",
      {},
      `${word("borders")}: ${number(route.borders)}; ${word("breaks")}: ${number(route.breaks)}`,
    ),
    bars(route.by, country),
  );

const dated = () =>
  [
    scene.asOf && word("as_of", day(scene.asOf)),
    scene.verified && word("verified", day(scene.verified)),
  ]
    .filter(Boolean)
    .join(" \u00b7 ");

// The words over and under the title.
const head = (corridor, route) => {
  const { f, name } = scene.corridors[corridor];
  const back = el(
    "button",
    {
      type: "button",
      class: "page-back",
      onclick: () => (route === null ? closePage() : showCorridor(corridor)),
    },
    route === null ? word("all_corridors") : name,
  );
  const rule = el("div", { class: "page-rule", "aria-hidden": "true" });
  rule.style.background = familyColour(f);
  return el("div", { class: "page-head" }, back, rule);
};

// What was found leads a corridor's page; the way from end to end stands under it, and leads a
// route's own.
const LONG = 84;
const titles = (corridor, route, index) => {
  const found = route === null && titleFound(corridor);
  const way = index === null ? scene.corridors[corridor].name : headline(corridor, index);
  const under = [found ? way : scene.routes[index ?? -1]?.name, dated()].filter(Boolean);
  return [
    el(
      "h2",
      { class: found && found[0].length > LONG ? "long" : null },
      found ? titled(found[0]) : way,
      found ? found[1].slice(0, 2).map(sourceMark) : null,
    ),
    el("p", { class: "page-under" }, under.join(" \u00b7 ")),
  ];
};

const content = ({ corridor, route }) => {
  const index = route ?? mainOf(corridor);
  const legs = legsOf(corridor, route);
  const { name, about } = scene.corridors[corridor];
  const own = index === null ? null : scene.routes[index];
  const sources = [...new Set(legs.flatMap((leg) => scene.legs[leg].src))];
  return [
    head(corridor, route),
    el("p", { class: "page-over" }, swatch(corridor), name),
    ...titles(corridor, route, index),
    own ? numbers(corridor, index) : null,
    shareRow(),
    route === null && about ? el("p", { class: "page-about" }, about) : null,
    route === null ? trafficBlock(corridor) : null,
    index === null ? null : stripBlock(index),
    ledgerBlock(corridor, index),
    route === null ? findingsBlock(corridor) : null,
    index === null ? null : gatesBlock(index),
    sinceBlock(legs),
    variantsBlock(corridor, index),
    notesBlock(legs),
    toldOfLegs(legs),
    own ? knowing(own) : null,
    sources.length ? folded(word("sources"), sourceLinks(sources)) : null,
  ].filter(Boolean);
};

const leave = () => {
  if (live) live.stop();
  live = null;
};

// Lays out the page, or takes it away.
const lay = (page) => {
  leave();
  const root = document.getElementById("atlas");
  root.classList.toggle("paged", Boolean(page));
  node.hidden = !page;
  if (!page) {
    node.replaceChildren();
    return;
  }
  node.replaceChildren(...content(page));
  node.scrollTop = 0;
  if (live) live.draw();
};

const corridorPage = () => {
  node = el("aside", {
    class: "page",
    id: "atlas-page",
    "aria-label": word("corridor"),
    hidden: true,
  });
  onPage(lay);
  return node;
};

export { corridorPage };
