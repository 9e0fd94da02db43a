import type { Faker } from "@faker-js/faker";
import { digest } from "../digest.js";

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
  const seed = Number.parseInt(digest(...parts).slice(0, 8), 16);
  faker.seed(seed);
  const fraction = faker.number.float();
  const between = (least: number, most: number): number => faker.number.int({ min: least, max: Math.max(least, most) });
  return { faker, fraction, between, pick: (values) => values[between(0, values.length - 1)]! };
}
