// How far painters paint beyond each edge of what is seen, as a share of it: about as far as Leaflet's
// own shapes reach, for all that is painted has a price before the page is seen.
const BEYOND = 0.125;
// How much wider and higher than what is seen a painting is, and what of it lies before that.
const PAINTED = 1 + 2 * BEYOND;
const BEFORE = BEYOND / PAINTED;

// Left, top, right and bottom of what is seen, in pixels of the painting.
const seenBox = ({ width, height }) => [
  width * BEFORE,
  height * BEFORE,
  width * (1 - BEFORE),
  height * (1 - BEFORE),
];

export { BEFORE, BEYOND, PAINTED, seenBox };
