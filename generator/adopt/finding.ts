import type { ts as typescript } from "ts-morph";
import type { CalledOperation, OperationIndex } from "../calls/operations.js";
import type { FileNames } from "./read-call.js";
import type { Source } from "./sources.js";

/** What was written by hand, in the order in which a report counts it. */
export const kinds = [
  "call",
  "header",
  "unconditional",
  "tag-map",
  "tag-read",
  "url-pattern",
  "key-from-body",
  "status-check",
  "message-check",
] as const;

export type FindingKind = (typeof kinds)[number];

/** What a reader of the report is told each kind is. */
export const kindNames = {
  call: "calls that bypass the generated client",
  header: "preconditions set by hand",
  unconditional: "unconditional writes (If-Match: *)",
  "tag-map": "stores of tags",
  "tag-read": "tags read by hand",
  "url-pattern": "URLs taken apart",
  "key-from-body": "bodies taken apart",
  "status-check": "statuses compared",
  "message-check": "messages searched",
} as const satisfies Readonly<Record<FindingKind, string>>;

/** Something in the syntax tree that a detector has found. */
export interface Detected {
  readonly kind: FindingKind;
  readonly node: typescript.Node;
  /** What it is, as the rest of a sentence whose subject is the line. */
  readonly what: string;
  /** What does the same in the generated client, as a noun. */
  readonly instead: string;
  readonly operation?: CalledOperation | undefined;
  readonly resource?: string | undefined;
  /** Holds only if this file, or one that it imports or that imports it, deals with preconditions. */
  readonly needsLink?: boolean;
  /** That a file with this deals with preconditions. */
  readonly isEvidence?: boolean;
}

/** What every detector may look at. */
export interface Finder {
  (node: typescript.Node, source: Source, context: Context): Detected | undefined;
}

export interface Context {
  readonly index: OperationIndex;
  readonly names: FileNames;
  /** Response headers that carry a tag, in lower case. */
  readonly versionHeaders: ReadonlySet<string>;
  /** Every use of a name in the file. */
  readonly uses: (name: string) => readonly typescript.Identifier[];
}

/** A finding as it is reported. Lines and columns count from 1. */
export interface Finding {
  readonly kind: FindingKind;
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly instead: string;
  readonly operation?: string;
  readonly resource?: string;
  /** Lines that are not needed any more; 0 where code is replaced. */
  readonly lines: number;
}
