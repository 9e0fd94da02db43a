import type { ResourceRef } from "../call.js";
import type { GeneratedFunction, RequestOf } from "../core/generated-function.js";
import type { Operation, RequestParts, StateChangeOperation } from "../operation.js";
import { resourceOf } from "../wire/request.js";
import type { AnyCached } from "./cached.js";
import type { AnyCaches, CachedQuery, QueryCacheLike } from "./caches.js";
import { partOf, type QueryKeyPart } from "./keys.js";
import { concerns } from "./related.js";

/** A generated function and the request that it was called with. */
export interface Call {
  readonly operation: Operation;
  readonly request: RequestParts;
}

/** The queries that a call may concern. */
export function concerned(caches: AnyCaches, { operation, request }: Call): (query: CachedQuery) => boolean {
  const change = { operation, request, resource: resourceChanged(operation, request) };
  return ({ queryKey }) => {
    const part = partOf(caches, queryKey);
    return part !== undefined && concerns(change, part);
  };
}

/** The record that an operation reads or changes, where the contract says which. */
function resourceChanged(operation: Operation, request: RequestParts): ResourceRef | undefined {
  return "key" in operation ? resourceOf(operation as StateChangeOperation, request) : undefined;
}

/** The tags that queries of a record held at some time. */
export type HeldTags = ReadonlyMap<CachedQuery["queryKey"], unknown>;

/** The tags that the queries of a call's record hold now. */
export const heldTags = (caches: AnyCaches, call: Call): HeldTags =>
  new Map(
    caches.queryClient
      .getQueryCache()
      .findAll({ predicate: (query: CachedQuery) => isOfRecord(caches, call, query) })
      .map((query) => [query.queryKey, tagIn(query)]),
  );

const tagIn = ({ state: { data } }: CachedQuery): unknown => (data as AnyCached | undefined)?.version?.tag;

/**
 * Brings the query cache up to date after a change: the record that the answer carries replaces what the queries of its
 * retrieval hold, and every other query that the change may concern is read again as soon as somebody looks at it.
 *
 * @param before What the queries held when the change was sent.
 * @param isShown Queries that show the change already, before it was answered.
 */
export async function writeThrough(
  caches: AnyCaches,
  call: Call,
  answer: AnyCached | undefined,
  before: HeldTags,
  isShown: (query: CachedQuery) => boolean = () => false,
): Promise<void> {
  const { queryClient } = caches;
  const concernsQuery = concerned(caches, call);
  const isConcerned = (query: CachedQuery): boolean => concernsQuery(query) || isShown(query);
  // What is on its way may have been read before the change was made.
  await queryClient.cancelQueries({ predicate: (query: CachedQuery) => isConcerned(query) && hasData(query) });
  const filled = new Set(answer ? fillable(caches, call, answer, before).map(({ queryKey }) => queryKey) : []);
  for (const queryKey of filled) queryClient.setQueryData(queryKey, answer);
  const isOfDeleted = (query: CachedQuery): boolean =>
    answer !== undefined && isDeletion(call.operation) && isOfRecord(caches, call, query) && hasData(query);
  queryClient.removeQueries?.({ predicate: isOfDeleted, type: "inactive" });
  // Reading a deleted record again would only show its 404 to who is about to leave the page.
  const isStale = (query: CachedQuery): boolean =>
    isConcerned(query) && !filled.has(query.queryKey) && !isOfDeleted(query);
  // Not waited for: the change was made, whatever becomes of the readings after it.
  void markStale(queryClient, isStale);
}

const hasData = ({ state }: CachedQuery): boolean => state.data !== undefined;

/** Has queries read again. One that is read for the first time is not stopped, as somebody waits for it: it follows. */
export async function markStale(queryClient: QueryCacheLike, isStale: (query: CachedQuery) => boolean): Promise<void> {
  for (const query of queryClient.getQueryCache().findAll({ predicate: isStale })) {
    if (hasData(query) || query.state.fetchStatus !== "fetching") continue;
    const again = (): Promise<void> => queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
    // How it ended is told to those who asked for it.
    void query.promise?.then(again, again);
  }
  await queryClient.invalidateQueries({ predicate: isStale });
}

/** Whether an operation deletes the record whose tag it needs, and not something below it. */
function isDeletion({ method, path, ...operation }: Operation): boolean {
  const { reload } = operation as Partial<StateChangeOperation>;
  return method === "DELETE" && (!reload || reload().path === path);
}

/** The queries that the answer to a change can fill: of the retrieval of the same record, and nothing but the record. */
function fillable(caches: AnyCaches, { operation, request }: Call, answer: AnyCached, before: HeldTags): CachedQuery[] {
  const { reload, verify } = operation as Partial<StateChangeOperation>;
  // Without a tag it is not known which version the answer is; RFC 9110, 9.3.4 allows that.
  const tag = answer.version?.tag;
  if (!reload || verify !== answer.status || !tag) return [];
  const retrieval = reload();
  const { key } = resourceOf(operation as StateChangeOperation, request);
  return caches.queryClient.getQueryCache().findAll({
    predicate: (query: CachedQuery) => {
      const part = partOf(caches, query.queryKey);
      if (part?.operation !== retrieval.id || part.key !== key || part.infinite || !isWhole(part)) return false;
      // A version that was read meanwhile may be a later one than the answer's, which was long on its way.
      const held = tagIn(query);
      return !held || held === tag || held === before.get(query.queryKey);
    },
  });
}

/** Whether a query reads the representation as it is, without parameters that choose parts or another form of it. */
function isWhole({ request, headers }: QueryKeyPart): boolean {
  return headers === undefined && Object.keys(request).every((part) => part === "path");
}

function isOfRecord(caches: AnyCaches, { operation, request }: Call, { queryKey }: CachedQuery): boolean {
  const resource = resourceChanged(operation, request);
  const part = partOf(caches, queryKey);
  return !!resource && part?.resource === resource.name && part.key === resource.key;
}

/** The path parameters of a function, where it has any. */
export type PathOf<F extends GeneratedFunction> =
  RequestOf<F> extends { readonly path: infer P } ? { readonly path: P } : { readonly path?: undefined };

/**
 * Says that a generated function was called outside of a mutation, or that something else changed what it reads or
 * writes: the queries that this may concern are read again.
 *
 * @throws {UsageError} when the request lacks a part of the record's key.
 */
export async function invalidate<F extends GeneratedFunction>(
  caches: AnyCaches,
  changed: F,
  request: PathOf<F>,
): Promise<void> {
  const { operation } = changed as GeneratedFunction;
  await markStale(caches.queryClient, concerned(caches, { operation, request: request as RequestParts }));
}
