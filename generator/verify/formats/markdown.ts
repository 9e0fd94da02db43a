import { printable } from "../../diagnostics.js";
import { advice, frameworks } from "../advice.js";
import { byOperation, countOutcomes, rowsOf } from "../summary.js";
import type { ProbeResult, VerifyReport } from "../types.js";
import type { Format } from "./format.js";
import { reference } from "./table.js";

/** For pull requests and wikis. */
export const markdown: Format = {
  summary: "for pull requests and wikis",
  render(report) {
    const { passed, failed, skipped, "not-applicable": other } = countOutcomes(report.results);
    const failures = report.results.filter(({ verdict }) => verdict.outcome === "failed");
    return [
      `# ${text(report.title)} at ${text(report.url)}`,
      `${passed} passed, ${failed} failed, ${skipped} skipped, ${other} not applicable.${report.interrupted ? " The run was stopped before it was finished." : ""}`,
      ...report.resources.flatMap(({ name, key }) => {
        const results = report.results.filter((one) => one.resource === name);
        return results.length === 0 ? [] : [`## ${text(name)} ${text(key)}`, resourceTable(results)];
      }),
      ...(failures.length > 0 ? ["## Broken promises", ...failures.map(failure)] : []),
      ...(report.leftovers.length > 0 ? ["## Not restored", leftovers(report)] : []),
    ].join("\n\n");
  },
};

/** Everything that means something in Markdown or HTML means itself; one line, fit for a table cell. */
export const text = (value: string): string =>
  printable(value.replace(/\s+/g, " "))
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    // A bare address or a mention would become a link.
    .replaceAll("@", "&#64;")
    .replaceAll("://", "&#58;//");

const resourceTable = (results: readonly ProbeResult[]): string =>
  [
    "| operation | probe | outcome | |",
    "|---|---|---|---|",
    ...byOperation(results).flatMap((group) =>
      rowsOf(group).map(
        ({ probes, outcome, text: reason }) =>
          `| ${text(`${group[0]!.operation.method} ${group[0]!.operation.path}`)} | ${probes.map(text).join(", ")} | ${outcome === "failed" ? "**failed**" : outcome} | ${text(reason)} |`,
      ),
    ),
  ].join("\n");

function failure({ probe, operation, verdict, evidence }: ProbeResult): string {
  const known = advice[probe.id];
  const exchanges = evidence.slice(-6).map(({ method, url, requestHeaders, status, responseHeaders }) => {
    const tags = Object.entries({ ...requestHeaders }).filter(([name]) => /^(?:if-|origin)/.test(name));
    const answered = Object.entries(responseHeaders).filter(([name]) => name !== "date");
    const shown = (all: [string, string][]): string => all.map(([name, value]) => `${name}: ${value}`).join("; ");
    return `- ${text(`${method} ${url} ${shown(tags)}`)}: ${text(`${status ?? "no answer"} ${shown(answered)}`)}`;
  });
  return [
    `### ${text(probe.id)}: ${text(`${operation.method} ${operation.path}`)}`,
    `${text(probe.promise)} (${text(reference(probe.section))})`,
    `**${text("reason" in verdict ? verdict.reason : "")}**`,
    exchanges.join("\n"),
    ...(known
      ? [text(known.means), frameworks.map(([id, name]) => `- ${text(name)}: ${text(known.fixes[id])}`).join("\n")]
      : []),
  ].join("\n\n");
}

const leftovers = ({ leftovers: all }: VerifyReport): string =>
  all.map(({ resource, subject, reason }) => `- ${text(`${resource} ${subject}: ${reason}`)}`).join("\n");
