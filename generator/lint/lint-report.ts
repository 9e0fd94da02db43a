import type { LintResult } from "./lint.js";

export interface LintedDocument {
  /** Name of the client, where the config defines several. */
  readonly name: string | undefined;
  readonly result: LintResult;
}

/** Everything that was linted in one run. */
export interface LintReport {
  /** Files are named relative to it. */
  readonly cwd: string;
  readonly documents: readonly LintedDocument[];
  /** Where there is one: what it left out of the findings. */
  readonly baseline?: BaselineOutcome;
}

/** What a baseline did to a report. */
export interface BaselineOutcome {
  /** Absolute path of the baseline. */
  readonly file: string;
  /** How many findings it left out of the report. */
  readonly known: number;
  /** What it holds and is no longer found, with how many of it. */
  readonly fixed: Baseline;
}

/** Findings that a team has decided to live with for now, so that only new ones fail. Committed; it may only shrink. */
export type Baseline = readonly BaselineEntry[];

export interface BaselineEntry extends FindingIdentity {
  /** How many findings of this identity there were. Default: 1. */
  readonly count?: number | undefined;
}

/**
 * What makes a finding the same one in the next run, however the document was formatted in between: its rule and
 * operation; where it has no operation, its rule and place. Never its line.
 */
export interface FindingIdentity {
  /** Where the config defines several clients. */
  readonly client?: string | undefined;
  readonly rule: string;
  /** `DELETE`; absent where the finding has no operation. */
  readonly method?: string | undefined;
  /** Path template as the document writes it; the names of its parameters do not count. */
  readonly path?: string | undefined;
  /** Instead of an operation: JSON pointer into `file`. */
  readonly pointer?: string | undefined;
  /** Relative to the root file's folder; absent for the root file. */
  readonly file?: string | undefined;
}
