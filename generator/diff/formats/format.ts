import { relative, sep } from "node:path";
import type { Position } from "../../diagnostics.js";
import { joined, plural, type Printable } from "../../printable.js";
import { type ChangeSeverity, type ContractComparison, type PlacedChange, type PlacedEvidence } from "../change.js";
import { phrase, type Phrase } from "../phrase.js";
import { isUrl } from "../../load/input.js";

export interface DiffReport {
  /** Files are named relative to it. */
  readonly cwd: string;
  readonly comparisons: readonly ContractComparison[];
}

/** One way to print a report. Document text in it is untrusted: whoever prints it for people escapes it. */
export interface DiffFormat {
  /** What it is, in a line of `--help`. */
  readonly summary: string;
  /** `width`: columns of the terminal, if it goes to one. */
  render(report: DiffReport, width?: number): Printable;
}

export const NO_CHANGE = "No change in the concurrency contract.";

export const allChanges = ({ comparisons }: DiffReport): PlacedChange[] =>
  comparisons.flatMap(({ changes }) => changes);

export function countChanges(changes: readonly PlacedChange[]): Readonly<Record<ChangeSeverity, number>> {
  const count = (severity: ChangeSeverity): number => changes.filter((change) => change.severity === severity).length;
  return { lost: count("lost"), breaking: count("breaking"), info: count("info") };
}

/** `1 operation lost protection, 2 changes break clients, 1 does neither`. */
export function headline(report: DiffReport): Printable {
  const changes = allChanges(report);
  const { lost, breaking, info } = countChanges(changes);
  return joined(
    [
      ...(lost === 0 ? [] : [plural(lost, "operation lost protection", "operations lost protection")]),
      ...(breaking === 0 ? [] : [plural(breaking, "change breaks clients", "changes break clients")]),
      ...(info === 0 ? [] : [plural(info, "other change")]),
    ],
    ", ",
  );
}

/** Seen from `cwd`, with slashes: `main:schema.yml` for a file of a revision. */
export const fileName = (file: string, cwd: string): string =>
  isUrl(file) ? file : relative(cwd, file).split(sep).join("/") || file;

/** `main:schema.yml:12:5`. */
export const placeName = ({ file, line, column }: Position, cwd: string): string =>
  `${fileName(file, cwd)}:${line}:${column}`;

/** `gone: the marker in the description (main:schema.yml:12:7)`; nothing where the evidence is the same. */
export function evidenceLines({ gone, found }: PlacedChange, cwd: string): Phrase[] {
  const line =
    (label: string) =>
    ({ what, at }: PlacedEvidence): Phrase =>
      at ? phrase`${[label]}: ${what} (${placeName(at, cwd)})` : phrase`${[label]}: ${what}`;
  return [...gone.map(line("gone")), ...found.map(line("new"))];
}
