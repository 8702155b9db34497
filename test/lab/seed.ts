/** Draws of one run: everything that could be keyed to (names, addresses, ports) comes from here, and a printed seed replays it. */
export interface Draw {
  readonly seed: string;
  /** Returns a whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** Returns one of the items. */
  one<T>(items: readonly [T, ...T[]]): T;
  /** Returns a port that was not drawn before, outside the well-known and the common proxy ports. */
  port(): number;
  /** Returns a short word of letters and digits, beginning with a letter, that was not drawn before. */
  word(): string;
}

const SYLLABLES = [
  'ka',
  'mo',
  'ri',
  'tan',
  'sel',
  'vor',
  'ben',
  'lu',
  'hi',
  'dra',
  'ne',
  'post',
  'quil',
  'za',
  'fen',
] as const;

/** Returns the draws that belong to a seed; the same seed gives the same draws in the same order. */
export function drawFrom(seed: string): Draw {
  const next = generator(seed);
  const used = new Set<string>();
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const fresh = (make: () => string): string => {
    for (let tries = 0; tries < 1_000; tries += 1) {
      const value = make();
      if (used.has(value)) continue;
      used.add(value);
      return value;
    }
    throw new Error('nothing left to draw');
  };
  const one = <T>(items: readonly [T, ...T[]]): T => items[integer(0, items.length - 1)] ?? items[0];
  return {
    seed,
    integer,
    one,
    port: () => Number(fresh(() => String(integer(21_000, 31_999)))),
    word: () => fresh(() => `${one(SYLLABLES)}${one(SYLLABLES)}${one(SYLLABLES)}${String(integer(2, 99))}`),
  };
}

/** Returns numbers in [0, 1): mulberry32 over an FNV-1a hash of the seed. */
function generator(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
