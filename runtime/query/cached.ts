import type { EntityTag, ResourceRef, ResponseHeaders, Retrieved, Success } from "../call.js";
import type { GeneratedFunction, Ok } from "../core/generated-function.js";

/**
 * The version of a record in a query cache. It cannot be passed as `ifMatch`: a query replaces what it holds whenever it
 * refetches, and a form that is saved under the tag of that newer version overwrites what somebody saved in between
 * (RFC 9110, 13.1.1). `pin()` takes it out of the cache.
 */
export interface Version<R extends string = string> {
  readonly tag: EntityTag<R> | null;
  readonly lastModified: string | null;
  readonly of: ResourceRef<R>;
}

/** What a query cache holds of an `ok` result: plain data, which survives persisting and hydration. */
export type Cached<Result> =
  Result extends Success<infer Status, infer Data>
    ? {
        readonly status: Status;
        readonly data: Data;
        readonly headers: ResponseHeaders;
        /** Of a record with an entity-tag; `undefined` for operations without one. */
        readonly version: Result extends { readonly resource: ResourceRef<infer R> } ? Version<R> : undefined;
        /** Shown before the server has answered (`showing`). */
        readonly isOptimistic?: true;
      }
    : never;

/** What the queries of a generated function hold. */
export type CachedBy<F extends GeneratedFunction> = Cached<Ok<F>>;

/** What a query cache holds of a record that has an entity-tag. */
export interface CachedRecord<Data = unknown, R extends string = string, Status = number> {
  readonly status: Status;
  readonly data: Data;
  readonly headers: ResponseHeaders;
  readonly version: Version<R>;
}

/** A cached record as it was read. */
export type Pinned<C> = C extends CachedRecord<infer Data, infer R, infer Status> ? Retrieved<Data, R, Status> : never;

/** An `ok` result of any operation. */

/** What a query cache holds, whatever was read. */
export interface AnyCached extends Omit<CachedRecord, "version"> {
  readonly isOptimistic?: true;
  readonly version: Version | undefined;
}

/** What was cached of a body, so that a 304 changes nothing that a component sees. */
const earlier = new WeakMap<object, AnyCached>();

/** What a query cache is to hold of a result: the very object of before, if a 304 confirmed its representation. */
export function cached(result: Success): AnyCached {
  const { status, data, headers, etag = null, lastModified = null, resource } = result as Success & Partial<Retrieved>;
  const version = resource && { tag: etag, lastModified, of: resource };
  const isObject = typeof data === "object" && data !== null;
  const before = isObject ? earlier.get(data) : undefined;
  // The headers are the same object as before unless the 304 changed one that describes the representation.
  if (before && before.headers === headers && before.version?.tag === version?.tag) return before;
  const fresh: AnyCached = { status, data, headers, version };
  if (isObject) earlier.set(data, fresh);
  return fresh;
}

/**
 * Takes a record out of the query cache, together with the tag of the version that it is: for `draftOf`, or as `ifMatch`.
 * Call it when a person begins to edit, and keep the result; called again when they save, it is the version that was
 * refetched meanwhile, and what somebody saved in between is lost.
 */
export function pin<C extends CachedRecord>({ status, data, headers, version }: C): Pinned<C> {
  const { tag: etag, lastModified, of: resource } = version;
  const pinned: Retrieved = { kind: "ok", status, data, headers, etag, lastModified, resource, revalidated: false };
  // The conditional type only names the three type arguments that the parts of `C` have.
  return pinned as Pinned<C>;
}
