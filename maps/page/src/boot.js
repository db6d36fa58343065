// Unpacks what the document carries and runs its scripts, Folium's own at the end.
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

const breath = () => new Promise((done) => setTimeout(done));

const load = (url) =>
  new Promise((done, broken) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = done;
    script.onerror = () => broken(new Error(`cannot load ${url}`));
    document.head.append(script);
  });

const boot = async () => {
  const started = performance.now();
  const [bundle, scene, shapes, ground, extra] = await Promise.all([
    unpack("atlas-code").json(),
    unpack("atlas-scene").json(),
    unpack("atlas-shapes").arrayBuffer(),
    unpack("atlas-ground").arrayBuffer(),
    unpack("atlas-extra").arrayBuffer(),
  ]);
  window.atlasData = { scene, shapes, ground, extra };
  const [leaflet, page, ...rest] = bundle.code;
  const folium = rest.pop();
  // A task each, so that none holds the page up for long.
  for (const code of [leaflet, page, ...rest]) {
    run(code);
    await breath();
  }
  for (const url of bundle.load) await load(url);
  run(folium);
  await breath();
  await window.atlas.finish(started);
};

if (window.DecompressionStream) {
  boot().catch((error) => {
    fail(String((error && error.message) || error));
    throw error;
  });
} else {
  fail(document.body.dataset.oldBrowser);
}
