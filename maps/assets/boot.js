(async () => {
  "use strict";
  const started = performance.now();
  const fail = (text) => {
    const note = document.createElement("p");
    note.className = "atlas-message";
    note.setAttribute("role", "alert");
    note.textContent = text;
    document.body.append(note);
  };
  if (!window.DecompressionStream) return fail(document.body.dataset.oldBrowser);
  const unpack = (id) => {
    const holder = document.getElementById(id);
    const packed = holder.textContent;
    holder.remove();
    const bytes = Uint8Array.fromBase64
      ? Uint8Array.fromBase64(packed)
      : Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
  };
  const run = (code) => {
    const script = document.createElement("script");
    script.textContent = code;
    document.body.append(script);
    script.remove();
  };
  const load = (url) => new Promise((done, broken) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = done;
    script.onerror = () => broken(new Error(`cannot load ${url}`));
    document.head.append(script);
  });
  try {
    const [bundle, scene, shapes, ground, extra] = await Promise.all([
      unpack("atlas-code").json(),
      unpack("atlas-scene").json(),
      unpack("atlas-shapes").arrayBuffer(),
      unpack("atlas-ground").arrayBuffer(),
      unpack("atlas-extra").arrayBuffer(),
    ]);
    window.Atlas = { data: { scene, shapes, ground, extra } };
    const [leaflet, shim, own, ...rest] = bundle.code;
    const folium = rest.pop();
    [leaflet, shim, own, ...rest].forEach(run);
    for (const url of bundle.load) await load(url);
    run(folium);
    Atlas.finish(started);
  } catch (error) {
    fail(String(error && error.message || error));
    throw error;
  }
})();
