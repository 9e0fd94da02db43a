import { joined, printable, type Printable, say } from "../../printable.js";
import { type Advice, advice, frameworks } from "../advice.js";
import { byOperation, countOutcomes, type Row, rowsOf } from "../summary.js";
import type { ProbeResult, VerifyReport } from "../types.js";
import type { Format } from "./format.js";
import { reference } from "./table.js";

/** For pull requests and wikis. */
export const markdown: Format = {
  summary: "for pull requests and wikis",
  render(report) {
    const { passed, failed, skipped, "not-applicable": other } = countOutcomes(report.results);
    const failures = report.results.filter(({ verdict }) => verdict.outcome === "failed");
    return joined(
      [
        say`# ${text(report.title)} at ${text(report.url)}`,
        say`${passed} passed, ${failed} failed, ${skipped} skipped, ${other} not applicable.${report.interrupted ? " The run was stopped before it was finished." : ""}`,
        ...report.resources.flatMap(({ name, key }) => {
          const results = report.results.filter((one) => one.resource === name);
          return results.length === 0 ? [] : [say`## ${text(name)} ${text(key)}`, resourceTable(results)];
        }),
        ...(failures.length > 0 ? [say`## Broken promises`, ...failures.map(failure)] : []),
        ...(report.leftovers.length > 0 ? [say`## Not restored`, leftovers(report)] : []),
      ],
      "\n\n",
    );
  },
};

/**
 * Everything that means something in Markdown or HTML means itself; one line, fit for a table cell. Escapes only add to
 * what is printable.
 */
export const text = (value: string): Printable =>
  printable(value.replace(/\s+/g, " "))
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    // A bare address or a mention would become a link.
    .replaceAll("@", "&#64;")
    .replaceAll("://", "&#58;//") as Printable;

const resourceTable = (results: readonly ProbeResult[]): Printable =>
  joined(
    [
      say`| operation | probe | outcome | |`,
      say`|---|---|---|---|`,
      ...byOperation(results).flatMap((group) => rowsOf(group).map((row) => tableRow(group[0]!, row))),
    ],
    "\n",
  );

const tableRow = ({ operation }: ProbeResult, { probes, outcome, text: reason }: Row): Printable =>
  say`| ${text(`${operation.method} ${operation.path}`)} | ${joined(probes.map(text), ", ")} | ${outcome === "failed" ? "**failed**" : outcome} | ${text(reason)} |`;

function failure({ probe, operation, verdict, evidence }: ProbeResult): Printable {
  const known = advice[probe.id];
  const exchanges = evidence.slice(-6).map(({ method, url, requestHeaders, status, responseHeaders }) => {
    const tags = Object.entries({ ...requestHeaders }).filter(([name]) => /^(?:if-|origin)/.test(name));
    const answered = Object.entries(responseHeaders).filter(([name]) => name !== "date");
    const shown = (all: [string, string][]): string => all.map(([name, value]) => `${name}: ${value}`).join("; ");
    return say`- ${text(`${method} ${url} ${shown(tags)}`)}: ${text(`${status ?? "no answer"} ${shown(answered)}`)}`;
  });
  return joined(
    [
      say`### ${text(probe.id)}: ${text(`${operation.method} ${operation.path}`)}`,
      say`${text(probe.promise)} (${text(reference(probe.section))})`,
      say`**${text("reason" in verdict ? verdict.reason : "")}**`,
      joined(exchanges, "\n"),
      ...(known ? [text(known.means), fixesOf(known)] : []),
    ],
    "\n\n",
  );
}

const fixesOf = ({ fixes }: Advice): Printable =>
  joined(
    frameworks.map(([id, name]) => say`- ${text(name)}: ${text(fixes[id])}`),
    "\n",
  );

const leftovers = ({ leftovers: all }: VerifyReport): Printable =>
  joined(
    all.map(({ resource, subject, reason }) => say`- ${text(`${resource} ${subject}: ${reason}`)}`),
    "\n",
  );
