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
  // Written by hand: a blob's stream would send all of it to another process and back.
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const broken = () => {}; // whoever reads is told
  writer.write(bytesOf(packed)).catch(broken);
  writer.close().catch(broken);
  return new Response(readable);
};

export { unpack };
