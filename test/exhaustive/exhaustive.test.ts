import { afterAll, describe, expect, it } from "vitest";
import { documentedStrategies } from "../faults/by-documents.js";
import { settling } from "../faults/by-runtime.js";
import type { Strategy } from "../faults/strategy.js";
import { type Execution, execute } from "./execution.js";
import type { FamilyName } from "./events.js";
import { knownFailure } from "./known-failures.js";
import { type Count, search } from "./search.js";

/*
 * Two clients, two changes each, at most one fault: not a sample of what can happen, but all of it. Every order of
 * requests, answers and waits, every fault at every place. `npm run exhaustive` goes further.
 */

const isLarge = process.env["MODE"] === "large";
const size = { clients: 2, each: isLarge ? 3 : 2, faults: isLarge ? 2 : 1 };
const families: readonly FamilyName[] = ["connections", "way", "sign-out"];

/** What README and docs show, as far as it differs in what it does to one record. */
const shown = [
  "page, text; no option",
  "page, +1; recover: resendOnce()",
  "edit, +1; no option",
  "edit, +1; lanes: lanes(), recover: resendOnce()",
  'edit, +1; recover: resendOnce({ token: { body: "edit_token" } })',
];

const strategies: readonly Strategy[] = [
  ...documentedStrategies.filter(({ name }) => shown.includes(name)),
  { ...settling, atOnce: 1 },
];

const lines: string[] = [];
let sum: Count = { states: 0, executions: 0, ends: 0 };

afterAll(() => {
  console.log(
    [...lines, `${sum.states} states, ${sum.executions} executions, ${sum.ends} of them to the end`].join("\n"),
  );
});

it("searches all that is named here", () => {
  expect(strategies.map(({ name }) => name)).toEqual(expect.arrayContaining(shown));
});

describe.each(strategies)("$name", (strategy) => {
  it.each(families)("%s: whatever happens, nothing is lost, doubled, or in conflict with itself", async (family) => {
    let broken: Execution | undefined;
    const count = await search(
      (choose) => execute(strategy, { ...size, family }, choose),
      (execution) => {
        if (execution.verdict.violations.length > 0) broken = execution;
        return broken !== undefined;
      },
    );
    const known = knownFailure(strategy, family);
    sum = {
      states: sum.states + count.states,
      executions: sum.executions + count.executions,
      ends: sum.ends + count.ends,
    };
    lines.push(
      `${strategy.name}, ${family}: ${count.states} states, ${count.executions} executions${broken ? ", then a violation" : ""}`,
    );
    if (known) {
      expect(broken, `this holds now: remove it from test/exhaustive/known-failures.ts (${known})`).toBeDefined();
      return;
    }
    expect(broken?.verdict.violations, broken?.story().join("\n")).toBeUndefined();
  });
});
