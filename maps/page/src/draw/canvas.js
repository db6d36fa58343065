// A canvas that Leaflet moves and zooms.
import { BEYOND } from "../core/frame.js";
import { scene } from "../data.js";

/** @type {any} what Leaflet keeps to itself is overridden here */
const Renderer = L.Renderer;

const Canvas = Renderer.extend({
  initialize(paint, pane) {
    Renderer.prototype.initialize.call(this, { pane, padding: BEYOND });
    this._paint = paint;
  },
  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    this._container.className = "atlas-canvas";
    this._context = this._container.getContext("2d");
  },
  _destroyContainer() {
    this._container.remove();
  },
  _updatePaths() {},
  // Leaflet's own reset would leave the canvas between two pixels, which blurs it.
  _reset() {
    this._update();
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    // Leaflet asks twice after a jump: once for the reset and once for the end of the move.
    const place = [this._zoom, this._map.getPixelOrigin(), this._bounds.min, size].join();
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    if (place === this._place) return;
    this._place = place;
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
    }
    const context = this._context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.x, size.y);
    this._paint(context, this.view());
    this.fire("update");
  },
  show(seen) {
    this._container.style.display = seen ? "" : "none";
  },
  redraw() {
    this._place = null;
    if (this._map) this._update();
  },
  // How world pixels at zoom 0 become pixels of the canvas.
  view() {
    const zoom = this._map.getZoom();
    const scale = 2 ** zoom;
    const shift = this._map.getPixelOrigin().add(this._bounds.min);
    const size = this._bounds.getSize();
    const levels = scene.levelZooms;
    const level = levels.findIndex((last) => zoom <= last);
    return {
      zoom,
      scale,
      dx: shift.x,
      dy: shift.y,
      width: size.x,
      height: size.y,
      min: this._bounds.min,
      level: level < 0 ? levels.length - 1 : level,
      box: [
        shift.x / scale,
        shift.y / scale,
        (shift.x + size.x) / scale,
        (shift.y + size.y) / scale,
      ],
      inset: {
        x: -this._bounds.min.x - L.DomUtil.getPosition(this._map.getPane("mapPane")).x,
        y: -this._bounds.min.y - L.DomUtil.getPosition(this._map.getPane("mapPane")).y,
      },
    };
  },
});

export { Canvas };
