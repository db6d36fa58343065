// Folds typed text as geodata.places.spelling.fold folded the names, by the tables that the page carries.

const PLAIN = /^[a-z0-9]*$/;
const SIGNS = /[^\p{L}\p{N}]|[\u02b0-\u02ff]/gu;
const DOUBLED = /([a-z])\1+/g;

class Folder {
  /** @param {{ letters: Record<string, string>, spellings: Record<string, string>, gaps: string }} tables */
  constructor({ letters, spellings, gaps }) {
    this.letters = letters;
    this.spellings = spellings;
    this.letter = new RegExp(`[${Object.keys(letters).join("")}]`, "g");
    this.spelling = new RegExp(Object.keys(spellings).join("|"), "g");
    this.gaps = new RegExp(gaps, "u");
    this.known = new Map();
  }

  once(text) {
    const lower = text.toLowerCase();
    const plain = PLAIN.test(lower)
      ? lower
      : lower
          .normalize("NFKD")
          .replace(this.letter, (char) => this.letters[char])
          .replace(SIGNS, "");
    return plain.replace(this.spelling, (found) => this.spellings[found]).replace(DOUBLED, "$1");
  }

  // The key of a word: folded until nothing changes.
  fold(word) {
    if (!this.known.has(word)) {
      const key = this.once(word);
      this.known.set(word, key === word ? key : this.fold(key));
    }
    return this.known.get(word);
  }

  words(text) {
    return text
      .normalize("NFC")
      .split(this.gaps)
      .map((word) => this.fold(word))
      .filter(Boolean);
  }

  // The keys that a word may have when typed to its end: its last letters may begin a spelling.
  ahead(word) {
    const ends = Object.keys(this.spellings).flatMap((spelling) =>
      Array.from({ length: spelling.length - 1 }, (_, i) => [spelling.slice(0, i + 1), spelling]),
    );
    const grown = ends
      .filter(([start]) => word.endsWith(start))
      .map(([start, spelling]) => this.fold(word.slice(0, -start.length) + spelling));
    return [...new Set([this.fold(word), ...grown])];
  }

  // What is asked for: for each word the keys it may have, none where no name is written so, as
  // "zzzz", which folds to one letter; only the last word may be unfinished.
  asked(text) {
    const typed = text.toLowerCase().normalize("NFC").split(this.gaps);
    const words = typed.filter((word) => this.fold(word));
    return words.map((word, i) => {
      if (this.fold(word).length * 3 <= word.length) return [];
      return i < words.length - 1 ? [this.fold(word)] : this.ahead(word).filter(Boolean);
    });
  }
}

export { Folder };
