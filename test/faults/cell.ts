import { expect } from "vitest";
import { explain } from "./explain.js";
import type { Verdict } from "./history.js";
import { knownFailure } from "./known-failures.js";
import { type Profile, profiles } from "./profiles.js";
import { run, type Size } from "./run.js";
import type { Strategy } from "./strategy.js";
import { add, type Sum } from "./table.js";

const { FAULTS_SEED, FAULTS_SEEDS } = process.env;
const random = (): number => Math.floor(Math.random() * 2 ** 32);
const seeds = FAULTS_SEED
  ? [Number(FAULTS_SEED)]
  : FAULTS_SEEDS
    ? Array.from({ length: Number(FAULTS_SEEDS) }, random)
    : [1, 2, random()];

/** The last seed is a random one: `FAULTS_SEED=1234` repeats it, `FAULTS_SEEDS=200` runs so many random ones. */
export const seedInWords = (): string => `random seed ${seeds.at(-1)}`;

/** Where re-applying what may have been applied must show. */
const ambiguity: readonly Profile[] = ["answer lost", "502 after commit", "everything"];

/** So many seeds are tried to see a known failure again. */
const PATIENCE = 150;

/** One cell of the matrix: a strategy under one profile, with every seed. */
export async function checkCell(strategy: Strategy, profile: Profile, size: Size): Promise<Sum> {
  const failure = knownFailure(strategy, profile);
  if (failure) return checkFailure(strategy, profile, size, failure.because);
  const conditions = profiles[profile];
  const verdicts: Verdict[] = [];
  for (const seed of seeds) {
    const { verdict } = await run(strategy, conditions, seed, size);
    verdicts.push(verdict);
    const { acknowledged, ambiguous, gaveUp, conflicts } = verdict;
    expect(acknowledged + ambiguous + gaveUp + conflicts, "every operation ends").toBe(size.clients * size.each);
    if (strategy.breaks) continue;
    const story = verdict.violations.length > 0 ? await explain(strategy, conditions, seed) : "";
    expect(verdict.violations, `${profile}, seed ${seed}\n${story}`).toEqual([]);
  }
  const sum = add(verdicts);
  if (strategy.breaks === "lost" || (strategy.breaks === "doubled" && ambiguity.includes(profile)))
    expect(sum[strategy.breaks], "the checker must catch this").toBeGreaterThan(0);
  // Of counters not even this can be said: who is refused may find the value that they sent, written by another client.
  if (profile === "no fault" && (strategy.settles || strategy.resource === "register")) expect(sum.ambiguous).toBe(0);
  return sum;
}

/** A cell that is known to fail must do so for one of the first seeds. */
async function checkFailure(strategy: Strategy, profile: Profile, size: Size, because: string): Promise<Sum> {
  for (let seed = 1; seed <= PATIENCE; seed++) {
    const { verdict } = await run(strategy, profiles[profile], seed, size);
    if (verdict.violations.length > 0) return add([verdict]);
  }
  throw new Error(`This holds now: remove it from test/faults/known-failures.ts, where it says: ${because}`);
}
