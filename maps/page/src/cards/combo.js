// A text field with a list of what it finds.
import { el } from "../model/dom.js";
import { word } from "../model/words.js";

class Combo {
  /**
   * @param {object} asked
   * @param {string} asked.id of the field; that of its list is made of it
   * @param {string} asked.label
   * @param {(text: string) => any[]} asked.find
   * @param {() => void} asked.prepare called when the field is entered
   * @param {(hit: any) => string} [asked.choose] does what was chosen, returns what then stands there
   * @param {() => string} [asked.rest] what stands there when the field is left
   * @param {string} [asked.hint]
   */
  constructor({ id, label, find, prepare, choose, rest, hint }) {
    this.id = id;
    this.find = find;
    this.prepare = prepare;
    this.rest = rest;
    this.taken = choose ?? ((hit) => (hit.go(), hit.name));
    this.hits = [];
    this.active = -1;
    this.list = el("ul", {
      id: `${id}-found`,
      role: "listbox",
      "aria-label": label,
      hidden: true,
    });
    this.said = el("p", { class: "visually-hidden", role: "status" });
    this.input = el("input", {
      type: "search",
      id,
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: hint ?? label,
      "aria-label": label,
      "aria-expanded": "false",
      "aria-controls": `${id}-found`,
      "aria-autocomplete": "list",
      oninput: () => this.show(),
      onfocus: () => {
        this.prepare();
        if (this.rest) this.input.select();
        else if (this.input.value) this.show();
      },
      onblur: () => {
        this.close();
        if (this.rest) this.input.value = this.rest();
      },
      onkeydown: (event) => this.press(event),
    });
    this.node = el("div", { class: "search" }, this.input, this.list, this.said);
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(hit) {
    this.close();
    this.input.value = this.taken(hit);
  }

  mark(next) {
    const { list, hits } = this;
    this.active = (next + hits.length) % hits.length;
    [...list.children].forEach((node, i) =>
      node.setAttribute("aria-selected", String(i === this.active)),
    );
    this.input.setAttribute("aria-activedescendant", `${this.id}-found-${this.active}`);
    list.children[this.active].scrollIntoView({ block: "nearest" });
  }

  row(hit, i) {
    const onmousedown = (event) => {
      event.preventDefault();
      this.choose(hit);
    };
    const attributes = { id: `${this.id}-found-${i}`, role: "option", "aria-selected": "false" };
    return el(
      "li",
      { ...attributes, onmousedown },
      el("span", { class: "found-name" }, hit.name),
      el("span", { class: "found-kind" }, hit.kind),
    );
  }

  show() {
    const hits = this.find(this.input.value);
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
      // An open list is what Escape shuts; only then the page around it.
      if (this.list.hidden) this.input.value = "";
      else event.preventDefault();
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

export { Combo };
