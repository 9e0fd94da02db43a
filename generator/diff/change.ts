import type { Position } from "../diagnostics.js";
import type { Evidence, OperationModel, Signal } from "../model/model.js";
import type { Phrase } from "./phrase.js";

/** What can become of an operation's place in the concurrency contract. */
export type ChangeKind =
  | "protection-lost"
  | "protection-weakened"
  | "protection-gained"
  | "protection-strengthened"
  | "operation-removed"
  | "operation-added"
  | "operation-moved"
  | "resource-changed"
  | "key-changed"
  | "reader-lost"
  | "reader-gained"
  | "reader-changed"
  | "retrieval-lost"
  | "retrieval-gained"
  | "creation-lost"
  | "creation-gained"
  | "evidence-changed";

/**
 * `lost`: a write that was refused without a tag is not any more, so updates can be lost. `breaking`: clients that
 * keep the old contract stop working, or stop compiling. `info`: neither.
 */
export type ChangeSeverity = "lost" | "breaking" | "info";

/** Gravest first. */
export const severities: readonly ChangeSeverity[] = ["lost", "breaking", "info"];

/** One thing that changed about one operation. Pointers lead into the document of their side. */
export interface ContractChange {
  readonly kind: ChangeKind;
  readonly severity: ChangeSeverity;
  /** Absent where the operation was added. */
  readonly before?: OperationModel;
  /** Absent where it was removed. */
  readonly after?: OperationModel;
  readonly was: Phrase;
  readonly is: Phrase;
  /** What happened, in a sentence. */
  readonly message: Phrase;
  /** What to do. */
  readonly help: Phrase;
  /** The evidence that only the old document has. */
  readonly gone: readonly Evidence[];
  /** The evidence that only the new one has. */
  readonly found: readonly Evidence[];
}

/** A change with the lines it speaks of. */
export interface PlacedChange extends Omit<ContractChange, "before" | "after" | "gone" | "found"> {
  readonly operation: { readonly method: string; readonly path: string; readonly operationId?: string };
  readonly old?: Position;
  readonly new?: Position;
  readonly gone: readonly PlacedEvidence[];
  readonly found: readonly PlacedEvidence[];
}

export interface PlacedEvidence {
  readonly signal: Signal;
  /** What it is: `the marker in the description`. */
  readonly what: Phrase;
  /** Absent for what stands in the config. */
  readonly at?: Position;
}

/** What changed from one document to another. */
export interface ContractComparison {
  /** Name of the client, where the config defines several. */
  readonly name: string | undefined;
  /** What the sides are called: `main:schema.yml`, `schema.yml`. */
  readonly old: string;
  readonly new: string;
  readonly changes: readonly PlacedChange[];
}

export const labelOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path}`;
