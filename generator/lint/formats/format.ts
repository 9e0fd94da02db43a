import type { LintReport } from "../lint-report.js";
import { type Paint, unpainted } from "../../colours.js";
import { joined, plural, printable, type Printable, say } from "../../printable.js";
import type { LintResult } from "../lint.js";
import { placeName } from "./places.js";

/** One way to print a report. Document text in it is untrusted: whoever prints it for people escapes it. */
export interface Format {
  /** What it is, in a line of `--help`. */
  readonly summary: string;
  /** `width`: columns of the terminal, if it goes to one. */
  render(report: LintReport, width?: number): Printable;
}

export const allFindings = ({ documents }: LintReport): LintResult["findings"] =>
  documents.flatMap(({ result }) => result.findings);

export function countFindings(findings: LintResult["findings"]): { errors: number; warnings: number } {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}

/** How the parts of a summary are shown. */
export interface SummaryPaint {
  readonly error: Paint;
  readonly warning: Paint;
  readonly fine: Paint;
}

const plain: SummaryPaint = { error: unpainted, warning: unpainted, fine: unpainted };

/** `1 error, 13 warnings in schema/schema.yml, beyond the 4 of ifmatch-baseline.json`, for people. */
export function summarize(report: LintReport, paint: SummaryPaint = plain): Printable {
  const { errors, warnings } = countFindings(allFindings(report));
  const counts = [
    ...(errors > 0 ? [paint.error(plural(errors, "error"))] : []),
    ...(warnings > 0 ? [paint.warning(plural(warnings, "warning"))] : []),
  ];
  const files = report.documents.map(({ result }) => printable(placeName(result.file, report.cwd)));
  const { baseline } = report;
  const found = counts.length === 0 ? paint.fine("No findings") : joined(counts, ", ");
  const beyond = baseline && say`, beyond the ${baseline.known} of ${printable(placeName(baseline.file, report.cwd))}`;
  return say`${found} in ${joined(files, ", ")}${beyond ?? ""}`;
}
