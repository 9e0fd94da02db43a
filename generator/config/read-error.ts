import { relative } from "node:path";
import { ConfigError, type Position } from "../diagnostics.js";

/** Why a config file could not be read, with the place of a syntax error. */
export function configReadError(file: string, text: string, cause: unknown, cwd: string): ConfigError {
  const name = relative(cwd, file) || file;
  const message = cause instanceof Error ? cause.message : String(cause);
  const at = scriptPosition(message) ?? (cause instanceof SyntaxError ? jsonPosition(file, text, message) : undefined);
  const [reason = ""] = message.split("\n");
  if (at) {
    const what = reason.replace(/^ParseError: /, "").replace(cause instanceof SyntaxError ? QUOTATION : "", "");
    return new ConfigError(`${what.trim()}. Correct the syntax of the config.`, { cause, at });
  }
  return new ConfigError(`${name} could not be loaded: ${reason}`, { cause });
}

/** V8 quotes the text, or gives an offset; the place says it better. */
const QUOTATION = / in JSON at position .*|, (?:\.\.\.)?".*/;

/** jiti names the place in the second line of its message: ` /app/ifmatch.config.ts:6:0`, columns counted from 0. */
function scriptPosition(message: string): Position | undefined {
  const [, file, line, column] = /^ParseError: .*\n\s*(.+):(\d+):(\d+)/.exec(message) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) + 1 };
}

/** V8 names the offset in some of its messages only. */
function jsonPosition(file: string, text: string, message: string): Position {
  const given = /at position (\d+)/.exec(message)?.[1];
  const offset = given === undefined ? unexpectedAt(text) : Number(given);
  const lines = text.slice(0, offset).split("\n");
  return { file, line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** Where the first unexpected character is: a text that ends before it is incomplete, and one that has it is wrong. */
function unexpectedAt(text: string): number {
  let [right, wrong] = [0, text.length];
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (isWrong(text.slice(0, middle))) wrong = middle;
    else right = middle;
  }
  return isWrong(text) ? wrong - 1 : text.length;
}

function isWrong(json: string): boolean {
  try {
    JSON.parse(json);
    return false;
  } catch (error) {
    return error instanceof SyntaxError && error.message.startsWith("Unexpected token");
  }
}
