// What a search finds: names with what folds them alike, and what comes of choosing one.
import { search } from "../core/find.js";
import { Folder } from "../core/fold.js";
import { scene } from "../data.js";

const folder = new Folder(scene.search);
const wordsOf = (texts) => texts.filter(Boolean).flatMap((text) => folder.words(text));

// What is found; its names, and words beside them such as its country, are folded when asked for.
class Entry {
  constructor({ name, kind, weight, go, names, extra = [], near = [] }) {
    Object.assign(this, { name, kind, weight, go, names: names.filter(Boolean) });
    this.make = () => ({
      keys: [...new Set(names.map((text) => folder.words(text).join(" ")).concat(extra))].filter(
        Boolean,
      ),
      beside: wordsOf(near),
    });
    this.made = null;
  }

  folded() {
    this.made = this.made || this.make();
    return this.made;
  }

  get keys() {
    return this.folded().keys;
  }

  get beside() {
    return this.folded().beside;
  }
}

// Folds the names while nothing else is to be done, so that the first letter typed does not wait.
const MANY = 60;
const prepareAll = (entries, from = 0) => {
  entries.slice(from, from + MANY).forEach((entry) => entry.folded());
  if (from + MANY < entries.length) setTimeout(() => prepareAll(entries, from + MANY));
};

const joined = (...parts) => parts.filter(Boolean).join(" \u00b7 ");
const findAmong = (entries, query) => search(folder.asked(query), entries, query);

export { Entry, findAmong, joined, prepareAll };
