import type { LintReport } from "../lint-report.js";
import type { LintedDocument } from "../lint-report.js";
import { joined, printable, printableLines, type Printable, say } from "../../printable.js";
import { docsUrl } from "../../package.js";
import { type Format, summarize } from "./format.js";
import { type FindingGroup, groupFindings, subjectOf } from "./groups.js";
import { placeName } from "./places.js";

/** For a comment on a pull request, or a job's summary: a table a document. */
export const markdown: Format = {
  summary: "tables for a pull request comment or $GITHUB_STEP_SUMMARY",
  render(report) {
    const tables = report.documents.filter(({ result }) => result.findings.length > 0);
    return joined(
      [
        say`### ifmatch lint\n\n${encode(summarize(report))}`,
        ...tables.map((document) => table(document, report)),
        ...fixed(report),
      ],
      "\n\n",
    );
  },
};

function table({ name, result }: LintedDocument, { cwd }: LintReport): Printable {
  const title = [name, placeName(result.file, cwd)].filter((part) => part !== undefined).map(encode);
  return joined(
    [
      say`#### ${joined(title, ": ")}\n`,
      say`| | rule | place | finding |`,
      say`|---|---|---|---|`,
      ...groupFindings(result.findings).map((group) => row(group, cwd)),
    ],
    "\n",
  );
}

function row({ first, others }: FindingGroup, cwd: string): Printable {
  const { severity, rule, message, help } = first;
  const places = [first, ...others].map(({ file, line, column }) =>
    encode(`${placeName(file, cwd)}:${line}:${column}`),
  );
  const subjects = others.map((one) => encode(subjectOf(one)));
  const sentences = [
    encode(message),
    ...(subjects.length === 0 ? [] : [say`The same applies to: ${joined(subjects, ", ")}.`]),
    encode(help),
  ];
  const page = printable(docsUrl(`docs/rules/${rule}.md`));
  return say`| ${severity} | [${encode(rule)}](${page}) | ${joined(places, "<br>")} | ${joined(sentences, "<br>")} |`;
}

function fixed({ baseline, cwd }: LintReport): Printable[] {
  if (!baseline || baseline.fixed.length === 0) return [];
  const entries = baseline.fixed.map(
    ({ rule, method, path, pointer }) =>
      say`- ${encode(`${rule}: ${method === undefined ? pointer : `${method} ${path}`}`)}`,
  );
  return [
    say`Fixed, but still in ${encode(placeName(baseline.file, cwd))} (remove with \`ifmatch lint --update-baseline\`):\n\n${joined(entries, "\n")}`,
  ];
}

const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;" };

/**
 * Text that stays text in GitHub's and GitLab's Markdown: no markup, HTML, link or table cell begins in it. Backslashes
 * do not stop mentions and references (`@name`, `#12`, `!12`), as they are found after rendering; a character without
 * width does. Escapes only add to what is printable.
 */
const encode = (text: string): Printable =>
  printableLines(text)
    .replaceAll("\n", " ")
    .replace(/[&<>|\\`*_[\]~$#@!%^]|:(?=\/\/)|(?<=www)\./gi, (char) => HTML[char] ?? `\\${char}`)
    .replace(/\\[#@!%~&$^](?=\w)|&amp;(?=\d)/g, (sign) => `${sign}&#8203;`) as Printable;
