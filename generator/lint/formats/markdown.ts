import type { LintReport } from "../lint-report.js";
import type { LintedDocument } from "../lint-report.js";
import { printableLines } from "../../diagnostics.js";
import { docsUrl } from "../../package.js";
import { type Format, summarize } from "./format.js";
import { type FindingGroup, groupFindings, subjectOf } from "./groups.js";
import { placeName } from "./places.js";

/** For a comment on a pull request, or a job's summary: a table a document. */
export const markdown: Format = {
  summary: "tables for a pull request comment or $GITHUB_STEP_SUMMARY",
  render(report) {
    const tables = report.documents.filter(({ result }) => result.findings.length > 0);
    return [
      `### ifmatch lint\n\n${encode(summarize(report))}`,
      ...tables.map((document) => table(document, report)),
      ...fixed(report),
    ].join("\n\n");
  },
};

function table({ name, result }: LintedDocument, { cwd }: LintReport): string {
  const title = [name, placeName(result.file, cwd)].filter((part) => part !== undefined).map(encode);
  return [
    `#### ${title.join(": ")}`,
    "",
    "| | rule | place | finding |",
    "|---|---|---|---|",
    ...groupFindings(result.findings).map((group) => row(group, cwd)),
  ].join("\n");
}

function row({ first, others }: FindingGroup, cwd: string): string {
  const { severity, rule, message, help } = first;
  const places = [first, ...others].map(({ file, line, column }) =>
    encode(`${placeName(file, cwd)}:${line}:${column}`),
  );
  const subjects = others.map((one) => encode(subjectOf(one)));
  const sentences = [
    encode(message),
    ...(subjects.length === 0 ? [] : [`The same applies to: ${subjects.join(", ")}.`]),
    encode(help),
  ];
  return `| ${severity} | [${encode(rule)}](${docsUrl(`docs/rules/${rule}.md`)}) | ${places.join("<br>")} | ${sentences.join("<br>")} |`;
}

function fixed({ baseline, cwd }: LintReport): string[] {
  if (!baseline || baseline.fixed.length === 0) return [];
  const entries = baseline.fixed.map(
    ({ rule, method, path, pointer }) =>
      `- ${encode(`${rule}: ${method === undefined ? pointer : `${method} ${path}`}`)}`,
  );
  return [
    `Fixed, but still in ${encode(placeName(baseline.file, cwd))} (remove with \`ifmatch lint --update-baseline\`):\n\n${entries.join("\n")}`,
  ];
}

const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;" };

/**
 * Text that stays text in GitHub's and GitLab's Markdown: no markup, HTML, link or table cell begins in it. Backslashes
 * do not stop mentions and references (`@name`, `#12`, `!12`), as they are found after rendering; a character without
 * width does.
 */
const encode = (text: string): string =>
  printableLines(text)
    .replaceAll("\n", " ")
    .replace(/[&<>|\\`*_[\]~$#@!%^]|:(?=\/\/)|(?<=www)\./gi, (char) => HTML[char] ?? `\\${char}`)
    .replace(/\\[#@!%~&$^](?=\w)|&amp;(?=\d)/g, (sign) => `${sign}&#8203;`);
