// Builds what the page carries: `make page`. The head of each file tells the sources it was built of.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const home = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(home, "assets"));

// Every script and style, how they are built, and the versions of the tools that build them;
// tests/test_maps_scripts.py repeats it.
const sources = readdirSync(join(home, "src"), { recursive: true })
  .map((name) => `src/${name.replaceAll("\\", "/")}`)
  .filter((name) => /\.(js|css)$/.test(name))
  .concat("build.js", "package-lock.json")
  .sort();

const digest = () => {
  const hash = createHash("sha256");
  sources.forEach((name) => hash.update(`${name}\n`).update(readFileSync(join(home, name))));
  return hash.digest("hex");
};

mkdirSync(target, { recursive: true });
const head = `/* Built by make page from sources of sha256 ${digest()} */`;
await build({
  absWorkingDir: join(home, "src"),
  entryPoints: ["boot.js", "page.js", "atlas.css", "story.css"],
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  charset: "utf8",
  legalComments: "none",
  target: ["chrome87", "firefox113", "safari16.4"],
  banner: { js: head, css: head },
  logLevel: "warning",
});
