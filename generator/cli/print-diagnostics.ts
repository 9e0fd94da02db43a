import { blue, dim, type Paint, red, underline, yellow } from "../colours.js";
import type { Diagnostic, Position, Severity } from "../diagnostics.js";
import { joined, printable, type Printable, say } from "../printable.js";
import type { Positions } from "../load/positions.js";
import { displayName } from "../load/input.js";

const severityColor: Readonly<Record<Severity, Paint>> = {
  error: red,
  warning: yellow,
  info: blue,
};

/**
 * `schema.yml:12:7  warning  message  [code]` for each, and below it what to do. Those that say the same about several
 * operations or references are one, with a list of the places.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], cwd: string, positions?: Positions): Printable {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const key = withoutSubject(diagnostic);
    groups.set(key, [...(groups.get(key) ?? []), diagnostic]);
  }
  const blocks = [...groups.values()].map(([first, ...others]) =>
    formatGroup(first!, others, (one) => positionOf(one, positions), cwd),
  );
  return joined(blocks, "\n");
}

function formatGroup(
  first: Diagnostic,
  others: readonly Diagnostic[],
  position: (diagnostic: Diagnostic) => Position | undefined,
  cwd: string,
): Printable {
  const place = (diagnostic: Diagnostic): Printable[] => {
    const at = position(diagnostic);
    return at ? [placeOf(at, cwd)] : [];
  };
  const head = [
    ...place(first).map(underline),
    severityColor[first.severity](first.severity),
    printable(first.message),
    dim(say`[${printable(first.code)}]`),
  ];
  const list = others.map((one) => say`      ${joined([...place(one), printable(subjectOf(one))], "  ")}`);
  return joined(
    [
      joined(head, "  "),
      ...(others.length === 0 ? [] : [say`    The same applies to:`, ...list]),
      ...(first.help === undefined ? [] : [say`    ${dim("->")} ${printable(first.help)}`]),
    ],
    "\n",
  );
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
export const placeOf = ({ file, line, column }: Position, cwd: string): Printable =>
  say`${printable(displayName(file, cwd))}:${line}:${column}`;

export function positionOf({ at }: Diagnostic, positions?: Positions): Position | undefined {
  return typeof at === "string" ? positions?.locate(at) : at;
}
