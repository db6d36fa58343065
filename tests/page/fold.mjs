// Folds names with the page's own script: {tables, names} on standard input, their words on output.
import { readFileSync } from "node:fs";

import { Folder } from "../../maps/page/src/core/fold.js";

const { tables, names } = JSON.parse(readFileSync(0, "utf8"));
const folder = new Folder(tables);
process.stdout.write(JSON.stringify(names.map((name) => folder.words(name))));
