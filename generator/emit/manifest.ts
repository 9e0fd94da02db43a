import { groupBy } from "../group.js";
import { camelCase } from "../model/identifiers.js";
import type { ApiModel, OperationModel } from "../model/model.js";
import { calledAs } from "../model/names.js";
import { lookupOf } from "./lookup.js";

/** `concurrency.json`: who is protected by whose tag, and why. Committed, so that reviews see it change. */
export interface Manifest {
  readonly version: 1;
  readonly resources: Readonly<Record<string, ManifestResource>>;
  readonly operations: Readonly<Record<string, ManifestOperation>>;
}

export interface ManifestResource {
  /** Path template of the retrieval that yields the tag; `null` where only its creation is known. */
  readonly key: string | null;
  readonly retrievals: readonly string[];
  readonly stateChanges: readonly string[];
  readonly creations: readonly string[];
}

export interface ManifestOperation {
  readonly method: string;
  readonly path: string;
  /** What code calls it by, where that does not follow from its id: `jobs.update`. */
  readonly function?: string;
  readonly role: string;
  readonly resource?: string;
  /** Where the request carries the key: `path.job_id`; `null` where no retrieval was found. */
  readonly key?: readonly string[] | null;
  readonly ifMatch?: "required" | "optional";
  /** The resource whose tag its 201 carries, where that is another one. */
  readonly creates?: string;
  readonly marked: boolean;
  readonly evidence: readonly { readonly signal: string; readonly at: string }[];
}

export function buildManifest(model: ApiModel): Manifest {
  const names = [
    ...new Set([
      ...model.resources.map(({ name }) => name),
      ...model.operations.flatMap(({ concurrency }) => ("resource" in concurrency ? [concurrency.resource] : [])),
    ]),
  ].sort();
  const members = groupBy(model.operations, ({ concurrency }) =>
    "resource" in concurrency ? `${concurrency.role} ${concurrency.resource}` : concurrency.role,
  );
  const idsOf = (resource: string, role: string): string[] =>
    (members.get(`${role} ${resource}`) ?? []).map(({ id }) => id).sort();
  const { resources } = lookupOf(model);
  return {
    version: 1,
    resources: sortedRecord(
      names.map((name) => [
        name,
        {
          key: resources.get(name)?.key ?? null,
          retrievals: idsOf(name, "retrieval"),
          stateChanges: idsOf(name, "state-change"),
          creations: idsOf(name, "creation"),
        },
      ]),
    ),
    operations: sortedRecord(model.operations.map((operation) => [operation.id, manifestOperation(operation)])),
  };
}

function manifestOperation(operation: OperationModel): ManifestOperation {
  const { id, method, path, marker, concurrency } = operation;
  const called = calledAs(operation);
  return {
    method,
    path,
    ...(called !== camelCase(id, "operation") && { function: called }),
    role: concurrency.role,
    ...("resource" in concurrency && { resource: concurrency.resource }),
    ...("key" in concurrency && {
      key:
        concurrency.key.kind === "unresolved"
          ? null
          : concurrency.key.values.map(({ in: place, name }) => `${place}.${name}`),
    }),
    ...("ifMatch" in concurrency && { ifMatch: concurrency.ifMatch }),
    ...("creates" in concurrency && { creates: concurrency.creates }),
    marked: marker !== undefined,
    evidence: concurrency.evidence,
  };
}

/** Sorted by code units, so that no locale changes the bytes; without a prototype, so that no name is special. */
function sortedRecord<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const record = Object.create(null) as Record<string, T>;
  for (const [key, value] of [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) record[key] = value;
  return record;
}
