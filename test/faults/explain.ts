import type { Verdict } from "./history.js";
import { type Conditions, type Run, run } from "./run.js";
import type { Strategy } from "./strategy.js";

/** A run that broke the invariant, told so that somebody can follow it: the smallest like it that can be found. */
export async function explain(strategy: Strategy, faults: Conditions, seed: number): Promise<string> {
  for (const size of sizes) {
    for (let nearby = seed; nearby < seed + 100; nearby++) {
      const smaller = await run(strategy, faults, nearby, size);
      if (smaller.verdict.violations.length > 0) {
        return `${strategy.name}, seed ${nearby}, ${size.clients} clients x ${size.each} operations:\n${tell(smaller)}`;
      }
    }
  }
  return `${strategy.name}, seed ${seed}: no smaller run breaks the invariant.`;
}

const sizes = [
  [1, 1],
  [1, 2],
  [2, 1],
  [2, 2],
  [3, 2],
  [4, 4],
].map(([clients, each]) => ({ clients: clients!, each: each! }));

function tell({ history, passages, verdict }: Run): string {
  const at = (milliseconds: number): string => `${milliseconds.toFixed(0).padStart(6)} ms`;
  const events = [
    ...passages.map(({ leftAt, endedAt, operation, method, precondition, faults, served, status }) => ({
      at: leftAt,
      text:
        `${operation}: ${method} ${precondition} -> ${served ?? "not delivered"}, came back as ${status ?? "nothing"}` +
        ` at${at(endedAt ?? Number.NaN)}${faults.length > 0 ? ` (${faults.join(", ")})` : ""}`,
    })),
    ...history.commits.map((commit) => ({
      at: commit.at,
      text: `  committed for ${commit.operation}: ${commit.previous} -> ${commit.value}, ${commit.etag}`,
    })),
    ...history.operations.map(({ id, endedAt, outcome }) => ({ at: endedAt, text: `  ${id} is ${outcome}` })),
  ];
  return [
    ...events.sort((one, other) => one.at - other.at).map((event) => `${at(event.at)}  ${event.text}`),
    ...summary(verdict),
  ].join("\n");
}

const summary = ({ lost, doubled, violations }: Verdict): string[] => [
  `lost ${lost}, doubled ${doubled}`,
  ...violations.map(({ operation, message }) => `${operation} ${message}`),
];
