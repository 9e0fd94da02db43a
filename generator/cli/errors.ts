import { CommanderError } from "commander";
import pc from "picocolors";
import { ConfigError, printable, RefusedError } from "../diagnostics.js";
import { exit, type ExitCode } from "./exit.js";
import { formatDiagnostic, plural, type Terminal } from "./terminal.js";

/** Says what went wrong, without a stack trace unless one was asked for, and which exit code that is. */
export function reportError(terminal: Terminal, error: unknown, debug: boolean): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.fine : exit.usage;
  if (error instanceof RefusedError) {
    terminal.note(error.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, terminal.cwd)).join("\n"));
    terminal.note(`\n${plural(error.diagnostics.length, "error")}; nothing was written.`);
    return exit.refused;
  }
  if (error instanceof ConfigError) {
    terminal.note(`${pc.red("error")}  ${printable(error.message)}`);
    if (debug && error.stack !== undefined) terminal.note(error.stack);
    return exit.usage;
  }
  terminal.note(
    `${pc.red("bug")}  ifmatch itself failed: ${printable(error instanceof Error ? error.message : String(error))}`,
  );
  terminal.note(
    debug && error instanceof Error && error.stack !== undefined
      ? error.stack
      : "Run again with --debug for the stack trace. Nothing was written.",
  );
  return exit.bug;
}
