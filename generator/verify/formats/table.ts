import pc from "picocolors";
import { printable } from "../../diagnostics.js";
import { advice, frameworks } from "../advice.js";
import { wrapAfter, wrapText } from "../../wrap.js";
import { byOperation, countOutcomes, rowsOf } from "../summary.js";
import type { Exchange, Outcome, ProbeResult, VerifyReport } from "../types.js";
import type { Format, RenderOptions } from "./format.js";

/** For people: a table for each resource, then each broken promise with what was seen and what to do. */
export const table: Format = {
  summary: "for people",
  render(report, options = {}) {
    const blocks = report.resources.flatMap((resource) => {
      const results = report.results.filter((one) => one.resource === resource.name);
      return results.length === 0 ? [] : [resourceTable(resource, results, options)];
    });
    const failures = failuresByProbe(report.results).map((group) => failure(group, options.width));
    return [
      ...blocks,
      ...failures,
      ...leftBehind(report, options.width),
      wrapText(summary(report, options.verbose === true), options.width),
    ].join("\n\n");
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

function resourceTable(
  { name, key }: VerifyReport["resources"][number],
  results: readonly ProbeResult[],
  { width, verbose = false }: RenderOptions,
): string {
  const lines = [`${pc.bold(line(name))}  ${pc.dim(line(key))}`];
  for (const group of byOperation(results)) {
    const { operation } = group[0]!;
    const subject = group.find((one) => one.subject !== undefined)?.subject;
    lines.push(
      `  ${operation.method} ${line(operation.path)}  ${pc.dim(line([operation.id, subject].filter(Boolean).join(", ")))}`,
    );
    for (const { probes, outcome, text } of rowsOf(verbose ? group : group.filter(isNews))) {
      const cells = [
        colors[outcome](outcome.padEnd(15)),
        (probes.length === 1 ? probes[0]! : `${probes.length} probes`).padEnd(24),
      ];
      lines.push(wrapAfter(`    ${cells.join(" ")} `, line(text), width, TEXT_INDENT).trimEnd());
    }
    if (!verbose) lines.push(...folded(group));
  }
  return lines.join("\n");
}

/** Where the text of a row goes on, below its outcome: to the right of its cells there is little room. */
const TEXT_INDENT = 20;

/** What somebody may have to act on. */
const isNews = ({ verdict: { outcome } }: ProbeResult): boolean => outcome === "failed" || outcome === "skipped";

/** `passed  12 probes`: all that `--verbose` lists, in one line. */
function folded(group: readonly ProbeResult[]): string[] {
  const { passed, "not-applicable": other } = countOutcomes(group);
  const counts = [
    ...(passed > 0 ? [`${colors.passed("passed".padEnd(15))} ${passed} ${passed === 1 ? "probe" : "probes"}`] : []),
    ...(other > 0 ? [pc.dim(`${other} not applicable`)] : []),
  ];
  return counts.length === 0 ? [] : [`    ${counts.join(", ")}`];
}

/** The same broken promise of several operations has the same cause and the same remedy. */
function failuresByProbe(results: readonly ProbeResult[]): ProbeResult[][] {
  const groups = new Map<string, ProbeResult[]>();
  for (const result of results)
    if (result.verdict.outcome === "failed")
      groups.set(result.probe.id, [...(groups.get(result.probe.id) ?? []), result]);
  return [...groups.values()];
}

const reasonOf = ({ verdict }: ProbeResult): string => line("reason" in verdict ? verdict.reason : "");

function failure([first, ...others]: readonly ProbeResult[], width: number | undefined): string {
  const { probe, operation, evidence } = first!;
  const known = advice[probe.id];
  return [
    `${pc.red("broken")}  ${pc.bold(probe.id)}  ${operation.method} ${line(operation.path)}  ${pc.dim(reference(probe.section))}`,
    wrapText(`  ${probe.promise}`, width),
    wrapText(`  ${reasonOf(first!)}`, width),
    ...evidence.slice(-6).flatMap((exchange) => exchangeLines(exchange, width)),
    ...(others.length > 0 ? ["  The same promise is broken by:"] : []),
    ...others.map((one) =>
      wrapAfter("    ", `${one.operation.method} ${line(one.operation.path)}: ${reasonOf(one)}`, width, 6),
    ),
    ...(known
      ? [
          wrapText(`  ${pc.dim("->")} ${known.means}`, width),
          ...frameworks.map(([id, name]) => wrapAfter(`     ${`${name}:`.padEnd(9)} `, known.fixes[id], width)),
        ]
      : []),
  ].join("\n");
}

/** `13.1.1` is of RFC 9110. */
export const reference = (section: string): string => (/^\d/.test(section) ? `RFC 9110, ${section}` : section);

function exchangeLines(exchange: Exchange, width: number | undefined): string[] {
  const { method, url, requestHeaders, status, responseHeaders, body, bytes } = exchange;
  const shown = (headers: Readonly<Record<string, string>>, names: RegExp): string =>
    Object.entries(headers)
      .filter(([name, value]) => names.test(name) && value !== "identity")
      .map(([name, value]) => `${name}: ${value}`)
      .join("; ");
  const asked = shown(requestHeaders, /^(?:if-|origin|access-control-)|^accept-encoding$/);
  const answered =
    status === null ? body : `${status}  ${shown(responseHeaders, /^(?!date$|content-type$)/)}  (${bytes} bytes)`;
  return [
    wrapAfter(`    ${pc.dim(">")} `, line(`${method} ${url} ${asked}`.trim()), width),
    wrapAfter(`    ${pc.dim("<")} `, line(answered), width),
  ];
}

function leftBehind({ leftovers }: VerifyReport, width: number | undefined): string[] {
  if (leftovers.length === 0) return [];
  const lines = leftovers.map(({ resource, subject, reason }) => `  ${line(`${resource} ${subject}: ${reason}`)}`);
  return [wrapText([pc.red("not restored"), ...lines].join("\n"), width)];
}

function summary({ results, url, write, interrupted }: VerifyReport, verbose: boolean): string {
  const { passed, failed, skipped, "not-applicable": other } = countOutcomes(results);
  const counts = [
    `${passed} passed`,
    failed > 0 ? pc.red(`${failed} failed`) : "0 failed",
    `${skipped} skipped`,
    `${other} not applicable`,
  ];
  return [
    `${counts.join(", ")} at ${line(url)}`,
    ...(verbose || passed + other === 0 ? [] : ["--verbose lists what passed or does not apply."]),
    ...(write ? [] : ["Only reads were checked. --write also tries state changes, and undoes them."]),
    ...(interrupted ? ["The run was stopped before it was finished."] : []),
  ].join("\n");
}
