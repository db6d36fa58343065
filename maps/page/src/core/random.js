// The uniform numbers of NumPy's default generator for a text and a seed, to the digit: the seeds of
// corridors.ledger.totals are a number and the SHA-256 of a rate's id.
const HALF = 2 ** 16;
const WORD = 2 ** 32;

const primes = (count) => {
  const found = [];
  for (let n = 2; found.length < count; n += 1) if (found.every((p) => n % p)) found.push(n);
  return found;
};
// The first 32 bits behind the point, as SHA-256 takes its constants from roots of primes.
const fraction = (root) => Math.floor((root % 1) * WORD) >>> 0;
const turned = (word, by) => (word >>> by) | (word << (32 - by));

const padded = (bytes) => {
  const blocks = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  blocks.set(bytes);
  blocks[bytes.length] = 128;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 4, bytes.length * 8);
  return view;
};

const rounds = (state, view, from, constants) => {
  const w = Array.from({ length: 16 }, (_, row) => view.getUint32(from + row * 4));
  let [a, b, c, d, e, f, g, h] = state;
  constants.forEach((constant, row) => {
    if (row >= 16) {
      const [x, y] = [w[row - 15], w[row - 2]];
      const small = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      const large = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
      w[row] = (w[row - 16] + small + w[row - 7] + large) | 0;
    }
    const one = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + one + ((e & f) ^ (~e & g)) + constant + w[row]) | 0;
    const two = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  });
  return [a, b, c, d, e, f, g, h].map((word, row) => (state[row] + word) | 0);
};

/** The SHA-256 of a text as eight words, the least byte first. */
const digest = (text) => {
  const view = padded(new TextEncoder().encode(text));
  const constants = primes(64).map((prime) => fraction(Math.cbrt(prime)));
  let state = primes(8).map((prime) => fraction(Math.sqrt(prime)));
  for (let from = 0; from < view.byteLength; from += 64)
    state = rounds(state, view, from, constants);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, row) => out.setInt32(row * 4, word));
  return state.map((_, row) => out.getUint32(row * 4, true));
};

const mixed = (x, y) => {
  const word = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
  return (word ^ (word >>> 16)) >>> 0;
};
const hasher = (first, by) => {
  let constant = first;
  return (word) => {
    const before = word ^ constant;
    constant = Math.imul(constant, by);
    const after = Math.imul(before, constant);
    return (after ^ (after >>> 16)) >>> 0;
  };
};

/** Eight words that stand for some words, as NumPy's SeedSequence mixes them. */
const sequence = (words) => {
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool = [0, 1, 2, 3].map((row) => hash(words[row] ?? 0));
  for (let from = 0; from < 4; from += 1)
    for (let to = 0; to < 4; to += 1) if (from !== to) pool[to] = mixed(pool[to], hash(pool[from]));
  words
    .slice(4)
    .forEach((word) => pool.forEach((own, row) => (pool[row] = mixed(own, hash(word)))));
  const told = hasher(0x8b51f9dd, 0x58f38ded);
  return [...pool, ...pool].map(told);
};

// Numbers of 128 bits are eight digits of 16 bits, the least first.
const TIMES = [0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360];
const digitsOf = (words) => words.flatMap((word) => [word & 0xffff, word >>> 16]);
// state = state * times + more, in place.
const advance = (state, times, more, scratch) => {
  let carry = 0;
  for (let k = 0; k < 8; k += 1) {
    let sum = carry + more[k];
    for (let i = 0; i <= k; i += 1) sum += state[i] * times[k - i];
    carry = Math.floor(sum / HALF);
    scratch[k] = sum - carry * HALF;
  }
  state.set(scratch);
};
const ONE = [1, 0, 0, 0, 0, 0, 0, 0];

// The share of one that a state of the generator PCG64 (XSL-RR) stands for.
const shareOf = (s) => {
  let low = (((s[5] ^ s[1]) << 16) | (s[4] ^ s[0])) >>> 0;
  let high = (((s[7] ^ s[3]) << 16) | (s[6] ^ s[2])) >>> 0;
  const turn = s[7] >>> 10;
  if (turn >= 32) [low, high] = [high, low];
  const by = turn & 31;
  if (by)
    [low, high] = [
      ((low >>> by) | (high << (32 - by))) >>> 0,
      ((high >>> by) | (low << (32 - by))) >>> 0,
    ];
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
};

/** Numbers from 0 to 1 for a text, as `default_rng([seed, *words of its digest]).random(count)`. */
const uniform = (text, seed, count) => {
  const [a, b, c, d, e, f, g, h] = sequence([seed, ...digest(text)]);
  const twice = digitsOf([g, h, e, f]).map((digit, row, all) =>
    row ? ((digit << 1) & 0xffff) | (all[row - 1] >>> 15) : ((digit << 1) & 0xffff) | 1,
  );
  const [state, more, scratch] = [digitsOf([c, d, a, b]), twice, ONE].map((all) =>
    Float64Array.from(all),
  );
  const times = Float64Array.from(TIMES);
  advance(state, Float64Array.from(ONE), more, scratch);
  advance(state, times, more, scratch);
  const shares = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    advance(state, times, more, scratch);
    shares[row] = shareOf(state);
  }
  return shares;
};

export { digest, sequence, uniform };
