import { groupBy } from "../group.js";
import { fileName } from "../model/identifiers.js";
import type { OperationModel } from "../model/model.js";
import type { EmitOptions } from "./options.js";

/** File to operations. */
export type Groups = ReadonlyMap<string, readonly OperationModel[]>;

/**
 * File to operations, in the order of the document. Tags that only differ in spelling share a file; a namespace has one of
 * its own.
 */
export function groupOperations(operations: readonly OperationModel[], layout: EmitOptions["layout"]): Groups {
  const files = new Map<string, string>();
  for (const namespace of new Set(operations.map((operation) => operation.namespace)))
    if (namespace !== undefined) files.set(namespace, freeFile(fileName(namespace), [...files.values()]));
  const taken = [...files.values()];
  return groupBy(operations, ({ namespace, group }) => {
    if (namespace !== undefined) return `operations/${files.get(namespace)!}.ts`;
    return layout === "single" ? "operations.ts" : `operations/${freeFile(fileName(group), taken)}.ts`;
  });
}

/** `jobs`, or `jobs-2` where another namespace has that file. */
function freeFile(name: string, taken: readonly string[]): string {
  let free = name;
  for (let serial = 2; taken.includes(free); serial++) free = `${name}-${serial}`;
  return free;
}

/** Operation to file. */
export const filesOf = (groups: Groups): Map<string, string> =>
  new Map([...groups].flatMap(([path, operations]) => operations.map(({ id }) => [id, path] as const)));

/** The operations that some operation of another file refers to, by `targetOf`. */
export function reachedElsewhere(
  groups: Groups,
  operations: readonly OperationModel[],
  targetOf: (operation: OperationModel) => string | undefined,
): Set<string> {
  const fileOf = filesOf(groups);
  return new Set(
    operations.flatMap((operation) => {
      const target = targetOf(operation);
      return target !== undefined && fileOf.get(target) !== fileOf.get(operation.id) ? [target] : [];
    }),
  );
}
