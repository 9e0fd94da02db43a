import pc from "picocolors";
import { printable } from "../../diagnostics.js";
import type { Finding } from "../finding.js";

const split = new Map<string, readonly string[]>();

/** The line of a finding with one before and one after it, whole. */
export function codeFrame(source: string, { line, column }: Finding): string {
  const lines = split.get(source) ?? source.split("\n");
  split.set(source, lines);
  const first = Math.max(1, line - 1);
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  const rows: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = printable(lines[number - 1]!);
    const gutter = `${number === line ? ">" : " "} ${String(number).padStart(width)} |`;
    rows.push(number === line ? `${pc.red(gutter)} ${text}` : pc.dim(`${gutter} ${text}`));
    if (number === line) rows.push(`${" ".repeat(width + 3)}${pc.red("|")} ${" ".repeat(column - 1)}${pc.red("^")}`);
  }
  return rows.join("\n");
}
