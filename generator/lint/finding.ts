/** What the linter found, as plain data: formatters, baselines and reports need nothing else. */

export type FindingSeverity = "error" | "warning";

export interface FindingPlace {
  /** Absolute path or URL of the file. */
  readonly file: string;
  /** Counts from 1, like the column. */
  readonly line: number;
  readonly column: number;
}

export interface Finding extends FindingPlace {
  /** Id of the rule, such as `unmarked-state-change`; its page is `docs/rules/<rule>.md`. */
  readonly rule: string;
  readonly severity: FindingSeverity;
  /** What is wrong, naming both places. */
  readonly message: string;
  /** What to do; where it can be told, the text to add. */
  readonly help: string;
  /** Last line of the node, where it spans several. */
  readonly endLine?: number;
  /** JSON pointer into `file`. */
  readonly pointer: string;
  readonly operation?: FindingOperation;
  /** Everything that the finding is about, where that is several operations; `operation` is the first. */
  readonly operations?: readonly FindingOperation[];
  /** The other places that the message speaks of. */
  readonly related?: readonly (FindingPlace & { readonly message: string })[];
}

export interface FindingOperation {
  readonly method: string;
  /** Path template as the document writes it. */
  readonly path: string;
  /** Absent where the document gives none. */
  readonly operationId?: string;
}

/** By file (the root first), line, column, rule: the same findings in the same order, whichever rule ran first. */
export function compareFindings(root: string): (a: Finding, b: Finding) => number {
  const rank = ({ file }: Finding): string => (file === root ? "" : file);
  return (a, b) =>
    compareText(rank(a), rank(b)) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
