import { afterAll, describe, expect, it } from "vitest";
import { checkCell, seedInWords } from "./cell.js";
import { connectionProfiles, type Profile, profiles } from "./profiles.js";
import { run } from "./run.js";
import { strategies } from "./strategies.js";
import { type Sum, table } from "./table.js";

/*
 * N clients read, change and write one resource through a network with faults. Whatever happens:
 * acknowledged <= final <= acknowledged + ambiguous, nothing lost, nothing doubled, nobody in conflict with themselves.
 * The seeds are fixed but for one, which is printed.
 */

const size = { clients: 8, each: 25 };
/** What breaks at all breaks often enough to show in less. */
const small = { clients: 4, each: 8 };
const columns = Object.keys(profiles) as Profile[];
const rows = new Map(strategies.map(({ name }) => [name, new Map<string, Sum>()]));

afterAll(() => {
  console.log(`${seedInWords()}\n\n${table(columns, rows)}\n`);
});

describe.each(strategies)("$name", (strategy) => {
  it.each(columns)("%s", async (profile) => {
    const sum = await checkCell(strategy, profile, profile in connectionProfiles ? size : small);
    rows.get(strategy.name)!.set(profile, sum);
    expect(sum.acknowledged + sum.ambiguous + sum.conflicts + sum.gaveUp).toBeGreaterThan(0);
    if (strategy.settles && profile in connectionProfiles) expect(sum.ambiguous).toBe(0);
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
