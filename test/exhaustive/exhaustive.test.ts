import { afterAll, describe, expect, it } from "vitest";
import { documentedStrategies } from "../faults/by-documents.js";
import { settling } from "../faults/by-runtime.js";
import type { Strategy } from "../faults/strategy.js";
import { type Bound, type Execution, execute } from "./execution.js";
import type { FamilyName } from "./events.js";
import { knownFailure } from "./known-failures.js";
import { type Count, search } from "./search.js";

/*
 * Two clients, two changes each, at most one fault: not a sample of what can happen, but all of it. Every order of
 * requests, answers and waits, every fault at every place. `npm run exhaustive` goes further.
 */

const isLarge = process.env["MODE"] === "large";
const sequential = { clients: 2, each: isLarge ? 3 : 2, faults: isLarge ? 2 : 1 };
/** Where changes of one client wait for each other: they begin together. */
const together = { ...sequential, clients: isLarge ? 2 : 1, atOnce: true } as const;
const families: readonly FamilyName[] = isLarge ? ["all", "sign-out"] : ["connections", "way", "sign-out"];

/** What README and docs show, as far as it differs in what it does to one record. */
const shown = [
  "page, text; no option",
  'page, +1; recover: resendOnce({ believe: "fields" })',
  "edit, +1; no option",
  "edit, +1; lanes: lanes(), recover: resendOnce()",
  'edit, +1; recover: resendOnce({ token: { body: "edit_token" } })',
];
const inLanes = [
  "page, text; lanes: lanes(), recover: resendOnce()",
  "edit, +1; lanes: lanes(), recover: resendOnce()",
];

/** Its loop goes on until nothing is open, which takes more states than all others together. */
const long = isLarge ? [settling] : [];

const strategiesOf = (names: readonly string[]): readonly Strategy[] =>
  documentedStrategies.filter(({ name }) => names.includes(name));

const searches: readonly {
  readonly name: string;
  readonly strategy: Strategy;
  readonly bound: Omit<Bound, "family">;
}[] = [
  ...[...strategiesOf(shown), ...long].map((strategy) => ({ name: strategy.name, strategy, bound: sequential })),
  ...strategiesOf(inLanes).map((strategy) => ({
    name: `${strategy.name}, all at once`,
    strategy,
    bound: together,
  })),
];

const lines: string[] = [];
let sum: Count = { states: 0, executions: 0, ends: 0 };

afterAll(() => {
  console.log(
    [...lines, `${sum.states} states, ${sum.executions} executions, ${sum.ends} of them to the end`].join("\n"),
  );
});

it("searches all that is named here", () => {
  expect(searches).toHaveLength(shown.length + long.length + inLanes.length);
});

describe.each(searches)("$name", ({ name, strategy, bound }) => {
  it.each(families)("%s: whatever happens, nothing is lost, doubled, or in conflict with itself", async (family) => {
    let broken: Execution | undefined;
    const count = await search(
      (choose) => execute(strategy, { ...bound, family }, choose),
      (execution) => {
        if (execution.verdict.violations.length > 0) broken = execution;
        return broken !== undefined;
      },
    );
    sum = {
      states: sum.states + count.states,
      executions: sum.executions + count.executions,
      ends: sum.ends + count.ends,
    };
    const end = broken ? ", then a violation" : "";
    lines.push(`${name}, ${family}: ${count.states} states, ${count.executions} executions${end}`);
    const known = knownFailure(name, family);
    if (known) {
      expect(broken, `this holds now: remove it from test/exhaustive/known-failures.ts (${known})`).toBeDefined();
      return;
    }
    expect(broken?.verdict.violations, broken?.story().join("\n")).toBeUndefined();
  });
});
