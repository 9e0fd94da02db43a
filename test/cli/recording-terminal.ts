/** Runs command lines in this process and keeps what they print. */
import type { Terminal } from "../../generator/cli/terminal.js";
import type { ExitCode } from "../../generator/cli/exit.js";

// picocolors decides when it is first imported, so this stands before the import of the command line.
process.env["NO_COLOR"] = "1";
const { main } = await import("../../generator/cli/main.js");

export interface RecordingTerminal extends Terminal {
  /** Everything printed to standard output so far. */
  readonly stdout: string;
  /** Everything noted on standard error so far. */
  readonly stderr: string;
  /** Every progress line so far; `""` cleared it. */
  readonly progressed: readonly string[];
}

export function recordingTerminal(cwd: string): RecordingTerminal {
  const printed: string[] = [];
  const noted: string[] = [];
  const progressed: string[] = [];
  return {
    cwd,
    print: (text) => void printed.push(`${text}\n`),
    note: (text) => void noted.push(`${text}\n`),
    progress: (text) => void progressed.push(text),
    get stdout() {
      return printed.join("");
    },
    get stderr() {
      return noted.join("");
    },
    progressed,
  };
}

export interface Outcome {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  readonly progressed: readonly string[];
}

/** One command line, run in `cwd` to its end. */
export async function run(cwd: string, ...argv: string[]): Promise<Outcome> {
  const terminal = recordingTerminal(cwd);
  const code = await main(argv, terminal);
  return { code, stdout: terminal.stdout, stderr: terminal.stderr, progressed: terminal.progressed };
}

/** A line of a stack trace: `    at name (file:1:2)`. */
export const STACK = /^\s+at .+:\d+:\d+\)?$/m;

export { main };
