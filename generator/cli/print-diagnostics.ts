import pc from "picocolors";
import { type Diagnostic, type Position, printable, type Severity } from "../diagnostics.js";
import type { Positions } from "../load/positions.js";
import { displayName } from "../load/input.js";

const severityColor: Readonly<Record<Severity, (text: string) => string>> = {
  error: pc.red,
  warning: pc.yellow,
  info: pc.blue,
};

/**
 * `schema.yml:12:7  warning  message  [code]` for each, and below it what to do. Those that say the same about several
 * operations or references are one, with a list of the places.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], cwd: string, positions?: Positions): string {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const key = withoutSubject(diagnostic);
    groups.set(key, [...(groups.get(key) ?? []), diagnostic]);
  }
  return [...groups.values()]
    .map(([first, ...others]) => formatGroup(first!, others, (one) => positionOf(one, positions), cwd))
    .join("\n");
}

function formatGroup(
  first: Diagnostic,
  others: readonly Diagnostic[],
  position: (diagnostic: Diagnostic) => Position | undefined,
  cwd: string,
): string {
  const place = (diagnostic: Diagnostic): string[] => {
    const at = position(diagnostic);
    return at ? [placeOf(at, cwd)] : [];
  };
  const head = [
    ...place(first).map(pc.underline),
    severityColor[first.severity](first.severity),
    printable(first.message),
    pc.dim(`[${first.code}]`),
  ].join("  ");
  const list = others.map((one) => `      ${[...place(one), printable(subjectOf(one))].join("  ")}`);
  return [
    head,
    ...(others.length === 0 ? [] : ["    The same applies to:", ...list]),
    ...(first.help === undefined ? [] : [`    ${pc.dim("->")} ${printable(first.help)}`]),
  ].join("\n");
}

/** What the first words of a message are about: an operation, or the target of a reference. */
const SUBJECT = /\b(?:GET|HEAD|PUT|POST|PATCH|DELETE|OPTIONS|TRACE|QUERY) \/\S*|[^\s"]*#\/[^\s":]+/;

const subjectOf = ({ message }: Diagnostic): string => SUBJECT.exec(message)?.[0] ?? message;

/** Equal for diagnostics that differ in nothing but the operation or reference that they are about. */
function withoutSubject({ code, severity, message, help = "" }: Diagnostic): string {
  const text = message.replace(SUBJECT, "").replace(/ \(used \d+ times\)/, "");
  return JSON.stringify([code, severity, text, help.replace(/operations: \{ "(?:[^"\\]|\\.)*"/g, "operations")]);
}

/** `schema.yml:12:7`, seen from `cwd`. */
export const placeOf = ({ file, line, column }: Position, cwd: string): string =>
  `${printable(displayName(file, cwd))}:${line}:${column}`;

export function positionOf({ at }: Diagnostic, positions?: Positions): Position | undefined {
  return typeof at === "string" ? positions?.locate(at) : at;
}
