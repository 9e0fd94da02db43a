/** The table at the end of a run: which tests were skipped, what they need, and how to get it. */
import { dirname } from "node:path/posix";
import { instructions, type Machine, type Prerequisite } from "./prerequisites.js";

export interface SkippedTest {
  /** Relative to the repository, with `/`. */
  readonly file: string;
  readonly tags: readonly string[];
}

/** Undefined where no test was skipped for want of one of `missing`. */
export function skippedTable(
  skipped: readonly SkippedTest[],
  missing: readonly Prerequisite[],
  machine?: Machine,
): string | undefined {
  const needs = missing
    .map((prerequisite) => ({ prerequisite, tests: skipped.filter(({ tags }) => tags.includes(prerequisite.tag)) }))
    .filter(({ tests }) => tests.length > 0);
  if (needs.length === 0) return undefined;
  const all = new Set(needs.flatMap(({ tests }) => tests));
  const rows = needs.map(({ prerequisite, tests }) => [
    prerequisite.name,
    String(tests.length),
    String(filesOf(tests).length),
    distinct(filesOf(tests).map((file) => dirname(file))).join(", "),
  ]);
  const counted = rows.reduce((sum, [, tests]) => sum + Number(tests), 0);
  const twice = counted > all.size ? " A test that needs two of them is in both rows." : "";
  return [
    `Skipped: ${plural(all.size, "test")} in ${plural(filesOf([...all]).length, "file")}; what they need is missing.${twice}`,
    "",
    ...aligned([["missing", "tests", "files", "in"], ...rows]),
    "",
    "To run them:",
    ...instructions(
      needs.map(({ prerequisite }) => prerequisite),
      machine,
    ).map((line) => `  ${line}`),
  ].join("\n");
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted();
const filesOf = (tests: readonly SkippedTest[]): string[] => distinct(tests.map(({ file }) => file));
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Numbers to the right, texts to the left. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (column: number): boolean => column === 1 || column === 2;
  return rows.map((row) =>
    `  ${row.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ")}`.trimEnd(),
  );
}
