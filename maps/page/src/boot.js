// Unpacks what the document carries and runs its scripts, Folium's own at the end.
import { breath } from "./core/breath.js";
import { unpack } from "./core/unpack.js";

const fail = (text) => {
  const note = document.createElement("p");
  note.className = "atlas-message";
  note.setAttribute("role", "alert");
  note.textContent = text;
  document.body.append(note);
};

const run = (code) => {
  const script = document.createElement("script");
  script.textContent = code;
  document.body.append(script);
  script.remove();
};

// Runs a script; returns what is wrong with it, in the browser's words, null where nothing is.
const faultOf = (code) => {
  let fault = null;
  const heard = ({ message }) => {
    fault = message.replace(/^Uncaught /, "");
  };
  window.addEventListener("error", heard);
  run(code);
  window.removeEventListener("error", heard);
  return fault;
};

const load = (url) =>
  new Promise((done, broken) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = done;
    script.onerror = () => broken(new Error(`cannot load ${url}`));
    document.head.append(script);
  });

// Markup of children, each piece read by itself; scripts that it names are loaded, as a parser would.
const place = (pieces, target) => {
  pieces.forEach((piece) => target.insertAdjacentHTML("beforeend", piece));
  const asked = [...target.querySelectorAll("script[src]")].map(({ src }) => src);
  return asked;
};

// Loads what children need; what cannot be loaded is told, and what does without it is shown.
const loaded = async (urls) => {
  for (const url of urls) {
    await load(url).catch((error) => fail(error.message));
  }
};

// Children of the map, each by itself or with its faults caught, so that a broken one spoils nothing
// else: what others say to it they say to a stand-in.
const SPELL_MS = 12;
const children = async (pieces, told) => {
  /** @type {any} */
  const names = window;
  const faults = [];
  let since = performance.now();
  for (const [label, variable, code] of pieces) {
    window.atlasFaults = [];
    const fault = faultOf(code);
    const found = fault ? [[label, variable, fault], ...window.atlasFaults] : window.atlasFaults;
    found.forEach(([, broken]) => {
      if (broken && !names[broken]) names[broken] = L.featureGroup();
    });
    faults.push(...found.map(([name, , why]) => `${name} (${why})`));
    if (performance.now() - since > SPELL_MS) {
      await breath();
      since = performance.now();
    }
  }
  if (faults.length) fail(told.replace("{0}", () => faults.join("; ")));
};

// A task each: all that is packed at once would hold the page up.
const read = async (id, form) => {
  const found = await unpack(id)[form]();
  await breath();
  return found;
};

const boot = async () => {
  const bundle = await read("atlas-code", "json");
  const scene = await read("atlas-scene", "json");
  const shapes = await read("atlas-shapes", "arrayBuffer");
  const ground = await read("atlas-ground", "arrayBuffer");
  const extra = await read("atlas-extra", "arrayBuffer");
  window.atlasData = { scene, shapes, ground, extra };
  const asked = place(bundle.head, document.head);
  asked.push(...place(bundle.body, document.getElementById("atlas")));
  // A task each, so that none holds the page up for long.
  for (const code of bundle.code) {
    run(code);
    await breath();
  }
  await loaded([...bundle.load, ...asked]);
  await children(bundle.children, scene.words.child_broken);
  await breath();
  await window.atlas.finish();
};

if (window.DecompressionStream) {
  boot().catch((error) => {
    fail(String((error && error.message) || error));
    throw error;
  });
} else {
  fail(document.body.dataset.oldBrowser);
}
