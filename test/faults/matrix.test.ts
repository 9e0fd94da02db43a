import { afterAll, describe, expect, it } from "vitest";
import { explain } from "./explain.js";
import { type Profile, profiles } from "./profiles.js";
import { run } from "./run.js";
import { strategies } from "./strategies.js";
import { add, type Sum, table } from "./table.js";

/*
 * N clients read, change and write one resource through a network with faults. Whatever happens:
 * acknowledged <= final <= acknowledged + ambiguous, nothing lost, nothing doubled. The seeds are fixed but
 * for one, which is printed: FAULTS_SEED=1234 repeats it, FAULTS_SEEDS=200 runs so many random ones.
 */

const { FAULTS_SEED, FAULTS_SEEDS } = process.env;
const random = (): number => Math.floor(Math.random() * 2 ** 32);
const seeds = FAULTS_SEED
  ? [Number(FAULTS_SEED)]
  : FAULTS_SEEDS
    ? Array.from({ length: Number(FAULTS_SEEDS) }, random)
    : [1, 2, random()];

const size = { clients: 8, each: 25 };
const columns = Object.keys(profiles) as Profile[];
const rows = new Map(strategies.map(({ name }) => [name, new Map<string, Sum>()]));

/** Where re-applying what may have been applied must show. */
const ambiguity: readonly Profile[] = ["answer lost", "502 after commit", "everything"];

afterAll(() => {
  const total = seeds.length * size.clients * size.each;
  console.log(`${total} operations a cell; random seed ${seeds.at(-1)}\n\n${table(columns, rows)}\n`);
});

describe.each(strategies)("$name", (strategy) => {
  it.each(columns)("%s", async (profile) => {
    const faults = profiles[profile];
    const verdicts = [];
    for (const seed of seeds) {
      const { verdict } = await run(strategy, faults, seed, size);
      verdicts.push(verdict);
      expect(verdict.acknowledged + verdict.ambiguous + verdict.gaveUp, "every operation ends").toBe(200);
      if (strategy.breaks) continue;
      const story = verdict.violations.length > 0 ? await explain(strategy, faults, seed) : "";
      expect(verdict.violations, `${profile}, seed ${seed}\n${story}`).toEqual([]);
    }
    const sum = add(verdicts);
    rows.get(strategy.name)!.set(profile, sum);
    if (strategy.breaks === "lost" || (strategy.breaks === "doubled" && ambiguity.includes(profile))) {
      expect(sum[strategy.breaks], "the checker must catch this").toBeGreaterThan(0);
    }
    if (profile === "no fault" || strategy.settles) expect(sum.ambiguous).toBe(0);
  });
});

it("the same seed gives the same run, to the byte", async () => {
  const strategy = strategies.at(-1)!;
  const [one, other] = [
    await run(strategy, profiles.everything, 7, size),
    await run(strategy, profiles.everything, 7, size),
  ];
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
});
