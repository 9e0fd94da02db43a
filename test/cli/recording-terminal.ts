/** Runs command lines in this process and keeps what they print. */
import type { Terminal } from "../../generator/cli/terminal.js";
import type { ExitCode } from "../../generator/cli/exit.js";

// picocolors decides when it is first imported, so this stands before the import of the command line.
process.env["NO_COLOR"] = "1";
const { main } = await import("../../generator/cli/main.js");
const { wrapText } = await import("../../generator/wrap.js");

export interface RecordingTerminal extends Terminal {
  /** Everything printed to standard output so far. */
  readonly stdout: string;
  /** Everything noted on standard error so far. */
  readonly stderr: string;
  /** Every progress line so far; `""` cleared it. */
  readonly progressed: readonly string[];
}

/** `columns`: as a terminal of this width; without it, as a pipe. */
export function recordingTerminal(cwd: string, columns?: number): RecordingTerminal {
  const printed: string[] = [];
  const noted: string[] = [];
  const progressed: string[] = [];
  return {
    cwd,
    columns,
    print: (text) => void printed.push(`${text}\n`),
    note: (text) => void noted.push(`${wrapText(text, columns)}\n`),
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

/** One command line, run in `cwd` to its end, with its output in pipes. */
export const run = (cwd: string, ...argv: string[]): Promise<Outcome> => runAt(undefined, cwd, ...argv);

/** The same on a terminal of `columns`. */
export async function runAt(columns: number | undefined, cwd: string, ...argv: string[]): Promise<Outcome> {
  const terminal = recordingTerminal(cwd, columns);
  const code = await main(argv, terminal);
  return { code, stdout: terminal.stdout, stderr: terminal.stderr, progressed: terminal.progressed };
}

/** A line of a stack trace: `    at name (file:1:2)`. */
export const STACK = /^\s+at .+:\d+:\d+\)?$/m;

export { main };
