import { groupBy } from "../group.js";
import { camelCase } from "../model/identifiers.js";
import type { ApiModel, OperationModel } from "../model/model.js";
import { calledAs } from "../model/names.js";
import { lookupOf } from "./lookup.js";
import { type ApiFacts, apiFacts, type EmitOptions } from "./options.js";

/** `concurrency.json`: who is protected by whose tag, and why. Committed, so that reviews see it change. */
export interface Manifest {
  readonly version: 1;
  readonly resources: Readonly<Record<string, ManifestResource>>;
  readonly operations: Readonly<Record<string, ManifestOperation>>;
  /** What the config says about the API as a whole; absent where it says nothing. */
  readonly api?: ApiFacts;
}

export interface ManifestResource {
  /** Path template of the retrieval that yields the tag; `null` where only its creation is known. */
  readonly key: string | null;
  readonly retrievals: readonly string[];
  readonly stateChanges: readonly string[];
  readonly creations: readonly string[];
  /** The property of a response body that carries the tag, where no header does. */
  readonly tagProperty?: string;
  /** `If-Match: *` is allowed. */
  readonly wildcard?: true;
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
  /** An optional If-Match may be left out altogether. */
  readonly omittable?: true;
  /** The resource whose tag its 201 carries, where that is another one. */
  readonly creates?: string;
  readonly marked: boolean;
  readonly evidence: readonly { readonly signal: string; readonly at: string }[];
}

type ManifestOptions = Pick<EmitOptions, keyof ApiFacts | "omittableIfMatch">;

/** `options` are those of the output; without them the manifest says nothing of the API as a whole. */
export function buildManifest(model: ApiModel, options?: ManifestOptions): Manifest {
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
  const api = options ? apiFacts(options) : {};
  return {
    version: 1,
    resources: sortedRecord(
      names.map((name) => {
        const { key = null, tagProperty, wildcard } = resources.get(name) ?? {};
        const resource: ManifestResource = {
          key,
          retrievals: idsOf(name, "retrieval"),
          stateChanges: idsOf(name, "state-change"),
          creations: idsOf(name, "creation"),
          ...(tagProperty !== undefined && { tagProperty }),
          ...(wildcard && { wildcard }),
        };
        return [name, resource];
      }),
    ),
    operations: sortedRecord(
      model.operations.map((operation) => [
        operation.id,
        manifestOperation(operation, options?.omittableIfMatch === true),
      ]),
    ),
    // Last: what a run overwrites is known by how it begins.
    ...(Object.keys(api).length > 0 && { api }),
  };
}

function manifestOperation(operation: OperationModel, mayOmit: boolean): ManifestOperation {
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
    ...("ifMatch" in concurrency && concurrency.ifMatch === "optional" && mayOmit && { omittable: true as const }),
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
