// The little that Folium's templates use of jQuery and Leaflet.awesome-markers.

const ready = (run) =>
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run();
window.$ =
  window.$ ||
  ((what) => {
    if (what === document) return { ready };
    const holder = document.createElement("template");
    holder.innerHTML = String(what).trim();
    return [document.importNode(holder.content, true).firstElementChild];
  });

const pin = (fill, dot) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 41" width="25" height="41"><path d="M12.5.7C5.900.7.7 5.900.7 12.500c0 8.500 11.800 27.300 11.800 27.300s11.800-18.800 11.800-27.300C24.300 5.900 19.100.7 12.500.7z" fill="${fill}" stroke="#fff" stroke-width="1.400"/><circle cx="12.500" cy="12.500" r="4.500" fill="${dot}"/></svg>`;
const uri = (svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`;
const colours = {
  red: "#c8372d",
  darkred: "#8f2620",
  lightred: "#e5756c",
  orange: "#d9822b",
  beige: "#d8b98a",
  green: "#2f8f4e",
  darkgreen: "#1f6336",
  lightgreen: "#7cc48f",
  blue: "#2a6fb5",
  darkblue: "#1b4878",
  lightblue: "#6aa6d9",
  cadetblue: "#4f7d87",
  purple: "#7d4a9c",
  darkpurple: "#553069",
  pink: "#cf6ba3",
  white: "#f5f5f5",
  gray: "#70777d",
  lightgray: "#b0b6bb",
  black: "#23282c",
};
/** @type {any} */
const Default = L.Icon.Default;
delete Default.prototype._getIconUrl;
Default.mergeOptions({
  iconUrl: uri(pin("#2a6fb5", "#fff")),
  iconRetinaUrl: uri(pin("#2a6fb5", "#fff")),
  shadowUrl: "",
  shadowRetinaUrl: "",
  iconSize: [25, 41],
  iconAnchor: [12, 41],
  popupAnchor: [1, -34],
  tooltipAnchor: [16, -28],
  shadowSize: [0, 0],
});
Default.imagePath = "data:,";
Default.prototype.createShadow = () => null;
const icon = (options = {}) =>
  L.icon({
    iconUrl: uri(
      pin(
        colours[options.markerColor] || colours.blue,
        /^(#[0-9a-f]{3,8}|[a-z]+)$/i.test(options.iconColor || "") ? options.iconColor : "#fff",
      ),
    ),
    iconSize: [25, 41],
    iconAnchor: [12, 41],
    popupAnchor: [1, -34],
    tooltipAnchor: [16, -28],
  });
Object.assign(L, {
  AwesomeMarkers: {
    icon,
    Icon: function Icon(options) {
      return icon(options);
    },
  },
});
