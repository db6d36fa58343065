// Two corridors or two years side by side, and what differs.
import { addView, dropView } from "../cards/plant.js";
import { showLeg } from "../cards/select.js";
import { scene } from "../data.js";
import { dockedName, fillDock, undock } from "../map/dock.js";
import { fit, legBounds } from "../map/fit.js";
import { resized, views } from "../map/views.js";
import { el } from "../model/dom.js";
import { changed, sides, speakOf, statusOn } from "../model/state.js";
import { country, number, word } from "../model/words.js";
import { table } from "./tables.js";
import { changeYears, inUse, latestYear } from "./time.js";

const figureText = (value) => (value === null || value === undefined ? "\u2013" : number(value));

// A choice is the id of a corridor, or a year as text, "" for the day drawn for.
const corridorOf = (choice) => scene.corridors.findIndex((corridor) => corridor.id === choice);
const isYear = (choice) => choice === "" || /^\d{4}$/.test(choice);
const nameOf = (choice) =>
  choice === ""
    ? word("today")
    : isYear(choice)
      ? choice
      : scene.corridors[corridorOf(choice)].name;

const applyChoice = (side, choice) => {
  side.year = isYear(choice) && choice !== "" ? Number(choice) : null;
  side.only = isYear(choice) ? null : new Set([corridorOf(choice)]);
  side.items = null;
};

const sumsOf = (index) => {
  const legs = scene.legs.filter((leg) => leg.users.includes(index));
  const km = (test) => legs.reduce((total, leg) => total + (test(leg) ? leg.km || 0 : 0), 0);
  const route =
    scene.routes.find((one) => one.c === index && one.main) ||
    scene.routes.find((one) => one.c === index);
  const modes = Object.fromEntries(
    scene.style.modes.map((mode) => [mode.id, km((leg) => leg.mode === mode.id)]),
  );
  const statuses = Object.fromEntries(
    scene.style.statuses.map((status) => [status.id, km((leg) => leg.status === status.id)]),
  );
  const countries = {};
  legs.forEach((leg) =>
    Object.entries(leg.by).forEach(([code, value]) => {
      countries[code] = (countries[code] || 0) + value;
    }),
  );
  return {
    legs,
    route,
    modes,
    statuses,
    countries,
    all: km((leg) => Boolean(leg.status)),
    count: scene.routes.filter((one) => one.c === index).length,
  };
};

const corridorRows = (a, b) => {
  const [p, q] = [sumsOf(corridorOf(a)), sumsOf(corridorOf(b))];
  const keys = (one, other) =>
    Object.keys({ ...one, ...other })
      .filter((key) => (one[key] || 0) + (other[key] || 0) > 0.5)
      .sort((x, y) => (one[y] || 0) + (other[y] || 0) - (one[x] || 0) - (other[x] || 0));
  const both = p.legs
    .filter((leg) => q.legs.includes(leg))
    .reduce((total, leg) => total + (leg.km || 0), 0);
  const main = (pick) => [p, q].map((side) => (side.route ? pick(side.route) : null));
  return [
    [`${word("main_route")}: ${word("length_km")}`, ...main((route) => route.km)],
    [`${word("main_route")}: ${word("operating_km")}`, ...main((route) => route.now)],
    [`${word("main_route")}: ${word("planned_km")}`, ...main((route) => route.later)],
    [`${word("main_route")}: ${word("borders")}`, ...main((route) => route.borders)],
    [`${word("main_route")}: ${word("breaks")}`, ...main((route) => route.breaks)],
    [word("routes"), p.count, q.count],
    [`${word("all_legs")}: ${word("length_km")}`, p.all, q.all],
    [`${word("all_legs")}: ${word("shared_km")}`, both, both],
    ...keys(p.modes, q.modes).map((key) => [
      `${word(key)}, ${word("km")}`,
      p.modes[key] || 0,
      q.modes[key] || 0,
    ]),
    ...keys(p.statuses, q.statuses).map((key) => [
      `${word(key)}, ${word("km")}`,
      p.statuses[key] || 0,
      q.statuses[key] || 0,
    ]),
    ...keys(p.countries, q.countries).map((key) => [
      `${country(key)}, ${word("km")}`,
      p.countries[key] || 0,
      q.countries[key] || 0,
    ]),
  ];
};

const yearRows = (a, b) => {
  const then = [a, b].map((choice) => ({
    year: choice === "" ? null : Number(choice),
    only: null,
    items: null,
  }));
  const at = (leg, side) => statusOn(leg, side);
  const km = (side, test) =>
    scene.legs.reduce((total, leg) => total + (test(at(leg, side)) ? leg.km || 0 : 0), 0);
  const totals = scene.style.statuses
    .map((status) => [
      `${word(status.id)}, ${word("km")}`,
      ...then.map((side) => km(side, (value) => value === status.id)),
    ])
    .filter(([, one, other]) => one + other > 0.5);
  const told = (value) => (value ? word(value) : word("unseen"));
  const legs = scene.legs
    .map((leg, index) => ({ leg, index, pair: then.map((side) => at(leg, side)) }))
    .filter(({ pair }) => pair[0] !== pair[1])
    .map(({ leg, index, pair }) => [
      leg.name,
      ...pair.map(told),
      leg.km,
      leg.users.map((i) => scene.corridors[i].name).join("; "),
      index,
    ]);
  return {
    totals: [[word("operating_km"), ...then.map((side) => km(side, inUse))], ...totals],
    legs,
  };
};

