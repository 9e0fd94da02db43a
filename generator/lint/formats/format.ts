import type { LintReport } from "../lint-report.js";
import { printable } from "../../diagnostics.js";
import type { LintResult } from "../lint.js";
import { placeName } from "./places.js";

/** One way to print a report. Document text in it is untrusted: whoever prints it for people escapes it. */
export interface Format {
  /** What it is, in a line of `--help`. */
  readonly summary: string;
  /** `width`: columns of the terminal, if it goes to one. */
  render(report: LintReport, width?: number): string;
}

export const allFindings = ({ documents }: LintReport): LintResult["findings"] =>
  documents.flatMap(({ result }) => result.findings);

export function countFindings(findings: LintResult["findings"]): { errors: number; warnings: number } {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}

/** How the parts of a summary are shown. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly fine: (text: string) => string;
}

const plain: Paint = { error: String, warning: String, fine: String };

/** `1 error, 13 warnings in schema/schema.yml, beyond the 4 of ifmatch-baseline.json`, for people. */
export function summarize(report: LintReport, paint: Paint = plain): string {
  const { errors, warnings } = countFindings(allFindings(report));
  const counts = [
    ...(errors > 0 ? [paint.error(counted(errors, "error"))] : []),
    ...(warnings > 0 ? [paint.warning(counted(warnings, "warning"))] : []),
  ];
  const files = report.documents.map(({ result }) => printable(placeName(result.file, report.cwd)));
  const { baseline } = report;
  const beyond = baseline ? `, beyond the ${baseline.known} of ${printable(placeName(baseline.file, report.cwd))}` : "";
  return `${counts.join(", ") || paint.fine("No findings")} in ${files.join(", ")}${beyond}`;
}

const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
