// Symbols and names, placed so that none covers another.
(() => {
  "use strict";
  const FONT = '"Segoe UI", -apple-system, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';

  // Boxes already taken, in cells of 48 pixels.
  class Room {
    constructor() { this.cells = new Map(); }

    keys([x0, y0, x1, y1]) {
      const keys = [];
      for (let i = Math.floor(x0 / 48); i <= Math.floor(x1 / 48); i += 1) {
        for (let j = Math.floor(y0 / 48); j <= Math.floor(y1 / 48); j += 1) keys.push(i * 4096 + j);
      }
      return keys;
    }

    // Whether nothing is there, but for what one owner put there.
    free(box, owner) {
      return this.keys(box).every((key) => (this.cells.get(key) || []).every((other) => (
        (owner !== undefined && other.owner === owner) || box[0] >= other[2] || box[2] <= other[0] || box[1] >= other[3] || box[3] <= other[1])));
    }

    // How much of it is taken there.
    crowd(box) {
      return this.keys(box).reduce((sum, key) => sum + (this.cells.get(key) || []).filter((other) => (
        box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])).length, 0);
    }

    take(box, owner) {
      if (owner !== undefined) box.owner = owner;
      this.keys(box).forEach((key) => {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      });
    }
  }

  // Reading a context's font costs more than measuring, so what was set is remembered here.
  let widths = new Map();
  const faces = new Map();
  const setFont = (context, font, spacing = "0px") => {
    context.font = font; context.letterSpacing = spacing;
    const key = `${font}|${spacing}`;
    if (!faces.has(key)) faces.set(key, new Map());
    widths = faces.get(key);
  };
  const measure = (context, text) => {
    let width = widths.get(text);
    if (width === undefined) { width = context.measureText(text).width; widths.set(text, width); }
    return width;
  };

  const write = (context, text, x, y, { colour, halo, width = 3 }) => {
    context.lineWidth = width; context.strokeStyle = halo; context.lineJoin = "round";
    context.strokeText(text, x, y);
    context.fillStyle = colour; context.fillText(text, x, y);
  };

  // Where a name may stand beside its point: right, left, above, below, and the corners.
  const spots = (width, height, gap) => [
    [gap, -height / 2], [-gap - width, -height / 2], [-width / 2, -gap - height], [-width / 2, gap],
    [gap * 0.7, -gap * 0.7 - height], [gap * 0.7, gap * 0.7],
    [-gap * 0.7 - width, -gap * 0.7 - height], [-gap * 0.7 - width, gap * 0.7],
  ];

  // A name as a map has room for it: without what stands in brackets at its end.
  const short = (name) => name.replace(/\s*[(\uff08][^)\uff09]*[)\uff09]\s*$/, "") || name;

  // The part of the canvas that the screen shows.
  const frameOf = ({ width, height }) => [width / 6, height / 6, width * 5 / 6, height * 5 / 6];
  // Whether a name stands wholly on the screen, or wholly off it, ready for the next move.
  const uncut = (view, box) => {
    const [left, top, right, bottom] = frameOf(view);
    return (box[0] >= left && box[2] <= right && box[1] >= top && box[3] <= bottom)
      || box[2] <= left || box[0] >= right || box[3] <= top || box[1] >= bottom;
  };

  const placeName = (context, { room, lines, view, clear = false, spare = 0, wide = !clear }, name, x, y, size, gap) => {
    const width = measure(context, name);
    const box = ([dx, dy], by = 0) => [x + dx - 2 - by, y + dy - 1 - by, x + dx + width + 2 + by, y + dy + size + 1 + by];
    // Further off only where nothing near could claim the name.
    const around = (by, more) => spots(width, size, gap + by).filter((spot) => room.free(box(spot, more)) && uncut(view, box(spot)));
    const open = [...around(0, spare), ...(wide ? around(8, Math.max(6, spare)) : [])];
    const found = open.find((spot) => lines.free(box(spot)))
      || (clear ? null : open.map((spot) => [lines.crowd(box(spot)), spot]).sort((p, q) => p[0] - q[0]).map(([, spot]) => spot)[0]);
    if (!found) return null;
    const [left, top] = [x + found[0], y + found[1]];
    room.take([left - 2, top - 1, left + width + 2, top + size + 1]);
    return [left, top + size * 0.82];
  };

  const symbols = new Map();
  const symbolPaths = (kind) => {
    if (!symbols.has(kind.id)) symbols.set(kind.id, { outline: new Path2D(kind.outline), glyph: new Path2D(kind.glyph) });
    return symbols.get(kind.id);
  };

  const drawSymbol = (context, kind, x, y, radius, ground, { faded = false, chosen = false, quiet = false } = {}) => {
    const paths = symbolPaths(kind);
    context.save();
    context.translate(x, y); context.scale(radius / 8, radius / 8);
    context.globalAlpha = faded ? 0.55 : 1;
    context.lineJoin = "round"; context.lineCap = "round"; context.setLineDash([]);
    context.strokeStyle = ground.halo; context.lineWidth = 8 / radius * 2.2; context.stroke(paths.outline);
    if (kind.id === "city" || kind.id === "station") {
      context.fillStyle = chosen ? "#c2410c" : ground.halo; context.fill(paths.outline);
      context.strokeStyle = ground.hub; context.lineWidth = 8 / radius * 1.5; context.stroke(paths.outline);
    } else {
      context.fillStyle = chosen ? "#c2410c" : radius < 3 || quiet ? Atlas.mix(ground.hub, ground.land, 0.35) : ground.hub;
      context.fill(paths.outline);
      if (radius >= 5.4) { context.strokeStyle = ground.halo; context.lineWidth = 1.5; context.stroke(paths.glyph); }
    }
    context.restore();
  };

  // Small drawings are made once and stamped: stroking hundreds of them takes a frame of its own.
  const stamps = new Map();
  const stamp = (context, key, half, x, y, draw) => {
    const ratio = context.getTransform().a;
    const full = `${key}|${Atlas.theme()}|${ratio}`;
    if (!stamps.has(full)) {
      if (stamps.size > 300) stamps.clear();
      const sheet = document.createElement("canvas");
      sheet.width = sheet.height = Math.ceil(half * 2 * ratio);
      const own = sheet.getContext("2d");
      own.setTransform(ratio, 0, 0, ratio, sheet.width / 2, sheet.height / 2);
      draw(own);
      stamps.set(full, sheet);
    }
    const sheet = stamps.get(full);
    const snap = (value) => Math.round(value * ratio - sheet.width / 2) / ratio;
    context.drawImage(sheet, snap(x), snap(y), sheet.width / ratio, sheet.height / ratio);
  };

  // Hubs of no leg shown stay small and pale until one is near.
  const radiusOf = (zoom, tier, kind) => (kind === "station" ? (zoom < 4.4 ? [2.4, 1.8] : zoom < 6.8 ? [3.2, 2.5] : [4.2, 3.4])[tier] || 0
    : tier === 2 && kind === "city" && zoom < 6.6 ? 0 : zoom < 4.4 ? [3, 2.4, 0][tier]
      : zoom < 5.6 ? [4.2, 3.4, 0][tier] : zoom < 6.8 ? [6.4, 5.4, 2.5][tier] : zoom < 8.6 ? [8.2, 7.6, 4.6][tier] : [8.2, 7.6, 6.6][tier]);

  // Whether a hub and a city of the ground are one town: a name in common, or hardly any way between.
  const oneTown = (hub, [name, lon, lat, , , names]) => {
    const [dx, dy] = [(hub.at[0] - lon) * Math.cos(lat * Math.PI / 180), hub.at[1] - lat];
    if (Math.abs(dx) > 0.6 || Math.abs(dy) > 0.6) return false;
    return Math.hypot(dx, dy) < 0.05 || [hub.name, ...hub.names].map(short).some((one) => one === name || names.includes(one));
  };
  // How big a town a hub stands for: the rank of its city on the ground, 1 for capitals, 9 for no city.
  const towns = new Map();
  const townOf = (hub) => {
    if (!towns.has(hub)) {
      const { cities = [] } = Atlas.scene.ground || {};
      const found = cities.find((city) => oneTown(hub, city));
      towns.set(hub, !found ? 9 : found[4] ? Math.min(1, found[3]) : found[3]);
    }
    return towns.get(hub);
  };
  const AHEAD = new Set(["construction", "planned", "proposed", "suspended", "closed"]);
  let marks = null;
  const marked = () => {
    marks = marks || [...Atlas.scene.hubs.map((hub, index) => ({ hub, index })), ...Atlas.stations().map((hub) => ({ hub }))];
    return marks;
  };

  // Ends of main routes come first, then big towns, then the rest by what they end.
  const first = ({ order, town }) => (order === 0 ? 0 : order < 2 && town <= 1 ? 1 : 2);

  const hubsIn = (view, side) => {
    const { scene, state } = Atlas;
    const { tiers } = Atlas.visible(side);
    const rank = new Map(scene.style.hubKinds.map((kind) => [kind.id, kind.rank]));
    const shows = ({ kind, id }) => (kind === "station" ? state.hubKinds.size > 0 && tiers.has(id) : state.hubKinds.has(kind));
    const { selected } = state;
    const chosen = (index) => index !== undefined && Boolean(selected) && (selected.hub === index || Boolean(selected.hubs && selected.hubs.has(index)));
    return marked().filter(({ hub }) => shows(hub))
      .map(({ hub, index }) => ({ hub, index, x: Atlas.worldX(hub.at[0]) * view.scale - view.dx, y: Atlas.worldY(hub.at[1]) * view.scale - view.dy }))
      .filter(({ x, y }) => x > -20 && y > -20 && x < view.width + 20 && y < view.height + 20)
      .map((item) => {
        const order = tiers.get(item.hub.id) ?? 2;
        return Object.assign(item, { order, tier: Math.floor(order), chosen: chosen(item.index), town: order < 2 ? townOf(item.hub) : 9,
          ahead: AHEAD.has(item.hub.status) ? 1 : 0, rank: rank.get(item.hub.kind) ?? 9 });
      })
      .sort((p, q) => (q.chosen ? 1 : 0) - (p.chosen ? 1 : 0) || first(p) - first(q) || p.order - q.order || p.ahead - q.ahead
        || p.town - q.town || p.rank - q.rank || (p.index ?? 1e6) - (q.index ?? 1e6));
  };

  // The hubs whose symbols find room.
  const symbolsIn = (view, room, side) => {
    const kept = [];
    const taken = new Room();
    hubsIn(view, side).forEach((item) => {
      const radius = item.chosen ? Math.max(8, radiusOf(view.zoom, 0)) : radiusOf(view.zoom, item.tier, item.hub.kind);
      if (!radius) return;
      const half = radius * 0.75;
      const box = [item.x - half, item.y - half, item.x + half, item.y + half];
      if (!item.chosen && view.zoom < 10 && !taken.free(box)) return;
      taken.take(box);
      room.take([item.x - radius, item.y - radius, item.x + radius, item.y + radius]);
      kept.push({ ...item, radius });
    });
    return kept;
  };

  const STATION = { id: "station", outline: "M-7,0a7,7 0 1,0 14,0a7,7 0 1,0 -14,0z", glyph: "" };
  const drawSymbols = (context, kept, ground) => {
    const kinds = new Map([STATION, ...Atlas.scene.style.hubKinds].map((kind) => [kind.id, kind]));
    [...kept].reverse().forEach(({ hub, x, y, radius, chosen, tier }) => {
      const faded = ["closed", "suspended"].includes(hub.status);
      const quiet = tier === 2 && radius < 5.4;
      stamp(context, `${hub.kind}|${radius}|${faded}|${Boolean(chosen)}|${quiet}`, radius * 1.1 + 4, x, y,
        (own) => drawSymbol(own, kinds.get(hub.kind), 0, 0, radius, ground, { faded, chosen, quiet }));
    });
  };

  const EVENT_ZOOM = { break_of_gauge: 3.9, border: 6, mode_change: 7 };

  const drawEvent = (context, kind, x, y, size, ground) => {
    context.save(); context.translate(x, y); context.setLineDash([]); context.lineJoin = "miter";
    context.fillStyle = ground.halo; context.strokeStyle = ground.hub; context.lineWidth = 1.4;
    const path = new Path2D();
    if (kind === "break_of_gauge") {
      path.moveTo(0, -size); path.lineTo(size, 0); path.lineTo(0, size); path.lineTo(-size, 0); path.closePath();
    } else if (kind === "border") path.rect(-size * 0.34, -size * 0.95, size * 0.68, size * 1.9);
    else path.rect(-size * 0.6, -size * 0.6, size * 1.2, size * 1.2);
    context.fill(path); context.stroke(path);
    if (kind === "break_of_gauge") {
      context.beginPath(); context.moveTo(-size * 0.22, -size * 0.5); context.lineTo(-size * 0.22, size * 0.5);
      context.moveTo(size * 0.22, -size * 0.5); context.lineTo(size * 0.22, size * 0.5); context.stroke();
    } else if (kind === "mode_change") {
      context.beginPath(); context.moveTo(-size * 0.6, size * 0.6); context.lineTo(size * 0.6, -size * 0.6); context.stroke();
    }
    context.restore();
  };

  // What a symbol tells already: a border at its crossing, a break of gauge at its yard.
  const TOLD = { border: "border_crossing", break_of_gauge: "gauge_yard" };
  const putEvents = (context, view, room, ground, side, hubs) => {
    const shown = Atlas.visible(side).legs;
    const seen = new Set();
    const kept = [];
    Atlas.scene.events.forEach((event, index) => {
      if (!Atlas.state.events.has(event.kind) || !shown.has(event.leg) || view.zoom < EVENT_ZOOM[event.kind]) return;
      const x = Atlas.worldX(event.at[0]) * view.scale - view.dx;
      const y = Atlas.worldY(event.at[1]) * view.scale - view.dy;
      const key = `${event.kind}|${Math.round(x / 5)}|${Math.round(y / 5)}`;
      if (x < -10 || y < -10 || x > view.width + 10 || y > view.height + 10 || seen.has(key)) return;
      seen.add(key);
      const size = view.zoom < 5.6 ? 4.4 : 6;
      if (hubs.some((item) => item.hub.kind === TOLD[event.kind] && Math.hypot(item.x - x, item.y - y) < item.radius + size)) return;
      room.take([x - size, y - size, x + size, y + size]);
      stamp(context, `${event.kind}|${size}`, size + 3, x, y, (own) => drawEvent(own, event.kind, 0, 0, size, ground));
      kept.push({ event, index, x, y });
    });
    return kept;
  };

  const STEP = 5;
  // A line resampled every few pixels.
  const resampled = (x, y, step) => {
    const points = [[x[0], y[0]]];
    let rest = step;
    for (let i = 1; i < x.length; i += 1) {
      let [px, py] = [x[i - 1], y[i - 1]];
      let length = Math.hypot(x[i] - px, y[i] - py);
      while (length >= rest) {
        const share = rest / length;
        px += (x[i] - px) * share; py += (y[i] - py) * share;
        points.push([px, py]);
        length -= rest; rest = step;
      }
      rest -= length;
    }
    return points;
  };
  const smooth = (points, reach) => points.map((_, i) => {
    const k = Math.min(reach, i, points.length - 1 - i);
    let [sx, sy] = [0, 0];
    for (let j = i - k; j <= i + k; j += 1) { sx += points[j][0]; sy += points[j][1]; }
    return [sx / (2 * k + 1), sy / (2 * k + 1)];
  });
  const bearing = (p, q) => Math.atan2(q[1] - p[1], q[0] - p[0]);
  const turn = (a, b) => Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));

  // The line moved aside, evenly spaced again, running so that letters stand upright.
  const baseline = (points, lift) => {
    const leftward = points[points.length - 1][0] < points[0][0];
    const run = leftward ? [...points].reverse() : points;
    const moved = run.map((point, i) => {
      const angle = bearing(run[Math.max(0, i - 1)], run[Math.min(run.length - 1, i + 1)]);
      return [point[0] + Math.sin(angle) * lift, point[1] - Math.cos(angle) * lift];
    });
    return resampled(moved.map((point) => point[0]), moved.map((point) => point[1]), STEP);
  };

  // Letters of a name along the middle of a baseline, or null where it is too short or bends.
  const letters = (context, name, path) => {
    const chars = [...name];
    const sizes = chars.map((char) => measure(context, char) + 0.4);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    let along = ((path.length - 1) * STEP - total) / 2;
    if (along < 0) return null;
    let last = null;
    const out = [];
    for (let n = 0; n < chars.length; n += 1) {
      const middle = (along + sizes[n] / 2) / STEP;
      const i = Math.min(Math.floor(middle), path.length - 2);
      const angle = bearing(path[Math.max(0, i - 1)], path[Math.min(path.length - 1, i + 2)]);
      if (last !== null && turn(angle, last) > 0.22) return null;
      last = angle;
      const share = middle - i;
      out.push({ char: chars[n], angle, width: sizes[n], x: path[i][0] + (path[i + 1][0] - path[i][0]) * share,
        y: path[i][1] + (path[i + 1][1] - path[i][1]) * share });
      along += sizes[n];
    }
    return out;
  };

  // Lines that meet end to end, as one, so that a name may run over several legs.
  const joined = (pieces) => {
    const rest = pieces.map(({ x, y }) => ({ x: [...x], y: [...y] }));
    const near = (ax, ay, bx, by) => Math.abs(ax - bx) < 9 && Math.abs(ay - by) < 9;
    const out = [];
    while (rest.length) {
      let line = rest.shift();
      for (let i = 0; i < rest.length; i += 1) {
        const other = rest[i];
        const [n, m] = [line.x.length - 1, other.x.length - 1];
        const turned = { x: [...other.x].reverse(), y: [...other.y].reverse() };
        const glue = (p, q) => ({ x: [...p.x, ...q.x], y: [...p.y, ...q.y] });
        let found = null;
        if (near(line.x[n], line.y[n], other.x[0], other.y[0])) found = glue(line, other);
        else if (near(line.x[n], line.y[n], other.x[m], other.y[m])) found = glue(line, turned);
        else if (near(line.x[0], line.y[0], other.x[m], other.y[m])) found = glue(other, line);
        else if (near(line.x[0], line.y[0], other.x[0], other.y[0])) found = glue(turned, line);
        if (found) { line = found; rest.splice(i, 1); i = -1; }
      }
      out.push(line);
    }
    return out;
  };

  // Stretches of lines that could carry a name of so many steps, the straightest first.
  const candidates = (view, lines, span) => {
    const found = [];
    lines.forEach((line) => {
      const points = smooth(resampled(line.x, line.y, STEP), 9);
      const stride = Math.max(4, Math.round(span / 6));
      for (let from = 2; from + span + 2 < points.length; from += stride) {
        const piece = points.slice(from, from + span + 1);
        const middle = piece[Math.floor(span / 2)];
        if (!inside(view, ...middle)) continue;
        let bend = 0;
        for (let i = 4; i < piece.length - 4; i += 4) bend += turn(bearing(piece[i - 4], piece[i]), bearing(piece[i], piece[i + 4]));
        const steep = Math.abs(Math.sin(bearing(piece[0], piece[piece.length - 1])));
        if (bend < 1.5) found.push({ points: piece, middle, cost: bend + steep * 0.35 });
      }
    });
    return found.sort((p, q) => p.cost - q.cost).slice(0, 40);
  };

  const nameColour = (corridor) => (Atlas.theme() === "dark" ? Atlas.colour(corridor)
    : Atlas.mix(Atlas.colour(corridor), "#000000", 0.18));

  // All halos before all letters, or a halo would cut the letter before it.
  const engrave = (context, found, corridor, ground) => {
    const colour = nameColour(corridor);
    ["halo", "ink"].forEach((layer) => found.forEach(({ char, x, y, angle }) => {
      context.save(); context.translate(x, y); context.rotate(angle);
      if (layer === "halo") { context.strokeStyle = ground.halo; context.lineWidth = 3.4; context.lineJoin = "round"; context.strokeText(char, 0, 0); }
      else { context.fillStyle = colour; context.fillText(char, 0, 0); }
      context.restore();
    }));
  };

  // A long name in two lines of like length.
  const folded = (name) => {
    const parts = Atlas.bound(name).split(" ");
    if (name.length < 24 || parts.length < 3) return [name];
    const breaks = parts.slice(1).map((_, i) => [parts.slice(0, i + 1).join(" "), parts.slice(i + 1).join(" ")]);
    return breaks.sort((p, q) => Math.max(p[0].length, p[1].length) - Math.max(q[0].length, q[1].length))[0];
  };

  // Where no stretch carries the name, it stands level beside the line.
  const besideLine = (context, view, room, taken, lines, corridor, size, ground) => {
    context.textAlign = "left"; context.textBaseline = "alphabetic";
    const rows = folded(short(Atlas.scene.corridors[corridor].name));
    const [width, height] = [Math.max(...rows.map((row) => measure(context, row))), rows.length * size * 1.15];
    const points = lines.flatMap((line) => resampled(line.x, line.y, 26)).filter(([x, y]) => inside(view, x, y));
    const free = (box) => room.free(box) && taken.free(box) && inside(view, box[0], box[1]) && inside(view, box[2], box[3]);
    let done = false;
    for (let k = 0; k < points.length; k += 1) {
      const [x, y] = points[Math.floor(points.length / 2) + (k % 2 ? 1 : -1) * Math.ceil(k / 2)] || points[0];
      const box = spots(width, height, 8).map(([dx, dy]) => [x + dx - 2, y + dy - 1, x + dx + width + 2, y + dy + height + 1]).find(free);
      if (!box) continue;
      room.take(box);
      rows.forEach((row, i) => write(context, row, box[0] + 2, box[1] + 1 + size * (0.86 + i * 1.15), { colour: nameColour(corridor), halo: ground.halo, width: 3.4 }));
      done = true;
      break;
    }
    context.textAlign = "center"; context.textBaseline = "middle";
    return done;
  };

  const putLineNames = (context, view, room, taken, traced, ground) => {
    if (view.zoom < 2.8) return;
    const size = view.zoom < 5 ? 10.5 : 12;
    setFont(context, `600 ${size}px ${FONT}`);
    context.textAlign = "center"; context.textBaseline = "middle";
    // A corridor is named on legs of its own, those of its main route first; on those of others only
    // where it has none in view.
    const perCorridor = new Map();
    const owns = new Set(traced.filter(({ run, lines }) => lines.length && run.leg.c === run.corridor).map(({ run }) => run.corridor));
    const trunk = trunkLegs();
    traced.filter(({ run }) => run.leg.c === run.corridor || !owns.has(run.corridor)).forEach(({ run, lines }) => lines.forEach((line) => {
      if (!perCorridor.has(run.corridor)) perCorridor.set(run.corridor, []);
      perCorridor.get(run.corridor).push({ ...line, trunk: trunk.has(`${run.corridor}:${run.index}`) });
    }));
    const wanted = view.zoom < 4.5 ? 1 : 2;
    const extent = (lines) => lines.reduce((sum, line) => sum + Math.hypot(
      line.x[line.x.length - 1] - line.x[0], line.y[line.y.length - 1] - line.y[0]), 0);
    [...perCorridor].map(([corridor, pieces]) => [corridor, pieces, extent(pieces)])
      .sort((p, q) => q[2] - p[2]).forEach(([corridor, pieces]) => {
      const name = short(Atlas.scene.corridors[corridor].name);
      const placed = [];
      const width = measure(context, name) + name.length * 0.4;
      const carry = (lines) => candidates(view, lines, Math.ceil((width + 12) / STEP)).forEach(({ points, middle }) => {
        if (placed.length >= wanted || placed.some(([x, y]) => Math.hypot(x - middle[0], y - middle[1]) < 480)) return;
        for (const lift of [size * 0.5 + 4.5, -size * 0.5 - 5.5]) {
          const found = letters(context, name, baseline(points, lift));
          const around = (by) => found.map((one) => [one.x - by, one.y - by, one.x + by, one.y + by]);
          if (!found || !around(size * 0.34).every((box) => taken.free(box))) continue;
          const boxes = around(size * 0.56);
          if (!boxes.every((box) => room.free(box) && inside(view, box[0], box[1]) && inside(view, box[2], box[3]))) continue;
          boxes.forEach((box) => room.take(box));
          placed.push(middle);
          engrave(context, found, corridor, ground);
          return;
        }
      });
      const first = pieces.filter((piece) => piece.trunk);
      const ways = [...(first.length ? [first] : []), ...(first.length < pieces.length ? [pieces] : [])].map(joined);
      ways.forEach((lines) => { if (!placed.length) carry(lines); });
      if (!placed.length) ways.some((lines) => besideLine(context, view, room, taken, lines, corridor, size, ground));
    });
    context.textAlign = "left"; context.textBaseline = "alphabetic";
  };
  // Legs of main routes, as `corridor:leg`.
  const trunkLegs = () => new Set(Atlas.scene.routes.filter((route) => route.main)
    .flatMap((route) => Atlas.unsigned(route.legs).map((leg) => `${route.c}:${leg}`)));

  const inside = (view, x, y) => x > view.width / 6 && x < view.width * 5 / 6
    && y > view.height / 6 && y < view.height * 5 / 6;

  // Returns what was named.
  const putHubNames = (context, view, rooms, kept, ground, wanted) => kept.filter(wanted).filter((item) => {
    const size = item.tier !== 0 ? 11 : view.zoom < 3.2 ? 10.5 : 12;
    setFont(context, `${item.tier === 0 || item.chosen ? 600 : 500} ${size}px ${FONT}`);
    const name = short(item.hub.name);
    const spot = placeName(context, rooms, name, item.x, item.y, size, item.radius + 3);
    if (spot) write(context, name, ...spot, { colour: ground.hub, halo: ground.halo });
    return spot;
  });

  // Cities of the ground; one whose hub stands there without a name lends it its own.
  const putCities = (context, view, rooms, kept, named, ground, wanted) => {
    const { room } = rooms;
    const table = Atlas.scene.ground;
    if (!table) return;
    table.cities.filter(wanted).forEach((city) => {
      const [name, lon, lat, rank, capital] = city;
      let [x, y] = [Atlas.worldX(lon) * view.scale - view.dx, Atlas.worldY(lat) * view.scale - view.dy];
      if (x < 0 || y < 0 || x > view.width || y > view.height) return;
      const twin = kept.find((item) => oneTown(item.hub, city));
      if (twin && (named.has(twin) || (twin.tier === 2 && view.zoom >= 6.6))) return;
      if (twin) [x, y] = [twin.x, twin.y];
      const radius = twin ? twin.radius : capital ? 2.3 : 1.8;
      if (!twin && !room.free([x - radius, y - radius, x + radius, y + radius])) return;
      const size = rank <= 1 ? 11.5 : 10.5;
      setFont(context, `400 ${size}px ${FONT}`);
      const spot = placeName(context, rooms, name, x, y, size, radius + 2.5);
      if (!spot) return;
      if (twin) named.add(twin);
      else {
        room.take([x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1]);
        stamp(context, `dot|${radius}`, radius + 2, x, y, (own) => {
          own.beginPath(); own.arc(0, 0, radius, 0, 7);
          own.fillStyle = ground.city; own.fill();
          own.strokeStyle = ground.halo; own.lineWidth = 1; own.stroke();
        });
      }
      write(context, name, ...spot, { colour: ground.city, halo: ground.halo, width: 2.6 });
    });
  };

  // Where the name of a country may stand, in pixels: about its middle; then in each of the discs
  // inside it, as near to the middle of the disc as the screen allows.
  const ABOUT = [[0, 0], [0, -0.22], [0, 0.22], [-0.25, 0], [0.25, 0], [0.2, -0.3], [-0.2, 0.3]];
  const INSIDE = [[0, 0], [0, -0.5], [0, 0.5], [-0.5, 0], [0.5, 0], [0.35, 0.35], [-0.35, -0.35], [0.35, -0.35], [-0.35, 0.35]];
  const middleSpots = ([x, y], extent) => ABOUT.map(([sx, sy]) => [x + sx * extent, y + sy * extent]);
  const discSpots = (view, at, discs, width, size) => {
    const [left, top, right, bottom] = frameOf(view);
    const held = (value, low, high) => Math.max(low, Math.min(high, value));
    const spots = [];
    for (let i = 0; i + 2 < discs.length; i += 3) {
      const [cx, cy] = at(discs[i], discs[i + 1]);
      const radius = discs[i + 2] / 360 * 256 * view.scale;
      if (radius < width * 0.42 || cx + radius < left || cx - radius > right || cy + radius < top || cy - radius > bottom) continue;
      const reach = Math.min(radius, (bottom - top) * 0.7);
      INSIDE.forEach(([sx, sy]) => {
        const px = held(cx, left + width / 2 + 10, right - width / 2 - 10) + sx * reach;
        const py = held(cy, top + size + 10, bottom - size - 10) + sy * reach;
        if (Math.hypot(Math.abs(px - cx) + width * 0.42, py - cy) < radius) spots.push([px, py]);
      });
    }
    return spots;
  };

  const putCountries = (context, view, { room, lines }, ground) => {
    const table = Atlas.scene.ground;
    if (!table) return;
    const [left, top, right, bottom] = frameOf(view);
    const at = (lon, lat) => [Atlas.worldX(lon) * view.scale - view.dx, Atlas.worldY(lat) * view.scale - view.dy];
    table.countries.forEach(([name, lon, lat, degrees, discs]) => {
      const extent = degrees / 360 * 256 * view.scale;
      const size = Math.max(9.5, Math.min(15, extent / 9));
      setFont(context, `500 ${size}px ${FONT}`, /[\u3000-\u9fff]/.test(name) ? "2px" : `${size * 0.12}px`);
      const text = name.toLocaleUpperCase(Atlas.scene.lang);
      const width = measure(context, text);
      if (width >= extent * 1.5 || extent <= 26) return;
      const boxOf = ([x, y]) => [x - width / 2 - 4, y - size / 2 - 2, x + width / 2 + 4, y + size / 2 + 2];
      const seen = (box) => box[0] >= left && box[2] <= right && box[1] >= top && box[3] <= bottom;
      const off = (box) => !seen(box) && uncut(view, box) && box[2] > 0 && box[0] < view.width && box[3] > 0 && box[1] < view.height;
      const open = (box) => room.free(box) && lines.free(box);
      const middle = middleSpots(at(lon, lat), extent).map(boxOf);
      const box = middle.find((one) => seen(one) && open(one))
        || discSpots(view, at, discs, width, size).map(boxOf).find((one) => seen(one) && open(one))
        || middle.find((one) => off(one) && open(one));
      if (!box) return;
      room.take(box);
      write(context, text, box[0] + 4, box[1] + 2 + size * 0.85, { colour: ground.country, halo: ground.halo, width: 2 });
    });
  };

  // The room that the lines themselves take.
  const lineRoom = (traced, width) => {
    const room = new Room();
    traced.forEach(({ run, lines }) => lines.forEach((line) => resampled(line.x, line.y, 6).forEach(
      ([x, y]) => room.take([x - width / 2, y - width / 2, x + width / 2, y + width / 2], run.corridor))));
    return room;
  };

  // Names keep clear of what stands over the map: legend, tools, captions.
  const coverUp = (view, room) => (view.covers || []).forEach((box) => room.take(box));

  const labelPainter = (side) => (context, view, traced) => {
    const ground = Atlas.scene.style.ground[Atlas.theme()];
    const { zoom } = view;
    const room = new Room();
    const lines = lineRoom(traced, Atlas.widthAt(zoom) + 1);
    const [loose, clear] = [{ room, lines, view }, { room, lines, view, clear: true }];
    coverUp(view, room);
    const kept = symbolsIn(view, room, side);
    const events = putEvents(context, view, room, ground, side, kept);
    const extras = Atlas.overlayPoints(context, view, room, ground);
    drawSymbols(context, kept, ground);
    const named = new Set();
    const hubNames = (rooms, wanted) => putHubNames(context, view, rooms, kept.filter((item) => !named.has(item)), ground, wanted).forEach((item) => named.add(item));
    const cities = (wanted) => putCities(context, view, clear, kept, named, ground, wanted);
    hubNames(loose, (item) => item.chosen || item.tier === 0);
    putLineNames(context, view, room, lines, traced, ground);
    // The places of what is shown before those beside it: towns at every scale, all others close by.
    const crowded = new Set(traced.map(({ run }) => run.corridor)).size > CROWD;
    const near = zoom >= 4.9;
    hubNames(near ? loose : { ...loose, spare: crowded ? 5 : 2 }, (item) => item.tier === 1 && item.town <= (crowded && !near ? 1 : 2));
    hubNames(near ? loose : { ...clear, wide: true, spare: 3 }, (item) => item.tier === 1 && (near || !crowded));
    putCountries(context, view, loose, ground);
    cities(([, , , rank, capital]) => rank <= 1 && (capital || zoom > 4) && zoom >= 3.4);
    cities(([, , , rank]) => rank > 1 && zoom >= rank + 2.6);
    hubNames({ ...clear, wide: true }, (item) => item.tier === 2 && zoom >= 6.6);
    Atlas.overlayNames(context, view, loose, extras, ground);
    return { hubs: kept.filter((item) => item.index !== undefined), stations: kept.filter((item) => item.index === undefined), events, extras, named: [...named] };
  };
  const CROWD = 4;

  Object.assign(Atlas, { labelPainter, drawSymbol, drawEvent, placeName, write, setFont, FONT });
})();
