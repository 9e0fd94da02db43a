import type { Printable } from "../printable.js";
import { wrapText } from "../wrap.js";

/** Where a command prints, and only what is {@link Printable}; tests pass their own. */
export interface Terminal {
  readonly cwd: string;
  /** How wide standard output is; unknown where it is not a terminal. */
  readonly columns?: number | undefined;
  /** Results, on standard output, exactly as they are given. */
  print(text: Printable): void;
  /** Everything else, on standard error, wrapped at its width. */
  note(text: Printable): void;
  /** A line that the next one replaces; `""` clears it. Only on a TTY. */
  progress(text: Printable | ""): void;
}

/** The terminal, pipes or files that this process was started with. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const live = stderr.isTTY && !env["CI"];
  return {
    cwd: process.cwd(),
    columns: widthOf(stdout),
    print: (text) => write(stdout, `${text}\n`),
    note: (text) => write(stderr, `${wrapText(text, widthOf(stderr))}\n`),
    progress: (text) => {
      if (live) write(stderr, `\r\x1b[2K${text.slice(0, (widthOf(stderr) ?? Infinity) - 1)}`);
    },
  };
}

/** A terminal that does not know its size says 0. */
const widthOf = ({ isTTY, columns }: NodeJS.WriteStream): number | undefined =>
  isTTY && columns > 0 ? columns : undefined;

/** A reader that has gone away is no reason to fail: the command does its work, and its exit code stays true. */
function write(stream: NodeJS.WriteStream, text: string): void {
  if (stream.writable) stream.write(text);
}

/** Sentences on standard output, wrapped at its width. */
export const printText = (terminal: Terminal, text: Printable): void =>
  terminal.print(wrapText(text, terminal.columns));
