import { printable } from "../../diagnostics.js";
import pc from "picocolors";
import { docsUrl } from "../../package.js";
import { wrapAfter, wrapText } from "../../wrap.js";
import type { FindingPlace } from "../finding.js";
import type { LintReport } from "../lint-report.js";
import type { LintResult } from "../lint.js";
import { allFindings, type Format, summarize } from "./format.js";
import { codeFrame } from "./frame.js";
import { type FindingGroup, groupFindings, subjectOf } from "./groups.js";
import { noContract } from "./no-contract.js";
import { placeName } from "./places.js";

/** For people: each finding with its lines, what to do, and the other places it mentions. */
export const stylish: Format = {
  summary: "for people, with the lines of the document",
  render(report, width) {
    const blocks = report.documents.flatMap(({ result }) =>
      groupFindings(result.findings).map((group) => block(group, result, report.cwd, width)),
    );
    return [...blocks, summary(report, width)].join("\n\n");
  },
};

const paint = { error: pc.red, warning: pc.yellow, fine: pc.green } as const;

function block(
  { first, others }: FindingGroup,
  { sources }: LintResult,
  cwd: string,
  width: number | undefined,
): string {
  const { severity, rule, message, help, related = [] } = first;
  const source = sources.get(first.file);
  const places = others.length === 0 ? "" : `  (${others.length + 1} places)`;
  return [
    wrapText(`${pc.underline(position(first, cwd))}  ${paint[severity](severity)}  ${pc.dim(rule)}${places}`, width),
    wrapText(`  ${printable(message)}`, width),
    ...(source === undefined ? [] : [indent(codeFrame(source, first, width === undefined ? undefined : width - 2))]),
    ...(others.length === 0 ? [] : ["  The same applies to:"]),
    ...others.map((one) => wrapAfter("    ", `${position(one, cwd)}  ${printable(subjectOf(one))}`, width, 6)),
    wrapText(`  ${pc.dim("->")} ${printable(help)}`, width),
    ...related.map((one) => wrapAfter("  ", pc.dim(`${position(one, cwd)}: ${printable(one.message)}`), width, 4)),
  ].join("\n");
}

const position = ({ file, line, column }: FindingPlace, cwd: string): string =>
  `${printable(placeName(file, cwd))}:${line}:${column}`;

const indent = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");

/** How many there are, of which rules, and where to read about those. */
function summary(report: LintReport, width: number | undefined): string {
  const findings = allFindings(report);
  const counts = summarize(report, paint);
  const advice = noContract(report);
  if (findings.length === 0) return wrapText([`${counts}.`, ...advice.map(printable)].join("\n"), width);
  const byRule = new Map<string, number>();
  for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const rules = [...byRule].map(([rule, times]) => `${rule} ${times}`);
  const pages = `About a rule: ifmatch lint --explain ${findings[0]!.rule}, or ${docsUrl("docs/rules")}`;
  return wrapText([counts, pc.dim(rules.join(", ")), pc.dim(pages), ...advice.map(printable)].join("\n"), width);
}
