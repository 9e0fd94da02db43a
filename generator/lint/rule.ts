import type { Subject } from "../contract/declarations.js";
import type { Contract, ContractOperation, ConditionalOperation, TaggedRetrieval } from "../contract/contract.js";
import type { ResourceModel } from "../model/model.js";
import type { LintRun } from "./lint-run.js";

/** Redocly's words; the findings of `ifmatch lint` say `warning`. */
export type RuleSeverity = "error" | "warn" | "off";

/** What a rule reports. Pointers lead into the assembled document; whoever reports finds their files. */
export interface Problem {
  /** What is wrong, naming both places. */
  readonly message: string;
  /** What to do; where it can be told, the text to add. */
  readonly help: string;
  readonly at: string;
  /** Whose finding it is; the first of several that share it. */
  readonly operation?: ContractOperation | undefined;
  /** All of those that share it: it is silenced when each of them is. */
  readonly shared?: readonly ContractOperation[];
  readonly related?: readonly { readonly message: string; readonly at: string }[];
  /** Only where there is one sure way to mend it. */
  readonly repair?: Repair | undefined;
}

/** How `--fix` mends a problem. */
export type Repair =
  /** Declares a part of the contract. */
  | { readonly kind: "declare"; readonly subject: Subject; readonly operations: readonly ContractOperation[] }
  /** Gives a string another value. */
  | { readonly kind: "set"; readonly at: string; readonly value: string }
  | { readonly kind: "remove"; readonly at: string };

export type Report = (problem: Problem) => void;

/** What a rule looks at: each method is called for everything of its kind, in the order of the document. */
export interface RuleVisitor {
  document?(contract: Contract, report: Report): void;
  operation?(operation: ContractOperation, contract: Contract, report: Report): void;
  /** Conditional state changes. */
  stateChange?(operation: ConditionalOperation, contract: Contract, report: Report): void;
  retrieval?(operation: TaggedRetrieval, contract: Contract, report: Report): void;
  resource?(resource: ResourceModel, contract: Contract, report: Report): void;
  /** After every other rule has seen the document. */
  end?(run: LintRun, report: Report): void;
}

export interface Rule {
  /** Kebab-case, in the words of RFC 9110. */
  readonly id: string;
  /** One line for lists of rules. */
  readonly summary: string;
  readonly recommended: RuleSeverity;
  readonly strict: RuleSeverity;
  readonly visitor: RuleVisitor;
}
