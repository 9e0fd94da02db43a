import { existsSync, readFileSync } from "node:fs";
import { ConfigError, type Diagnostic, messageOf, type Position, RefusedError } from "../diagnostics.js";
import { joined, printable, type Printable, say, spaces } from "../printable.js";
import { displayName } from "../load/input.js";

/** What Vite shows of an error, in the terminal and over the page. */
export interface Failure {
  readonly message: Printable;
  readonly stack: string;
  readonly plugin: string;
  readonly id?: string;
  readonly loc?: Position;
  readonly frame?: Printable;
}

export const PLUGIN = "ifmatch";

/** An error as Vite shows it; the place is that of the first problem that has one. */
export function failureOf(error: unknown, cwd: string): Failure {
  const at = placeOf(error);
  const frame = at && codeFrame(at);
  return {
    message: problemsOf(error, cwd),
    stack: "",
    plugin: PLUGIN,
    ...(at && { id: at.file, loc: at }),
    ...(frame !== undefined && { frame }),
  };
}

function placeOf(error: unknown): Position | undefined {
  if (error instanceof ConfigError) return error.at;
  if (!(error instanceof RefusedError)) return undefined;
  return errorsOf(error).flatMap(({ at }) => (typeof at === "object" ? [at] : []))[0];
}

function errorsOf({ diagnostics }: RefusedError): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return errors.length > 0 ? errors : diagnostics;
}

function problemsOf(error: unknown, cwd: string): Printable {
  if (!(error instanceof RefusedError)) return messageOf(error);
  const lines = errorsOf(error).map(({ at, message, help, code }) => {
    const place = typeof at === "object" ? `${displayName(at.file, cwd)}:${at.line}:${at.column}  ` : "";
    const advice = help === undefined ? "" : say`\n  -> ${printable(help)}`;
    return say`${printable(`${place}${message}`)}  [${printable(code)}]${advice}`;
  });
  return joined(lines, "\n");
}

/** Lines before and after the one that is shown. */
const CONTEXT = 2;
/** A line may be a whole document of JSON. */
const SHOWN_CHARACTERS = 200;

/** The lines around a place, with a mark below the column; nothing for a file that is not here. */
function codeFrame({ file, line, column }: Position): Printable | undefined {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  if (line > lines.length) return undefined;
  const first = Math.max(1, line - CONTEXT);
  const last = Math.min(lines.length, line + CONTEXT);
  const width = String(last).length;
  const rows = Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((number) => {
    const text = printable(lines[number - 1]!.slice(0, SHOWN_CHARACTERS));
    const shown = say`${printable(String(number).padStart(width))} | ${text}`;
    return number === line && column <= SHOWN_CHARACTERS
      ? [shown, say`${spaces(width)} | ${spaces(column - 1)}^`]
      : [shown];
  });
  return joined(rows, "\n");
}
