/**
 * The concurrency report: who is protected by whose tag, who is not, and what the linter found, as plain data. Types only.
 * Its texts come from the document: whoever renders it encodes them.
 */
import type { FindingSeverity } from "../lint/finding.js";
import type { Method, OperationId, Role, Signal } from "../model/model.js";

export interface ConcurrencyReport {
  /** Of the client, where the config defines several. */
  readonly name: string | undefined;
  readonly title: string;
  /** Of the API, as its document says. */
  readonly version: string;
  readonly file: string;
  /** As the file says: `2.0`, `3.0.3`. */
  readonly openapi: string;
  readonly coverage: Coverage;
  /** Most unprotected state changes first, those without any last, then by name. */
  readonly tags: readonly TagCoverage[];
  /** Conditional ones, those for caching only, those without a tag, and what names no record; by name or in the order of the document. */
  readonly resources: readonly ReportResource[];
  /** The root file first, then by line. */
  readonly findings: readonly ReportFinding[];
}

/** What an operation is, as far as a lost update is concerned (`standing.ts` says it in words). */
export type Standing = "required" | "optional" | "unprotected" | "retrieval" | "creation" | "decided" | "outside";

/** Counts of operations. */
export interface Coverage {
  /** Those that change something that exists: protected and unprotected ones. */
  readonly stateChanges: number;
  /** Conditional ones, whether If-Match is required or optional. */
  readonly protected: number;
  /** Of the protected ones, those that the server also takes without If-Match. */
  readonly optional: number;
  readonly unprotected: number;
  /** Not among the state changes: nothing exists yet that they could match. */
  readonly creations: number;
  /** Not among them either: the config or `x-concurrency` says that the last write may win. */
  readonly decided: number;
  /** Reads, and calls that name no record. */
  readonly others: number;
}

export interface TagCoverage extends Coverage {
  readonly tag: string;
}

export type ResourceKind = "conditional" | "caching" | "untagged" | "none";

export interface ReportResource {
  readonly kind: ResourceKind;
  /** Absent for what has no tag, and so no name in the generated code. */
  readonly name: string | undefined;
  /** Key path; absent for operations that name no record. */
  readonly key: string | undefined;
  /** The retrieval that yields the tag. */
  readonly source: OperationId | undefined;
  /** In the order of the document. */
  readonly operations: readonly ReportOperation[];
}

export interface ReportOperation {
  readonly id: OperationId;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly deprecated: boolean;
  readonly standing: Standing;
  readonly role: Role;
  readonly ifMatch: "required" | "optional" | undefined;
  /** Where the request carries the key: `path.job_id`; `null` where nothing says which record it is about. */
  readonly key: readonly string[] | null | undefined;
  readonly evidence: readonly ReportEvidence[];
  readonly at: Place;
  /** Indices of `findings`. */
  readonly findings: readonly number[];
}

export interface ReportEvidence {
  readonly signal: Signal;
  readonly words: string;
  /** Absent for what the config says. */
  readonly at: Place | undefined;
}

/** Line and column count from 1. */
export interface Place {
  /** Relative to the working directory, with slashes; or a URL. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ReportFinding {
  readonly rule: string;
  readonly severity: FindingSeverity;
  readonly message: string;
  readonly help: string;
  readonly at: Place;
  /** None where it is about the document as a whole. */
  readonly operations: readonly OperationId[];
  readonly related: readonly { readonly message: string; readonly at: Place }[];
}
