import { printableLines } from "../../diagnostics.js";
import type { Finding } from "../finding.js";
import { allFindings, type Format, summarize } from "./format.js";
import { placeName } from "./places.js";

/** Workflow commands: GitHub shows them as annotations, at most ten of a severity a step, and all of them in the log. */
export const githubActions: Format = {
  summary: "GitHub workflow commands, shown as annotations",
  render(report) {
    return [...allFindings(report).map((finding) => command(finding, report.cwd)), summarize(report)].join("\n");
  },
};

/** No `endLine`: the annotation would stand below the node instead of at it, and lose its column. */
function command({ severity, rule, message, help, file, line, column }: Finding, cwd: string): string {
  const properties = { file: placeName(file, cwd), line: String(line), col: String(column), title: rule };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${severity} ${list.join(",")}::${data(`${message}\n${help}`)}`;
}

/** What ends a command, or begins an escape, in its text. */
const data = (text: string): string =>
  printableLines(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
