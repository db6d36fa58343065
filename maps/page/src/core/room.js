// Where something is drawn already.

// Boxes already taken, in cells of 48 pixels.
class Room {
  constructor() {
    this.cells = new Map();
  }

  keys([x0, y0, x1, y1]) {
    const keys = [];
    for (let i = Math.floor(x0 / 48); i <= Math.floor(x1 / 48); i += 1) {
      for (let j = Math.floor(y0 / 48); j <= Math.floor(y1 / 48); j += 1) keys.push(i * 4096 + j);
    }
    return keys;
  }

  // Whether nothing is there, but for what one owner put there.
  free(box, owner) {
    return this.keys(box).every((key) =>
      (this.cells.get(key) || []).every(
        (other) =>
          (owner !== undefined && other.owner === owner) ||
          box[0] >= other[2] ||
          box[2] <= other[0] ||
          box[1] >= other[3] ||
          box[3] <= other[1],
      ),
    );
  }

  // How much of it is taken there.
  crowd(box) {
    return this.keys(box).reduce(
      (sum, key) =>
        sum +
        (this.cells.get(key) || []).filter(
          (other) =>
            box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1],
        ).length,
      0,
    );
  }

  take(box, owner) {
    if (owner !== undefined) box.owner = owner;
    this.keys(box).forEach((key) => {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    });
  }
}

export { Room };
