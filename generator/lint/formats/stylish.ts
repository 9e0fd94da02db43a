import { dim, green, red, underline, yellow } from "../../colours.js";
import { joined, linesOf, printable, type Printable, say } from "../../printable.js";
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
    return joined([...blocks, summary(report, width)], "\n\n");
  },
};

const paint = { error: red, warning: yellow, fine: green } as const;

function block(
  { first, others }: FindingGroup,
  { sources }: LintResult,
  cwd: string,
  width: number | undefined,
): Printable {
  const { severity, rule, message, help, related = [] } = first;
  const source = sources.get(first.file);
  const places = others.length === 0 ? "" : say`  (${others.length + 1} places)`;
  const head = say`${underline(position(first, cwd))}  ${paint[severity](severity)}  ${dim(printable(rule))}${places}`;
  return joined(
    [
      wrapText(head, width),
      wrapText(say`  ${printable(message)}`, width),
      ...(source === undefined ? [] : [indent(codeFrame(source, first, width === undefined ? undefined : width - 2))]),
      ...(others.length === 0 ? [] : [say`  The same applies to:`]),
      ...others.map((one) => wrapAfter(say`    `, say`${position(one, cwd)}  ${printable(subjectOf(one))}`, width, 6)),
      wrapText(say`  ${dim("->")} ${printable(help)}`, width),
      ...related.map((one) => wrapAfter(say`  `, dim(say`${position(one, cwd)}: ${printable(one.message)}`), width, 4)),
    ],
    "\n",
  );
}

const position = ({ file, line, column }: FindingPlace, cwd: string): Printable =>
  say`${printable(placeName(file, cwd))}:${line}:${column}`;

const indent = (text: Printable): Printable =>
  joined(
    linesOf(text).map((line) => say`  ${line}`),
    "\n",
  );

/** How many there are, of which rules, and where to read about those. */
function summary(report: LintReport, width: number | undefined): Printable {
  const findings = allFindings(report);
  const counts = summarize(report, paint);
  const advice = noContract(report).map(printable);
  if (findings.length === 0) return wrapText(joined([say`${counts}.`, ...advice], "\n"), width);
  const byRule = new Map<string, number>();
  for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const rules = [...byRule].map(([rule, times]) => say`${printable(rule)} ${times}`);
  const pages = say`About a rule: ifmatch lint --explain ${printable(findings[0]!.rule)}, or ${printable(docsUrl("docs/rules"))}`;
  return wrapText(joined([counts, dim(joined(rules, ", ")), dim(pages), ...advice], "\n"), width);
}
