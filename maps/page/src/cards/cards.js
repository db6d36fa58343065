// What a click tells about a leg or a hub.
import { partsOf } from "../core/parts.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { speaker, statusOn } from "../model/state.js";
import { colour } from "../model/theme.js";
import { country, km, number, word } from "../model/words.js";

const fact = (name, ...value) =>
  el("div", { class: "fact" }, el("dt", {}, name), el("dd", {}, ...value));

const bars = (shares, label) => {
  const total = Object.values(shares).reduce((sum, value) => sum + value, 0);
  const rounded = partsOf(Object.values(shares));
  const items = Object.keys(shares)
    .map((key, i) => [key, shares[key], rounded[i]])
    .sort((p, q) => q[1] - p[1]);
  return el(
    "ul",
    { class: "bars" },
    items.map(([key, value, whole]) =>
      el(
        "li",
        {},
        el("span", { class: "bar-name" }, label(key)),
        el("span", { class: "bar-track", "aria-hidden": "true" }, barFill(value / total)),
        el("span", { class: "bar-km" }, km(whole)),
      ),
    ),
  );
};
const barFill = (share) => {
  const fill = el("span", { class: "bar-fill" });
  fill.style.width = `${Math.max(1.5, share * 100)}%`;
  return fill;
};

const sourceLinks = (numbers) =>
  numbers.length
    ? el(
        "ul",
        { class: "source-list" },
        numbers.map((index) => {
          const source = scene.sources[index];
          const text = [source.title, source.publisher].filter(Boolean).join(", ");
          return el("li", {}, link(source.url, text || source.id));
        }),
      )
    : null;

const link = (url, text) =>
  /^https?:\/\//i.test(url)
    ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text)
    : text;

