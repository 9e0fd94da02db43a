import { CommanderError } from "commander";
import { red, underline } from "../colours.js";
import { ConfigError, messageOf, RefusedError } from "../diagnostics.js";
import { plural, type Printable, printableLines, say } from "../printable.js";
import { exit, type ExitCode } from "./exit.js";
import { InterruptedError } from "./interrupted.js";
import { formatDiagnostics, placeOf } from "./print-diagnostics.js";
import type { Terminal } from "./terminal.js";

/** Prints what went wrong, with a stack trace only if `debug` asks for one, and returns the exit code. */
export function reportError(terminal: Terminal, error: unknown, debug: boolean): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.fine : exit.usage;
  if (error instanceof InterruptedError) {
    terminal.note(say`Interrupted; nothing was written.`);
    return exit.interrupted;
  }
  if (error instanceof RefusedError) {
    terminal.note(formatDiagnostics(error.diagnostics, terminal.cwd));
    terminal.note(say`\n${plural(error.diagnostics.length, "error")}; nothing was written.`);
    return exit.refused;
  }
  if (error instanceof ConfigError) {
    const place = error.at === undefined ? "" : say`${underline(placeOf(error.at, terminal.cwd))}  `;
    terminal.note(say`${place}${red("error")}  ${messageOf(error)}`);
    if (debug) terminal.note(stacksOf(error));
    return exit.usage;
  }
  terminal.note(say`${red("bug")}  ifmatch itself failed: ${messageOf(error)}`);
  terminal.note(
    debug && error instanceof Error
      ? stacksOf(error)
      : say`Nothing was written. Please report this, with the stack trace that --debug prints.`,
  );
  return exit.bug;
}

/** The stack trace of an error, and of what caused it. */
function stacksOf(error: Error): Printable {
  const { message, stack = message } = error;
  const own = printableLines(stack.replace(message, () => messageOf(error)));
  return error.cause instanceof Error ? say`${own}\nCaused by: ${stacksOf(error.cause)}` : own;
}
