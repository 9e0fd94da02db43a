import type { Outcome, ProbeResult, Verdict, VerifyReport } from "./types.js";

export type Counts = Readonly<Record<Outcome, number>>;

export function countOutcomes(results: readonly ProbeResult[]): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0, "not-applicable": 0 };
  for (const { verdict } of results) counts[verdict.outcome]++;
  return counts;
}

/** Broken promises, or something that was not put back, or a run that did not come to its end. */
export const isBad = ({ results, leftovers, interrupted }: VerifyReport): boolean =>
  interrupted || leftovers.length > 0 || countOutcomes(results).failed > 0;

/** Nothing was found out. */
export const isEmpty = ({ results }: VerifyReport): boolean => {
  const { passed, failed } = countOutcomes(results);
  return passed + failed === 0;
};

/** A row of a table: one probe, or several with the same thing to say. */
export interface Row {
  readonly probes: readonly string[];
  readonly outcome: Outcome;
  readonly text: string;
}

const textOf = (verdict: Verdict): string => ("reason" in verdict ? verdict.reason : verdict.notes.join(" "));

/** The results of one operation, in order; what was not found out for the same reason is one row. */
export function rowsOf(results: readonly ProbeResult[]): Row[] {
  const rows = new Map<string, { probes: string[]; outcome: Outcome; text: string }>();
  for (const { probe, verdict } of results) {
    const text = textOf(verdict);
    const alone = verdict.outcome === "passed" || verdict.outcome === "failed";
    const key = alone ? probe.id : `${verdict.outcome} ${text}`;
    const row = rows.get(key) ?? { probes: [], outcome: verdict.outcome, text };
    row.probes.push(probe.id);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** The results of each operation, in the order in which they were found. */
export function byOperation(results: readonly ProbeResult[]): ProbeResult[][] {
  const groups = new Map<string, ProbeResult[]>();
  for (const result of results) groups.set(result.operation.id, [...(groups.get(result.operation.id) ?? []), result]);
  return [...groups.values()];
}
