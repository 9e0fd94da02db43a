import type { ResourceModel } from "../model/model.js";
import { enumerate } from "./advice.js";
import type { Subject } from "../contract/declarations.js";
import type { Contract, ConditionalOperation } from "../contract/contract.js";
import type { Report } from "./rule.js";

/** What conditional state changes leave out: said once a resource, or schemas that declare nothing drown the rest. */
export interface Undeclared {
  /** `no If-Match parameter`. */
  readonly what: string;
  /** What follows from it. */
  readonly therefore: string;
  readonly help: string;
  readonly subject: Subject;
  lacks(operation: ConditionalOperation): boolean;
}

export function reportUndeclared(
  resource: ResourceModel,
  contract: Contract,
  report: Report,
  { what, therefore, help, subject, lacks }: Undeclared,
): void {
  const changes = contract.changesOf(resource).filter(lacks);
  const [first] = changes;
  if (!first) return;
  const [evidence] = first.concurrency.evidence;
  const labels = enumerate(changes.map(({ label }) => label));
  report({
    message:
      changes.length === 1
        ? `${labels} is conditional${evidence ? ` by ${named(evidence.signal)}` : ""}, but declares ${what}: ${therefore}.`
        : `${changes.length} state changes of ${resource.name} are conditional, but declare ${what} (${labels}): ${therefore}.`,
    help,
    at: first.raw.at,
    operation: first,
    shared: changes,
    repair: { kind: "declare", subject, operations: changes },
    related: [
      ...(evidence?.at.startsWith("#") ? [{ message: "this makes it conditional", at: evidence.at }] : []),
      ...changes.slice(1).map(({ label, raw }) => ({ message: label, at: raw.at })),
    ],
  });
}

const names: ReadonlyMap<string, string> = new Map([
  ["marker", "the marker"],
  ["428", "its 428"],
  ["config", "ifmatch.config.ts"],
  ["if-match-parameter", "its If-Match parameter"],
]);

/** A signal as people say it. */
const named = (signal: string): string => names.get(signal) ?? signal;
