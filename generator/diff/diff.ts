import type { ApiModel, Concurrency, OperationModel } from "../model/model.js";
import { type ChangeKind, type ChangeSeverity, type ContractChange, labelOf, severities } from "./change.js";
import { describeEvidence, evidenceBeyond, joined } from "./evidence.js";
import { type Pair, pairOperations, shapeOf } from "./pairs.js";
import { phrase, type Phrase } from "./phrase.js";
import { ContractSide, describeKey, describeReader, describeRole, keyPlaces } from "./place.js";
import { explain } from "./wording.js";

type Contract = Pick<ApiModel, "operations" | "resources">;
type Both = Required<Pair>;

/** What one kind of change needs beside its pair. */
interface Finding {
  readonly kind: ChangeKind;
  readonly severity: ChangeSeverity;
  readonly was: Phrase;
  readonly is: Phrase;
}

/**
 * What changed in the concurrency contract: gravest first, then in the order of the new document. Operations without
 * a precondition, a tag or a creation on either side are no part of it.
 */
export function diffContracts(before: Contract, after: Contract): ContractChange[] {
  const pairs = pairOperations(before.operations, after.operations);
  const partners = new Map(pairs.flatMap((pair) => (isBoth(pair) ? [[pair.before, pair.after] as const] : [])));
  const sides: Sides = { before: new ContractSide(before), after: new ContractSide(after), partners };
  const changes = pairs.flatMap((pair) => findingsOf(pair, sides).map((finding) => toChange(pair, finding)));
  return changes.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

interface Sides {
  readonly before: ContractSide;
  readonly after: ContractSide;
  /** Old operation to new one. */
  readonly partners: ReadonlyMap<OperationModel, OperationModel>;
}

const isBoth = (pair: Pair): pair is Both => pair.before !== undefined && pair.after !== undefined;

function findingsOf(pair: Pair, sides: Sides): Finding[] {
  if (!isBoth(pair)) return presence(pair);
  const { before, after } = pair;
  if (before.concurrency.role === "none" && after.concurrency.role === "none") return [];
  const moved: Finding[] =
    shapeOf(before) === shapeOf(after)
      ? []
      : [
          {
            kind: "operation-moved",
            severity: "breaking",
            was: phrase`${labelOf(before)}`,
            is: phrase`${labelOf(after)}`,
          },
        ];
  const found = roleFinding(before.concurrency, after.concurrency) ?? [
    ...requirementFinding(before.concurrency, after.concurrency),
    ...resourceFindings(pair, sides),
  ];
  return [...moved, ...(found.length > 0 ? found : evidenceFinding(before.concurrency, after.concurrency))];
}

/** An operation that only one document has. */
function presence({ before, after }: Pair): Finding[] {
  const { concurrency } = (before ?? after)!;
  if (concurrency.role === "none") return [];
  const [here, missing] = [describeRole(concurrency, concurrency), ["not in the document"]] as const;
  return before
    ? [{ kind: "operation-removed", severity: "breaking", was: here, is: missing }]
    : [{ kind: "operation-added", severity: "info", was: missing, is: here }];
}

/** `undefined` where the role stays what it was. */
function roleFinding(before: Concurrency, after: Concurrency): Finding[] | undefined {
  if (before.role === after.role) return undefined;
  const finding = (kind: ChangeKind, severity: ChangeSeverity): Finding[] => [
    { kind, severity, was: describeRole(before, after), is: describeRole(after, before) },
  ];
  if (before.role === "state-change") return finding("protection-lost", "lost");
  if (after.role === "state-change")
    return finding("protection-gained", after.ifMatch === "required" ? "breaking" : "info");
  if (before.role === "retrieval") return finding("retrieval-lost", "breaking");
  if (after.role === "retrieval") return finding("retrieval-gained", "info");
  return before.role === "creation" ? finding("creation-lost", "info") : finding("creation-gained", "info");
}

function requirementFinding(before: Concurrency, after: Concurrency): Finding[] {
  if (before.role !== "state-change" || after.role !== "state-change" || before.ifMatch === after.ifMatch) return [];
  const [was, is]: Phrase[] = [[`If-Match ${before.ifMatch}`], [`If-Match ${after.ifMatch}`]];
  return after.ifMatch === "optional"
    ? [{ kind: "protection-weakened", severity: "lost", was: was!, is: is! }]
    : [{ kind: "protection-strengthened", severity: "breaking", was: was!, is: is! }];
}

/** Of operations in the same role: whose tag, read where, found by which key. */
function resourceFindings(pair: Both, sides: Sides): Finding[] {
  const [before, after] = [pair.before.concurrency, pair.after.concurrency];
  if (before.role === "none" || after.role === "none") return [];
  const conditional = sides.before.isConditional(before) || sides.after.isConditional(after);
  // For caching alone, a client that knows nothing of the change only downloads once more.
  const severity = conditional ? "breaking" : "info";
  const readers = before.role === "state-change" ? readerFinding(before, after, sides) : undefined;
  if (readers?.kind === "reader-lost" || readers?.kind === "reader-gained") return [readers];
  const resource: Finding[] =
    before.resource === after.resource
      ? []
      : [
          {
            kind: "resource-changed",
            severity,
            was: phrase`${before.resource}`,
            is: phrase`${after.resource}`,
          },
        ];
  const key: Finding[] =
    keyPlaces(pair.before) === keyPlaces(pair.after)
      ? []
      : [{ kind: "key-changed", severity, was: describeKey(before), is: describeKey(after) }];
  return [...(readers ? [readers] : []), ...resource, ...key];
}

/** Which GET yields the tag of a state change; one that only moved is still the same. */
function readerFinding(before: Concurrency, after: Concurrency, sides: Sides): Finding | undefined {
  const [old, now] = [sides.before.readerOf(before), sides.after.readerOf(after)];
  if (old && now ? sides.partners.get(old) === now : old === now) return undefined;
  const both = { was: describeReader(old), is: describeReader(now) };
  if (!now) return { kind: "reader-lost", severity: "breaking", ...both };
  return old
    ? { kind: "reader-changed", severity: "breaking", ...both }
    : { kind: "reader-gained", severity: "info", ...both };
}

/** The contract holds, but rests on something else: one careless edit less, or more, from being lost. */
function evidenceFinding(before: Concurrency, after: Concurrency): Finding[] {
  const told = (one: Concurrency, other: Concurrency): boolean =>
    evidenceBeyond(one, other).some(({ signal }) => signal !== "source");
  if (!told(before, after) && !told(after, before)) return [];
  const describe = ({ evidence }: Concurrency): Phrase => joined(evidence.map(describeEvidence));
  return [{ kind: "evidence-changed", severity: "info", was: describe(before), is: describe(after) }];
}

function toChange({ before, after }: Pair, finding: Finding): ContractChange {
  const tells = finding.kind !== "operation-moved" && before !== undefined && after !== undefined;
  const gone = tells ? evidenceBeyond(before.concurrency, after.concurrency) : [];
  const found = tells ? evidenceBeyond(after.concurrency, before.concurrency) : [];
  const subject = phrase`${labelOf((after ?? before)!)}`;
  return {
    ...finding,
    ...(before && { before }),
    ...(after && { after }),
    ...explain(finding.kind, { subject, was: finding.was, is: finding.is, gone, found }),
    gone,
    found,
  };
}
