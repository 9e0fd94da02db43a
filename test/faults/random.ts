/** Chance that can be repeated: the same seed gives the same run. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** Whether something with this probability happens. */
  chance(probability: number): boolean;
  between(least: number, most: number): number;
  /** A generator of its own, which drawing from this one does not disturb. */
  fork(label: string): Random;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    // Drawn even when it cannot happen: a fault more or less leaves the rest of the run as it was.
    chance: (probability) => next() < probability,
    between: (least, most) => least + next() * (most - least),
    fork: (label) =>
      createRandom(
        [...label].reduce((hash, char) => Math.imul(hash ^ char.codePointAt(0)!, 0x01000193), seed ^ 0x811c9dc5),
      ),
  };
}