const figureTable = (rows, names) =>
  el(
    "div",
    { class: "table-hold", tabindex: "0", role: "region", "aria-label": word("differences") },
    el(
      "table",
      {},
      el("caption", {}, word("differences")),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          [word("figure"), ...names, word("difference")].map((name, i) =>
            el("th", { scope: "col", class: i ? "num" : null }, name),
          ),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map(([name, one, other]) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, name),
            el("td", { class: "num" }, figureText(one)),
            el("td", { class: "num" }, figureText(other)),
            el(
              "td",
              { class: "num" },
              one === null || other === null ? "\u2013" : signedText(other - one),
            ),
          ),
        ),
      ),
    ),
  );
const signedText = (value) =>
  Math.abs(value) < 0.5 ? "0" : `${value > 0 ? "+" : "\u2212"}${number(Math.abs(value))}`;

const legTable = (legs, names) =>
  legs.length
    ? table(
        word("legs"),
        [
          { name: word("leg") },
          ...names.map((name) => ({ name: `${word("status")}: ${name}` })),
          { name: word("length_km"), numeric: true },
          { name: word("corridor") },
        ],
        legs.map(([name, one, other, km, users, index]) => [
          [name, () => showLeg(index)],
          one,
          other,
          km,
          users,
        ]),
      )
    : el("p", {}, word("no_differences"));

const differences = (a, b) => {
  const names = [nameOf(a), nameOf(b)];
  if (!isYear(a)) return [figureTable(corridorRows(a, b), names)];
  const { totals, legs } = yearRows(a, b);
  return [figureTable(totals, names), legTable(legs, names)];
};

const picker = (label, years, choice, run) => {
  const options = years
    ? [
        ["", word("today")],
        ...[...changeYears()].reverse().map((year) => [String(year), String(year)]),
      ]
    : scene.corridors.map((corridor) => [corridor.id, corridor.name]);
  return el(
    "label",
    {},
    el("span", {}, label),
    el(
      "select",
      { onchange: (event) => run(event.target.value) },
      options.map(([value, name]) => el("option", { value, selected: value === choice }, name)),
    ),
  );
};

const firstPair = () => {
  if (scene.corridors.length > 1) return scene.corridors.slice(0, 2).map((corridor) => corridor.id);
  return [String(changeYears()[0]), ""];
};

// The second map stands left of the page's own.
const openCompare = (wanted = null) => {
  if (!wanted && dockedName() === "compare") {
    undock();
    return;
  }
  let [left, right] = wanted || firstPair();
  const second = { year: null, only: null, items: null };
  const body = el("div", { class: "compare-body" });
  const head = el("div", { class: "compare-head" });
  const node = el("div", { class: "compare" }, head, body);
  let view = null;
  let captions = [];
  fillDock("compare", node, () => {
    document.getElementById("atlas").classList.remove("comparing");
    captions.forEach((caption) => caption.remove());
    sides.splice(1);
    speakOf(sides[0]);
    Object.assign(sides[0], { year: null, only: null });
    dropView(view);
    changed();
  });
  document.getElementById("atlas").classList.add("comparing");
  sides.push(second);
  view = addView(second);
  captions = [view, views[0]].map((one) => one.holder.appendChild(el("p", { class: "side-name" })));
  const histories = scene.legs.some((leg) => leg.hist.length);
  const update = (move) => {
    applyChoice(second, left);
    applyChoice(sides[0], right);
    captions.forEach((caption, i) => {
      caption.textContent = nameOf(i ? right : left);
    });
    const years = isYear(left);
    head.replaceChildren(
      histories && scene.corridors.length > 1
        ? el(
            "div",
            { class: "choose", role: "group", "aria-label": word("compare") },
            el(
              "button",
              {
                type: "button",
                "aria-pressed": String(!years),
                onclick: () => {
                  [left, right] = scene.corridors.slice(0, 2).map((one) => one.id);
                  update(true);
                },
              },
              word("corridors"),
            ),
            el(
              "button",
              {
                type: "button",
                "aria-pressed": String(years),
                onclick: () => {
                  [left, right] = [String(latestYear() - 10), ""];
                  update(false);
                },
              },
              word("years"),
            ),
          )
        : null,
      picker(word("compare_left"), years, left, (value) => {
        left = value;
        update(true);
      }),
      picker(word("compare_right"), years, right, (value) => {
        right = value;
        update(true);
      }),
    );
    body.replaceChildren(...differences(left, right));
    resized();
    changed();
    if (move && !years) {
      const both = [corridorOf(left), corridorOf(right)];
      fit(
        legBounds(
          [...scene.legs.keys()].filter((leg) =>
            scene.legs[leg].users.some((user) => both.includes(user)),
          ),
        ),
        { animate: false },
      );
    }
  };
  update(true);
};

const comparedRows = (a, b) => (isYear(a) ? yearRows(a, b) : corridorRows(a, b));

export { comparedRows, openCompare };
