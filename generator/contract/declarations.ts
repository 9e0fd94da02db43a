import { isRecord, type JsonObject, own, pointer } from "../load/pointer.js";
import {
  type Contract,
  isConditional,
  isTagged,
  type ContractOperation,
  successes,
  type ConditionalOperation,
} from "./contract.js";
import { list, text } from "../model/reader.js";
import { sameValue, unshared } from "../rewrite/compare.js";
import { SharedComponents } from "./components.js";
import { extensionOf } from "./extension.js";

/** What a contract consists of, one thing at a time. */
export const subjects = [
  "if-match",
  "etag",
  "not-modified",
  "precondition-failed",
  "precondition-required",
  "x-concurrency",
] as const;
export type Subject = (typeof subjects)[number];

/** One thing that a document leaves unsaid, and how it says it. Pointers lead into the document of the contract. */
export interface Declaration {
  readonly subject: Subject;
  readonly operation: ContractOperation;
  /** The object that `update` is merged into; lists grow. */
  readonly at: string;
  readonly update: JsonObject;
  /** What is taken away first: a reference to something that is shared, and stands in `update` as a copy. */
  readonly replaces?: string;
}

/** Whether a conditional state change lacks the parameter, or calls optional what the contract requires. */
export const lacksIfMatch = ({ signals, concurrency }: ConditionalOperation): boolean =>
  signals.ifMatch === undefined || (signals.ifMatch === "optional" && concurrency.ifMatch === "required");

/** Whether an operation declares none of these statuses, nor their range. */
export const lacksStatus = ({ raw }: ContractOperation, statuses: readonly number[]): boolean =>
  !raw.responses.some(({ key }) => statuses.some((status) => key === String(status) || isRange(key, status)));

const isRange = (key: string, status: number): boolean => key.toUpperCase() === `${String(status)[0]}XX`;

/**
 * Spells out the contract: everything that the model knows of an operation's concurrency, and the document does not
 * declare. A document that declares it all gets nothing.
 */
export class Declarations {
  readonly components: SharedComponents;
  readonly #contract: Contract;

  constructor(contract: Contract) {
    this.#contract = contract;
    this.components = new SharedComponents(contract.reader.root);
  }

  /** In the order of the document, and of `subjects`. */
  all(): Declaration[] {
    const found = this.#contract.operations.flatMap((operation) =>
      subjects.flatMap((subject) => this.of(operation, subject)),
    );
    const seen = new Set<string>();
    return found.filter(({ subject, at }) => {
      // Two paths may share one path item, and two operations one response.
      const key = `${subject} ${at}`;
      return !seen.has(key) && seen.add(key);
    });
  }

  of(operation: ContractOperation, subject: Subject): Declaration[] {
    const { raw } = operation;
    const declare = (update: JsonObject | undefined): Declaration[] =>
      update === undefined ? [] : [{ subject, operation, at: raw.at, update }];
    switch (subject) {
      case "if-match":
        return isConditional(operation) && lacksIfMatch(operation) ? [this.#ifMatch(operation)] : [];
      case "etag":
        return this.#carriesTag(operation) ? this.#tagHeaders(operation) : [];
      case "not-modified":
        return isTagged(operation) && this.#carriesTag(operation) && lacksStatus(operation, [304])
          ? declare({ responses: { 304: this.components.notModified(this.#header) } })
          : [];
      case "precondition-failed":
      case "precondition-required":
        return isConditional(operation) ? declare(this.#refusal(operation, subject)) : [];
      case "x-concurrency": {
        const extension = extensionOf(operation, this.#contract);
        const present = own(raw.node, "x-concurrency");
        return extension === undefined || sameValue(present, extension) ? [] : declare({ "x-concurrency": extension });
      }
    }
  }

  get #header(): string {
    return this.#contract.tagHeaders.preferred;
  }

  #ifMatch(operation: ConditionalOperation): Declaration {
    const { raw, concurrency } = operation;
    const common = { subject: "if-match", operation, at: raw.at } as const;
    const update = { parameters: [this.components.ifMatch(concurrency.ifMatch === "required")] };
    const own_ = list(own(raw.node, "parameters"));
    const index = own_.findIndex((value, position) => {
      const { node } = this.#contract.reader.resolve(value, pointer(raw.at, "parameters", position));
      return own(node, "in") === "header" && text(own(node, "name")).toLowerCase() === "if-match";
    });
    if (index === -1) return { ...common, update };
    const at = pointer(raw.at, "parameters", index);
    if (own(own_[index], "$ref") !== undefined) return { ...common, update, replaces: at };
    return { ...common, at, update: { required: true } };
  }

  #refusal(
    operation: ConditionalOperation,
    subject: "precondition-failed" | "precondition-required",
  ): JsonObject | undefined {
    const { preconditionFailed, preconditionRequired } = this.#contract.options.statuses;
    if (subject === "precondition-failed")
      return lacksStatus(operation, preconditionFailed)
        ? { responses: { [preconditionFailed[0]!]: this.components.preconditionFailed() } }
        : undefined;
    return operation.concurrency.ifMatch === "required" && lacksStatus(operation, preconditionRequired)
      ? { responses: { [preconditionRequired[0]!]: this.components.preconditionRequired() } }
      : undefined;
  }

  /** A DELETE leaves nothing that a tag could describe; a tag in the body is in no header. */
  #carriesTag({ concurrency, raw, resource }: ContractOperation): boolean {
    return concurrency.role !== "none" && raw.method !== "DELETE" && resource?.tagProperty === undefined;
  }

  #tagHeaders(operation: ContractOperation): Declaration[] {
    return successes(operation)
      .filter((response) => this.#contract.tagHeaders.declaredBy(response) === undefined)
      .map(({ key, node, at }): Declaration => {
        const headers = { [this.#header]: this.components.tagHeader() };
        const site = pointer(operation.raw.at, "responses", key);
        const common = { subject: "etag", operation } as const;
        const users = this.#contract.answering(at);
        if (at === site || users.every((user) => this.#carriesTag(user))) return { ...common, at, update: { headers } };
        // Others answer with the same component, and have no tag.
        const copy = unshared(node);
        const present = own(copy, "headers");
        const response = { ...copy, headers: { ...(isRecord(present) ? present : {}), ...headers } };
        return { ...common, at: operation.raw.at, replaces: site, update: { responses: { [key]: response } } };
      });
  }
}
