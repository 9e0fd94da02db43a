import { posix, relative, dirname, sep } from "node:path";
import { Declarations } from "../contract/declarations.js";
import { isRecord, type JsonObject } from "../load/pointer.js";
import type { Place } from "./assemble.js";
import type { Contract } from "../contract/contract.js";
import type { Finding } from "./finding.js";
import type { LintRun } from "./lint-run.js";
import type { Repair } from "./rule.js";

/** One change of what a file says. */
export type FileEdit = {
  readonly file: string;
  /** JSON pointer into `file`. */
  readonly pointer: string;
} & (
  | { readonly kind: "merge"; readonly value: JsonObject }
  | { readonly kind: "set"; readonly value: string }
  | { readonly kind: "remove" }
);

/** What mends a finding: all of it, or nothing. */
export interface FindingRepair {
  readonly finding: Finding;
  readonly changes: readonly FileEdit[];
}

/** A repair as changes of the files that the document is made of; none where it cannot be made in them. */
export function changesFor(repair: Repair, run: LintRun): FileEdit[] {
  const { assembled, contract } = run;
  const at = ({ source, pointer }: Place) => ({ file: source.absoluteRef, pointer: pointer.replace(/^#\/$/, "#") });
  if (repair.kind === "set") return [{ ...at(assembled.locate(repair.at)), kind: "set", value: repair.value }];
  if (repair.kind === "remove") return [{ ...at(assembled.locate(repair.at)), kind: "remove" }];
  return contract ? declared(repair, contract, run, at) : [];
}

function declared(
  { subject, operations }: Extract<Repair, { kind: "declare" }>,
  contract: Contract,
  { assembled }: LintRun,
  at: (place: Place) => { file: string; pointer: string },
): FileEdit[] {
  const root = at(assembled.locate("#"));
  const declarations = new Declarations(contract);
  const changes = operations
    .flatMap((operation) => declarations.of(operation, subject))
    .flatMap((one): FileEdit[] => {
      const place = at(assembled.locate(one.at));
      const merge = { ...place, kind: "merge", value: pointedTo(one.update, place.file, root.file) } as const;
      if (one.replaces === undefined) return [merge];
      const replaced = at(assembled.locate(one.replaces));
      // The copy of a shared answer speaks in references of the assembled document.
      if (replaced.file !== root.file || assembled.copied) return [];
      return [{ ...replaced, kind: "remove" }, merge];
    });
  const { added } = declarations.components;
  if (changes.length === 0 || Object.keys(added).length === 0) return changes;
  return [{ ...root, kind: "merge", value: { components: added } }, ...changes];
}

/** References to shared components lead into the root file, from wherever they stand. */
function pointedTo(value: JsonObject, file: string, root: string): JsonObject {
  if (file === root) return value;
  const path = posix.join(relative(dirname(file), root).split(sep).join("/"));
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (!isRecord(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [
        key,
        key === "$ref" && typeof child === "string" ? `${path}${child}` : visit(child),
      ]),
    );
  };
  return visit(value) as JsonObject;
}
