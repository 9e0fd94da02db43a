import type { RequestOptions } from "../call.js";
import type { ErrorOf, GeneratedFunction, RequestOf, Role, RoleOf } from "../core/generated-function.js";
import { type AnyResult, unwrap } from "../core/unwrap.js";
import { type InvalidResponseError, type NetworkError, UsageError } from "../errors.js";
import type { Operation, RequestParts } from "../operation.js";
import type { Client } from "../pipeline.js";
import { type CachedBy, cached } from "./cached.js";
import type { AnyCaches } from "./caches.js";
import { keyOf, type QueryKey } from "./keys.js";
import { retryDelay, retryOf } from "./retry.js";

/** A generated function of one of these roles. */
export type FunctionOf<F extends GeneratedFunction, Roles extends Role> =
  RoleOf<F["operation"]> extends Roles ? F : never;

/** What a query of a generated function may fail with. Hooks of the client (`onRequest`, `auth`) may throw others. */
export type QueryError<F extends GeneratedFunction> = ErrorOf<F> | NetworkError | InvalidResponseError | UsageError;

/** Options of the requests of queries; the signal is the query's. */
export type QueryRequestOptions = Omit<RequestOptions, "signal" | "keepalive" | "verify" | "baseUrl">;

/** The request of a query: the store's own precondition is the only one. */
export type QueryRequest<F extends GeneratedFunction> = RequestOf<F> & { readonly ifNoneMatch?: undefined };

/** The request, which may be left out where the operation takes nothing, and options. */
export type QueryArguments<
  F extends GeneratedFunction,
  Options = QueryRequestOptions,
> = undefined extends Parameters<F>[1]
  ? [request?: QueryRequest<F>, options?: Options]
  : [request: QueryRequest<F>, options?: Options];

/** Options of one query, for TanStack Query 5 of any framework. */
export interface QueryOptions<F extends GeneratedFunction> {
  readonly queryKey: QueryKey;
  readonly queryFn: (context: { readonly signal?: AbortSignal }) => Promise<CachedBy<F>>;
  readonly retry: (failures: number, error: QueryError<F>) => boolean;
  readonly retryDelay: (failures: number, error: QueryError<F>) => number;
}

/**
 * Options of a query that reads with a generated function:
 * `useQuery(queryOptions(caches, jobRetrieve, { path: { job_id } }))`. Its data is what was read, `data.data`, and cannot
 * be passed as `ifMatch`: open a draft, or `pin()` it. Its error is what `unwrap` throws, typed by status.
 */
export function queryOptions<F extends GeneratedFunction>(
  caches: Pick<AnyCaches, "client" | "scope">,
  read: F & FunctionOf<F, "retrieval" | "none">,
  ...[request, options]: QueryArguments<F>
): QueryOptions<F> {
  return {
    queryKey: keyOf(caches, readable(read), request ?? {}, options),
    queryFn: ({ signal }) => readPage<F>(caches.client, read, request ?? {}, { ...options, signal }),
    retry: retryOf(caches.client, read.operation),
    retryDelay,
  };
}

/** The key of a query. Any part of its one element selects queries in TanStack Query's filters. */
export function queryKey<F extends GeneratedFunction>(
  caches: Pick<AnyCaches, "client" | "scope">,
  read: F & FunctionOf<F, "retrieval" | "none">,
  ...[request, options]: QueryArguments<F>
): QueryKey {
  return keyOf(caches, readable(read), request ?? {}, options);
}

/**
 * The operation of a query: it is repeated whenever TanStack Query sees fit, so it must be safe (RFC 9110, 9.2.1), or a
 * POST, by which many APIs search.
 *
 * @throws {UsageError} for the other methods.
 */
export function readable({ operation }: GeneratedFunction): Operation {
  const { id, method } = operation;
  if (!["GET", "HEAD", "POST", "QUERY"].includes(method))
    throw new UsageError(
      "unsafe-query",
      `${id}: a query is repeated, and a ${method} must not be. Use mutationOptions.`,
    );
  return operation;
}

/** Reads once, for the cache. */
export async function readPage<F extends GeneratedFunction>(
  client: Client,
  read: GeneratedFunction,
  request: RequestParts,
  options: RequestOptions,
): Promise<CachedBy<F>> {
  const result = (await read(client, request as never, options)) as AnyResult;
  // What a generated function answers is what its type says (docs/adr/0010).
  return cached(unwrap(result)) as unknown as CachedBy<F>;
}
