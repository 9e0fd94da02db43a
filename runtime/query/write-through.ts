import type { ResourceRef } from "../call.js";
import type { GeneratedFunction } from "../core/generated-function.js";
import type { Operation, RequestParts, StateChangeOperation } from "../operation.js";
import { resourceOf } from "../wire/request.js";
import type { AnyCached } from "./cached.js";
import { type CachedQuery, type Caches, filterOf, type QueryClientLike } from "./caches.js";
import { partOf, type QueryKeyPart } from "./keys.js";
import { concerns } from "./related.js";

/** A generated function and the request that it was called with. */
export interface Call {
  readonly operation: Operation;
  readonly request: RequestParts;
}

/** The queries that a call may concern. */
export function concerned(caches: Caches, { operation, request }: Call): (query: CachedQuery) => boolean {
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

/**
 * Brings the query cache up to date after a change: the record that the answer carries replaces what the queries of its
 * retrieval hold, and every other query that the change may concern is read again as soon as somebody looks at it.
 */
export async function writeThrough(caches: Caches, call: Call, answer: AnyCached | undefined): Promise<void> {
  const { queryClient } = caches;
  const isConcerned = concerned(caches, call);
  const filled = answer ? fillable(caches, call, answer) : [];
  // What is on its way may have been read before the change was made.
  await queryClient.cancelQueries(filterOf((query) => isConcerned(query) && query.state.data !== undefined));
  for (const query of queryClient.getQueryCache().findAll(filterOf(isConcerned))) readAfter(queryClient, query);
  for (const { queryKey } of filled) queryClient.setQueryData(queryKey, answer);
  const isFilled = new Set(filled.map(({ queryKey }) => queryKey));
  const isDeleted = call.operation.method === "DELETE" && answer !== undefined;
  const isOfDeleted = (query: CachedQuery): boolean => isDeleted && isOfRecord(caches, call, query);
  queryClient.removeQueries(filterOf(isOfDeleted, { type: "inactive" }));
  // Reading a deleted record again would only show its 404 to who is about to leave the page.
  const rest = filterOf((query) => isConcerned(query) && !isFilled.has(query.queryKey) && !isOfDeleted(query));
  // Not waited for: the change was made, whatever becomes of the readings after it.
  void queryClient.invalidateQueries(rest);
}

/** A query that is read for the first time is not stopped, as somebody waits for it; it is read again afterwards. */
function readAfter(queryClient: QueryClientLike, { queryKey, state, promise }: CachedQuery): void {
  if (state.data !== undefined || state.fetchStatus !== "fetching") return;
  const again = (): Promise<void> => queryClient.invalidateQueries({ queryKey, exact: true });
  // How it ended is told to those who asked for it.
  void promise?.then(again, again);
}

/** The queries that the answer to a change can fill: of the retrieval of the same record, and nothing but the record. */
function fillable(caches: Caches, { operation, request }: Call, answer: AnyCached): CachedQuery[] {
  const { reload, verify } = operation as Partial<StateChangeOperation>;
  // Without a tag it is not known which version the answer is; RFC 9110, 9.3.4 allows that.
  if (!reload || verify !== answer.status || !answer.version?.tag) return [];
  const retrieval = reload();
  const { key } = resourceOf(operation as StateChangeOperation, request);
  return caches.queryClient.getQueryCache().findAll(
    filterOf(({ queryKey }) => {
      const part = partOf(caches, queryKey);
      return part?.operation === retrieval.id && part.key === key && !part.infinite && isWhole(part);
    }),
  );
}

/** Whether a query reads the representation as it is, without parameters that choose parts or another form of it. */
function isWhole({ request }: QueryKeyPart): boolean {
  return Object.entries(request).every(([part, values]) => part === "path" || Object.keys(Object(values)).length === 0);
}

function isOfRecord(caches: Caches, { operation, request }: Call, { queryKey }: CachedQuery): boolean {
  const resource = resourceChanged(operation, request);
  const part = partOf(caches, queryKey);
  return !!resource && part?.resource === resource.name && part.key === resource.key;
}

/**
 * Says that a generated function was called outside of a mutation, or that something else changed what it reads or
 * writes: the queries that this may concern are read again.
 */
export async function invalidate<F extends GeneratedFunction>(
  caches: Caches,
  { operation }: F,
  request: Pick<RequestParts, "path"> & object,
): Promise<void> {
  await caches.queryClient.invalidateQueries(filterOf(concerned(caches, { operation, request })));
}
