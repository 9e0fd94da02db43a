import pc from "picocolors";
import { printable } from "../../diagnostics.js";
import { advice, frameworks } from "../advice.js";
import { byOperation, countOutcomes, rowsOf } from "../summary.js";
import type { Exchange, Outcome, ProbeResult, VerifyReport } from "../types.js";
import type { Format } from "./format.js";

/** For people: a table a resource, then each broken promise with what was seen and what to do. */
export const table: Format = {
  summary: "for people",
  render(report) {
    const blocks = report.resources.flatMap((resource) => {
      const results = report.results.filter((one) => one.resource === resource.name);
      return results.length === 0 ? [] : [resourceTable(resource, results)];
    });
    const failures = report.results.filter(({ verdict }) => verdict.outcome === "failed").map(failure);
    return [...blocks, ...failures, ...leftBehind(report), summary(report)].join("\n\n");
  },
};

/** A server's text on one line: it must not paint the terminal or break the table. */
const line = (text: string): string => printable(text.replace(/\s+/g, " "));

const colors: Readonly<Record<Outcome, (text: string) => string>> = {
  passed: pc.green,
  failed: pc.red,
  skipped: pc.yellow,
  "not-applicable": pc.dim,
};

function resourceTable({ name, key }: VerifyReport["resources"][number], results: readonly ProbeResult[]): string {
  const lines = [`${pc.bold(line(name))}  ${pc.dim(line(key))}`];
  for (const group of byOperation(results)) {
    const { operation } = group[0]!;
    const subject = group.find((one) => one.subject !== undefined)?.subject;
    lines.push(
      `  ${operation.method} ${line(operation.path)}  ${pc.dim(line([operation.id, subject].filter(Boolean).join(", ")))}`,
    );
    for (const { probes, outcome, text } of rowsOf(group)) {
      const cells = [
        colors[outcome](outcome.padEnd(15)),
        (probes.length === 1 ? probes[0]! : `${probes.length} probes`).padEnd(24),
        line(text),
      ];
      lines.push(`    ${cells.join(" ").trimEnd()}`);
    }
  }
  return lines.join("\n");
}

function failure({ probe, operation, verdict, evidence }: ProbeResult): string {
  const known = advice[probe.id];
  return [
    `${pc.red("broken")}  ${pc.bold(probe.id)}  ${operation.method} ${line(operation.path)}  ${pc.dim(reference(probe.section))}`,
    `  ${probe.promise}`,
    `  ${line("reason" in verdict ? verdict.reason : "")}`,
    ...evidence.slice(-6).flatMap(exchangeLines),
    ...(known
      ? [
          `  ${pc.dim("->")} ${known.means}`,
          ...frameworks.map(([id, name]) => `     ${`${name}:`.padEnd(9)} ${known.fixes[id]}`),
        ]
      : []),
  ].join("\n");
}

/** `13.1.1` is of RFC 9110. */
export const reference = (section: string): string => (/^\d/.test(section) ? `RFC 9110, ${section}` : section);

function exchangeLines({ method, url, requestHeaders, status, responseHeaders, body, bytes }: Exchange): string[] {
  const shown = (headers: Readonly<Record<string, string>>, names: RegExp): string =>
    Object.entries(headers)
      .filter(([name, value]) => names.test(name) && value !== "identity")
      .map(([name, value]) => `${name}: ${value}`)
      .join("; ");
  const asked = shown(requestHeaders, /^(?:if-|origin|access-control-)|^accept-encoding$/);
  const answered =
    status === null ? body : `${status}  ${shown(responseHeaders, /^(?!date$|content-type$)/)}  (${bytes} bytes)`;
  return [`    ${pc.dim(">")} ${line(`${method} ${url} ${asked}`.trim())}`, `    ${pc.dim("<")} ${line(answered)}`];
}

const leftBehind = ({ leftovers }: VerifyReport): string[] =>
  leftovers.length === 0
    ? []
    : [
        [
          pc.red("not put back"),
          ...leftovers.map(({ resource, subject, reason }) => `  ${line(`${resource} ${subject}: ${reason}`)}`),
        ].join("\n"),
      ];

function summary({ results, url, write, interrupted }: VerifyReport): string {
  const { passed, failed, skipped, "not-applicable": other } = countOutcomes(results);
  const counts = [
    `${passed} passed`,
    failed > 0 ? pc.red(`${failed} failed`) : "0 failed",
    `${skipped} skipped`,
    `${other} not applicable`,
  ];
  return [
    `${counts.join(", ")} at ${line(url)}`,
    ...(write ? [] : ["Reads only. --write tries state changes as well, on what it creates or is given."]),
    ...(interrupted ? ["Stopped before its end."] : []),
  ].join("\n");
}
