import type { ApiModel, OperationModel, ResourceModel } from "../model/model.js";
import { PathIndex } from "../model/path-index.js";
import { normalized, parametersOf, segmentsOf } from "../model/paths.js";
import type { ResourceKind } from "./report.js";

export interface Row {
  readonly kind: ResourceKind;
  readonly resource: ResourceModel | undefined;
  /** Absent for operations that name no record. */
  readonly key: string | undefined;
  readonly operations: OperationModel[];
}

const order: readonly ResourceKind[] = ["conditional", "caching", "untagged", "none"];

/**
 * Every operation in one row: that of its resource; where it has none, of the resource whose path it extends or whose
 * collection it is, so that an unprotected DELETE stands beside the protected PATCH; else of the record its path names.
 */
export function rowsOf({ operations, resources }: ApiModel): Row[] {
  const tagged = resources.map((resource): Row => ({
    kind: resource.conditional ? "conditional" : "caching",
    resource,
    key: resource.key,
    operations: [],
  }));
  const byPath = new PathIndex(tagged, ({ key }) => key!);
  const byName = new Map(tagged.map((row) => [row.resource!.name, row]));
  const rowOf = (operation: OperationModel): Row | undefined => {
    const { concurrency } = operation;
    const own = concurrency.role === "none" ? undefined : byName.get(concurrency.resource);
    return own ?? neighbour(operation.path, byPath);
  };
  const assigned = operations.map((operation) => ({ operation, row: rowOf(operation) }));
  const untagged = untaggedRows(assigned.filter(({ row }) => !row).map(({ operation }) => operation.path));
  const nowhere: Row = { kind: "none", resource: undefined, key: undefined, operations: [] };
  for (const { operation, row } of assigned) (row ?? untagged(operation.path) ?? nowhere).operations.push(operation);
  const rows = new Set([
    ...tagged,
    ...assigned.map(({ operation, row }) => row ?? untagged(operation.path) ?? nowhere),
  ]);
  return [...rows].toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** The longest key path that the path extends with literal segments, or whose collection it is. */
function neighbour(path: string, tagged: PathIndex<Row>): Row | undefined {
  const [member] = tagged.inCollection(path);
  if (member) return member;
  for (const row of tagged.basesOf(path))
    if (normalized(path) === normalized(row.key!) || isKeyed(row.key!)) return row;
  return undefined;
}

const isKeyed = (path: string): boolean => parametersOf(path).length > 0;

/** Rows for paths of no resource, one for each path up to its last parameter; collections join what lies in them. */
function untaggedRows(paths: readonly string[]): (path: string) => Row | undefined {
  const rows = new Map<string, Row>();
  for (const path of paths) {
    const key = recordOf(path);
    if (key !== undefined && !rows.has(normalized(key)))
      rows.set(normalized(key), { kind: "untagged", resource: undefined, key, operations: [] });
  }
  return (path) => {
    const record = recordOf(path);
    return (
      rows.get(`${normalized(path).replace(/\/$/, "")}/{}`) ??
      (record === undefined ? undefined : rows.get(normalized(record)))
    );
  };
}

/** `/jobs/{id}` for `/jobs/{id}/events`. */
function recordOf(path: string): string | undefined {
  const segments = segmentsOf(path);
  const last = segments.findLastIndex((segment) => segment.includes("{"));
  if (last < 0) return undefined;
  return last === segments.length - 1 ? path : `/${segments.slice(0, last + 1).join("/")}`;
}
