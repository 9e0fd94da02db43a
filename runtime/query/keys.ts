import type { RequestParts, RetrievalOperation, Operation } from "../operation.js";
import { resourceOf } from "../wire/request.js";
import type { AnyCaches } from "./caches.js";

/**
 * The key of a query has one element, an object, of which any part selects queries in TanStack Query's filters:
 * `[{ resource: "Job" }]`, `[{ resource: "Job", key: "42" }]`, `[{ operation: "job_jobs_list" }]`.
 */
export interface QueryKeyPart {
  readonly scope?: string;
  /** operationId, or `METHOD path`. */
  readonly operation: string;
  /** The path template. */
  readonly path: string;
  /** The resource whose tag the response carries, and its key. */
  readonly resource?: string;
  readonly key?: string;
  /** A list that is read page by page. */
  readonly infinite?: true;
  /** All pages of a list, as a collection of TanStack DB holds them. */
  readonly collection?: true;
  readonly request: RequestParts;
  /** Those of the call, which may choose what is read: a tenant, a language. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The key of a query. */
export type QueryKey = readonly [QueryKeyPart];

/** What else a key depends on. */
interface KeyOptions {
  readonly infinite?: true;
  readonly collection?: true;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The key of the query that reads `request`. */
export function keyOf(
  { scope }: Pick<AnyCaches, "scope">,
  operation: Operation,
  request: RequestParts,
  { infinite, collection, headers }: KeyOptions = {},
): QueryKey {
  const { id, path } = operation;
  const { path: values, query, header, cookie, body, contentType } = request;
  return [
    present({
      scope,
      operation: id,
      path,
      ...("key" in operation && recordOf(operation as RetrievalOperation, request)),
      infinite,
      collection,
      request: present({
        path: values,
        query: filled(query),
        header: filled(header),
        cookie: filled(cookie),
        body,
        contentType,
      }),
      headers: filled(headers),
    }) as unknown as QueryKeyPart,
  ];
}

/** The record that a query reads; without its key while that is not known, for a query that is not enabled yet. */
function recordOf(operation: RetrievalOperation, request: RequestParts): Pick<QueryKeyPart, "resource" | "key"> {
  const { resource } = operation;
  const isKnown = operation.key.every(([from, name]) => Object(Object(request)[from])[name] != null);
  return isKnown ? { resource, key: resourceOf(operation, request).key! } : { resource };
}

/** The key of a query that this package made; `undefined` for others. */
export function partOf({ scope }: Pick<AnyCaches, "scope">, queryKey: readonly unknown[]): QueryKeyPart | undefined {
  const part = Object(queryKey[0]) as Partial<QueryKeyPart>;
  const isOurs = typeof part.operation === "string" && typeof part.path === "string" && part.scope === scope;
  return isOurs && part.request ? (part as QueryKeyPart) : undefined;
}

/** Without the members that are `undefined`; nothing where none is left: what is not sent makes no other query. */
function filled(members: object | undefined): object | undefined {
  const some = present({ ...members });
  return Object.keys(some).length > 0 ? some : undefined;
}

/** Without the members that are `undefined`. */
const present = (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