// The number of a source as a mark that leads to it.
const sourceMark = (index) => {
  const { url = "", title = "", publisher = "" } = scene.sources[index] || {};
  if (!/^https?:\/\//i.test(url)) return null;
  const name = [title, publisher].filter(Boolean).join(", ");
  const where = { href: url, target: "_blank", rel: "noopener noreferrer" };
  return el(
    "a",
    { ...where, class: "source-mark", title: name, "aria-label": name || word("sources") },
    "\u2197",
  );
};
// Figures of capacity and traffic, each with its source.
const factList = (facts) =>
  facts.length
    ? fact(
        word("facts"),
        el(
          "ul",
          {},
          facts.map(([what, figure, when, src]) =>
            el("li", {}, word("fact", what, figure, when), sourceMark(src)),
          ),
        ),
      )
    : null;

// What the width of a leg stands on, where lines are as wide as their traffic.
const loadFact = ({ load }) => {
  if (!load) return null;
  const [, basis, said, of, year, src, factor] = load;
  const counted =
    basis === "leg" ? "" : word(`load_${basis === "gate" ? "gate" : "of_corridor"}`, of);
  const text = [said, counted, year].filter(Boolean).join(", ");
  return fact(word("traffic"), text, sourceMark(src), factor < 0 ? null : sourceMark(factor));
};

const eventsOf = (legIndex, kind) =>
  scene.events.filter((event) => event.leg === legIndex && event.kind === kind);
const eventText = (event) =>
  [
    event.detail,
    event.km === null ? "" : word("at_km", number(event.km)),
    event.sure ? "" : word("inferred"),
  ]
    .filter(Boolean)
    .join(" \u00b7 ");

const swatch = (corridor) => {
  const node = el("span", { class: "chip-colour", "aria-hidden": "true" });
  node.style.background = colour(corridor);
  return node;
};

const statusText = (item) => {
  const status = statusOn(item, speaker());
  const since = status === item.status && speaker().year === null && item.since;
  return (status ? word(status) : word("unseen")) + (since ? `, ${since}` : "");
};
const yearsOf = (from, last) => {
  if (last === null) return `${from}\u2013`;
  return last > from ? `${from}\u2013${last}` : String(from);
};
const listFact = (name, items) =>
  items.length
    ? fact(
        name,
        el(
          "ul",
          {},
          items.map((item) => el("li", {}, item)),
        ),
      )
    : null;
// The history of a leg, where it has more than one stretch.
const historyFact = ({ hist }) =>
  listFact(
    word("years"),
    hist.length > 1
      ? hist.map(([value, from, last]) => `${yearsOf(from, last)}: ${word(value)}`)
      : [],
  );

const figures = ({ km: length, pub }) =>
  el(
    "p",
    { class: "card-figure" },
    el("strong", {}, km(length)),
    pub === null ? null : el("span", {}, `${word("published")}: ${km(pub)}`),
  );
const byCountry = (by) => (Object.keys(by).length ? bars(by, country) : null);
const sourceFact = (numbers) =>
  numbers.length ? fact(word("sources"), sourceLinks(numbers)) : null;
const textFact = (name, text) => (text ? fact(name, text) : null);

// How the line of a leg was drawn, with the km of each way.
const drawnText = (leg) => {
  const shapes = Object.entries(leg.shape)
    .filter(([, value]) => value > 0.5)
    .map(([key, value]) => `${word(`shape_${key}`)} ${km(value)}`);
  if (leg.chord) shapes.push(`${word("chord_km")} ${km(leg.chord)}`);
  return shapes.join("; ");
};
const basisText = ({ basis }) =>
  basis &&
  basis
    .split("|")
    .map((one) => scene.words[`basis_${one}`] || one)
    .join(", ");
const accessText = ({ access }) =>
  access.some((value) => value > 0.05) &&
  `${access.map((value) => number(value, 1)).join(" + ")} ${word("km")}`;

// The method, folded.
const howWeKnow = (leg) => {
  const facts = [
    leg.ratio === null ? null : fact(word("ratio"), number(leg.ratio, 3)),
    textFact(word("length"), basisText(leg)),
    textFact(word("drawn"), drawnText(leg)),
    textFact(word("access_km"), accessText(leg)),
  ].filter(Boolean);
  return facts.length
    ? el("details", { class: "how" }, el("summary", {}, word("how")), el("dl", {}, facts))
    : null;
};
// What was told with the status of a leg.
const noteOf = (leg) => {
  const status = statusOn(leg, speaker());
  const now = leg.told.find((one) => one[0] === status && !one[2] && !one[5]);
  return now && now[3] ? el("p", { class: "card-text" }, now[3]) : null;
};

const legCard = (index) => {
  const leg = scene.legs[index];
  const events = (kind) => eventsOf(index, kind).map(eventText);
  const users = leg.users.flatMap((corridor, i) => [
    i ? " \u00b7 " : "",
    swatch(corridor),
    scene.corridors[corridor].name,
  ]);
  return el(
    "article",
    { class: "card" },
    el("p", { class: "card-over" }, users),
    el("h3", {}, leg.name),
    el("p", { class: "card-under" }, `${word(leg.mode)} \u00b7 ${statusText(leg)}`),
    figures(leg),
    noteOf(leg),
    byCountry(leg.by),
    el(
      "dl",
      {},
      loadFact(leg),
      factList(leg.facts),
      textFact(word("last_heard"), leg.heard),
      historyFact(leg),
      listFact(word("breaks"), events("break_of_gauge")),
      listFact(word("borders"), events("border")),
      textFact(word("note"), leg.note),
      sourceFact(leg.src),
    ),
    howWeKnow(leg),
  );
};

const hubCard = (index) => {
  const hub = scene.hubs[index];
  const serving = [
    ...new Set(scene.legs.filter((leg) => leg.places.includes(hub.id)).flatMap((leg) => leg.users)),
  ].map((corridor) => el("li", {}, swatch(corridor), scene.corridors[corridor].name));
  const others = hub.names.filter((name) => name !== hub.name).slice(0, 8);
  return el(
    "article",
    { class: "card" },
    el(
      "p",
      { class: "card-over" },
      [word(hub.kind), country(hub.cc)].filter(Boolean).join(" \u00b7 "),
    ),
    el("h3", {}, hub.name),
    hub.status ? el("p", { class: "card-under" }, word(hub.status)) : null,
    el(
      "dl",
      {},
      factList(hub.facts),
      serving.length ? fact(word("corridors"), el("ul", {}, serving)) : null,
      hub.gauges.length ? fact(word("gauge"), hub.gauges.join(", ")) : null,
      hub.code ? fact(word("code"), hub.code) : null,
      sourceFact(hub.src),
    ),
    others.length
      ? el(
          "details",
          { class: "how" },
          el("summary", {}, word("other_names")),
          el("p", {}, others.join(", ")),
        )
      : null,
  );
};

const eventCard = (event) =>
  el(
    "article",
    { class: "card" },
    el("p", { class: "card-over" }, scene.legs[event.leg].name),
    el("h3", {}, word(event.kind)),
    el("p", { class: "card-under" }, eventText(event)),
  );

export {
  bars,
  eventCard,
  eventText,
  hubCard,
  legCard,
  link,
  sourceLinks,
  sourceMark,
  statusText,
  swatch,
};
