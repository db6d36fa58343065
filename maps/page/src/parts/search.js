// The search box: a text field with a list of what it finds.
import { el } from "../model/dom.js";
import { word } from "../model/words.js";
import { find, prepare } from "./search_entries.js";

class SearchBox {
  constructor() {
    this.hits = [];
    this.active = -1;
    this.list = el("ul", {
      id: "atlas-found",
      role: "listbox",
      "aria-label": word("search"),
      hidden: true,
    });
    this.said = el("p", { class: "visually-hidden", role: "status" });
    this.input = el("input", {
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
      oninput: () => this.show(),
      onfocus: () => {
        prepare();
        if (this.input.value) this.show();
      },
      onblur: () => this.close(),
      onkeydown: (event) => this.press(event),
    });
    this.node = el("div", { class: "search", role: "search" }, this.input, this.list, this.said);
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(hit) {
    this.input.value = hit.name;
    this.close();
    hit.go();
  }

  mark(next) {
    const { list, hits } = this;
    this.active = (next + hits.length) % hits.length;
    [...list.children].forEach((node, i) =>
      node.setAttribute("aria-selected", String(i === this.active)),
    );
    this.input.setAttribute("aria-activedescendant", `atlas-found-${this.active}`);
    list.children[this.active].scrollIntoView({ block: "nearest" });
  }

  row(hit, i) {
    const onmousedown = (event) => {
      event.preventDefault();
      this.choose(hit);
    };
    const attributes = { id: `atlas-found-${i}`, role: "option", "aria-selected": "false" };
    return el(
      "li",
      { ...attributes, onmousedown },
      el("span", { class: "found-name" }, hit.name),
      el("span", { class: "found-kind" }, hit.kind),
    );
  }

  show() {
    const hits = find(this.input.value);
    const asked = this.input.value.trim() !== "";
    const count = hits.length ? word("search_count", hits.length) : word("search_none");
    this.hits = hits;
    this.active = -1;
    this.list.replaceChildren(...hits.map((hit, i) => this.row(hit, i)));
    this.list.hidden = !hits.length;
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
    this.said.textContent = asked ? count : "";
    this.said.classList.toggle("visually-hidden", !asked || hits.length > 0);
  }

  press(event) {
    const { hits, active } = this;
    if (event.key === "Escape") {
      if (this.list.hidden) this.input.value = "";
      this.close();
      this.show();
      this.close();
      return;
    }
    const run = {
      ArrowDown: () => {
        if (this.list.hidden) this.show();
        this.mark(this.active + 1);
      },
      ArrowUp: () => this.mark(active < 0 ? hits.length - 1 : active - 1),
      Enter: () => this.choose(hits[Math.max(0, active)]),
    }[event.key];
    if (!run || !hits.length) return;
    event.preventDefault();
    run();
  }
}

const searchBox = () => new SearchBox().node;

export { searchBox };
