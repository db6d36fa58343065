// The canvases: the ground, and the corridors as strands beside each other.
(() => {
  "use strict";

  Atlas.Canvas = L.Renderer.extend({
    initialize(paint, pane) {
      L.Renderer.prototype.initialize.call(this, { pane, padding: 0.25 });
      this._paint = paint;
    },
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._container.className = "atlas-canvas";
      this._context = this._container.getContext("2d");
    },
    _destroyContainer() { this._container.remove(); },
    _updatePaths() {},
    // Leaflet's own reset would leave the canvas between two pixels, which blurs it.
    _reset() { this._update(); },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
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
        canvas.width = width; canvas.height = height;
        canvas.style.width = `${size.x}px`; canvas.style.height = `${size.y}px`;
      }
      const context = this._context;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size.x, size.y);
      this._paint(context, this.view());
      this.fire("update");
    },
    redraw() { this._place = null; if (this._map) this._update(); },
    // How world pixels at zoom 0 become pixels of the canvas.
    view() {
      const zoom = this._map.getZoom();
      const scale = 2 ** zoom;
      const shift = this._map.getPixelOrigin().add(this._bounds.min);
      const size = this._bounds.getSize();
      const levels = Atlas.scene.levelZooms;
      const level = levels.findIndex((last) => zoom <= last);
      return {
        zoom, scale, dx: shift.x, dy: shift.y, width: size.x, height: size.y,
        min: this._bounds.min,
        level: level < 0 ? levels.length - 1 : level,
        box: [shift.x / scale, shift.y / scale, (shift.x + size.x) / scale, (shift.y + size.y) / scale],
        inset: { x: -this._bounds.min.x - L.DomUtil.getPosition(this._map.getPane("mapPane")).x,
          y: -this._bounds.min.y - L.DomUtil.getPosition(this._map.getPane("mapPane")).y },
      };
    },
  });

  const meets = (a, b, margin = 0) => a[0] <= b[2] + margin && a[2] >= b[0] - margin
    && a[1] <= b[3] + margin && a[3] >= b[1] - margin;

  const boxOf = (chains, arcs) => chains.flat().reduce((box, signed) => {
    const other = arcs[signed < 0 ? ~signed : signed].box;
    return [Math.min(box[0], other[0]), Math.min(box[1], other[1]),
      Math.max(box[2], other[2]), Math.max(box[3], other[3])];
  }, [Infinity, Infinity, -Infinity, -Infinity]);

  // Calls step(x, y, first) for the pixels of a chain of arcs.
  const walk = (chain, arcs, view, step) => {
    chain.forEach((signed, index) => {
      const { x, y } = arcs[signed < 0 ? ~signed : signed].at(view.level);
      const count = x.length;
      for (let i = index ? 1 : 0; i < count; i += 1) {
        const k = signed < 0 ? count - 1 - i : i;
        step(x[k] * view.scale - view.dx, y[k] * view.scale - view.dy, !index && !i);
      }
    });
  };

  const groundPainter = () => {
    const table = Atlas.scene.ground;
    if (!table) return () => {};
    const arcs = Atlas.decode(Atlas.data.ground, table.grid);
    const boxed = (items) => items.map((chains) => ({ chains, box: boxOf(chains, arcs) }));
    const [land, lakes, borders, disputed, rivers] = ["land", "lakes", "borders", "disputed", "rivers"]
      .map((name) => boxed(table[name]));
    const [west, south, east, north] = table.window;
    const edge = [Atlas.worldX(west), Atlas.worldY(north), Atlas.worldX(east), Atlas.worldY(south)];

    const add = (path, items, view) => items.forEach(({ chains, box }) => {
      if (!meets(box, view.box)) return;
      if ((box[2] - box[0]) * view.scale < 1 && (box[3] - box[1]) * view.scale < 1) return;
      chains.forEach((chain) => walk(chain, arcs, view,
        (x, y, first) => (first ? path.moveTo(x, y) : path.lineTo(x, y))));
    });

    // The shore without the straight edges where the ground was clipped.
    const shore = (items, view) => {
      const path = new Path2D();
      const limit = [edge[0] * view.scale - view.dx, edge[1] * view.scale - view.dy,
        edge[2] * view.scale - view.dx, edge[3] * view.scale - view.dy];
      const near = (p, q) => Math.abs(p - q) < 0.6;
      items.forEach(({ chains, box }) => {
        if (!meets(box, view.box) || (box[2] - box[0]) * view.scale < 1.5) return;
        chains.forEach((chain) => {
          let [px, py] = [0, 0];
          walk(chain, arcs, view, (x, y, first) => {
            const along = !first && ([0, 2].some((i) => near(x, limit[i]) && near(px, limit[i]))
              || [1, 3].some((i) => near(y, limit[i]) && near(py, limit[i])));
            if (first || along) path.moveTo(x, y); else path.lineTo(x, y);
            [px, py] = [x, y];
          });
        });
      });
      return path;
    };

    const line = (context, items, view, colour, width, dash = []) => {
      const path = new Path2D();
      add(path, items, view);
      context.strokeStyle = colour; context.lineWidth = width;
      context.setLineDash(dash); context.stroke(path); context.setLineDash([]);
    };

    // The sheet ends softly, land and sea alike, where the page carries no more of the ground.
    const fade = (context, view, colour) => {
      const reach = Math.min(48, view.scale * 1.6);
      const [x0, y0, x1, y1] = edge.map((value, i) => value * view.scale - (i % 2 ? view.dy : view.dx));
      context.fillStyle = colour;
      if (y1 < view.height) context.fillRect(0, y1, view.width, view.height - y1);
      if (y0 > 0) context.fillRect(0, 0, view.width, y0);
      if (x0 > 0) context.fillRect(0, 0, x0, view.height);
      if (x1 < view.width) context.fillRect(x1, 0, view.width - x1, view.height);
      const strip = (from, to, box) => {
        const shade = context.createLinearGradient(...from, ...to);
        shade.addColorStop(0, colour); shade.addColorStop(1, `${colour}00`);
        context.fillStyle = shade; context.fillRect(...box);
      };
      if (y1 < view.height) strip([0, y1 + 1], [0, y1 - reach], [0, y1 - reach, view.width, reach + 2]);
      if (y0 > 0) strip([0, y0 - 1], [0, y0 + reach], [0, y0 - 1, view.width, reach]);
      if (x0 > 0) strip([x0 - 1, 0], [x0 + reach, 0], [x0 - 1, 0, reach, view.height]);
      if (x1 < view.width) strip([x1 + 1, 0], [x1 - reach, 0], [x1 - reach, 0, reach + 2, view.height]);
    };

    return (context, view) => {
      const colour = Atlas.scene.style.ground[Atlas.theme()];
      context.lineJoin = "round";
      const path = new Path2D();
      add(path, land, view);
      context.fillStyle = colour.land; context.fill(path, "evenodd");
      context.strokeStyle = colour.coast; context.lineWidth = view.zoom < 5 ? 0.6 : 0.9;
      context.stroke(shore(land, view));
      if (view.zoom >= 4) line(context, rivers, view, colour.river, view.zoom < 6 ? 0.7 : 1.1);
      const water = new Path2D();
      add(water, lakes, view);
      context.fillStyle = colour.lake; context.fill(water, "evenodd");
      context.strokeStyle = colour.coast; context.lineWidth = 0.6; context.stroke(water);
      line(context, borders, view, colour.border, view.zoom < 5 ? 0.7 : 1);
      line(context, disputed, view, colour.border, view.zoom < 5 ? 0.8 : 1.1, [3.5, 3]);
      fade(context, view, colour.beyond);
    };
  };

  const widthAt = (zoom) => Math.max(1.9, Math.min(5.4, 2.15 + (zoom - 3) * 0.55));
  const mix = (from, to, share) => {
    const [p, q] = [from, to].map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
    return `rgb(${p.map((value, i) => Math.round(value + (q[i] - value) * share)).join(",")})`;
  };

  // Moves a line sideways by its offset in pixels, which may change from piece to piece.
  const shifted = (points, emit) => {
    const count = points.length;
    let pen = null;
    let previous = null;
    for (let i = 0; i < count - 1; i += 1) {
      const [p, q] = [points[i], points[i + 1]];
      const length = Math.hypot(q.x - p.x, q.y - p.y) || 1;
      const normal = { x: -(q.y - p.y) / length, y: (q.x - p.x) / length, o: q.o };
      if (!previous) emit(p.x + normal.x * normal.o, p.y + normal.y * normal.o, !pen);
      else if (previous.o === normal.o) {
        const [mx, my] = [previous.x + normal.x, previous.y + normal.y];
        const size = Math.hypot(mx, my) || 1;
        const cosine = Math.max(0.5, (mx * normal.x + my * normal.y) / size);
        emit(p.x + mx / size * normal.o / cosine, p.y + my / size * normal.o / cosine, false);
      } else {
        emit(p.x + previous.x * previous.o, p.y + previous.y * previous.o, false);
        emit(p.x + normal.x * normal.o, p.y + normal.y * normal.o, false);
      }
      pen = true;
      previous = normal;
    }
    const end = points[count - 1];
    if (previous) emit(end.x + previous.x * previous.o, end.y + previous.y * previous.o, false);
  };

  const BRIEF = 7;
  let headed = null;
  const linePainter = (side) => {
    const arcs = Atlas.arcs();
    headed = headed || headings(arcs);
    const heading = headed;
    const boxes = Atlas.scene.legs.map((leg) => boxOf(leg.parts, arcs));

    // The runs in view as pixel lines: [{run, lines: [{x, y}], ink}], where ink are the lines less what
    // another leg of the same strand draws.
    const trace = (view, width) => {
      const { runs, draws } = Atlas.visible(side);
      const margin = 12 / view.scale;
      return runs.filter((run) => meets(boxes[run.index], view.box, margin)).map((run) => {
        const offsets = run.leg.parts.map((chain) => offsetsOf(chain, run, view, width));
        const lines = linesOf(run, view, offsets, () => true);
        return { run, lines, ink: run.whole ? lines : linesOf(run, view, offsets, (arc) => draws(run, arc)) };
      });
    };

    const linesOf = (run, view, offsets, wanted) => {
      const margin = 12 / view.scale;
      const lines = [];
      run.leg.parts.forEach((chain, part) => {
        let points = [];
        const flush = () => { if (points.length > 1) lines.push(bent(points)); points = []; };
        chain.forEach((signed, place) => {
          const index = signed < 0 ? ~signed : signed;
          const arc = arcs[index];
          if (!meets(arc.box, view.box, margin) || !wanted(index)) { flush(); return; }
          const offset = offsets[part][place];
          const { x, y } = arc.at(view.level);
          const count = x.length;
          for (let i = points.length ? 1 : 0; i < count; i += 1) {
            const k = signed < 0 ? count - 1 - i : i;
            const point = { x: x[k] * view.scale - view.dx, y: y[k] * view.scale - view.dy, o: offset };
            const last = points[points.length - 1];
            if (last && i < count - 1 && offset && Math.hypot(point.x - last.x, point.y - last.y) < 3.5) continue;
            points.push(point);
          }
        });
        flush();
      });
      return lines;
    };

    // How far each arc of a chain runs beside its track, in pixels. Pieces of a few pixels keep the
    // course of the piece before, and wide bundles draw together on small scales, or they clot.
    const offsetsOf = (chain, run, view, width) => {
      const { onArc } = Atlas.visible(side);
      const spacing = width + Math.max(0.9, width * 0.3);
      const most = 9 * 2 ** Math.max(0, (view.zoom - 3) * 0.8);
      const found = chain.map((signed) => {
        const index = signed < 0 ? ~signed : signed;
        const users = onArc.get(index);
        const gap = Math.min(spacing, most / Math.max(1, users.length - 1));
        return (users.indexOf(run.strand) - (users.length - 1) / 2) * gap * (signed < 0 ? -1 : 1) * heading[index];
      });
      const brief = chain.map((signed) => {
        const { box } = arcs[signed < 0 ? ~signed : signed];
        return Math.max(box[2] - box[0], box[3] - box[1]) * view.scale < BRIEF;
      });
      const first = brief.indexOf(false);
      if (first > 0) found.fill(found[first], 0, first);
      for (let i = first + 1; first >= 0 && i < found.length; i += 1) if (brief[i]) found[i] = found[i - 1];
      return found;
    };

    const bent = (points) => {
      const [xs, ys] = [[], []];
      if (points.every((point) => point.o === 0)) points.forEach(({ x, y }) => { xs.push(x); ys.push(y); });
      else shifted(points, (x, y) => { xs.push(x); ys.push(y); });
      return { x: xs, y: ys };
    };

    const traceInto = (path, { x, y }) => {
      path.moveTo(x[0], y[0]);
      for (let i = 1; i < x.length; i += 1) path.lineTo(x[i], y[i]);
    };

    const classes = (traced) => {
      const found = new Map();
      traced.forEach(({ run, ink }) => {
        const { mode } = run.leg;
        const { status } = run;
        const family = Atlas.scene.corridors[run.corridor].f;
        const key = `${family}|${mode}|${status}`;
        if (!found.has(key)) {
          found.set(key, { colour: Atlas.familyColour(family), mode: Atlas.modeOf(mode),
            status: Atlas.statusOf(status), family, path: new Path2D() });
        }
        ink.forEach((line) => traceInto(found.get(key).path, line));
      });
      const order = (item) => (item.status.grey ? 0 : item.status.in_use ? 2 : 1);
      return [...found.values()].sort((p, q) => order(p) - order(q) || p.family - q.family);
    };

    const glow = (context, traced, width) => {
      const chosen = Atlas.state.selected;
      if (!chosen || !chosen.legs) return;
      const path = new Path2D();
      traced.filter(({ run }) => chosen.legs.has(run.index) && (chosen.corridor === undefined || chosen.corridor === run.corridor))
        .forEach(({ run, lines }) => { context.strokeStyle = Atlas.colour(run.corridor); lines.forEach((line) => traceInto(path, line)); });
      context.globalAlpha = 0.3; context.lineWidth = width + 11; context.setLineDash([]);
      context.lineCap = "round"; context.stroke(path); context.globalAlpha = 1;
    };

    const paint = (context, view) => {
      const ground = Atlas.scene.style.ground[Atlas.theme()];
      const width = widthAt(view.zoom);
      const traced = trace(view, width);
      const kinds = classes(traced);
      context.lineJoin = "round";
      kinds.forEach((kind) => {
        context.lineCap = "butt"; context.setLineDash([]);
        context.globalAlpha = kind.mode.dash.length ? 0.55 : 0.95;
        context.strokeStyle = ground.casing; context.lineWidth = width * kind.mode.width + 2;
        context.stroke(kind.path); context.globalAlpha = 1;
      });
      glow(context, traced, width);
      kinds.forEach((kind) => Atlas.strokeLine(context, kind.path, kind, width, ground));
      context.setLineDash([]);
      return traced;
    };
    return { paint };
  };

  // One drawing of a style for the map, its legend and its panel.
  Atlas.strokeLine = (context, path, { colour, mode, status }, width, ground) => {
    const own = width * mode.width;
    const broken = Atlas.scene.style.dashes[mode.id];
    const dash = ((broken && broken[status.id]) || (mode.dash.length ? mode.dash : status.dash)).map((part) => part * width);
    const round = mode.dash.length > 0;
    context.lineCap = round ? "round" : "butt";
    context.setLineDash(dash);
    context.lineWidth = own;
    context.strokeStyle = status.grey ? ground.grey : mix(colour, ground.land, status.tint);
    context.stroke(path);
    if (mode.hollow) {
      context.setLineDash([]);
      context.strokeStyle = ground.casing; context.lineWidth = own * 0.36; context.stroke(path);
    }
    if (status.grey) {
      context.lineCap = "butt"; context.strokeStyle = colour; context.lineWidth = own * 1.5;
      context.setLineDash(status.id === "closed" ? [width * 0.5, width * 4.5] : [width * 0.5, width * 2.1]);
      context.stroke(path);
    }
  };

  // +1 or -1 for each arc: the way its first leg runs, legs being read from west to east.
  const headings = (arcs) => {
    const found = new Float64Array(arcs.length);
    const end = (signed, last) => {
      const arc = arcs[signed < 0 ? ~signed : signed];
      const k = (signed < 0) === last ? 0 : arc.x.length - 1;
      return [arc.x[k], arc.y[k]];
    };
    Atlas.scene.legs.forEach((leg) => {
      const chains = leg.parts;
      if (!chains.length) return;
      const lastChain = chains[chains.length - 1];
      const first = end(chains[0][0], false);
      const last = end(lastChain[lastChain.length - 1], true);
      const forward = (last[0] - first[0]) - 0.4 * (last[1] - first[1]) >= 0 ? 1 : -1;
      chains.flat().forEach((signed) => {
        const arc = signed < 0 ? ~signed : signed;
        if (!found[arc]) found[arc] = forward * (signed < 0 ? -1 : 1);
      });
    });
    return found;
  };

  Object.assign(Atlas, { groundPainter, linePainter, widthAt, mix, meets, boxOf, walk });
})();
