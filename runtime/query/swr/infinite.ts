import type { GeneratedFunction } from "../../core/generated-function.js";
import type { CachedBy } from "../cached.js";
import type { AnyCaches } from "../caches.js";
import { infiniteQueryOptions, type InfiniteSettings } from "../infinite.js";
import type { QueryKeyPart } from "../keys.js";
import type { FunctionOf, QueryArguments } from "../options.js";
import type { PageQuery } from "../pagination.js";
import { retryOf, type SwrRetry } from "./options.js";

/** The key of a page: that of its list, and what differs from the first page's query. */
export type SwrPageKey = readonly [list: QueryKeyPart, query: PageQuery];

/** The key of a page, from the page before it; `null` after the last one. Asked for in order, from the first page on. */
export type SwrPageKeys<F extends GeneratedFunction> = (
  index: number,
  previous: CachedBy<F> | null,
) => SwrPageKey | null;

/** What `useSWRInfinite` takes: the keys of the pages, fetcher and configuration. */
export type SwrInfinite<F extends GeneratedFunction> = readonly [
  getKey: SwrPageKeys<F>,
  fetcher: (key: SwrPageKey) => Promise<CachedBy<F>>,
  config: SwrRetry<F>,
];

/**
 * A list that is read page by page: `useSWRInfinite(...swrInfinite(caches, jobsList, { query: { status: "open" } }))`.
 * Pages cannot be read in parallel, as each says where the next one is.
 */
export function swrInfinite<F extends GeneratedFunction>(
  caches: Pick<AnyCaches, "client" | "scope">,
  read: F & FunctionOf<F, "retrieval" | "none">,
  ...given: QueryArguments<F, InfiniteSettings<F>>
): SwrInfinite<F> {
  const { queryKey, queryFn, initialPageParam, getNextPageParam, ...retries } = infiniteQueryOptions<F>(
    caches,
    read,
    ...given,
  );
  const queries = [initialPageParam];
  return [
    (index, previous) => {
      if (index > 0) {
        const next = previous && getNextPageParam(previous, [], queries[index - 1] ?? initialPageParam);
        if (!next) return null;
        queries[index] = next;
      }
      return [queryKey[0], queries[index]!];
    },
    async ([, pageParam]) => {
      const since = caches.client.clearedAt;
      const page = await queryFn({ pageParam });
      // Before 2.5, SWR puts a page into its cache whatever became of the list (see its `useSWRInfinite`).
      if (caches.client.clearedAt !== since) throw new DOMException("Signed out while a page was read.", "AbortError");
      return page;
    },
    retryOf<F>(retries),
  ];
}

/** Whether a list goes on after these pages, of `data` of `useSWRInfinite`. */
export function hasNextPage<F extends GeneratedFunction>(
  [getKey]: SwrInfinite<F>,
  pages: readonly CachedBy<F>[] | undefined,
): boolean {
  let next = getKey(0, null);
  pages?.forEach((page, index) => (next = getKey(index + 1, page)));
  return next !== null;
}
