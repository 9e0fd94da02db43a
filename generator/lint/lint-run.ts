import type { Contract } from "../contract/contract.js";
import type { Diagnostic } from "../diagnostics.js";
import type { Assembled, Place } from "./assemble.js";
import type { Suppressions } from "./suppressions.js";

/** Why a document, or a part of it, could not be read; with its place, where it has one. */
export interface Refusal {
  readonly diagnostic: Diagnostic;
  readonly place: Place | undefined;
}

/** A document that is being linted: made by the first rule that sees it, shared by the others. */
export interface LintRun {
  readonly assembled: Assembled;
  /** `undefined` where the document was refused. */
  readonly contract: Contract | undefined;
  /** What could not be read; rules add to it. */
  readonly refused: Refusal[];
  readonly suppressions: Suppressions | undefined;
  /** Ids of the rules that looked at it. */
  readonly ran: Set<string>;
  /** Ids of all rules. */
  readonly ruleIds: readonly string[];
}
