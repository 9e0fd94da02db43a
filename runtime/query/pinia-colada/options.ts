import type { GeneratedFunction, Ok, RequestOf } from "../../core/generated-function.js";
import type { CachedBy } from "../cached.js";
import type { AnyCaches } from "../caches.js";
import { infiniteQueryOptions as infiniteOptionsOf, type InfiniteSettings } from "../infinite.js";
import type { QueryKey } from "../keys.js";
import { mutationOptions as mutationOptionsOf, type MutationSettings } from "../mutation.js";
import {
  type FunctionOf,
  type QueryArguments,
  type QueryError,
  queryOptions as queryOptionsOf,
  type QueryOptions as TanStackOptions,
} from "../options.js";
import type { PageQuery } from "../pagination.js";

/** How often and when a query is asked for again, for `@pinia/colada-plugin-retry`; without it, no query is. */
export interface ColadaRetry {
  readonly retry: (failures: number, error: unknown) => boolean;
  readonly delay: (failures: number) => number;
}

/** What Pinia Colada calls a query with. */
export interface QueryContext<F extends GeneratedFunction> {
  readonly signal: AbortSignal;
  /** Not looked at: TypeScript infers the type of errors from it. */
  readonly entry?: {
    readonly state: {
      readonly value:
        | { readonly status: "error"; readonly error: QueryError<F> }
        | { readonly status: "pending" | "success" };
    };
  };
}

/** Options of one query, for `useQuery` of Pinia Colada 1. */
export interface QueryOptions<F extends GeneratedFunction> {
  readonly key: QueryKey;
  readonly query: (context: QueryContext<F>) => Promise<CachedBy<F>>;
  readonly retry: ColadaRetry;
}

/** Options of one infinite query, for `useInfiniteQuery` of Pinia Colada 1. */
export interface InfiniteQueryOptions<F extends GeneratedFunction> {
  readonly key: QueryKey;
  readonly query: (context: QueryContext<F> & { readonly pageParam: PageQuery }) => Promise<CachedBy<F>>;
  readonly initialPageParam: PageQuery;
  readonly getNextPageParam: (page: CachedBy<F>, pages: CachedBy<F>[], pageParam: PageQuery) => PageQuery | undefined;
  readonly retry: ColadaRetry;
}

/** Options of one mutation, for `useMutation` of Pinia Colada 1. */
export interface MutationOptions<F extends GeneratedFunction> {
  readonly key: readonly [{ readonly scope?: string; readonly operation: string }];
  readonly mutation: (request: RequestOf<F>) => Promise<Ok<F>>;
  /** Never set: TypeScript infers the type of errors from it. */
  readonly onSettled?: (data: Ok<F> | undefined, error: QueryError<F> | undefined) => unknown;
}

/**
 * Options of a query that reads with a generated function:
 * `useQuery(() => queryOptions(caches, jobRetrieve, { path: { job_id } }))`. Its data is what was read, `data.value.data`,
 * and cannot be passed as `ifMatch`: open a draft, or `pin()` it.
 */
export function queryOptions<F extends GeneratedFunction>(
  caches: Pick<AnyCaches, "client" | "scope">,
  read: F & FunctionOf<F, "retrieval" | "none">,
  ...given: QueryArguments<F>
): QueryOptions<F> {
  const { queryKey: key, queryFn, ...retries } = queryOptionsOf<F>(caches, read, ...given);
  return { key, query: ({ signal }) => queryFn({ signal }), retry: retryOf<F>(retries) };
}

/** Options of a list that is read page by page: `useInfiniteQuery(() => infiniteQueryOptions(caches, jobsList))`. */
export function infiniteQueryOptions<F extends GeneratedFunction>(
  caches: Pick<AnyCaches, "client" | "scope">,
  read: F & FunctionOf<F, "retrieval" | "none">,
  ...given: QueryArguments<F, InfiniteSettings<F>>
): InfiniteQueryOptions<F> {
  const {
    queryKey: key,
    queryFn,
    initialPageParam,
    getNextPageParam,
    ...retries
  } = infiniteOptionsOf<F>(caches, read, ...given);
  return {
    key,
    query: ({ signal, pageParam }) => queryFn({ signal, pageParam }),
    initialPageParam,
    getNextPageParam,
    retry: retryOf<F>(retries),
  };
}

/**
 * Options of a mutation with a generated function: `useMutation(mutationOptions(caches, jobPartialUpdate))`. Only an `ok`
 * result is a success: a 412, a 428 and an unknown outcome go to `onError`.
 *
 * The record in the answer enters the queries of that record, and everything else that the change may concern is read
 * again: also after a 412 and an unknown outcome.
 */
export function mutationOptions<F extends GeneratedFunction>(
  caches: AnyCaches,
  change: F & FunctionOf<F, "state-change" | "creation" | "none">,
  settings: MutationSettings<F> = {},
): MutationOptions<F> {
  const { mutationKey, mutationFn } = mutationOptionsOf<F>(caches, change, settings);
  return { key: mutationKey, mutation: (request) => mutationFn(request) };
}

/** The plugin asks for the delay without the error, right after it has asked whether to retry. */
function retryOf<F extends GeneratedFunction>({
  retry,
  retryDelay,
}: Pick<TanStackOptions<F>, "retry" | "retryDelay">): ColadaRetry {
  let latest: QueryError<F>;
  return {
    retry: (failures, error) => retry(failures, (latest = error as QueryError<F>)),
    delay: (failures) => retryDelay(failures, latest),
  };
}
