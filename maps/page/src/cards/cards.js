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
// The history of a leg, where it has more than one stretch.
const historyFact = (leg) =>
  leg.hist.length > 1
    ? fact(
        word("years"),
        el(
          "ul",
          {},
          leg.hist.map(([value, from, last]) =>
            el(
              "li",
              {},
              `${from}${last === null ? "\u2013" : last > from ? `\u2013${last}` : ""}: ${word(value)}`,
            ),
          ),
        ),
      )
    : null;

const factList = (lines) =>
  lines.length
    ? fact(
        word("facts"),
        el(
          "ul",
          {},
          lines.map((line) => el("li", {}, line)),
        ),
      )
    : null;

const legCard = (index) => {
  const leg = scene.legs[index];
  const list = (kind) => eventsOf(index, kind).map((event) => el("li", {}, eventText(event)));
  const gauge = list("break_of_gauge");
  const borders = list("border");
  const shapes = Object.entries(leg.shape)
    .filter(([, value]) => value > 0.5)
    .map(([key, value]) => `${word(`shape_${key}`)} ${km(value)}`);
  if (leg.chord) shapes.push(`${word("chord_km")} ${km(leg.chord)}`);
  return el(
    "article",
    { class: "card" },
    el(
      "p",
      { class: "card-over" },
      leg.users.flatMap((corridor, i) => [
        i ? " \u00b7 " : "",
        swatch(corridor),
        scene.corridors[corridor].name,
      ]),
    ),
    el("h3", {}, leg.name),
    el("p", { class: "card-under" }, `${word(leg.mode)} \u00b7 ${statusText(leg)}`),
    el(
      "p",
      { class: "card-figure" },
      el("strong", {}, km(leg.km)),
      leg.pub === null ? null : el("span", {}, `${word("published")}: ${km(leg.pub)}`),
      leg.ratio === null ? null : el("span", {}, `${word("ratio")}: ${number(leg.ratio, 3)}`),
    ),
    Object.keys(leg.by).length > 0 && bars(leg.by, country),
    el(
      "dl",
      {},
      historyFact(leg),
      leg.heard ? fact(word("last_heard"), leg.heard) : null,
      gauge.length ? fact(word("breaks"), el("ul", {}, gauge)) : null,
      borders.length ? fact(word("borders"), el("ul", {}, borders)) : null,
      leg.basis
        ? fact(
            word("length"),
            leg.basis
              .split("|")
              .map((basis) => scene.words[`basis_${basis}`] || basis)
              .join(", "),
          )
        : null,
      shapes.length ? fact(word("drawn"), shapes.join("; ")) : null,
      leg.access.some((value) => value > 0.05)
        ? fact(
            word("access_km"),
            leg.access.map((value) => number(value, 1)).join(" + "),
            ` ${word("km")}`,
          )
        : null,
      factList(leg.facts),
      leg.note ? fact(word("note"), leg.note) : null,
      leg.src.length ? fact(word("sources"), sourceLinks(leg.src)) : null,
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
    el(
      "p",
      { class: "card-figure" },
      el("strong", {}, km(route.km)),
      route.pub === null ? null : el("span", {}, `${word("published")}: ${km(route.pub)}`),
      route.ratio === null ? null : el("span", {}, `${word("ratio")}: ${number(route.ratio, 3)}`),
    ),
    profileButton(index),
    Object.keys(route.by).length > 0 && bars(route.by, country),
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
      factList(hub.facts),
      hub.src.length ? fact(word("sources"), sourceLinks(hub.src)) : null,
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
