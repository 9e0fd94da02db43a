import { dim, red } from "../../colours.js";
import { joined, printable, type Printable, say, spaces } from "../../printable.js";
import type { Finding } from "../finding.js";

const split = new Map<string, readonly string[]>();

/** How much of a long line is shown before the place that a finding is about. */
const CONTEXT = 20;

/** A line that is longer, as in a minified document, is cut even where no width is known. */
const LONGEST = 200;

/** The line of a finding, with the ones before and after it; cut to `width` columns, or to what a person can read. */
export function codeFrame(source: string, { line, column }: Finding, width = LONGEST): Printable {
  const lines = split.get(source) ?? source.split("\n");
  split.set(source, lines);
  const first = Math.max(1, line - 1);
  const last = Math.min(lines.length, line + 1);
  const digits = String(last).length;
  const room = width - digits - 5;
  const start = column <= room ? 0 : column - 1 - CONTEXT;
  const rows: Printable[] = [];
  for (let number = first; number <= last; number++) {
    const text = printable(cut(lines[number - 1]!, start, room));
    const gutter = say`${number === line ? ">" : " "} ${printable(String(number).padStart(digits))} |`;
    rows.push(number === line ? say`${red(gutter)} ${text}` : dim(say`${gutter} ${text}`));
    if (number === line) rows.push(say`${spaces(digits + 3)}${red("|")} ${spaces(column - 1 - start)}${red("^")}`);
  }
  return joined(rows, "\n");
}

/** `room` characters from `start` on; dots stand for what is left out. */
function cut(line: string, start: number, room: number): string {
  const head = start > 0 ? `...${line.slice(start + 3)}` : line;
  return head.length > room ? `${head.slice(0, room - 3)}...` : head;
}
