import type { GeneratedFunction, Ok, RequestOf } from "../../core/generated-function.js";
import type { CachedBy } from "../cached.js";
import type { AnyCaches } from "../caches.js";
import type { QueryKey } from "../keys.js";
import { mutationOptions, type MutationSettings } from "../mutation.js";
import { type FunctionOf, type QueryArguments, type QueryError, queryOptions } from "../options.js";

/** How a failed query is asked for again: `onErrorRetry` of SWR. */
export interface SwrRetry<F extends GeneratedFunction> {
  readonly onErrorRetry: (
    error: QueryError<F>,
    key: string,
    config: unknown,
    revalidate: (options: { readonly retryCount: number; readonly dedupe: boolean }) => unknown,
    options: { readonly retryCount: number },
  ) => void;
}

/** What `useSWR` takes: key, fetcher and configuration. */
export type SwrQuery<F extends GeneratedFunction> = readonly [
  key: QueryKey,
  fetcher: () => Promise<CachedBy<F>>,
  config: SwrRetry<F>,
];

/** What `useSWRMutation` takes: key, fetcher and configuration. */
export type SwrMutation<F extends GeneratedFunction> = readonly [
  key: readonly [{ readonly scope?: string; readonly operation: string }],
  fetcher: (key: unknown, options: { readonly arg: RequestOf<F> }) => Promise<Ok<F>>,
  /** Empty: TypeScript infers the type of errors from it. */
  config: { readonly onError?: (error: QueryError<F>) => void },
];

/**
 * A query that reads with a generated function: `useSWR(...swrQuery(caches, jobRetrieve, { path: { job_id } }))`. Its data
 * is what was read, `data.data`, and cannot be passed as `ifMatch`: open a draft, or `pin()` it.
 */
export function swrQuery<F extends GeneratedFunction>(
  caches: Pick<AnyCaches, "client" | "scope">,
  read: F & FunctionOf<F, "retrieval" | "none">,
  ...given: QueryArguments<F>
): SwrQuery<F> {
  const { queryKey, queryFn, ...retries } = queryOptions<F>(caches, read, ...given);
  return [queryKey, () => queryFn({}), retryOf<F>(retries)];
}

/**
 * A mutation with a generated function: `useSWRMutation(...swrMutation(caches, jobPartialUpdate))`. Only an `ok` result is
 * a success: a 412, a 428 and an unknown outcome are thrown by `trigger`, and go to `onError`.
 *
 * The record in the answer enters the queries of that record, and everything else that the change may concern is read
 * again: also after a 412 and an unknown outcome.
 */
export function swrMutation<F extends GeneratedFunction>(
  caches: AnyCaches,
  change: F & FunctionOf<F, "state-change" | "creation" | "none">,
  settings: MutationSettings<F> = {},
): SwrMutation<F> {
  const { mutationKey, mutationFn } = mutationOptions<F>(caches, change, settings);
  return [mutationKey, (_key, { arg }) => mutationFn(arg), {}];
}

/** How often and when a query asks again, in SWR's form. */
export const retryOf = <F extends GeneratedFunction>({
  retry,
  retryDelay,
}: {
  readonly retry: (failures: number, error: QueryError<F>) => boolean;
  readonly retryDelay: (failures: number, error: QueryError<F>) => number;
}): SwrRetry<F> => ({
  // SWR counts the retry that is to come, TanStack Query those that were made.
  onErrorRetry: (error, _key, _config, revalidate, { retryCount }) => {
    if (retry(retryCount - 1, error))
      setTimeout(() => revalidate({ retryCount, dedupe: true }), retryDelay(retryCount - 1, error));
  },
});
