import { relative } from "node:path";
import pc from "picocolors";
import { type Diagnostic, type Position, printable, type Severity } from "../diagnostics.js";
import type { Positions } from "../load/positions.js";

/** Where a command prints; tests pass their own. */
export interface Terminal {
  readonly cwd: string;
  /** How wide standard output is; not known where it is no terminal. */
  readonly columns?: number | undefined;
  /** Results, on standard output. */
  print(text: string): void;
  /** Everything else, on standard error. */
  note(text: string): void;
  /** A line that the next one replaces; `""` clears it. Only on a TTY. */
  progress(text: string): void;
}

export function processTerminal(): Terminal {
  const live = process.stderr.isTTY && !process.env["CI"];
  return {
    cwd: process.cwd(),
    columns: process.stdout.columns,
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    progress: (text) => void (live && process.stderr.write(`\r\x1b[2K${text}`)),
  };
}

const severityColor: Readonly<Record<Severity, (text: string) => string>> = {
  error: pc.red,
  warning: pc.yellow,
  info: pc.blue,
};

/** `schema.yml:12:7  warning  message  [code]`, and below it what to do. */
export function formatDiagnostic(diagnostic: Diagnostic, cwd: string, positions?: Positions): string {
  const position = positionOf(diagnostic, positions);
  const place = position
    ? `${printable(relative(cwd, position.file) || position.file)}:${position.line}:${position.column}`
    : undefined;
  const head = [
    place && pc.underline(place),
    severityColor[diagnostic.severity](diagnostic.severity),
    printable(diagnostic.message),
    pc.dim(`[${diagnostic.code}]`),
  ]
    .filter(Boolean)
    .join("  ");
  return diagnostic.help === undefined ? head : `${head}\n    ${pc.dim("->")} ${printable(diagnostic.help)}`;
}

export function positionOf({ at }: Diagnostic, positions?: Positions): Position | undefined {
  return typeof at === "string" ? positions?.locate(at) : at;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
