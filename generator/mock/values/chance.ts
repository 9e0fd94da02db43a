import type { Faker, Randomizer } from "@faker-js/faker";

/** What is drawn for one field of one record: the same parts, the same draws, whatever was drawn before. */
export interface Chance {
  readonly faker: Faker;
  /** From 0 up to, but not including, 1. */
  readonly fraction: number;
  pick<T>(values: readonly T[]): T;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
}

/** Seeds faker for one field. Whoever asks for another one must be done with this one. */
export function chanceOf(faker: Faker, ...parts: readonly string[]): Chance {
  faker.seed(hash(parts.join("\n")));
  const fraction = faker.number.float();
  const between = (least: number, most: number): number => faker.number.int({ min: least, max: Math.max(least, most) });
  return { faker, fraction, between, pick: (values) => values[between(0, values.length - 1)]! };
}

/** FNV-1a, 32 bits: far cheaper than a digest, for the many fields that there are. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state >>> 0;
}

/** Mulberry32: it is seeded for each field, which costs faker's own Mersenne Twister most of the time there is. */
export function cheapRandomizer(): Randomizer {
  let state = 0;
  return {
    seed(seed) {
      state = Array.isArray(seed) ? (seed[0] ?? 0) : seed;
    },
    next() {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
