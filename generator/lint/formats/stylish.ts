import type { LintReport } from "../lint-report.js";
import pc from "picocolors";
import type { Finding, FindingPlace } from "../finding.js";
import type { LintResult } from "../lint.js";
import { allFindings, type Format, oneLine, summarize } from "./format.js";
import { codeFrame } from "./frame.js";
import { placeName } from "./places.js";

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

const paint = { error: pc.red, warning: pc.yellow, fine: pc.green } as const;

function block(finding: Finding, { sources }: LintResult, cwd: string): string {
  const { severity, rule, message, help, related = [] } = finding;
  const source = sources.get(finding.file);
  return [
    `${pc.underline(position(finding, cwd))}  ${paint[severity](severity)}  ${pc.dim(rule)}`,
    `  ${oneLine(message)}`,
    ...(source === undefined ? [] : [indent(codeFrame(source, finding))]),
    `  ${pc.dim("->")} ${oneLine(help)}`,
    ...related.map((one) => `  ${pc.dim(`${position(one, cwd)}: ${oneLine(one.message)}`)}`),
  ].join("\n");
}

const position = ({ file, line, column }: FindingPlace, cwd: string): string =>
  `${oneLine(placeName(file, cwd))}:${line}:${column}`;

const indent = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");

/** How many there are, and of which rules. */
function summary(report: LintReport): string {
  const findings = allFindings(report);
  const counts = summarize(report, paint);
  if (findings.length === 0) return `${counts}.`;
  const byRule = new Map<string, number>();
  for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const rules = [...byRule].map(([rule, times]) => `${rule} ${times}`);
  return `${counts}\n${pc.dim(rules.join(", "))}`;
}
