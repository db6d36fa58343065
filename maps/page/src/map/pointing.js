// Puts the page together around Folium's map.

const pointed = new Set();
const onPoint = (tell) => {
  pointed.add(tell);
  return () => pointed.delete(tell);
};

export { onPoint, pointed };
