// What a click tells about a leg or a hub.
import { unsigned } from "../core/signed.js";
import { scene } from "../data.js";
import { mainView } from "../map/views.js";
import { el } from "../model/dom.js";
import { speaker, statusOn } from "../model/state.js";
import { colour } from "../model/theme.js";
import { country, km, number, word } from "../model/words.js";
import { openProfile } from "./profile.js";

const fact = (name, ...value) =>
  el("div", { class: "fact" }, el("dt", {}, name), el("dd", {}, ...value));

const bars = (shares, label) => {
  const total = Object.values(shares).reduce((sum, value) => sum + value, 0);
  const items = Object.entries(shares).sort((p, q) => q[1] - p[1]);
  return el(
    "ul",
    { class: "bars" },
    items.map(([key, value]) =>
      el(
        "li",
        {},
        el("span", { class: "bar-name" }, label(key)),
        el("span", { class: "bar-track", "aria-hidden": "true" }, barFill(value / total)),
        el("span", { class: "bar-km" }, km(value)),
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

const figures = ({ km: length, pub, ratio }) =>
  el(
    "p",
    { class: "card-figure" },
    el("strong", {}, km(length)),
    pub === null ? null : el("span", {}, `${word("published")}: ${km(pub)}`),
    ratio === null ? null : el("span", {}, `${word("ratio")}: ${number(ratio, 3)}`),
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
    byCountry(leg.by),
    el(
      "dl",
      {},
      historyFact(leg),
      textFact(word("last_heard"), leg.heard),
      listFact(word("breaks"), events("break_of_gauge")),
      listFact(word("borders"), events("border")),
      textFact(word("length"), basisText(leg)),
      textFact(word("drawn"), drawnText(leg)),
      textFact(word("access_km"), accessText(leg)),
      listFact(word("facts"), leg.facts),
      textFact(word("note"), leg.note),
      sourceFact(leg.src),
    ),
  );
};

const legNumbers = (legs) => [...new Set(unsigned(legs))];
const profileButton = (index) =>
  scene.strips[index]
    ? el(
        "p",
        {},
        el(
          "button",
          {
            type: "button",
            class: "link",
            onclick: () => {
              mainView().map.closePopup();
              openProfile(index);
            },
          },
          word("profile"),
        ),
      )
    : null;
const routeCard = (index) => {
  const route = scene.routes[index];
  const statuses = [
    ...new Set(
      legNumbers(route.legs)
        .map((leg) => statusOn(scene.legs[leg], speaker()))
        .filter(Boolean),
    ),
  ];
  return el(
    "article",
    { class: "card" },
    el("p", { class: "card-over" }, swatch(route.c), scene.corridors[route.c].name),
    el("h3", {}, route.name),
    el("p", { class: "card-under" }, statuses.map((status) => word(status)).join(" \u00b7 ")),
    figures(route),
    profileButton(index),
    byCountry(route.by),
    el(
      "dl",
      {},
      fact(word("operating_km"), number(route.now)),
      route.later ? fact(word("planned_km"), number(route.later)) : null,
      fact(
        word("mode"),
        Object.entries(route.modes)
          .map(([mode, value]) => `${word(mode)} ${km(value)}`)
          .join(", "),
      ),
      fact(word("borders"), number(route.borders)),
      fact(word("breaks"), number(route.breaks)),
      fact(
        word("sources"),
        sourceLinks([...new Set(legNumbers(route.legs).flatMap((leg) => scene.legs[leg].src))]),
      ),
    ),
  );
};

const corridorCard = (index) => {
  const corridor = scene.corridors[index];
  const routes = scene.routes.filter((route) => route.c === index);
  return el(
    "article",
    { class: "card" },
    el("p", { class: "card-over" }, swatch(index), word(scene.style.families[corridor.f].id)),
    el("h3", {}, corridor.name),
    corridor.about ? el("p", { class: "card-text" }, corridor.about) : null,
    el(
      "dl",
      { class: "wide" },
      routes.map((route) => fact(route.name, km(route.km))),
    ),
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
      others.length ? fact(word("name"), others.join(", ")) : null,
      hub.code ? fact(word("code"), hub.code) : null,
      serving.length ? fact(word("corridors"), el("ul", {}, serving)) : null,
      hub.gauges.length ? fact(word("gauge"), hub.gauges.join(", ")) : null,
      listFact(word("facts"), hub.facts),
      sourceFact(hub.src),
    ),
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

export { corridorCard, eventCard, eventText, hubCard, legCard, link, routeCard, statusText };
