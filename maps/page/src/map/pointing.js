// Who hears where the pointer is on a map.

const pointed = new Set();
const onPoint = (tell) => {
  pointed.add(tell);
  return () => pointed.delete(tell);
};

export { onPoint, pointed };
