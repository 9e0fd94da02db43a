import { relative } from "node:path";
import pc from "picocolors";
import { printable } from "../../diagnostics.js";
import type { Finding, FindingPlace } from "../finding.js";
import type { LintResult } from "../lint.js";
import { allFindings, countFindings, type Format, type LintReport } from "./format.js";
import { codeFrame } from "./frame.js";

/** For people: each finding with its lines, what to do, and the other places it speaks of. */
export const stylish: Format = {
  summary: "for people, with the lines of the document",
  render(report) {
    const blocks = report.documents.flatMap(({ result }) =>
      result.findings.map((finding) => block(finding, result, report.cwd)),
    );
    return [...blocks, summary(report)].join("\n\n");
  },
};

const severityColor = { error: pc.red, warning: pc.yellow } as const;

function block(finding: Finding, { sources }: LintResult, cwd: string): string {
  const { severity, rule, message, help, related = [] } = finding;
  const source = sources.get(finding.file);
  return [
    `${pc.underline(placeName(finding, cwd))}  ${severityColor[severity](severity)}  ${pc.dim(rule)}`,
    `  ${printable(message)}`,
    ...(source === undefined ? [] : [indent(codeFrame(source, finding))]),
    `  ${pc.dim("->")} ${printable(help)}`,
    ...related.map((one) => `  ${pc.dim(`${placeName(one, cwd)}: ${printable(one.message)}`)}`),
  ].join("\n");
}

const placeName = ({ file, line, column }: FindingPlace, cwd: string): string =>
  `${printable(relative(cwd, file) || file)}:${line}:${column}`;

const indent = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");

/** `1 error, 13 warnings in schema/schema.yml`, and which rules they are of. */
function summary(report: LintReport): string {
  const findings = allFindings(report);
  const files = report.documents.map(({ result }) => printable(relative(report.cwd, result.file)));
  if (findings.length === 0) return `${pc.green("No findings")} in ${files.join(", ")}.`;
  const { errors, warnings } = countFindings(findings);
  const counts = [count(errors, "error", pc.red), count(warnings, "warning", pc.yellow)].filter((one) => one !== "");
  const byRule = new Map<string, number>();
  for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const rules = [...byRule].map(([rule, times]) => `${rule} ${times}`);
  return `${counts.join(", ")} in ${files.join(", ")}\n${pc.dim(rules.join(", "))}`;
}

const count = (number: number, noun: string, color: (text: string) => string): string =>
  number === 0 ? "" : color(`${number} ${noun}${number === 1 ? "" : "s"}`);
