import type { LintResult } from "../lint.js";

/** Everything that was linted in one run. */
export interface LintReport {
  /** Files are named relative to it. */
  readonly cwd: string;
  readonly documents: readonly LintedDocument[];
}

export interface LintedDocument {
  /** Name of the client, where the config defines several. */
  readonly name: string | undefined;
  readonly result: LintResult;
}

/** One way to print a report. Document text in it is untrusted: whoever prints it for people escapes it. */
export interface Format {
  /** What it is, in a line of `--help`. */
  readonly summary: string;
  render(report: LintReport): string;
}

export const allFindings = ({ documents }: LintReport): LintResult["findings"] =>
  documents.flatMap(({ result }) => result.findings);

export function countFindings(findings: LintResult["findings"]): { errors: number; warnings: number } {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}
