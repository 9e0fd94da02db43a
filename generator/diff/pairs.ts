import { groupBy } from "../group.js";
import type { OperationModel } from "../model/model.js";
import { normalized } from "../model/paths.js";
import { pairByPrefix } from "./prefixes.js";

/** An operation in both documents; one side is absent where it was added or removed. */
export interface Pair {
  readonly before?: OperationModel;
  readonly after?: OperationModel;
}

/** Method and path; parameter names and the trailing slash are ignored. */
export const shapeOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${normalized(path)}`;

/**
 * Which operation is which: by operationId and shape, then by shape alone, then, for what moved, by operationId, and by a
 * change of prefix that several operations share.
 * In the order of the new document; what was removed comes last.
 */
export function pairOperations(before: readonly OperationModel[], after: readonly OperationModel[]): Pair[] {
  const partner = new Map<OperationModel, OperationModel>();
  const taken = new Set<OperationModel>();
  const keys: ((operation: OperationModel) => string | undefined)[] = [
    (operation) => (operation.named ? `${operation.id}\n${shapeOf(operation)}` : undefined),
    shapeOf,
    (operation) => (operation.named ? operation.id : undefined),
  ];
  for (const keyOf of keys) {
    const free = groupBy(
      before.filter((operation) => !taken.has(operation)),
      keyOf,
    );
    for (const operation of after) {
      const key = partner.has(operation) ? undefined : keyOf(operation);
      // Paths that differ in their `#fragment` have one shape; they are taken in turn.
      const found = key === undefined ? undefined : free.get(key)?.shift();
      if (!found) continue;
      partner.set(operation, found);
      taken.add(found);
    }
  }
  const left = {
    before: before.filter((operation) => !taken.has(operation)),
    after: after.filter((operation) => !partner.has(operation)),
  };
  for (const match of pairByPrefix(left.before, left.after)) {
    partner.set(match.after, match.before);
    taken.add(match.before);
  }
  return [
    ...after.map((operation): Pair => {
      const found = partner.get(operation);
      return { after: operation, ...(found && { before: found }) };
    }),
    ...before.filter((operation) => !taken.has(operation)).map((operation): Pair => ({ before: operation })),
  ];
}
