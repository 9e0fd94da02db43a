import { joined, printableLines, type Printable, say } from "../../printable.js";
import type { Finding } from "../finding.js";
import { allFindings, type Format, summarize } from "./format.js";
import { placeName } from "./places.js";

/** Workflow commands: GitHub shows them as annotations, at most ten of a severity a step, and all of them in the log. */
export const githubActions: Format = {
  summary: "GitHub workflow commands, shown as annotations",
  render(report) {
    return joined([...allFindings(report).map((finding) => command(finding, report.cwd)), summarize(report)], "\n");
  },
};

/** No `endLine`: the annotation would stand below the node instead of at it, and lose its column. */
function command({ severity, rule, message, help, file, line, column }: Finding, cwd: string): Printable {
  const place = say`file=${property(placeName(file, cwd))},line=${line},col=${column}`;
  return say`::${severity} ${place},title=${property(rule)}::${data(`${message}\n${help}`)}`;
}

/** What ends a command, or begins an escape, in its text. */
const data = (text: string): Printable => encode(text, /[%\r\n]/g);

const property = (text: string): Printable => encode(text, /[%\r\n:,]/g);

/** Escapes as GitHub reads them: hexadecimal digits, which begin nothing. */
const encode = (text: string, special: RegExp): Printable =>
  printableLines(text).replace(
    special,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  ) as Printable;
