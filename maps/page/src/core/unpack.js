// What the document carries packed: gzip as base64 in a script that is not run.

const bytesOf = (packed) =>
  Uint8Array.fromBase64
    ? Uint8Array.fromBase64(packed)
    : Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));

// Takes it out of the document.
const unpack = (id) => {
  const holder = document.getElementById(id);
  const packed = holder.textContent;
  holder.remove();
  const stream = new Blob([bytesOf(packed)]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("gzip")));
};

export { unpack };
