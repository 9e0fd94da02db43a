import { bold, dim, green, type Paint, red, yellow } from "../../colours.js";
import { joined, plural, printable, type Printable, say, trimmedEnd } from "../../printable.js";
import { type Advice, advice, frameworks } from "../advice.js";
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
    return joined(
      [
        ...blocks,
        ...failures,
        ...leftBehind(report, options.width),
        wrapText(summary(report, options.verbose === true), options.width),
      ],
      "\n\n",
    );
  },
};

/** A server's text on one line: it must not paint the terminal or break the table. */
const line = (text: string): Printable => printable(text.replace(/\s+/g, " "));

const colors: Readonly<Record<Outcome, Paint>> = {
  passed: green,
  failed: red,
  skipped: yellow,
  "not-applicable": dim,
};

function resourceTable(
  { name, key }: VerifyReport["resources"][number],
  results: readonly ProbeResult[],
  { width, verbose = false }: RenderOptions,
): Printable {
  const lines = [say`${bold(line(name))}  ${dim(line(key))}`];
  for (const group of byOperation(results)) {
    const { operation } = group[0]!;
    const subject = group.find((one) => one.subject !== undefined)?.subject;
    lines.push(say`  ${calledOn(operation)}  ${dim(line([operation.id, subject].filter(Boolean).join(", ")))}`);
    for (const { probes, outcome, text } of rowsOf(verbose ? group : group.filter(isNews))) {
      const which = (probes.length === 1 ? probes[0]! : `${probes.length} probes`).padEnd(24);
      const cells = say`    ${outcomeCell(outcome)} ${printable(which)} `;
      lines.push(trimmedEnd(wrapAfter(cells, line(text), width, TEXT_INDENT)));
    }
    if (!verbose) lines.push(...folded(group));
  }
  return joined(lines, "\n");
}

const outcomeCell = (outcome: Outcome): Printable => colors[outcome](printable(outcome.padEnd(15)));

/** `PATCH /jobs/{job_id}/`. */
const calledOn = ({ method, path }: ProbeResult["operation"]): Printable => say`${line(method)} ${line(path)}`;

/** Where the text of a row goes on, below its outcome: to the right of its cells there is little room. */
const TEXT_INDENT = 20;

/** What somebody may have to act on. */
const isNews = ({ verdict: { outcome } }: ProbeResult): boolean => outcome === "failed" || outcome === "skipped";

/** `passed  12 probes`: all that `--verbose` lists, in one line. */
function folded(group: readonly ProbeResult[]): Printable[] {
  const { passed, "not-applicable": other } = countOutcomes(group);
  const counts = [
    ...(passed > 0 ? [say`${outcomeCell("passed")} ${plural(passed, "probe")}`] : []),
    ...(other > 0 ? [dim(say`${other} not applicable`)] : []),
  ];
  return counts.length === 0 ? [] : [say`    ${joined(counts, ", ")}`];
}

/** The same broken promise of several operations has the same cause and the same remedy. */
function failuresByProbe(results: readonly ProbeResult[]): ProbeResult[][] {
  const groups = new Map<string, ProbeResult[]>();
  for (const result of results)
    if (result.verdict.outcome === "failed")
      groups.set(result.probe.id, [...(groups.get(result.probe.id) ?? []), result]);
  return [...groups.values()];
}

const reasonOf = ({ verdict }: ProbeResult): Printable => line("reason" in verdict ? verdict.reason : "");

function failure([first, ...others]: readonly ProbeResult[], width: number | undefined): Printable {
  const { probe, operation, evidence } = first!;
  const known = advice[probe.id];
  const section = dim(line(reference(probe.section)));
  return joined(
    [
      say`${red("broken")}  ${bold(line(probe.id))}  ${calledOn(operation)}  ${section}`,
      wrapText(say`  ${line(probe.promise)}`, width),
      wrapText(say`  ${reasonOf(first!)}`, width),
      ...evidence.slice(-6).flatMap((exchange) => exchangeLines(exchange, width)),
      ...(others.length > 0 ? [say`  The same promise is broken by:`] : []),
      ...others.map((one) => wrapAfter(say`    `, say`${calledOn(one.operation)}: ${reasonOf(one)}`, width, 6)),
      ...(known ? adviceLines(known, width) : []),
    ],
    "\n",
  );
}

const adviceLines = ({ means, fixes }: Advice, width: number | undefined): Printable[] => [
  wrapText(say`  ${dim("->")} ${printable(means)}`, width),
  ...frameworks.map(([id, name]) =>
    wrapAfter(say`     ${printable(`${name}:`.padEnd(9))} `, printable(fixes[id]), width),
  ),
];

/** `13.1.1` is of RFC 9110. */
export const reference = (section: string): string => (/^\d/.test(section) ? `RFC 9110, ${section}` : section);

function exchangeLines(exchange: Exchange, width: number | undefined): Printable[] {
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
    wrapAfter(say`    ${dim(">")} `, line(`${method} ${url} ${asked}`.trim()), width),
    wrapAfter(say`    ${dim("<")} `, line(answered), width),
  ];
}

function leftBehind({ leftovers }: VerifyReport, width: number | undefined): Printable[] {
  if (leftovers.length === 0) return [];
  const lines = leftovers.map(({ resource, subject, reason }) => say`  ${line(`${resource} ${subject}: ${reason}`)}`);
  return [wrapText(joined([red("not restored"), ...lines], "\n"), width)];
}

function summary({ results, url, write, interrupted }: VerifyReport, verbose: boolean): Printable {
  const { passed, failed, skipped, "not-applicable": other } = countOutcomes(results);
  const counts = [
    say`${passed} passed`,
    failed > 0 ? red(say`${failed} failed`) : say`0 failed`,
    say`${skipped} skipped`,
    say`${other} not applicable`,
  ];
  return joined(
    [
      say`${joined(counts, ", ")} at ${line(url)}`,
      ...(verbose || passed + other === 0 ? [] : [say`--verbose lists what passed or does not apply.`]),
      ...(write ? [] : [say`Only reads were checked. --write also tries state changes, and undoes them.`]),
      ...(interrupted ? [say`The run was stopped before it was finished.`] : []),
    ],
    "\n",
  );
}
