import { afterAll, describe, expect, it } from "vitest";
import { documentedStrategies } from "./by-documents.js";
import { checkCell, seedInWords } from "./cell.js";
import { documentedOptions } from "./documented.js";
import { knownFailures, unknownNames } from "./known-failures.js";
import { type Profile, profiles } from "./profiles.js";
import { strategies } from "./strategies.js";
import { type Sum, table } from "./table.js";

/* The matrix for what README.md and docs/ show: their loops with their options, as they stand there. */

const columns = Object.keys(profiles) as Profile[];
const rows = new Map(documentedStrategies.map(({ name }) => [name, new Map<string, Sum>()]));

afterAll(() => {
  console.log(`${seedInWords()}\n\n${table(columns, rows)}\n`);
});

it("finds the options that README.md shows first, and a write token in docs/concurrency.md", () => {
  const shown = documentedOptions();
  expect(shown).toContainEqual(expect.objectContaining({ text: "lanes: lanes(), recover: resendOnce()" }));
  expect(shown.filter(({ text, where }) => text.includes("token") && where.startsWith("docs/"))).not.toEqual([]);
});

it("known failures name strategies that there are", () => {
  expect(knownFailures.flatMap((failure) => unknownNames(failure, [...strategies, ...documentedStrategies]))).toEqual(
    [],
  );
});

describe.each(documentedStrategies)("$name", (strategy) => {
  it.each(columns)("%s", async (profile) => {
    const sum = await checkCell(strategy, profile, { clients: 4, each: 6 });
    rows.get(strategy.name)!.set(profile, sum);
    expect(sum.acknowledged + sum.ambiguous + sum.conflicts + sum.gaveUp).toBeGreaterThan(0);
  });
});
