// The search box of the panel.
import { Combo } from "../cards/combo.js";
import { word } from "../model/words.js";
import { find, prepare } from "./search_entries.js";

const searchBox = () => {
  const { node } = new Combo({ id: "atlas-search", label: word("search"), find, prepare });
  node.setAttribute("role", "search");
  return node;
};

export { searchBox };
