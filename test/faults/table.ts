import type { Verdict } from "./history.js";

/** What all seeds of one cell came to. */
export interface Sum {
  acknowledged: number;
  ambiguous: number;
  gaveUp: number;
  conflicts: number;
  falseConflicts: number;
  lost: number;
  doubled: number;
  violations: number;
}

export function add(verdicts: readonly Verdict[]): Sum {
  const sum: Sum = {
    acknowledged: 0,
    ambiguous: 0,
    gaveUp: 0,
    conflicts: 0,
    falseConflicts: 0,
    lost: 0,
    doubled: 0,
    violations: 0,
  };
  for (const { violations, ...counts } of verdicts) {
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) sum[name] += counts[name];
    sum.violations += violations.length;
  }
  return sum;
}

function inWords({ ambiguous, gaveUp, conflicts, falseConflicts, lost, doubled, violations }: Sum): string {
  const list = (...counts: readonly (readonly [number, string])[]): string =>
    counts
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${count} ${what}`)
      .join(", ");
  const wrong = list([lost, "LOST"], [doubled, "DOUBLE"], [falseConflicts, "FALSE CONFLICT"]);
  const notes = list([ambiguous, "ambiguous"], [conflicts, "conflicts"], [gaveUp, "given up"]);
  return (wrong || (violations ? `${violations} WRONG` : "ok")) + (notes && ` (${notes})`);
}

/** Strategies down, profiles across, as Markdown. */
export function table(columns: readonly string[], rows: ReadonlyMap<string, ReadonlyMap<string, Sum>>): string {
  const cells = [
    ["strategy", ...columns],
    ...[...rows].map(([name, row]) => [
      name,
      ...columns.map((column) => (row.has(column) ? inWords(row.get(column)!) : "")),
    ]),
  ];
  const widths = cells[0]!.map((_, index) => Math.max(...cells.map((row) => row[index]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index]!)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join("\n");
}
