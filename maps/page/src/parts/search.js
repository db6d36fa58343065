// Search over places, corridors and routes in any script, without regard to accents.
import { goTo, showCorridor, showHub, showRoute } from "../cards/select.js";
import { scene } from "../data.js";
import { el } from "../model/dom.js";
import { country, word } from "../model/words.js";

const fold_plain = {
  ı: "i",
  ø: "o",
  ł: "l",
  đ: "d",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ə: "e",
  ʻ: "",
  ʼ: "",
  "\u2019": "",
  "'": "",
  "\u2018": "",
};
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(
      /[\u0131\u00f8\u0142\u0111\u00df\u00e6\u0153\u0259\u02bb\u02bc\u2019'\u2018]/g,
      (char) => fold_plain[char],
    )
    .replace(/[\s\-\u2010-\u2015_.,()/]+/g, " ")
    .trim();

let searchIndex = null;
const searchEntries = () => {
  if (searchIndex) return searchIndex;
  const taken = new Set(scene.hubs.map((hub) => hub.name));
  const entry = (name, kind, names, go, weight) => ({
    name,
    kind,
    keys: [...new Set([name, ...names].map(fold).filter(Boolean))],
    go,
    weight,
  });
  searchIndex = [
    ...scene.corridors.map((item, i) =>
      entry(item.name, word("corridor"), [item.id, ...item.names], () => showCorridor(i), 0),
    ),
    ...scene.routes.map((item, i) =>
      entry(
        item.name,
        `${word("route")} \u00b7 ${scene.corridors[item.c].name}`,
        item.names,
        () => showRoute(i),
        1,
      ),
    ),
    ...scene.hubs.map((hub, i) =>
      entry(
        hub.name,
        [word(hub.kind), country(hub.cc)].filter(Boolean).join(" \u00b7 "),
        [hub.id, hub.code, ...hub.names],
        () => showHub(i),
        1 + hub.tier / 10,
      ),
    ),
    ...(scene.ground ? scene.ground.cities : [])
      .filter((city) => !taken.has(city[0]))
      .map((city) => entry(city[0], word("city"), city[5], () => goTo([city[2], city[1]], 7), 2)),
  ];
  return searchIndex;
};

const find = (query) => {
  const wanted = fold(query);
  if (!wanted) return [];
  const score = (key) =>
    key === wanted
      ? 0
      : key.startsWith(wanted)
        ? 1
        : key.includes(` ${wanted}`)
          ? 2
          : key.includes(wanted)
            ? 3
            : 9;
  return searchEntries()
    .map((item) => ({ item, score: Math.min(9, ...item.keys.map(score)) }))
    .filter((hit) => hit.score < 9)
    .sort(
      (p, q) =>
        p.score - q.score ||
        p.item.weight - q.item.weight ||
        p.item.name.localeCompare(q.item.name),
    )
    .slice(0, 12)
    .map((hit) => hit.item);
};

const searchBox = () => {
  let hits = [];
  let active = -1;
  const list = el("ul", {
    id: "atlas-found",
    role: "listbox",
    "aria-label": word("search"),
    hidden: true,
  });
  const said = el("p", { class: "visually-hidden", role: "status" });
  const input = el("input", {
    type: "search",
    id: "atlas-search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: word("search"),
    "aria-label": word("search"),
    "aria-expanded": "false",
    "aria-controls": "atlas-found",
    "aria-autocomplete": "list",
  });
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (hit) => {
    input.value = hit.name;
    close();
    hit.go();
  };
  const mark = (next) => {
    active = (next + hits.length) % hits.length;
    [...list.children].forEach((node, i) =>
      node.setAttribute("aria-selected", String(i === active)),
    );
    input.setAttribute("aria-activedescendant", `atlas-found-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    hits = find(input.value);
    list.replaceChildren(
      ...hits.map((hit, i) =>
        el(
          "li",
          {
            id: `atlas-found-${i}`,
            role: "option",
            "aria-selected": "false",
            onmousedown: (event) => {
              event.preventDefault();
              choose(hit);
            },
          },
          el("span", { class: "found-name" }, hit.name),
          el("span", { class: "found-kind" }, hit.kind),
        ),
      ),
    );
    const asked = input.value.trim() !== "";
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    said.textContent = !asked
      ? ""
      : hits.length
        ? word("search_count", hits.length)
        : word("search_none");
    said.classList.toggle("visually-hidden", !asked || hits.length > 0);
    active = -1;
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => {
    if (input.value) show();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && hits.length) {
      event.preventDefault();
      if (list.hidden) show();
      mark(active + 1);
    } else if (event.key === "ArrowUp" && hits.length) {
      event.preventDefault();
      mark(active < 0 ? hits.length - 1 : active - 1);
    } else if (event.key === "Enter" && hits.length) {
      event.preventDefault();
      choose(hits[Math.max(0, active)]);
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
      show();
      close();
    }
  });
  return el("div", { class: "search", role: "search" }, input, list, said);
};

export { find, searchBox };
