import type { Adoption } from "../adopt.js";
import { type FindingKind, kinds } from "../finding.js";

/** What a report counts. */
export interface Totals {
  readonly findings: number;
  /** Files with findings. */
  readonly files: number;
  /** Lines that are not needed any more. */
  readonly lines: number;
  readonly byKind: ReadonlyMap<FindingKind, number>;
}

export function totalsOf({ findings }: Adoption): Totals {
  const counts = kinds.map((kind) => [kind, findings.filter((one) => one.kind === kind).length] as const);
  return {
    findings: findings.length,
    files: new Set(findings.map(({ file }) => file)).size,
    lines: findings.reduce((sum, { lines }) => sum + lines, 0),
    byKind: new Map(counts.filter(([, count]) => count > 0)),
  };
}
